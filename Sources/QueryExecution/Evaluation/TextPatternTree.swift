/// A regular expression as it was written, before its repeats are spelled out.
indirect enum TextPatternTree {
  case literal(Unicode.Scalar)
  /// One scalar of a set, by the set's number.
  case set(Int)
  case assertion(TextAssertion)
  case sequence([TextPatternTree])
  case alternation([TextPatternTree])
  /// No upper bound when `most` is nil.
  case repeated(TextPatternTree, least: Int, most: Int?)

  /// States after repeats are spelled out, at least one, never above `ceiling`.
  func states(ceiling: Int) -> Int {
    switch self {
    case .literal, .set, .assertion: return 1
    case .sequence(let parts): return max(1, Self.sum(parts, extra: 0, ceiling))
    case .alternation(let parts): return Self.sum(parts, extra: 2, ceiling)
    case .repeated(let body, let least, let most):
      let size = body.states(ceiling: ceiling)
      let optional = most.map { min($0 - least, ceiling) * (size + 1) } ?? (size + 2)
      return min(ceiling, max(1, min(least, ceiling) * size + optional))
    }
  }

  private static func sum(_ parts: [TextPatternTree], extra: Int, _ ceiling: Int) -> Int {
    var total = 0
    for part in parts {
      total += part.states(ceiling: ceiling) + extra
      if total >= ceiling { return ceiling }
    }
    return total
  }
}

/// Why a pattern was refused.
struct TextPatternProblem: Error {
  var message: String
  var hint: String?

  /// The pattern breaks the syntax.
  static func invalid(_ reason: String) -> TextPatternProblem {
    TextPatternProblem(message: "This is not a regular expression: \(reason).")
  }

  /// The syntax is known, but `=~` does not have it.
  static func unsupported(_ construct: String) -> TextPatternProblem {
    TextPatternProblem(
      message: "=~ does not support \(construct).",
      hint: "Use classes, groups, alternation, repeats and the flags i, s and m; combine"
        + " several conditions with AND, OR and NOT.")
  }

  static func tooLarge(limit: Int) -> TextPatternProblem {
    TextPatternProblem(
      message: "The regular expression has more than \(limit) states with its repeats spelled out.",
      hint: "Lower the counts in {…}, or use * or +.")
  }
}
