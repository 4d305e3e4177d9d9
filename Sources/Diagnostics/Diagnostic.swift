/// Something worth telling the person whose feed, query or command was read: what was found,
/// where, what was expected, and what to do about it.
///
/// A diagnostic holds facts. Turning them into prose with a caret is the renderer's work
/// (`Rendering.DiagnosticRenderer`), so every stage reports in the same shape.
public struct Diagnostic: Sendable, Hashable {
  public enum Severity: String, Sendable, Hashable, Codable, CaseIterable {
    /// The request, or this part of it, was refused.
    case error
    /// It was carried out, but something is probably not as meant.
    case warning
    /// Worth knowing.
    case note
  }

  /// A stable dotted identifier such as `feed.not-well-formed`; scripts may match on it.
  public var code: String
  public var severity: Severity
  /// One sentence: what is the matter.
  public var message: String
  /// What stood there, where that helps.
  public var found: String?
  /// What would have been right, where that is known.
  public var expected: String?
  /// What to do, including the nearest known name.
  public var hint: String?
  public var place: SourcePlace?

  public init(
    _ severity: Severity, code: String, _ message: String, found: String? = nil,
    expected: String? = nil, hint: String? = nil, place: SourcePlace? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.found = found
    self.expected = expected
    self.hint = hint
    self.place = place
  }
}

/// A value together with what was noticed while making it. Reading user input never throws;
/// it returns one of these.
public struct Diagnosed<Value: Sendable>: Sendable {
  public var value: Value
  public var diagnostics: [Diagnostic]

  public init(_ value: Value, diagnostics: [Diagnostic] = []) {
    self.value = value
    self.diagnostics = diagnostics
  }

  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Carries diagnostics through code that must stop: the request was understood and refused.
public struct RefusedRequest: Error, Sendable {
  public var diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
  public init(_ diagnostic: Diagnostic) { self.diagnostics = [diagnostic] }
}
