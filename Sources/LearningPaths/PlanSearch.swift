/// Branch and bound over the relaxed problem: a cheapest set of courses, and a tree of cases with
/// a landmark packing at each leaf as the proof of its bound.
///
/// Choosing among alternatives with shared sub-goals is NP-hard (minimum AND/OR solution, Garey &
/// Johnson MS16), so there is a budget of nodes; when it is spent, the open cases stay leaves with
/// the bound they have, and the result says how far it is from proven.
struct PlanSearch {
  /// `PathCertificate` over local numbers and integer weights.
  indirect enum Certificate {
    case landmarks([LandmarkPacking.Landmark])
    case split(Int, with: Certificate, without: Certificate)
  }
  struct Outcome {
    /// Local numbers, ascending; nil when none was found.
    var plan: [Int]?
    var cost: Int
    var bound: Int
    var certificate: Certificate
    /// Every case was decided: the plan is a cheapest one, or there is none.
    var isExhaustive: Bool
  }
  struct Candidate {
    var members: [Int]
    var cost: Int
    var preference: Double
  }

  private let problem: PlanningProblem
  private let exclusionsBind: Bool
  private let floor: Int
  private var nodesLeft: Int
  private var best: Candidate?
  private var isExhaustive = true
  private static let deepest = 150
  /// More than any plan costs: the weight that says "no plan in this case".
  private let impossible: Int

  /// - Parameters:
  ///   - forbidden: courses that may not be taken.
  ///   - exclusionsBind: whether plans respect `not`; bounds then hold for such plans only.
  ///   - floor: a cost known to be a lower bound; a plan that meets it ends the search.
  static func run(
    _ problem: PlanningProblem, forbidden: [Int] = [], exclusionsBind: Bool = false,
    floor: Int = 0, budget: Int
  ) -> Outcome {
    var search = PlanSearch(problem, exclusionsBind, floor, budget)
    let root = PlanningCase(problem, forbidden: forbidden, exclusionsBind: exclusionsBind)
    let (bound, certificate) = search.solve(root, depth: 0)
    return Outcome(
      plan: search.best?.members, cost: search.best?.cost ?? search.impossible, bound: bound,
      certificate: certificate, isExhaustive: search.isExhaustive)
  }

  private init(_ problem: PlanningProblem, _ exclusionsBind: Bool, _ floor: Int, _ budget: Int) {
    self.problem = problem
    self.exclusionsBind = exclusionsBind
    self.floor = floor
    let share = 200 / Double(max(200, problem.courses.count))
    nodesLeft = max(1, Int(Double(max(1, budget)) * share * share * share))
    impossible = problem.costs.reduce(1, +)
  }

  private mutating func solve(
    _ node: PlanningCase, depth: Int, inherited: [LandmarkPacking.Landmark] = []
  ) -> (bound: Int, certificate: Certificate) {
    nodesLeft -= 1
    guard node.reachability(problem).allReached else {
      return (impossible, .landmarks([LandmarkPacking.Landmark(members: [], weight: impossible)]))
    }
    let packing = LandmarkPacking(problem, node, inherited: inherited)
    let spent = node.taken.reduce(0) { $0 + problem.costs[$1] }
    let bound = spent + packing.bound
    let leaf = (bound, Certificate.landmarks(packing.landmarks))
    guard bound < ceiling else { return leaf }
    let found = PlanCandidates(problem, node).cheapest(packing, thorough: depth == 0)
    var conflict: Int?
    if let found {
      conflict = exclusionsBind ? violatedExclusion(in: found.members, node) : nil
      if conflict == nil { offer(found) }
    }
    guard bound < ceiling else { return leaf }
    guard nodesLeft > 1, depth < Self.deepest,
      let course = conflict ?? found.flatMap({ branching($0, packing, node) })
    else {
      isExhaustive = false
      return leaf
    }
    return split(node, on: course, depth: depth, leaf: leaf, packing.landmarks)
  }

  private var ceiling: Int { best.map { $0.cost <= floor ? 0 : $0.cost } ?? impossible }

  private mutating func split(
    _ node: PlanningCase, on course: Int, depth: Int, leaf: (bound: Int, Certificate),
    _ landmarks: [LandmarkPacking.Landmark]
  ) -> (bound: Int, certificate: Certificate) {
    var without = node
    without.isForbidden[course] = true
    var with = node
    with.isTaken[course] = true
    let second = solve(without, depth: depth + 1, inherited: landmarks)
    let first = solve(with, depth: depth + 1, inherited: landmarks)
    let bound = min(first.bound, second.bound)
    guard bound > leaf.bound else { return (leaf.bound, leaf.1) }
    return (
      bound,
      .split(course, with: first.certificate, without: second.certificate)
    )
  }

  private mutating func offer(_ candidate: Candidate) {
    guard let current = best else {
      best = candidate
      return
    }
    if candidate.cost < current.cost
      || candidate.cost == current.cost && candidate.preference > current.preference
    {
      best = candidate
    }
  }

  /// A course of the plan, not yet decided, that another one of the plan excludes; nil when what
  /// is reached respects every exclusion.
  private func violatedExclusion(in plan: [Int], _ node: PlanningCase) -> Int? {
    var allowed = [Bool](repeating: false, count: problem.courses.count)
    for number in plan { allowed[number] = true }
    let state = Reachability(
      problem, allowed: allowed, alsoWanted: node.taken, taken: allowed)
    if state.allReached { return nil }
    let undecided = plan.filter { !node.isTaken[$0] && !problem.excluders[$0].isEmpty }
    return undecided.first { problem.excludedBy[$0].contains { allowed[$0] } } ?? undecided.first
  }

  /// The undecided course of the plan that widens the gap most: by the cost that no landmark
  /// covers, and by the weight of landmarks that the plan pays for twice.
  private func branching(
    _ candidate: Candidate, _ packing: LandmarkPacking, _ node: PlanningCase
  ) -> Int? {
    let plan = Set(candidate.members)
    var slack: [Int: Int] = [:]
    for number in candidate.members where !node.isTaken[number] {
      slack[number] = packing.residual[number]
    }
    for landmark in packing.landmarks {
      let paid = landmark.members.filter { plan.contains($0) }
      guard paid.count > 1 else { continue }
      for number in paid where slack[number] != nil { slack[number]? += landmark.weight }
    }
    return slack.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }
}
