import KnowledgeGraph
import Proofs

/// The learner as the graph has them: what they did, what they finished, what is masked.
struct LearnerStanding: Sendable {
  /// Distinct item numbers, oldest first.
  let history: [Int32]
  let masked: Set<Int32>
  private let learner: NodeIndex
  private let world: LedgerCheckingWorld
  private let didByType: [String: Set<Int32>]
  /// Indices into the planning catalogue.
  private let finished: Set<Int>
  /// By the catalogue index of what was not finished, the lowest index of the finished courses that
  /// the graph says count as it.
  private let standIns: [Int: Int]

  init(
    _ world: LedgerCheckingWorld, learner: NodeIndex, history: [Int32],
    itemNumbers: [NodeIndex: Int32]
  ) {
    self.world = world
    self.learner = learner
    self.history = history
    var did: [String: Set<Int32>] = [:]
    for type in Set(world.interactionTypes + world.maskingTypes + world.completionTypes) {
      let ends = world.graph.neighbours(of: learner, type: type, direction: .outgoing)
      did[type] = Set(ends.compactMap { itemNumbers[$0.node] })
    }
    didByType = did
    let taken = world.maskingTypes.reduce(into: Set<Int32>()) { $0.formUnion(did[$1] ?? []) }
    let completed = world.completionTypes.reduce(into: Set<Int32>()) {
      $0.formUnion(did[$1] ?? [])
    }
    let equivalents = completed.reduce(into: [Int32: Set<Int32>]()) { found, item in
      found[item] = Self.equivalents(of: item, world, itemNumbers)
    }
    masked = equivalents.values.reduce(taken) { $0.union($1) }
    let index = { (item: Int32) in
      world.catalog.index(ofID: world.graph.id(of: world.items[Int(item)]))
    }
    let own = Set(completed.compactMap(index))
    finished = own
    standIns = equivalents.reduce(into: [:]) { found, pair in
      guard let finished = index(pair.key) else { return }
      for other in pair.value.compactMap(index) where !own.contains(other) {
        found[other] = min(found[other] ?? finished, finished)
      }
    }
  }

  /// Items to which an equivalence leads from this one.
  private static func equivalents(
    of item: Int32, _ world: LedgerCheckingWorld, _ numbers: [NodeIndex: Int32]
  ) -> Set<Int32> {
    world.equivalenceTypes.reduce(into: []) { found, type in
      let ends = world.graph.neighbours(
        of: world.items[Int(item)], type: type, direction: .outgoing)
      found.formUnion(ends.compactMap { numbers[$0.node] })
    }
  }

  /// The history must hold just what the graph says the learner did.
  var faults: [ProofFault] {
    let did = world.interactionTypes.reduce(into: Set<Int32>()) {
      $0.formUnion(didByType[$1] ?? [])
    }
    guard did != Set(history) else { return [] }
    return [
      ProofFault(
        place: "learner", message: "the history is not what the graph says the learner did")
    ]
  }

  /// Whether the graph has this relationship from the learner to the item, as evidence.
  func did(_ action: String, _ item: Int32) -> Bool {
    world.interactionTypes.contains(action) && didByType[action]?.contains(item) == true
  }

  /// The state recomputed from the requirement trees.
  func readiness(of item: Int32) -> Readiness {
    if masked.contains(item) {
      return Readiness(.taken, counted: catalogIndex(item).map { counted(among: [$0]) } ?? [])
    }
    let standing = catalogIndex(item).map { counted(among: named(by: $0)) } ?? []
    let hingesOn =
      catalogIndex(item).map {
        Admissibility(world.catalog).hingesOn($0, finished: finished)
      } ?? []
    switch truth(item) {
    case .met: return Readiness(.met, counted: standing)
    case .notMet: return Readiness(.notMet, hingesOn: hingesOn, counted: standing)
    case .cannotTell: return Readiness(.cannotTell, hingesOn: hingesOn, counted: standing)
    }
  }

  /// Catalogue indices of the courses that what binds a course names, each once, in reading order.
  private func named(by index: Int) -> [Int] {
    let course = world.catalog.courses[index]
    var found: [Int] = []
    for mention in course.requirements.flatMap({ $0.courses(includingExcluded: true) }) {
      guard
        let other = world.catalog.index(ofKey: mention.key, provider: course.provider),
        !found.contains(other)
      else { continue }
      found.append(other)
    }
    return found
  }

  private func counted(among courses: [Int]) -> [CountedCourse] {
    courses.compactMap { index in
      standIns[index].map { CountedCourse(finished: name($0), countsAs: name(index)) }
    }
  }

  /// The key where it is unlike all others, else `provider:key`.
  private func name(_ index: Int) -> String {
    let course = world.catalog.courses[index]
    let isAlone = world.catalog.courses.count { $0.key == course.key } == 1
    return isAlone ? course.key : course.provider.map { "\($0):\(course.key)" } ?? course.key
  }

  /// Neither masked nor with prerequisites missing.
  func admits(_ item: Int32) -> Bool { !masked.contains(item) && truth(item) != .notMet }

  private func truth(_ item: Int32) -> Truth {
    guard let index = catalogIndex(item) else { return .met }
    let course = world.catalog.courses[index]
    let facts = FinishedFacts(
      catalog: world.catalog, provider: course.provider, finished: finished,
      standIns: Set(standIns.keys))
    return Requirement.all(course.requirements).evaluate(facts)
  }

  private func catalogIndex(_ item: Int32) -> Int? {
    world.catalog.index(ofID: world.graph.id(of: world.items[Int(item)]))
  }
}

/// Finished courses as facts for requirement trees.
private struct FinishedFacts: RequirementFacts {
  let catalog: PlanningCatalog
  let provider: String?
  let finished: Set<Int>
  /// What only counts as finished; it earns no credits.
  let standIns: Set<Int>

  func finished(_ course: CourseRequirement) -> Truth {
    guard let index = catalog.index(ofKey: course.key, provider: provider) else {
      return .cannotTell
    }
    guard finished.contains(index) || standIns.contains(index) else { return .notMet }
    return course.minimumGrade == nil ? .met : .cannotTell
  }

  func creditsEarned(matching pattern: String?) -> Double {
    finished.sorted().map { catalog.courses[$0] }
      .filter { course in pattern.map { courseKey(course.key, matches: $0) } ?? true }
      .reduce(0) { $0 + ($1.credits ?? 0) }
  }
}
