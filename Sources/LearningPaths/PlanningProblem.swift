import KnowledgeGraph

/// The AND/OR network over the courses that a set of goals may need, numbered densely.
///
/// Courses feed thresholds, thresholds feed others or open the course whose requirement they
/// are. What may be assumed is folded to true. Everything here is the relaxed world of
/// `LearningPathAnswer`, apart from `excluders`, which search uses when exclusions are to bind.
struct PlanningProblem: Sendable {
  /// A threshold; what it feeds is one gate, one course (it is the root of its requirement) or
  /// the goals.
  struct Gate: Sendable {
    var need: Int
    var output: Output
    var courses: [Int] = []
    /// Of `courses`: mentioned by the course's own concurrency group in the same term.
    var loose: [Bool] = []
    var gates: [Int] = []
    /// Courses that must stay out of the plan.
    var excluded: [Int] = []
    var childCount: Int { courses.count + gates.count + excluded.count }
  }
  enum Output: Sendable, Hashable {
    case gate(Int)
    case course(Int)
    case goals
  }

  /// Catalogue index, ascending, by local number.
  let courses: [Int]
  let costs: [Int]
  /// Place in the order of preference (0 the most wanted), by local number.
  let preferenceRank: [Int]
  let preference: [Double]
  private(set) var gates: [Gate] = []
  /// The requirement's gate, by local number; nil when nothing is needed.
  private(set) var root: [Int?]
  private(set) var goalGate = 0
  /// Gates fed by a course's being reached, by local number; one entry a mention.
  private var feeds: [[Int]]
  /// Gates fed by a course's staying out, by local number.
  private(set) var excluders: [[Int]]
  /// Courses whose requirement has an exclusion of this one, by local number.
  private(set) var excludedBy: [[Int]]
  /// Sets of courses that can only be entered together (cycles of same-term mentions), ascending.
  private(set) var groups: [[Int]] = []
  /// The requirement over local numbers, for courses in `groups`.
  private(set) var groupFormulas: [Int: RequirementFormula] = [:]
  private let numbers: [Int: Int]

  // The same network laid flat for the inner loops.
  /// `flatFeeds[feedStarts[c] ..< feedStarts[c + 1]]` are the gates that course c feeds.
  private(set) var feedStarts: [Int] = []
  private(set) var flatFeeds: [Int] = []
  /// A gate's output: the number of a gate; `-1` for the goals; `-2 - c` for course c.
  private(set) var outputs: [Int] = []
  static let goalsOutput = -1
  /// The parts by which a gate can be blocked, and how many of them that takes.
  private(set) var blockable: [[RelaxedCosts.Supplier]] = []
  private(set) var blockersNeeded: [Int] = []
  /// Courses that need nothing.
  private(set) var isOpenAtStart: [Bool] = []
  /// What each gate lacks before anything is reached, every exclusion holding.
  private(set) var lackingAtStart: [Int] = []
  /// The same with loose mentions had.
  private(set) var lackingAtLoosest: [Int] = []

  /// - Parameters:
  ///   - formulas: by catalogue index, over catalogue indices, with finished courses folded in.
  ///   - goals: for each goal the courses of which one is enough.
  init(
    formulas: (Int) -> RequirementFormula, goals: [[Int]], cost: (Int) -> Int,
    preference wanted: (Int) -> Double
  ) {
    let reached = Self.closure(formulas, goals)
    courses = reached.keys.sorted()
    let numbers = Dictionary(uniqueKeysWithValues: courses.enumerated().map { ($1, $0) })
    self.numbers = numbers
    costs = courses.map(cost)
    let preference = courses.map { index in
      let value = wanted(index)
      return value.isNaN ? 0 : value
    }
    self.preference = preference
    let order = courses.indices.sorted { (-preference[$0], $0) < (-preference[$1], $1) }
    var rank = [Int](repeating: 0, count: courses.count)
    for (place, number) in order.enumerated() { rank[number] = place }
    preferenceRank = rank
    root = Array(repeating: nil, count: courses.count)
    feeds = Array(repeating: [], count: courses.count)
    excluders = Array(repeating: [], count: courses.count)
    excludedBy = excluders
    let local = courses.map { (reached[$0] ?? .constant(true)).renumbered(numbers) }
    findGroups(local)
    for (number, formula) in local.enumerated() where formula != .constant(true) {
      root[number] = addGate(formula, output: .course(number))
    }
    let wantedCourses = goals.map { goal in
      RequirementFormula.threshold(
        atLeast: 1, of: goal.compactMap { numbers[$0] }.sorted().map(RequirementFormula.plain))
    }
    goalGate = addGate(.all(wantedCourses), output: .goals)
    layFlat()
  }

