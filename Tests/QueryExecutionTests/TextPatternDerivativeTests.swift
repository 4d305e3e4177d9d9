import KnowledgeGraph
import QueryExecution
import Testing

/// Random patterns over {a, b}, against derivatives (Brzozowski, "Derivatives of Regular
/// Expressions", JACM 11(4), 1964) on every text of up to six letters.
@Suite struct TextPatternDerivativeTests {
  @Test func agreesWithDerivatives() throws {
    var random = Generator(state: 0x5EED)
    let texts = Self.texts(upTo: 6)
    for _ in 0..<250 {
      let expression = Expression.random(depth: 4, &random)
      let result = SampleCatalog.engine.run(
        "UNWIND $texts AS text RETURN text =~ $pattern",
        parameters: [
          "texts": .list(texts.map { .string(String($0)) }),
          "pattern": .string(expression.pattern(&random)),
        ])[0]
      try #require(result.rows.count == texts.count, "\(expression): \(result.jsonLine)")
      for (text, row) in zip(texts, result.rows) {
        let expected = text.reduce(expression) { $0.derivative(by: $1) }.isNullable
        #expect(row == [.boolean(expected)], "\(expression) on \(String(text))")
      }
    }
  }

  private static func texts(upTo length: Int) -> [[Character]] {
    var all: [[Character]] = [[]]
    var last = all
    for _ in 0..<length {
      last = last.flatMap { text in ["a", "b"].map { text + [$0] } }
      all += last
    }
    return all
  }
}

/// splitmix64.
private struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

/// A regular expression; repeats are counted down rather than spelled out.
private indirect enum Expression {
  case nothing
  case empty
  case oneOf(Set<Character>)
  case sequence(Expression, Expression)
  case either(Expression, Expression)
  case repeated(Expression, Int, Int?)

  var isNullable: Bool {
    switch self {
    case .nothing, .oneOf: false
    case .empty: true
    case .sequence(let a, let b): a.isNullable && b.isNullable
    case .either(let a, let b): a.isNullable || b.isNullable
    case .repeated(let a, let least, _): least == 0 || a.isNullable
    }
  }

  /// What must follow `letter`.
  func derivative(by letter: Character) -> Expression {
    switch self {
    case .nothing, .empty: return .nothing
    case .oneOf(let letters): return letters.contains(letter) ? .empty : .nothing
    case .either(let a, let b):
      return .choice(a.derivative(by: letter), b.derivative(by: letter))
    case .sequence(let a, let b):
      let first = Expression.chain(a.derivative(by: letter), b)
      return a.isNullable ? .choice(first, b.derivative(by: letter)) : first
    case .repeated(let a, let least, let most):
      // ∂(aᵐ⋅ⁿ) = ∂a · a^(m-1)⋅(n-1), also for an `a` that may be empty.
      if most == 0 { return .nothing }
      return .chain(
        a.derivative(by: letter), .repeated(a, max(0, least - 1), most.map { $0 - 1 }))
    }
  }

  private static func chain(_ a: Expression, _ b: Expression) -> Expression {
    if case .nothing = a { return .nothing }
    if case .empty = a { return b }
    return .sequence(a, b)
  }

  private static func choice(_ a: Expression, _ b: Expression) -> Expression {
    if case .nothing = a { return b }
    if case .nothing = b { return a }
    return .either(a, b)
  }

  static func random(depth: Int, _ random: inout Generator) -> Expression {
    guard depth > 0 else {
      return [.oneOf(["a"]), .oneOf(["b"]), .oneOf(["a", "b"]), .empty].randomElement(
        using: &random) ?? .empty
    }
    switch Int.random(in: 0..<8, using: &random) {
    case 0...2:
      return .sequence(
        .random(depth: depth - 1, &random), .random(depth: depth - 1, &random))
    case 3, 4:
      return .either(.random(depth: depth - 1, &random), .random(depth: depth - 1, &random))
    case 5, 6:
      let least = Int.random(in: 0...2, using: &random)
      let more = Int.random(in: 0...2, using: &random)
      let body = Expression.random(depth: depth - 1, &random)
      return .repeated(body, least, more == 2 ? nil : least + more)
    default: return .random(depth: 0, &random)
    }
  }

  /// The expression as a pattern, in one of the ways to write it.
  func pattern(_ random: inout Generator) -> String {
    switch self {
    case .nothing: return "[a&&b]"
    case .empty: return ["", "()", "(?:)", "a{0}"].randomElement(using: &random) ?? ""
    case .oneOf(["a"]): return ["a", "[a]", "[^b]", #"\x61"#].randomElement(using: &random) ?? ""
    case .oneOf(["b"]): return ["b", "(b)", "[b-c]", "(?i:B)"].randomElement(using: &random) ?? ""
    case .oneOf: return [".", "[ab]", #"\w"#, "(a|b)"].randomElement(using: &random) ?? ""
    case .sequence(let a, let b): return a.grouped(&random) + b.grouped(&random)
    case .either(let a, let b):
      return "(?:\(a.pattern(&random))|\(b.pattern(&random)))"
    case .repeated(let a, let least, let most):
      let lazy = Bool.random(using: &random) ? "?" : ""
      return a.grouped(&random) + Self.quantifier(least, most) + lazy
    }
  }

  private func grouped(_ random: inout Generator) -> String { "(\(pattern(&random)))" }

  private static func quantifier(_ least: Int, _ most: Int?) -> String {
    switch (least, most) {
    case (0, nil): "*"
    case (1, nil): "+"
    case (0, 1): "?"
    case (_, nil): "{\(least),}"
    case (_, let most?): least == most ? "{\(least)}" : "{\(least),\(most)}"
    }
  }
}
