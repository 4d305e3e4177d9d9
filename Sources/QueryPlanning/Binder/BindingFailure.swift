import Diagnostics
import QuerySyntax

/// Ends the binding of a statement; the planner catches it.
struct BindingFailure: Error {
  var diagnostic: Diagnostic
}

extension Binder {
  func failure(
    _ detail: String, _ message: String, at span: SourceSpan, code: String = "SyntaxError",
    found: String? = nil, expected: String? = nil, hint: String? = nil
  ) -> BindingFailure {
    BindingFailure(
      diagnostic: Diagnostic(
        .error, code: "\(code).\(detail)", message, found: found ?? source[span],
        expected: expected, hint: hint, place: span.place))
  }

  /// Adds a warning; the same one at the same place once.
  mutating func warn(
    _ code: String, _ message: String, at span: SourceSpan, hint: String? = nil
  ) {
    let warning = Diagnostic(
      .warning, code: "query.\(code)", message, found: source[span], hint: hint,
      place: span.place)
    if !warnings.contains(warning) { warnings.append(warning) }
  }
}
