/// What a requirement text is read against.
public struct RequirementContext: Sendable, Hashable {
  /// The subject a bare number inherits (`MATH` for `235 or 245` in MATH 300); nil when the
  /// course's own key has none.
  public var subject: String?
  /// Subject spellings of the text and the ones of the keys: `BUS ADM` → `216`.
  public var subjectAliases: [String: String]
  /// Between subject and number in a key: a space in `CS 225`, a hyphen in `216-293`.
  public var keySeparator: String

  public init(
    subject: String? = nil, subjectAliases: [String: String] = [:], keySeparator: String = " "
  ) {
    self.subject = subject
    self.subjectAliases = subjectAliases
    self.keySeparator = keySeparator
  }
}

/// A requirement text with the tree read from it.
public struct ParsedRequirement: Sendable, Hashable {
  public var status: RequirementStatus
  public var requirement: Requirement
  public var text: String

  public init(status: RequirementStatus, requirement: Requirement, text: String) {
    self.status = status
    self.requirement = requirement
    self.text = text
  }
}

/// Reads the way catalogues write requirements. Total: any text gives a tree, in the worst case
/// one opaque span.
public protocol RequirementTextParsing: Sendable {
  func parse(
    _ text: String, kind: RequirementFact.Kind, context: RequirementContext
  ) -> ParsedRequirement
}
