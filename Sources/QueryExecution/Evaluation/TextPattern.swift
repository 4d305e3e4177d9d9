import QuerySyntax

/// A compiled regular expression of `=~`, which must match the whole text.
///
/// The syntax is Java's, as in openCypher: literals, `.`, classes with ranges, negation, nesting
/// and `&&`, groups (plain, `(?:…)`, named), alternation, the quantifiers `* + ? {m} {m,} {m,n}`
/// and their lazy forms (which match the same whole texts), the anchors `^ $ \A \z \Z \b \B`, the
/// escapes of characters and classes, `\p{…}` for general categories and ASCII classes, `\Q…\E`,
/// and the flags `i`, `s`, `m`, `u`. `\d`, `\w` and `\s` are ASCII; `(?i)` compares by Unicode's
/// simple case mappings, with or without `u`. The units are Unicode scalars, without normalising.
///
/// Left out, and refused by name: back-references, look-around, atomic groups, possessive
/// quantifiers, the flags `x`, `d`, `U`, scripts and blocks in `\p{…}`, and `\G`, `\R`, `\X`, `\N`.
///
/// Nothing backtracks: a match takes O(scalars of the text · states of the pattern), times
/// the items of a class for a scalar beyond ASCII. At most `TextPatternAutomaton.limit` states.
///
/// A class, so that the automaton keeps its buffers from text to text; not for two threads at once.
final class TextPattern {
  private var automaton: TextPatternAutomaton

  init(_ pattern: String) throws(TextPatternProblem) {
    var parser = TextPatternParser(pattern)
    let tree = try parser.parse()
    automaton = try TextPatternAutomaton(tree, sets: parser.sets)
  }

  /// Whether the whole text matches; `onWork` is called again and again in a long search.
  func matches(
    _ text: String, onWork: () throws(QueryFailure) -> Void
  ) throws(QueryFailure) -> Bool {
    try automaton.matches(Array(text.unicodeScalars), onWork: onWork)
  }
}

/// A pattern whose work counts against a statement's budget of time.
struct BudgetedTextPattern {
  let pattern: TextPattern
  let execution: Execution

  func matches(_ text: String) throws(QueryFailure) -> Bool {
    try pattern.matches(text) { () throws(QueryFailure) in try execution.tick() }
  }
}

extension Execution {
  /// Compiled once for a statement.
  func pattern(_ text: String, _ span: SourceSpan) throws(QueryFailure) -> BudgetedTextPattern {
    if let known = patterns[text] { return BudgetedTextPattern(pattern: known, execution: self) }
    do throws(TextPatternProblem) {
      let pattern = try TextPattern(text)
      if patterns.count < 256 { patterns[text] = pattern }
      return BudgetedTextPattern(pattern: pattern, execution: self)
    } catch {
      throw QueryFailure(
        "ArgumentError", "InvalidArgumentValue", error.message, found: text, hint: error.hint,
        place: span.place)
    }
  }
}
