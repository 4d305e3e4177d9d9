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
    masked = taken.union(Self.equivalents(of: completed, world, itemNumbers))
    finished = world.completionTypes.reduce(into: []) { found, type in
      for item in did[type] ?? [] {
        let id = world.graph.id(of: world.items[Int(item)])
        if let index = world.catalog.index(ofID: id) { found.insert(index) }
      }
    }
  }

  /// Items that an equivalence joins, in either direction, to one of these.
  private static func equivalents(
    of items: Set<Int32>, _ world: LedgerCheckingWorld, _ numbers: [NodeIndex: Int32]
  ) -> Set<Int32> {
    var found: Set<Int32> = []
    for item in items {
      for type in world.equivalenceTypes {
        let ends = world.graph.neighbours(
          of: world.items[Int(item)], type: type, direction: .both)
        found.formUnion(ends.compactMap { numbers[$0.node] })
      }
    }
    return found
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
    if masked.contains(item) { return Readiness(.taken) }
    let hingesOn =
      catalogIndex(item).map {
        Admissibility(world.catalog).hingesOn($0, finished: finished)
      } ?? []
    switch truth(item) {
    case .met: return Readiness(.met)
    case .notMet: return Readiness(.notMet, hingesOn: hingesOn)
    case .cannotTell: return Readiness(.cannotTell, hingesOn: hingesOn)
    }
  }

  /// Neither masked nor with prerequisites missing.
  func admits(_ item: Int32) -> Bool { !masked.contains(item) && truth(item) != .notMet }

  private func truth(_ item: Int32) -> Truth {
    guard let index = catalogIndex(item) else { return .met }
    let course = world.catalog.courses[index]
    let facts = FinishedFacts(
      catalog: world.catalog, provider: course.provider, finished: finished)
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

  func finished(_ course: CourseRequirement) -> Truth {
    guard let index = catalog.index(ofKey: course.key, provider: provider) else {
      return .cannotTell
    }
    guard finished.contains(index) else { return .notMet }
    return course.minimumGrade == nil ? .met : .cannotTell
  }

  func creditsEarned(matching pattern: String?) -> Double {
    finished.sorted().map { catalog.courses[$0] }
      .filter { course in pattern.map { courseKey(course.key, matches: $0) } ?? true }
      .reduce(0) { $0 + ($1.credits ?? 0) }
  }
}
