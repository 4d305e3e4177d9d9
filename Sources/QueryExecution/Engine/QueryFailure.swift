import Diagnostics
import QuerySyntax

/// Why a statement gave no rows, in the terms of the openCypher compatibility kit, with a
/// diagnostic that says where and what to do.
public struct QueryFailure: Error, Sendable, Hashable {
  public enum Phase: String, Sendable, Hashable {
    /// Before anything ran.
    case compile
    case runtime
  }

  /// `SyntaxError`, `TypeError`, `ArithmeticError`, `ArgumentError`, `ParameterMissing`,
  /// `ProcedureError`, `SemanticError`, `ResourceError`.
  public var code: String
  public var phase: Phase
  /// Such as `UndefinedVariable`.
  public var detail: String
  public var diagnostic: Diagnostic

  public init(
    _ code: String, _ detail: String, phase: Phase = .runtime, _ message: String,
    found: String? = nil, expected: String? = nil, hint: String? = nil, place: SourcePlace? = nil
  ) {
    self.code = code
    self.phase = phase
    self.detail = detail
    diagnostic = Diagnostic(
      .error, code: "\(code).\(detail)", message, found: found, expected: expected, hint: hint,
      place: place)
  }

  /// What the parser or the planner said: `code.detail`.
  init(compile diagnostic: Diagnostic) {
    let parts = diagnostic.code.split(separator: ".", maxSplits: 1)
    code = parts.first.map(String.init) ?? diagnostic.code
    detail = parts.count > 1 ? String(parts[1]) : ""
    phase = .compile
    self.diagnostic = diagnostic
  }

  /// A procedure's own refusal, such as an unknown course with the nearest known names.
  public init(procedure name: String, _ diagnostic: Diagnostic) {
    code = "ProcedureError"
    detail = "ProcedureFailed"
    phase = .runtime
    self.diagnostic = diagnostic
  }

  /// The same failure at a place, where it has none yet.
  func at(_ span: SourceSpan) -> QueryFailure {
    guard diagnostic.place == nil else { return self }
    var copy = self
    copy.diagnostic.place = span.place
    return copy
  }
}
