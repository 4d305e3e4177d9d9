import KnowledgeGraph

/// What a leaf of a tree states, apart from what the catalogue holds of it.
struct LintStatement: Hashable {
  enum Matter: Hashable {
    case course(Int)
    case unknownCourse(String)
    case credits(pattern: String?)
    case words(Requirement)
    /// Words that were not understood, by their place: the same words may ask for two things.
    case opaque([Int])
  }

  var matter: Matter
  var grade: String?
  var credits: Double = 0
  var sameTerm: Bool
  /// Stands under `not`.
  var excluded: Bool

  /// Whether it cannot hold unless `other` does.
  func implies(_ other: LintStatement) -> Bool {
    guard matter == other.matter, excluded == other.excluded else { return false }
    let (strong, weak) = excluded ? (other, self) : (self, other)
    return strong.isAtLeast(weak)
  }

  /// Whether both cannot hold.
  func contradicts(_ other: LintStatement) -> Bool {
    guard matter == other.matter, excluded != other.excluded else { return false }
    return excluded ? other.isAtLeast(self) : isAtLeast(other)
  }

  private func isAtLeast(_ other: LintStatement) -> Bool {
    (other.sameTerm || !sameTerm) && credits >= other.credits
      && LintGrade.suffices(grade, for: other.grade)
  }
}

/// Minimum grades, as `LintRedundancyProof` and `LintGradeProof` speak of them.
enum LintGrade {
  static func isKnown(_ grade: String) -> Bool {
    switch read(grade) {
    case .letter, .number, .pass: true
    case .other: false
    }
  }

  static func suffices(_ grade: String?, for least: String?) -> Bool {
    guard let least else { return true }
    guard let grade else { return false }
    switch (read(grade), read(least)) {
    case (.letter(let a), .letter(let b)): return a >= b
    case (.number(let a), .number(let b)): return a >= b
    default: return folded(grade) == folded(least)
    }
  }

  private enum Reading {
    case letter(Double)
    case number(Double)
    case pass
    case other
  }

  private static func folded(_ grade: String) -> String { foldedName(grade) }

  private static func read(_ grade: String) -> Reading {
    var text = folded(grade)
    let passing = ["p", "pass", "passed", "s", "cr", "credit", "satisfactory", "合格", "及格"]
    if passing.contains(text) { return .pass }
    if let value = letter(text) { return .letter(value) }
    if text.hasSuffix("%") { text.removeLast() }
    return Double(text).map(Reading.number) ?? .other
  }

  private static func letter(_ text: String) -> Double? {
    let values: [Character: Double] = ["a": 5, "b": 4, "c": 3, "d": 2, "e": 1, "f": 0]
    guard let first = text.first, let value = values[first] else { return nil }
    switch text.dropFirst() {
    case "": return value
    case "+": return value + 0.25
    case "-", "−", "–": return value - 0.25
    default: return nil
    }
  }
}

/// Goes through the cases that leaves allow, leaf by leaf, until a claim is decided in each.
struct LintCases {
  let statements: [LintStatement]
  private var truth: [Bool?]
  /// How many cases may still be opened.
  private var budget = 200_000

  init(_ statements: [LintStatement]) {
    self.statements = statements
    truth = Array(repeating: nil, count: statements.count)
  }

  enum Outcome { case always, notAlways, tooMany }

  /// Whether `claim` is true in every case.
  ///
  /// - Parameter claim: given the truths known so far, whether it holds; nil when not decided.
  mutating func outcome(_ claim: ([Bool?]) -> Bool?) -> Outcome {
    if let decided = claim(truth) { return decided ? .always : .notAlways }
    guard budget > 0 else { return .tooMany }
    guard let next = truth.firstIndex(of: nil) else { return .notAlways }
    budget -= 1
    let before = truth
    for value in [true, false] {
      if suppose(next, value) {
        let outcome = outcome(claim)
        if outcome != .always { return outcome }
      }
      truth = before
    }
    return .always
  }

  /// Takes a statement to be so with all that follows; false when that cannot be.
  private mutating func suppose(_ number: Int, _ value: Bool) -> Bool {
    if let known = truth[number] { return known == value }
    truth[number] = value
    let own = statements[number]
    for (other, statement) in statements.enumerated() where other != number {
      if value, own.implies(statement), !suppose(other, true) { return false }
      if value, own.contradicts(statement), !suppose(other, false) { return false }
      if !value, statement.implies(own), !suppose(other, false) { return false }
    }
    return true
  }
}
