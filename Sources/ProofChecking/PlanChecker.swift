import KnowledgeGraph
import Proofs

/// Verifies a learning path against the catalogue: the plan, its efforts and reasons, its
/// assumptions, and the certificate that bounds its effort from below. What must hold is said at
/// `LearningPathAnswer`; nothing here is shared with what makes plans.
///
/// Not verified, because a catalogue does not hold it: titles of topics, and prose.
public struct PlanChecker: Sendable {
  let catalog: PlanningCatalog
  /// By catalogue index.
  let requirements: [PlanRequirement]
  /// By catalogue index, in the answer's unit.
  let efforts: [Double]
  let isEffortMissing: [Bool]
  /// How strings of an answer name a course, by catalogue index.
  let names: [String]
  let indexByName: [String: Int]

  /// O(catalogue). Give it the catalogue that the plan was made from.
  public init(catalog: PlanningCatalog) {
    self.catalog = catalog
    requirements = catalog.courses.indices.map { PlanRequirement(of: $0, in: catalog) }
    (efforts, isEffortMissing) = Self.efforts(catalog)
    let bearers = Dictionary(grouping: catalog.courses, by: \.key).mapValues(\.count)
    names = catalog.courses.map { course in
      guard bearers[course.key] != 1, let provider = course.provider else { return course.key }
      return "\(provider):\(course.key)"
    }
    indexByName = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Everything in the answer that does not hold; empty when all of it does.
  ///
  /// - Parameter finished: identifiers of the courses the learner has finished; what they count as
  ///   is read from the catalogue.
  ///
  /// Relative tolerance 1e-9 throughout. O(landmarks · courses the goals depend on, squared, ·
  /// size of their requirements) at worst.
  public func check(_ answer: LearningPathAnswer, finished: Set<Int64>) -> [ProofFault] {
    let known = Set(finished.compactMap { catalog.index(ofID: $0) })
    var run = PlanCheckRun(checker: self, answer: answer, finished: known)
    run.checkAll()
    run.checkCounted()
    return run.faults + paceFaults(answer)
  }

  /// The weeks are the effort over the pace, rounded up, and only hours have a pace.
  private func paceFaults(_ answer: LearningPathAnswer) -> [ProofFault] {
    guard let pace = answer.pace else { return [] }
    let weeks = (answer.effort / pace.hoursPerWeek).rounded(.up)
    guard pace.hoursPerWeek > 0, agrees(pace.weeks, weeks) else {
      return [ProofFault(place: "pace.weeks", message: "claimed \(pace.weeks), it is \(weeks)")]
    }
    return []
  }

  /// What the catalogue says, 1 for each course where it has no unit, and the lower median of the
  /// efforts stated (1 when none is) where a course's is missing, negative or not finite.
  private static func efforts(_ catalog: PlanningCatalog) -> ([Double], [Bool]) {
    guard catalog.effortUnit != nil else {
      return (catalog.courses.map { _ in 1 }, catalog.courses.map { _ in false })
    }
    let stated = catalog.courses.map { course -> Double? in
      guard let effort = course.effort, effort.isFinite, effort >= 0 else { return nil }
      return effort
    }
    let sorted = stated.compactMap(\.self).sorted()
    let median = sorted.isEmpty ? 1 : sorted[(sorted.count - 1) / 2]
    return (stated.map { $0 ?? median }, stated.map { $0 == nil })
  }
}

/// Whether two amounts are the same within the tolerance of answers.
func agrees(_ a: Double, _ b: Double) -> Bool {
  a.isFinite && b.isFinite && abs(a - b) <= 1e-9 * max(1, abs(b))
}

/// The faults found in one answer.
struct PlanCheckRun {
  let checker: PlanChecker
  let answer: LearningPathAnswer
  /// Catalogue indices of what is finished or counts as finished.
  let finished: Set<Int>
  /// By the index of each course that only counts as finished, the first finished one for which it
  /// does.
  let equivalents: [Int: Int]
  /// For each goal the courses that reach it.
  let goals: [Set<Int>]
  private(set) var faults: [ProofFault] = []

  init(checker: PlanChecker, answer: LearningPathAnswer, finished: Set<Int>) {
    self.checker = checker
    self.answer = answer
    equivalents = checker.equivalents(of: finished)
    self.finished = finished.union(equivalents.keys)
    goals = answer.target.map { checker.courses(reaching: $0) }
  }

  mutating func report(_ place: String, _ message: String) {
    faults.append(ProofFault(place: place, message: message))
  }

  mutating func checkAll() {
    if answer.format != 1 { report("format", "1 is expected, not \(answer.format)") }
    let unit = checker.catalog.effortUnit ?? "courses"
    if answer.effortUnit != unit {
      report("effortUnit", "the catalogue counts effort in \(unit), not \(answer.effortUnit)")
    }
    for (index, goal) in answer.target.enumerated() where goals[index].isEmpty {
      report("target[\(index)]", "no course of the catalogue reaches \(goal.key)")
    }
    if answer.target.isEmpty { report("target", "there is no goal") }
    let plan = checkPlan(answer.steps, place: "steps", assumptions: .listed(answer.assumptions))
    checkEffort(answer.effort, of: plan, place: "effort")
    checkAssumptions(plan)
    checkCertificate()
    checkAlternatives(plan)
  }

  private mutating func checkAlternatives(_ plan: CheckedPlan) {
    let own = Set(plan.courses)
    var seen: Set<Set<Int>> = [own]
    for (index, alternative) in answer.alternatives.enumerated() {
      let place = "alternatives[\(index)]"
      let other = checkPlan(alternative.steps, place: place + ".steps", assumptions: .all)
      checkEffort(alternative.effort, of: other, place: place + ".effort")
      let courses = Set(other.courses)
      if !seen.insert(courses).inserted { report(place, "this plan was given before") }
      let added = courses.subtracting(own).map { checker.names[$0] }.sorted()
      let dropped = own.subtracting(courses).map { checker.names[$0] }.sorted()
      if alternative.added != added {
        report(place + ".added", "what it adds is \(added), not \(alternative.added)")
      }
      if alternative.dropped != dropped {
        report(place + ".dropped", "what it drops is \(dropped), not \(alternative.dropped)")
      }
    }
  }

  private mutating func checkEffort(_ effort: Double, of plan: CheckedPlan, place: String) {
    let sum = plan.courses.reduce(0) { $0 + checker.efforts[$1] }
    if !agrees(effort, sum) { report(place, "the steps sum to \(sum), not \(effort)") }
  }
}

extension PlanChecker {
  /// The courses that reach a goal, by index; empty when the catalogue has none.
  func courses(reaching goal: PathGoal) -> Set<Int> {
    let found = catalog.courses.indices.filter { index in
      let course = catalog.courses[index]
      switch goal.kind {
      case .course:
        return course.key == goal.key && course.provider == goal.provider
          && course.title == goal.title
      case .topic: return course.topics.contains(goal.key)
      }
    }
    return Set(found)
  }
}
