/// Good plans for one case, without a promise: greedy choices, pruned until no course can go.
struct PlanCandidates {
  private let problem: PlanningProblem
  private let planningCase: PlanningCase

  init(_ problem: PlanningProblem, _ planningCase: PlanningCase) {
    self.problem = problem
    self.planningCase = planningCase
  }

  /// The cheapest of: what the packing leaves free (primal–dual with reverse deletion), and the
  /// plan of the additive estimate; then improved by doing without each course in turn. Nil when
  /// the case cannot be reached.
  ///
  /// - Parameter thorough: whether to try the improvement, which takes as long as all the rest.
  func cheapest(_ packing: LandmarkPacking, thorough: Bool) -> PlanSearch.Candidate? {
    let spent = planningCase.taken.reduce(0) { $0 + problem.costs[$1] }
    let bound = spent + packing.bound
    var best = candidate(from: packing.free)
    if let found = best, found.cost <= bound { return found }
    if let greedy = greedyPlan(residual: problem.costs, without: nil) {
      best = better(best, candidate(from: greedy))
    }
    guard thorough, var current = best, problem.courses.count <= 400 else { return best }
    for _ in 0..<3 where current.cost > bound {
      guard let improved = improvement(on: current) else { break }
      current = improved
    }
    return current
  }

  /// The first cheaper plan that does without one of the courses, dearest first, when the others
  /// are had.
  private func improvement(on plan: PlanSearch.Candidate) -> PlanSearch.Candidate? {
    let order = plan.members.sorted {
      (-problem.costs[$0], $0) < (-problem.costs[$1], $1)
    }
    for number in order where !planningCase.isTaken[number] {
      var residual = problem.costs
      for other in plan.members where other != number { residual[other] = 0 }
      guard var allowed = greedyPlan(residual: residual, without: number) else { continue }
      for other in plan.members where other != number { allowed[other] = true }
      if let found = candidate(from: allowed), found.cost < plan.cost { return found }
    }
    return nil
  }

  private func better(
    _ a: PlanSearch.Candidate?, _ b: PlanSearch.Candidate?
  ) -> PlanSearch.Candidate? {
    guard let a, let b else { return a ?? b }
    return (b.cost, -b.preference) < (a.cost, -a.preference) ? b : a
  }

  /// Follows the suppliers of the additive estimate back from what is wanted; everything allowed
  /// when those do not suffice by themselves (a concurrency group was guessed).
  private func greedyPlan(residual: [Int], without: Int?) -> [Bool]? {
    var isForbidden = planningCase.isForbidden
    if let without { isForbidden[without] = true }
    var remaining = residual
    for number in planningCase.taken { remaining[number] = 0 }
    let estimate = RelaxedCosts(
      problem, residual: remaining, isForbidden: isForbidden,
      taken: planningCase.bindingTaken, combination: .sum)
    guard estimate.goals < RelaxedCosts.unreachable else { return nil }
    var chosen = [Bool](repeating: false, count: problem.courses.count)
    var frontier: [RelaxedCosts.Supplier] = [.gate(problem.goalGate)]
    frontier += planningCase.taken.map { .course($0) }
    while let next = frontier.popLast() {
      switch next {
      case .gate(let gate): frontier += estimate.suppliers[gate]
      case .course(let number) where !chosen[number]:
        chosen[number] = true
        if let root = problem.root[number] { frontier.append(.gate(root)) }
      case .course: break
      }
    }
    let suffices = planningCase.reachability(problem, allowed: chosen).allReached
    return suffices ? chosen : isForbidden.map { !$0 }
  }

  /// Reverse deletion: drops the dearest, least preferred course that can go, as long as one can.
  private func candidate(from allowed: [Bool]) -> PlanSearch.Candidate? {
    let state = planningCase.reachability(problem, allowed: allowed)
    guard state.allReached else { return nil }
    var kept = state.isReached
    let order = kept.indices.filter { kept[$0] && !planningCase.isTaken[$0] }.sorted {
      (problem.costs[$0], problem.preferenceRank[$0])
        > (problem.costs[$1], problem.preferenceRank[$1])
    }
    for number in order where kept[number] {
      kept[number] = false
      let smaller = planningCase.reachability(problem, allowed: kept)
      if smaller.allReached {
        kept = smaller.isReached
      } else {
        kept[number] = true
      }
    }
    let members = kept.indices.filter { kept[$0] }
    return PlanSearch.Candidate(
      members: members, cost: members.reduce(0) { $0 + problem.costs[$1] },
      preference: members.reduce(0) { $0 + problem.preference[$1] })
  }
}
