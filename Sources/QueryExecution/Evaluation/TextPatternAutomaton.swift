/// A pattern as a nondeterministic automaton without counters (Thompson, "Regular Expression
/// Search Algorithm", CACM 11(6), 1968), run with the set of all states it can be in.
///
/// Running it changes it: its buffers are used again from text to text.
struct TextPatternAutomaton {
  /// States a pattern may have.
  static let limit = 10_000

  private enum Instruction {
    case literal(Unicode.Scalar)
    case set(Int)
    case assertion(TextAssertion)
    /// Goes on at both.
    case split(Int, Int)
    case jump(Int)
    case accept
  }

  /// A set with the answers it has given for ASCII.
  private struct RememberedSet {
    let set: ScalarSet
    let weight: Int
    var known: UInt128 = 0
    var members: UInt128 = 0
  }

  private var program: [Instruction] = []
  private var sets: [RememberedSet]
  /// By instruction: the step in which it was last reached.
  private var reached: [Int]
  private var step = 0
  /// Instructions that wait for a scalar, or accept.
  private var current: [Int] = []
  private var following: [Int] = []
  private var pending: [Int] = []
  private var work = 0

  /// - Throws: when the pattern has more than `limit` states.
  init(_ tree: TextPatternTree, sets: [ScalarSet]) throws(TextPatternProblem) {
    self.sets = sets.map { RememberedSet(set: $0, weight: $0.weight) }
    reached = []
    if tree.states(ceiling: Self.limit + 1) > Self.limit { throw .tooLarge(limit: Self.limit) }
    emit(tree)
    program.append(.accept)
    reached = [Int](repeating: 0, count: program.count)
  }

  /// O(text · states). `onWork` is called about once for 64 states visited.
  mutating func matches(
    _ text: [Unicode.Scalar], onWork: () throws(QueryFailure) -> Void
  ) throws(QueryFailure) -> Bool {
    begin(at: 0, in: text)
    for (position, scalar) in text.enumerated() {
      if current.isEmpty { return false }
      step += 1
      for index in current.indices {
        let state = current[index]
        if accepts(scalar, state) { follow(state + 1, at: position + 1, in: text) }
        while work >= 64 {
          work -= 64
          try onWork()
        }
      }
      turn()
    }
    return current.contains(program.count - 1)
  }

  // MARK: Running

  private mutating func begin(at position: Int, in text: [Unicode.Scalar]) {
    step += 1
    current.removeAll(keepingCapacity: true)
    following.removeAll(keepingCapacity: true)
    follow(0, at: position, in: text)
    turn()
  }

  private mutating func turn() {
    swap(&current, &following)
    following.removeAll(keepingCapacity: true)
  }

  private mutating func accepts(_ scalar: Unicode.Scalar, _ state: Int) -> Bool {
    work += 1
    switch program[state] {
    case .literal(let literal): return literal == scalar
    case .set(let index): return contains(scalar, index)
    default: return false
    }
  }

  private mutating func contains(_ scalar: Unicode.Scalar, _ index: Int) -> Bool {
    guard scalar.isASCII else {
      work += sets[index].weight
      return sets[index].set.contains(scalar)
    }
    let bit = UInt128(1) << UInt128(scalar.value)
    if sets[index].known & bit == 0 {
      sets[index].known |= bit
      if sets[index].set.contains(scalar) { sets[index].members |= bit }
    }
    return sets[index].members & bit != 0
  }

  /// Adds all that is reached from an instruction without reading.
  private mutating func follow(_ start: Int, at position: Int, in text: [Unicode.Scalar]) {
    pending.append(start)
    while let state = pending.popLast() {
      if reached[state] == step { continue }
      reached[state] = step
      work += 1
      switch program[state] {
      case .literal, .set, .accept: following.append(state)
      case .jump(let target): pending.append(target)
      case .split(let first, let second):
        pending.append(second)
        pending.append(first)
      case .assertion(let assertion):
        if assertion.holds(at: position, in: text) { pending.append(state + 1) }
      }
    }
  }

  // MARK: Building

  private mutating func emit(_ tree: TextPatternTree) {
    switch tree {
    case .literal(let scalar): program.append(.literal(scalar))
    case .set(let index): program.append(.set(index))
    case .assertion(let assertion): program.append(.assertion(assertion))
    case .sequence(let parts): for part in parts { emit(part) }
    case .alternation(let branches): emit(branches: branches)
    case .repeated(let body, let least, let most):
      for _ in 0..<least { emit(body) }
      if let most { emit(body, upTo: most - least) } else { emitLoop(body) }
    }
  }

  /// `split` before every branch but the last, a jump behind it to the end.
  private mutating func emit(branches: [TextPatternTree]) {
    var jumps: [Int] = []
    for branch in branches.dropLast() {
      let split = program.count
      program.append(.accept)
      emit(branch)
      jumps.append(program.count)
      program.append(.accept)
      program[split] = .split(split + 1, program.count)
    }
    if let last = branches.last { emit(last) }
    for jump in jumps { program[jump] = .jump(program.count) }
  }

  private mutating func emitLoop(_ body: TextPatternTree) {
    let split = program.count
    program.append(.accept)
    emit(body)
    program.append(.jump(split))
    program[split] = .split(split + 1, program.count)
  }

  /// Copies that may each be the last.
  private mutating func emit(_ body: TextPatternTree, upTo count: Int) {
    var splits: [Int] = []
    for _ in 0..<count {
      splits.append(program.count)
      program.append(.accept)
      emit(body)
    }
    for split in splits { program[split] = .split(split + 1, program.count) }
  }
}
