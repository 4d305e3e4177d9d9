import Diagnostics

/// The one place that turns the facts of a diagnostic into prose, with a caret under the place.
///
///     error[query.syntax]: no such clause
///       1 | MACTH (c:Course) RETURN c
///         | ^^^^^
///       found: MACTH
///       help: did you mean MATCH?
public struct DiagnosticRenderer: Sendable {
  private let colour: Bool

  public init(colour: Bool = false) { self.colour = colour }

  /// - Parameter source: the text that was read, when the caller has it; draws the caret.
  public func text(_ diagnostic: Diagnostic, source: String? = nil) -> String {
    var lines = [heading(diagnostic)]
    if let place = diagnostic.place { lines += excerpt(place, source: source) }
    if let found = diagnostic.found { lines.append("  found: \(found)") }
    if let expected = diagnostic.expected { lines.append("  expected: \(expected)") }
    if let hint = diagnostic.hint { lines.append("  help: \(hint)") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The form that scripts read: code, severity, message, hint, file, line, column, each only
  /// where known.
  public static func json(_ diagnostic: Diagnostic) -> JSONValue {
    .members([
      ("code", .string(diagnostic.code)), ("severity", .string(diagnostic.severity.rawValue)),
      ("message", .string(diagnostic.message)), ("found", diagnostic.found.map(JSONValue.string)),
      ("expected", diagnostic.expected.map(JSONValue.string)),
      ("hint", diagnostic.hint.map(JSONValue.string)),
      ("file", diagnostic.place?.file.map(JSONValue.string)),
      ("line", diagnostic.place?.line.map(JSONValue.int)),
      ("column", diagnostic.place?.column.map(JSONValue.int)),
    ])
  }

  private func heading(_ diagnostic: Diagnostic) -> String {
    let severity = painted(diagnostic.severity.rawValue, as: diagnostic.severity)
    var heading = "\(severity)[\(diagnostic.code)]: \(diagnostic.message)"
    if let place = diagnostic.place, let file = place.file {
      let position = [place.line, place.column].compactMap { $0.map(String.init) }
      heading += "\n  at " + ([file] + position).joined(separator: ":")
    }
    return heading
  }

  private func excerpt(_ place: SourcePlace, source: String?) -> [String] {
    guard let source, let line = place.line, line > 0 else { return [] }
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    guard line <= lines.count else { return [] }
    let number = String(line)
    let margin = String(repeating: " ", count: number.count)
    var excerpt = ["  \(number) | \(lines[line - 1])"]
    if let column = place.column, column > 0 {
      let before = String(
        String.UnicodeScalarView(lines[line - 1].unicodeScalars.prefix(column - 1)))
      let gap = String(repeating: " ", count: displayWidth(before))
      let caret = String(repeating: "^", count: max(1, place.length ?? 1))
      excerpt.append("  \(margin) | \(gap)\(caret)")
    }
    return excerpt
  }

  private func painted(_ text: String, as severity: Diagnostic.Severity) -> String {
    guard colour else { return text }
    let code =
      switch severity {
      case .error: "31"
      case .warning: "33"
      case .note: "36"
      }
    return "\u{1B}[1;\(code)m\(text)\u{1B}[0m"
  }
}
