/// What a requirement text is read against.
public struct RequirementContext: Sendable, Hashable {
  /// The subject a bare number inherits (`MATH` for `235 or 245` in MATH 300); nil when the
  /// course's own key has none.
  public var subject: String?
  /// Subject spellings of the text and the ones of the keys: `BUS ADM` → `216`.
  public var subjectAliases: [String: String]
  /// Between subject and number in a key: a space in `CS 225`, a hyphen in `216-293`.
  public var keySeparator: String
  /// The subjects of the catalogue's keys, when they are known; empty when not. A code that is
  /// none of them, nor an alias, then names no course (`GOLD 100`).
  public var knownSubjects: Set<String>

  public init(
    subject: String? = nil, subjectAliases: [String: String] = [:], keySeparator: String = " ",
    knownSubjects: Set<String> = []
  ) {
    self.subject = subject
    self.subjectAliases = subjectAliases
    self.keySeparator = keySeparator
    self.knownSubjects = knownSubjects
  }
}

/// A stretch of a requirement text that stayed opaque, in its place.
public struct RequirementSpan: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, Codable {
    /// Words that were not understood.
    case opaque
    /// Words that ask for somebody's permission.
    case consent
    /// Words that ask for a test, a score or an average.
    case exam
  }

  /// Offsets of `Character`s (extended grapheme clusters) in the source text.
  public var range: Range<Int>
  public var kind: Kind
  /// The words as they stand there: `text` is the source text's characters in `range`.
  public var text: String

  public init(range: Range<Int>, kind: Kind, text: String) {
    self.range = range
    self.kind = kind
    self.text = text
  }
}

/// Something that a requirement text recommends without requiring it.
public struct RequirementAdvice: Sendable, Hashable {
  /// Bare; opaque where the words were not understood.
  public var requirement: Requirement
  /// Offsets of `Character`s in the source text, of the clause that gives the advice.
  public var range: Range<Int>
  /// The clause's words as they stand in the source text.
  public var text: String

  public init(requirement: Requirement, range: Range<Int>, text: String) {
    self.requirement = requirement
    self.range = range
    self.text = text
  }
}

/// A requirement text with the tree read from it.
public struct ParsedRequirement: Sendable, Hashable {
  /// Of what binds: advice that was not understood takes nothing from it.
  public var status: RequirementStatus
  public var requirement: Requirement
  public var text: String
  /// Where the opaque leaves of `requirement` stand in `text`, ascending, none overlapping another.
  /// A leaf whose words occur several times has a span for each.
  public var opaqueSpans: [RequirementSpan]
  /// What the text merely recommends, in reading order. It binds nobody and is no part of
  /// `requirement`.
  public var advice: [RequirementAdvice]

  public init(
    status: RequirementStatus, requirement: Requirement, text: String,
    opaqueSpans: [RequirementSpan] = [], advice: [RequirementAdvice] = []
  ) {
    self.status = status
    self.requirement = requirement
    self.text = text
    self.opaqueSpans = opaqueSpans
    self.advice = advice
  }
}

/// Reads the way catalogues write requirements. Total: any text gives a tree, in the worst case
/// one opaque span.
public protocol RequirementTextParsing: Sendable {
  func parse(
    _ text: String, kind: RequirementFact.Kind, context: RequirementContext
  ) -> ParsedRequirement
}
