/// Which courses can be taken when only some are allowed: forward closure over a
/// `PlanningProblem`, growing as courses are allowed and undoable.
///
/// With least fixpoints alone, courses that need each other in the same term would never be
/// entered. So when propagation stalls, the largest self-supporting subset of each concurrency
/// group is let in, until nothing changes. That is exact: a set of courses that supports itself
/// within one term holds a whole strongly connected part of the same-term mentions.
struct Reachability {
  private let problem: PlanningProblem
  /// What each gate still lacks.
  private var lacking: [Int]
  private var isOpen: [Bool]
  private(set) var isAllowed: [Bool]
  private(set) var isReached: [Bool]
  /// Courses that must be reached besides the goals.
  private let alsoWanted: [Int]
  private(set) var goalsReached = false
  /// Courses whose exclusion is false: counted as taken.
  private let taken: [Bool]?

  private enum Event {
    case allowed(Int)
    case reached(Int)
    case fired(Int)
  }
  private var trail: [Event] = []
  private var pending: [Event] = []

  /// Closure from the allowed courses. O(problem).
  ///
  /// - Parameters:
  ///   - alsoWanted: courses that count as goals.
  ///   - taken: courses that `not` is to find in the plan; nil leaves every exclusion relaxed.
  ///   - given: a course that is had whatever it needs.
  init(
    _ problem: PlanningProblem, allowed: [Bool], alsoWanted: [Int] = [], taken: [Bool]? = nil,
    given: Int? = nil
  ) {
    self.problem = problem
    self.alsoWanted = alsoWanted
    self.taken = taken
    isAllowed = allowed
    isReached = Array(repeating: false, count: problem.courses.count)
    isOpen = problem.isOpenAtStart
    lacking = problem.lackingAtStart
    if let taken {
      for number in taken.indices where taken[number] {
        for gate in problem.excluders[number] { lacking[gate] += 1 }
      }
    }
    for gate in lacking.indices where lacking[gate] <= 0 { pending.append(.fired(gate)) }
    for number in isReached.indices where isOpen[number] && isAllowed[number] {
      pending.append(.reached(number))
    }
    if let given { pending.append(.reached(given)) }
    settle()
  }

  /// The goals and everything else wanted.
  var allReached: Bool { goalsReached && alsoWanted.allSatisfy { isReached[$0] } }

  /// Allows one more course.
  mutating func allow(_ number: Int) {
    guard !isAllowed[number] else { return }
    isAllowed[number] = true
    trail.append(.allowed(number))
    if isOpen[number] { pending.append(.reached(number)) }
    settle()
  }

  /// A mark to go back to.
  var mark: Int { trail.count }

  mutating func undo(to mark: Int) {
    while trail.count > mark, let event = trail.popLast() {
      switch event {
      case .allowed(let number): isAllowed[number] = false
      case .reached(let number):
        isReached[number] = false
        for place in problem.feedStarts[number]..<problem.feedStarts[number + 1] {
          lacking[problem.flatFeeds[place]] += 1
        }
      case .fired(let gate):
        let output = problem.outputs[gate]
        if output >= 0 {
          lacking[output] += 1
        } else if output == PlanningProblem.goalsOutput {
          goalsReached = false
        } else {
          isOpen[-2 - output] = false
        }
      }
    }
  }

  private mutating func settle() {
    propagate()
    guard !problem.groups.isEmpty else { return }
    while admitGroup() { propagate() }
  }

  private mutating func propagate() {
    while let event = pending.popLast() {
      switch event {
      case .reached(let number): reach(number)
      case .fired(let gate): fire(gate)
      case .allowed: break
      }
    }
  }

  private mutating func reach(_ number: Int) {
    guard !isReached[number] else { return }
    isReached[number] = true
    trail.append(.reached(number))
    for place in problem.feedStarts[number]..<problem.feedStarts[number + 1] {
      supply(problem.flatFeeds[place])
    }
  }

  private mutating func fire(_ gate: Int) {
    trail.append(.fired(gate))
    let output = problem.outputs[gate]
    if output >= 0 {
      supply(output)
    } else if output == PlanningProblem.goalsOutput {
      goalsReached = true
    } else {
      isOpen[-2 - output] = true
      if isAllowed[-2 - output] { pending.append(.reached(-2 - output)) }
    }
  }

  private mutating func supply(_ gate: Int) {
    lacking[gate] -= 1
    if lacking[gate] == 0 { pending.append(.fired(gate)) }
  }

  /// Lets in the largest self-supporting subset of the first group that has one.
  private mutating func admitGroup() -> Bool {
    for group in problem.groups {
      var inside = Set(group.filter { isAllowed[$0] && !isReached[$0] })
      var shrinking = true
      while shrinking, !inside.isEmpty {
        let failing = group.filter { inside.contains($0) && !isSupported($0, by: inside) }
        inside.subtract(failing)
        shrinking = !failing.isEmpty
      }
      if !inside.isEmpty {
        pending += inside.sorted().map(Event.reached)
        return true
      }
    }
    return false
  }

  private func isSupported(_ number: Int, by inside: Set<Int>) -> Bool {
    guard let formula = problem.groupFormulas[number] else { return true }
    return formula.holds { literal in
      switch literal {
      case .course(let mention):
        isReached[mention.index] || mention.sameTerm && inside.contains(mention.index)
      case .excluded(let other): !(taken?[other] ?? false)
      case .constant(let value): value
      case .credits, .assumed, .threshold: true
      }
    }
  }
}

extension RequirementFormula {
  /// Evaluates the formula from the truth of its literals.
  func holds(_ literal: (RequirementFormula) -> Bool) -> Bool {
    guard case .threshold(let need, let parts) = self else { return literal(self) }
    var met = 0
    for part in parts where part.holds(literal) {
      met += 1
      if met >= need { return true }
    }
    return false
  }
}