  func number(ofCourse index: Int) -> Int? { numbers[index] }

  /// Every course that the goals mention, directly or not, with its formula.
  private static func closure(
    _ formulas: (Int) -> RequirementFormula, _ goals: [[Int]]
  ) -> [Int: RequirementFormula] {
    var found: [Int: RequirementFormula] = [:]
    var frontier = goals.flatMap { $0 }
    while let next = frontier.popLast() {
      guard found[next] == nil else { continue }
      let formula = formulas(next)
      found[next] = formula
      frontier += formula.mentions.map(\.index)
    }
    return found
  }

  /// Adds the gates of a formula, outermost first; returns the number of that one.
  private mutating func addGate(_ formula: RequirementFormula, output: Output) -> Int {
    let number = gates.count
    switch formula {
    case .threshold(let need, let parts):
      gates.append(Gate(need: need, output: output))
      for part in parts { addChild(part, to: number) }
    case .constant(let value):
      gates.append(Gate(need: value ? 0 : 1, output: output))
    default:
      gates.append(Gate(need: 1, output: output))
      addChild(formula, to: number)
    }
    return number
  }

  private mutating func addChild(_ formula: RequirementFormula, to gate: Int) {
    switch formula {
    case .course(let mention):
      gates[gate].courses.append(mention.index)
      gates[gate].loose.append(isLoose(mention, in: gate))
      feeds[mention.index].append(gate)
    case .excluded(let number):
      gates[gate].excluded.append(number)
      excluders[number].append(gate)
      if let owner = owner(of: gate) { excludedBy[number].append(owner) }
    case .threshold:
      let child = addGate(formula, output: .gate(gate))
      gates[gate].gates.append(child)
    case .constant, .credits, .assumed:
      preconditionFailure("folded when the formula was renumbered")
    }
  }

  private func isLoose(_ mention: CourseMention, in gate: Int) -> Bool {
    guard mention.sameTerm, !groups.isEmpty, let owner = owner(of: gate) else { return false }
    return groups.contains { $0.contains(owner) && $0.contains(mention.index) }
  }

  /// The course whose requirement the gate is part of; nil for the goals'.
  private func owner(of gate: Int) -> Int? {
    var above = gates[gate].output
    while case .gate(let parent) = above { above = gates[parent].output }
    guard case .course(let owner) = above else { return nil }
    return owner
  }

  private mutating func layFlat() {
    feedStarts = [0]
    for gates in feeds {
      flatFeeds += gates
      feedStarts.append(flatFeeds.count)
    }
    outputs = gates.map { gate in
      switch gate.output {
      case .gate(let parent): parent
      case .course(let number): -2 - number
      case .goals: Self.goalsOutput
      }
    }
    blockable = gates.map { gate in
      gate.courses.indices.filter { !gate.loose[$0] }.map { .course(gate.courses[$0]) }
        + gate.gates.map { .gate($0) }
    }
    blockersNeeded = gates.map { $0.childCount - $0.need + 1 }
    isOpenAtStart = root.map { $0 == nil }
    lackingAtStart = gates.map { $0.need - $0.excluded.count }
    lackingAtLoosest = gates.map { gate in
      gate.need - gate.excluded.count - gate.loose.count { $0 }
    }
  }

  private mutating func findGroups(_ formulas: [RequirementFormula]) {
    let edges = formulas.map { formula in
      formula.mentions.filter(\.sameTerm).map(\.index)
    }
    guard edges.contains(where: { !$0.isEmpty }) else { return }
    groups = stronglyConnectedComponents(edges).filter { component in
      component.count > 1 || edges[component[0]].contains(component[0])
    }
    for number in groups.joined() { groupFormulas[number] = formulas[number] }
  }
}

extension RequirementFormula {
  static func plain(_ number: Int) -> RequirementFormula {
    .course(CourseMention(index: number, key: "", sameTerm: false, minimumGrade: nil))
  }

  /// Over local numbers; credits and all that may be assumed become true, and so does the
  /// exclusion of a course that no plan for these goals takes.
  fileprivate func renumbered(_ numbers: [Int: Int]) -> RequirementFormula {
    replacingLiterals { literal in
      switch literal {
      case .course(var mention):
        mention.index = numbers[mention.index] ?? 0
        return .course(mention)
      case .excluded(let index):
        return numbers[index].map { .excluded($0) } ?? .constant(true)
      case .credits, .assumed: return .constant(true)
      case .constant, .threshold: return literal
      }
    }
  }
}
