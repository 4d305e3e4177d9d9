/// A case of the search: courses decided to be in the plan, and courses decided to be out.
struct PlanningCase {
  /// Courses that count as goals and cost nothing more.
  var isTaken: [Bool]
  var isForbidden: [Bool]
  /// True when exclusions bind: what is taken falsifies the `not` of others.
  var exclusionsBind: Bool

  init(_ problem: PlanningProblem, forbidden: [Int] = [], exclusionsBind: Bool = false) {
    isTaken = Array(repeating: false, count: problem.courses.count)
    isForbidden = isTaken
    for number in forbidden { isForbidden[number] = true }
    self.exclusionsBind = exclusionsBind
  }

  var taken: [Int] { isTaken.indices.filter { isTaken[$0] } }
  var bindingTaken: [Bool]? { exclusionsBind ? isTaken : nil }

  func reachability(_ problem: PlanningProblem, allowed: [Bool]) -> Reachability {
    Reachability(problem, allowed: allowed, alsoWanted: taken, taken: bindingTaken)
  }
  /// Everything that is not forbidden.
  func reachability(_ problem: PlanningProblem) -> Reachability {
    reachability(problem, allowed: isForbidden.map { !$0 })
  }
}

/// Landmarks with weights that pack under the costs: a lower bound of what a case still costs
/// (on top of what is taken), with its proof.
///
/// LM-cut (Helmert & Domshlak 2009), generalised from conjunctions and disjunctions to thresholds:
/// walking back from what is wanted, a k-of-n threshold is blocked by blocking its n − k + 1
/// dearest parts under h_max; a course that still costs something joins the cut, a free one is
/// blocked through its requirement. Members that the cut blocks without are let go again, so that
/// every landmark is minimal. Its weight is the least remaining cost in it, which is then spent.
struct LandmarkPacking {
  struct Landmark: Hashable {
    var members: [Int]
    var weight: Int
  }

  private(set) var landmarks: [Landmark] = []
  /// What of each cost the packing leaves.
  private(set) var residual: [Int]
  private(set) var bound = 0

  private let problem: PlanningProblem
  private let planningCase: PlanningCase

  /// - Parameter inherited: landmarks of a case that this one is part of; those without a taken
  ///   course are landmarks here as well, and the packing goes on from them.
  /// - Precondition: the case can be reached at all.
  init(
    _ problem: PlanningProblem, _ planningCase: PlanningCase, inherited: [Landmark] = []
  ) {
    self.problem = problem
    self.planningCase = planningCase
    residual = problem.costs
    for number in planningCase.taken { residual[number] = 0 }
    for landmark in inherited
    where !landmark.members.contains(where: { planningCase.isTaken[$0] }) {
      landmarks.append(landmark)
      bound += landmark.weight
      for number in landmark.members { residual[number] -= landmark.weight }
    }
    while let members = nextLandmark(), let weight = members.map({ residual[$0] }).min() {
      landmarks.append(Landmark(members: members, weight: weight))
      bound += weight
      for number in members { residual[number] -= weight }
    }
  }

  /// Courses that cost nothing more; together they reach everything wanted.
  var free: [Bool] {
    residual.indices.map { residual[$0] == 0 && !planningCase.isForbidden[$0] }
  }

  private func nextLandmark() -> [Int]? {
    let estimate = RelaxedCosts(
      problem, residual: residual, isForbidden: planningCase.isForbidden,
      taken: planningCase.bindingTaken, combination: .maximum)
    if let members = cut(estimate) { return members }
    guard !problem.groups.isEmpty else { return nil }
    return cutByReachability()
  }

  /// Nil when everything wanted is free as far as h_max can tell, or when a concurrency group
  /// gets round the cut.
  private func cut(_ estimate: RelaxedCosts) -> [Int]? {
    var walk = BackwardWalk(problem, residual, estimate)
    if estimate.goals > 0 {
      walk.block(gate: problem.goalGate)
    } else if let dearest = planningCase.taken.max(by: {
      (estimate.course[$0], $1) < (estimate.course[$1], $0)
    }), estimate.course[dearest] > 0 {
      walk.block(course: dearest)
    }
    guard !walk.cut.isEmpty else { return nil }
    return minimal(walk.cut)
  }

  /// Lets go, cheapest first, of what the cut blocks without; nil when it does not block.
  private func minimal(_ cut: [Int]) -> [Int]? {
    var allowed = planningCase.isForbidden.map { !$0 }
    for number in cut { allowed[number] = false }
    var state = planningCase.reachability(problem, allowed: allowed)
    guard !state.allReached else { return nil }
    var members: [Int] = []
    for number in cut.sorted(by: { (residual[$0], $0) < (residual[$1], $1) }) {
      let mark = state.mark
      state.allow(number)
      if state.allReached {
        state.undo(to: mark)
        members.append(number)
      }
    }
    return members.sorted()
  }

  /// The same without h_max: from everything that costs something, let go of what can go, in the
  /// order of the catalogue.
  private func cutByReachability() -> [Int]? {
    minimal(residual.indices.filter { residual[$0] > 0 && !planningCase.isForbidden[$0] })
  }
}

/// The walk back from what is wanted through what blocks it.
private struct BackwardWalk {
  private(set) var cut: [Int] = []
  private var seenGates: [Bool]
  private var seenCourses: [Bool]
  private let problem: PlanningProblem
  private let residual: [Int]
  private let estimate: RelaxedCosts

  init(_ problem: PlanningProblem, _ residual: [Int], _ estimate: RelaxedCosts) {
    self.problem = problem
    self.residual = residual
    self.estimate = estimate
    seenGates = Array(repeating: false, count: problem.gates.count)
    seenCourses = Array(repeating: false, count: problem.courses.count)
  }

  mutating func block(gate first: Int) { run([.gate(first)]) }
  mutating func block(course first: Int) { run([.course(first)]) }

  private mutating func run(_ start: [RelaxedCosts.Supplier]) {
    var frontier = start
    while let next = frontier.popLast() {
      switch next {
      case .gate(let gate):
        guard !seenGates[gate] else { continue }
        seenGates[gate] = true
        addBlockers(of: gate, to: &frontier)
      case .course(let number):
        guard !seenCourses[number] else { continue }
        seenCourses[number] = true
        if residual[number] > 0 {
          cut.append(number)
        } else if let root = problem.root[number] {
          frontier.append(.gate(root))
        }
      }
    }
  }

  /// The dearest parts that must all fail for the threshold to fail.
  private func addBlockers(of number: Int, to frontier: inout [RelaxedCosts.Supplier]) {
    let parts = problem.blockable[number]
    let wanted = problem.blockersNeeded[number]
    if wanted >= parts.count {
      frontier += parts
    } else if wanted == 1 {
      if let dearest = parts.max(by: { cost($0) < cost($1) }) { frontier.append(dearest) }
    } else {
      let ranked = parts.indices.sorted { (-cost(parts[$0]), $0) < (-cost(parts[$1]), $1) }
      frontier += ranked.prefix(wanted).map { parts[$0] }
    }
  }

  private func cost(_ part: RelaxedCosts.Supplier) -> Int {
    switch part {
    case .course(let number): estimate.course[number]
    case .gate(let number): estimate.gate[number]
    }
  }
}
