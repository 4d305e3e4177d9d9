import QuerySyntax

/// A compiled regular expression of `=~`, which must match the whole text.
struct TextPattern {
  private let regex: Regex<AnyRegexOutput>

  init(_ pattern: String) throws { regex = try Regex(pattern) }

  func matches(_ text: String) -> Bool { (try? regex.wholeMatch(in: text)) != nil }
}

extension Execution {
  /// Compiled once for a statement.
  func pattern(_ text: String, _ span: SourceSpan) throws(QueryFailure) -> TextPattern {
    if let known = patterns[text] { return known }
    do {
      let pattern = try TextPattern(text)
      if patterns.count < 256 { patterns[text] = pattern }
      return pattern
    } catch {
      throw QueryFailure(
        "ArgumentError", "InvalidArgumentValue", "This is not a regular expression.", found: text,
        place: span.place)
    }
  }
}
