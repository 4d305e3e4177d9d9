import Diagnostics

/// Ends the reading of one statement; the parser catches it.
struct SyntaxFailure: Error {
  var diagnostic: Diagnostic

  init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}

extension Parser {
  /// What to throw when the current token does not fit.
  /// - Parameters:
  ///   - expected: in few words, what would have.
  ///   - keywords: the words that may stand here, to find what a misspelled one was meant to be.
  ///   - example: a correct piece to copy.
  func unexpected(
    expected: String, among keywords: [String] = [], example: String? = nil
  ) -> SyntaxFailure {
    if case .invalid(let diagnostic) = current.kind { return SyntaxFailure(diagnostic) }
    let found = atEnd ? "the end of the statement" : "`\(current.text)`"
    var hint: String?
    if current.kind == .word, let meant = nearestNames(to: current.text, among: keywords).first {
      hint = "Did you mean \(meant)?"
    } else if let example {
      hint = "For example: \(example)"
    }
    return SyntaxFailure(
      Diagnostic(
        .error, code: "SyntaxError.UnexpectedSyntax", "Expected \(expected), found \(found).",
        found: atEnd ? nil : current.text, expected: expected, hint: hint, place: errorPlace))
  }

  /// The whole current token; at the end, the place just behind the last one.
  var errorPlace: SourcePlace {
    guard atEnd, index > 0 else { return current.span.place }
    let last = tokens[index - 1].span
    return SourcePlace(line: last.line, column: last.column + last.length, length: 1)
  }

  func tooLong(_ what: String, _ parts: String, _ span: SourceSpan) -> SyntaxFailure {
    failure(
      "UnexpectedSyntax", "A \(what) has at most \(Parser.maximumClauses) \(parts).", at: span,
      hint: "Break it up.")
  }

  func failure(
    _ detail: String, _ message: String, at span: SourceSpan, expected: String? = nil,
    hint: String? = nil
  ) -> SyntaxFailure {
    SyntaxFailure(
      Diagnostic(
        .error, code: "SyntaxError.\(detail)", message, found: source[span], expected: expected,
        hint: hint, place: span.place))
  }
}
