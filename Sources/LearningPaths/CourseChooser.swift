import KnowledgeGraph
import Proofs

/// The courses of a plan, with the bound that holds for every plan.
struct ChosenCourses {
  /// Catalogue indices, ascending.
  var courses: [Int]
  var certificate: PlanSearch.Certificate
}

/// Chooses courses for a request: the relaxed optimum where it is a plan as it stands, else the
/// best plan found when exclusions bind and credits are filled up.
struct CourseChooser {
  let request: PlanRequest
  /// The relaxed world: credits hold.
  let problem: PlanningProblem
  /// Goals can be reached when exclusions are relaxed.
  let isReachable: Bool
  private var context: PlanContext { request.context }

  init(_ request: PlanRequest) {
    self.request = request
    problem = request.problem(creditsHold: true)
    isReachable = PlanningCase(problem).reachability(problem).allReached
  }

  /// Nil when there is no plan, or none was found within the budget.
  func choose() -> ChosenCourses? {
    guard isReachable else { return nil }
    let relaxed = PlanSearch.run(problem, budget: request.options.searchBudget)
    guard let plan = validPlan(relaxed: relaxed, forbidden: []) else { return nil }
    return ChosenCourses(courses: plan, certificate: relaxed.certificate)
  }

  /// The best plan found without these courses (catalogue indices).
  func choose(without forbidden: [Int]) -> [Int]? {
    let local = forbidden.compactMap { problem.number(ofCourse: $0) }
    let start = PlanningCase(problem, forbidden: local)
    guard start.reachability(problem).allReached else { return nil }
    let relaxed = PlanSearch.run(
      problem, forbidden: local, budget: request.options.searchBudget)
    return validPlan(relaxed: relaxed, forbidden: forbidden)
  }

  /// Whether every plan takes the course (relaxed, which can only say yes too rarely).
  func isForced(_ course: Int) -> Bool {
    guard let number = problem.number(ofCourse: course) else { return false }
    let without = PlanningCase(problem, forbidden: [number])
    return !without.reachability(problem).allReached
  }

  func cost(_ plan: [Int]) -> Int { plan.reduce(0) { $0 + context.scale.costs[$1] } }

  private func validPlan(relaxed: PlanSearch.Outcome, forbidden: [Int]) -> [Int]? {
    guard let plan = relaxed.plan else { return nil }
    let courses = plan.map { problem.courses[$0] }
    if TermSchedule(courses, context).isValid { return courses }
    var candidates: [[Int]] = []
    if let found = bindingPlan(problem, forbidden, floor: relaxed.bound) {
      candidates.append(found)
    }
    let strict = request.problem(creditsHold: false)
    let strictStart = PlanningCase(
      strict, forbidden: forbidden.compactMap { strict.number(ofCourse: $0) })
    if strictStart.reachability(strict).allReached,
      let found = bindingPlan(strict, forbidden, floor: relaxed.bound)
    {
      candidates.append(found)
    }
    return candidates.min { (cost($0), $0.count) < (cost($1), $1.count) }
  }

  /// The best plan whose exclusions hold, filled up where it lacks credits.
  private func bindingPlan(
    _ problem: PlanningProblem, _ forbidden: [Int], floor: Int
  ) -> [Int]? {
    let outcome = PlanSearch.run(
      problem, forbidden: forbidden.compactMap { problem.number(ofCourse: $0) },
      exclusionsBind: true, floor: floor, budget: request.options.searchBudget)
    guard let plan = outcome.plan else { return nil }
    let courses = plan.map { problem.courses[$0] }
    return CreditFilling(context, forbidden: Set(forbidden)).filled(courses)
  }
}

/// Adds courses to a plan until its credit requirements are met.
struct CreditFilling {
  private let context: PlanContext
  private let forbidden: Set<Int>

  init(_ context: PlanContext, forbidden: Set<Int>) {
    self.context = context
    self.forbidden = forbidden
  }

  /// The plan with what it takes to make it valid; nil when that was not found.
  ///
  /// Each round the first course that is stuck for want of credits gets the open course that gives
  /// most of the credits it wants for its effort, ties by name. Only courses whose requirement the
  /// plan already meets are added, so none drags others in. O(rounds · catalogue).
  func filled(_ plan: [Int]) -> [Int]? {
    var courses = Set(plan)
    for _ in 0...context.catalog.courses.count {
      let schedule = TermSchedule(courses.sorted(), context)
      if schedule.isValid { return courses.sorted() }
      let placed = context.finished.union(schedule.terms.joined())
      let wanted = schedule.stuck.compactMap { shortfall(of: $0, placed: placed) }.first
      guard let wanted, let filler = filler(for: wanted, in: courses, placed: placed) else {
        return nil
      }
      courses.insert(filler)
    }
    return nil
  }

  /// The first credits that the course lacks, among what is placed.
  private func shortfall(of course: Int, placed: Set<Int>) -> CreditsNeed? {
    var lacking: CreditsNeed?
    context.formulas[course].forEachLiteral { literal in
      guard lacking == nil, case .credits(let need) = literal, !need.negated else { return }
      if context.credits(matching: need.pattern, among: placed) < need.count { lacking = need }
    }
    return lacking
  }

  private func filler(
    for need: CreditsNeed, in plan: Set<Int>, placed: Set<Int>
  ) -> Int? {
    var best: (course: Int, costPerCredit: Double)?
    for (index, course) in context.catalog.courses.enumerated() {
      guard let credits = course.credits, credits.isFinite, credits > 0, !plan.contains(index),
        !context.finished.contains(index), !forbidden.contains(index),
        need.pattern.map({ courseKey(course.key, matches: $0) }) ?? true
      else { continue }
      let cost = context.scale.efforts[index] / credits
      if let best, best.costPerCredit <= cost { continue }
      if fits(index, in: plan, placed: placed) { best = (index, cost) }
    }
    return best?.course
  }

  /// Its own requirement holds by what is placed, and nothing of the plan excludes it.
  private func fits(_ index: Int, in plan: Set<Int>, placed: Set<Int>) -> Bool {
    let with = plan.union([index])
    let own = PlanSurroundings(context: context, before: placed, alongside: [], plan: with)
    guard own.holds(context.formulas[index]) else { return false }
    return plan.allSatisfy { other in
      let around = PlanSurroundings(
        context: context, before: context.finished.union(with), alongside: [], plan: with)
      let hadBefore = PlanSurroundings(
        context: context, before: context.finished.union(plan), alongside: [], plan: plan)
      return around.holds(context.formulas[other]) || !hadBefore.holds(context.formulas[other])
    }
  }
}
