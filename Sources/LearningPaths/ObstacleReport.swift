import KnowledgeGraph
import Proofs

/// Says why goals cannot be reached: the chain of needs from a goal to what stops it, and what
/// would help.
struct ObstacleReport {
  private let request: PlanRequest
  private let problem: PlanningProblem
  private var context: PlanContext { request.context }

  init(_ request: PlanRequest) {
    self.request = request
    problem = request.problem(creditsHold: true)
  }

  /// - Parameter exclusionsAtFault: the goals could be reached but for exclusions or credits.
  func report(exclusionsAtFault: Bool) -> UnreachableGoal {
    exclusionsAtFault ? incompatible() : blocked()
  }

  // MARK: Needs that cannot be met

  private func blocked() -> UnreachableGoal {
    let state = PlanningCase(problem).reachability(problem)
    let isReached = Set(
      problem.courses.indices.filter { state.isReached[$0] }.map { problem.courses[$0] })
    let goal = request.openGoals.first { !$0.contains(where: isReached.contains) } ?? []
    guard let start = goal.first else { return UnreachableGoal(conflict: [], relaxations: []) }
    return UnreachableGoal(
      conflict: chain(from: start, isReached: isReached),
      relaxations: waivers(isReached: isReached) + withoutGoals())
  }

  /// From the goal along first unmet needs, until something final or a circle.
  private func chain(from start: Int, isReached: Set<Int>) -> [UnreachableGoal.Conflict] {
    var conflict: [UnreachableGoal.Conflict] = []
    var places: [Int: Int] = [:]
    var course = start
    while places[course] == nil {
      places[course] = conflict.count
      guard let obstacle = obstacle(context.formulas[course], isReached) else { break }
      switch obstacle {
      case .course(let mention):
        conflict.append(.init(course: context.name(course), reason: "needs \(mention.key)"))
        course = mention.index
      case .excluded(let other):
        let reason = "may not be taken after \(context.name(other)), which is finished"
        conflict.append(.init(course: context.name(course), reason: reason))
        return conflict
      case .constant, .credits, .assumed, .threshold:
        conflict.append(
          .init(course: context.name(course), reason: "its requirement can never be met"))
        return conflict
      }
    }
    let circle = conflict[(places[course] ?? 0)...].map(\.course)
    guard let last = conflict.indices.last, !circle.isEmpty else { return conflict }
    let round = (circle + [circle[0]]).joined(separator: " → ")
    conflict[last].reason += ", which closes the circle \(round)"
    return conflict
  }

  /// The first literal that keeps the formula from holding; nil when it holds.
  private func obstacle(
    _ formula: RequirementFormula, _ isReached: Set<Int>
  ) -> RequirementFormula? {
    switch formula {
    case .threshold(let need, let parts):
      let failing = parts.compactMap { obstacle($0, isReached) }
      guard parts.count - failing.count < need else { return nil }
      return failing.first
    case .course(let mention):
      let had = isReached.contains(mention.index) || context.finished.contains(mention.index)
      return had ? nil : formula
    case .excluded(let other): return context.finished.contains(other) ? formula : nil
    case .constant(let value): return value ? nil : formula
    case .credits, .assumed: return nil
    }
  }

  /// Single courses whose counting as finished would open every goal, cheapest first.
  private func waivers(isReached: Set<Int>) -> [String] {
    let goals = Set(request.openGoals.filter { $0.count == 1 }.joined())
    let everything = problem.courses.map { _ in true }
    let helpful = problem.courses.indices.filter { number in
      let course = problem.courses[number]
      return !goals.contains(course) && !isReached.contains(course)
        && Reachability(problem, allowed: everything, given: number).allReached
    }.map { problem.courses[$0] }
    return helpful.sorted {
      (context.scale.costs[$0], context.name($0)) < (context.scale.costs[$1], context.name($1))
    }.prefix(5).map { "count \(context.name($0)) as finished" }
  }

  private func withoutGoals() -> [String] {
    guard request.goals.count > 1 else { return [] }
    return request.goals.indices.compactMap { place in
      var fewer = request.goals
      let goal = fewer.remove(at: place).goal
      let rest = request.with(goals: fewer)
      let problem = rest.problem(creditsHold: true)
      return PlanningCase(problem).reachability(problem).allReached
        ? "leave out the goal \(goal.key)" : nil
    }
  }

  // MARK: Needs that do not go together

  private func incompatible() -> UnreachableGoal {
    let relaxed = PlanSearch.run(problem, budget: request.options.searchBudget)
    let plan = (relaxed.plan ?? []).map { problem.courses[$0] }
    let stuck = TermSchedule(plan, context).stuck
    let conflict = stuck.flatMap { course in reasons(course, in: plan) }
    return UnreachableGoal(conflict: conflict, relaxations: withoutGoals())
  }

  private func reasons(_ course: Int, in plan: [Int]) -> [UnreachableGoal.Conflict] {
    var found: [UnreachableGoal.Conflict] = []
    context.formulas[course].forEachLiteral { literal in
      switch literal {
      case .excluded(let other) where plan.contains(other):
        found.append(
          .init(
            course: context.name(course),
            reason: "may not be taken by who takes \(context.name(other)), also needed"))
      case .credits(let need):
        let had = context.credits(
          matching: need.pattern, among: context.finished.union(plan).subtracting([course]))
        guard had < need.count, !need.negated else { return }
        let of = need.pattern.map { " of \($0)" } ?? ""
        found.append(
          .init(
            course: context.name(course),
            reason: "needs \(formatted(need.count)) credits\(of); the plan found has "
              + "\(formatted(had)), and no open course adds to them"))
      default: break
      }
    }
    return found
  }
}

/// A number as people write it: without a fraction where there is none.
func formatted(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
}

/// Limits of effort, of terms, and of what a term holds.
struct LimitReport {
  let request: PlanRequest
  let schedule: TermSchedule
  let effort: Double
  let lowerBound: Double

  var report: UnreachableGoal? {
    if let course = schedule.oversized, !schedule.isValid { return oversized(course) }
    if let most = request.options.maximumEffort, effort > most + 1e-9 { return tooDear(most) }
    if let most = request.options.maximumTerms, schedule.terms.count > most {
      return tooLong(most)
    }
    return nil
  }

  private func oversized(_ course: Int) -> UnreachableGoal {
    let name = request.context.name(course)
    return UnreachableGoal(
      conflict: [.init(course: name, reason: "no term has room for it and what goes with it")],
      relaxations: ["raise the limit of a term so that \(name) fits"])
  }

  private func tooDear(_ most: Double) -> UnreachableGoal {
    let unit = request.context.catalog.effortUnit ?? "courses"
    let proven = lowerBound > most + 1e-9
    let bound = proven ? "every plan takes at least" : "no plan was found below"
    return UnreachableGoal(
      conflict: goals(
        "\(bound) \(formatted(proven ? lowerBound : effort)) \(unit), the limit is \(formatted(most))"
      ),
      relaxations: ["allow \(formatted(effort)) \(unit)"])
  }

  private func tooLong(_ most: Int) -> UnreachableGoal {
    UnreachableGoal(
      conflict: goals("the plan takes \(schedule.terms.count) terms, the limit is \(most)"),
      relaxations: ["allow \(schedule.terms.count) terms"])
  }

  private func goals(_ reason: String) -> [UnreachableGoal.Conflict] {
    request.goals.map { .init(course: $0.goal.key, reason: reason) }
  }
}
