import KnowledgeGraph
import Proofs

/// Plans learning paths: a cheapest set of courses that reaches a set of goals, laid out in terms,
/// with a certificate of how good it is.
///
/// The courses are chosen first and scheduled second. Choosing: greedy, LM-cut bound, then branch
/// and bound within a budget (`PlanSearch`). Exclusions and credits bind plans and are relaxed in
/// bounds, so where they make the plan dearer the answer states a gap. Credits are met greedily,
/// by the courses that are open and give most for their effort. Among plans of equal effort the
/// preferred one is taken where the search comes across it; that preference is a tie-break, not
/// proven.
///
/// Deterministic. `LearningPathAnswer` says what a plan and a certificate must satisfy.
public struct LearningPathPlanner: Sendable {
  private let catalog: PlanningCatalog
  private let scale: EffortScale
  private let formulas: [RequirementFormula]
  private let names: CourseNames

  /// Reads every requirement once. O(catalogue); keep the planner and reuse it.
  public init(catalog: PlanningCatalog) {
    self.catalog = catalog
    scale = EffortScale(catalog)
    formulas = catalog.courses.indices.map { RequirementFormula(course: $0, in: catalog) }
    names = CourseNames(catalog)
  }

  /// A plan that reaches every goal, or what stands in the way.
  ///
  /// - Parameters:
  ///   - finished: identifiers of finished courses; ones that the catalogue does not hold are
  ///     passed over, and what the catalogue says they count as is added here.
  ///   - preference: higher is more wanted; breaks ties between plans of equal effort.
  ///   - learner: goes into the answer unread.
  public func plan(
    goals: [PlanGoal], finished: Set<Int64> = [], preference: (Int64) -> Double = { _ in 0 },
    options: PlanOptions = PlanOptions(), versions: Versions = Versions(), learner: String? = nil
  ) -> PlanOutcome {
    let context = PlanContext(
      catalog: catalog, scale: scale, formulas: formulas,
      standing: FinishedStanding(
        Set(finished.compactMap { catalog.index(ofID: $0) }), in: catalog), names: names)
    let request = PlanRequest(
      goals: goals, context: context, options: options, preference: preference)
    if let missing = request.unknownGoals { return .unreachable(missing) }
    let chooser = CourseChooser(request)
    guard let chosen = chooser.choose() else {
      return .unreachable(ObstacleReport(request).report(exclusionsAtFault: chooser.isReachable))
    }
    let assembly = AnswerAssembly(request, chosen, chooser)
    if let conflict = assembly.brokenLimit { return .unreachable(conflict) }
    var answer = assembly.answer(versions: versions, learner: learner)
    answer.counted = counted(in: answer, goals: goals, context.standing)
    return .plan(answer)
  }

  /// What stands in for a goal, or for a course that the requirement of a step names.
  private func counted(
    in answer: LearningPathAnswer, goals: [PlanGoal], _ standing: FinishedStanding
  ) -> [CountedCourse]? {
    guard !standing.standIns.isEmpty else { return nil }
    let aims = goals.filter { $0.goal.kind == .course }.flatMap(\.courses)
      .compactMap { catalog.index(ofID: $0) }
    let steps = (answer.steps + answer.alternatives.flatMap(\.steps))
      .compactMap { catalog.index(ofID: $0.course.id) }
    let named = Set(aims + steps.flatMap { standing.counted(for: $0, in: catalog) })
    let found = named.compactMap { standing.countedCourse($0, in: catalog) }
    return found.isEmpty ? nil : found.sorted { $0.countsAs < $1.countsAs }
  }
}

/// One question to the planner, with the goals resolved.
struct PlanRequest {
  let goals: [PlanGoal]
  let context: PlanContext
  let options: PlanOptions
  /// By catalogue index.
  let preferences: [Double]
  /// Catalogue indices, ascending, for each goal that is not reached yet.
  let openGoals: [[Int]]

  init(
    goals: [PlanGoal], context: PlanContext, options: PlanOptions,
    preference: (Int64) -> Double
  ) {
    self.init(
      goals: goals, context: context, options: options,
      preferences: context.catalog.courses.map { preference($0.id) })
  }

  private init(
    goals: [PlanGoal], context: PlanContext, options: PlanOptions, preferences: [Double]
  ) {
    self.goals = goals
    self.context = context
    self.options = options
    self.preferences = preferences
    openGoals = goals.map { goal in
      Set(goal.courses.compactMap { context.catalog.index(ofID: $0) }).sorted()
    }.filter { courses in
      courses.isEmpty || !courses.contains { context.finished.contains($0) }
    }
  }

  /// Goals that no course of the catalogue reaches; nil when there are none.
  var unknownGoals: UnreachableGoal? {
    let lost = goals.filter { goal in
      !goal.courses.contains { context.catalog.index(ofID: $0) != nil }
    }
    guard !lost.isEmpty else { return nil }
    return UnreachableGoal(
      conflict: lost.map { goal in
        UnreachableGoal.Conflict(
          course: goal.goal.key,
          reason: goal.goal.kind == .topic
            ? "no course of the catalogue teaches it" : "it is not in the catalogue")
      },
      relaxations: lost.count < goals.count
        ? lost.map { "leave out the goal \($0.goal.key)" } : [])
  }

  func problem(creditsHold: Bool) -> PlanningProblem {
    PlanningProblem(
      formulas: { context.openFormula($0, creditsHold: creditsHold) }, goals: openGoals,
      cost: { context.scale.costs[$0] }, preference: { preferences[$0] })
  }

  func with(goals fewer: [PlanGoal]) -> PlanRequest {
    PlanRequest(goals: fewer, context: context, options: options, preferences: preferences)
  }
}
