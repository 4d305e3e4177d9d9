import KnowledgeGraph
import Rendering
import RequirementText

/// The answer of `parse-requirement`: a free text with the tree read from it, what of it stayed
/// opaque, where, and what it merely recommends.
public struct RequirementReading: Sendable, Encodable {
  /// A stretch of the text; `start` and `end` count its characters (grapheme clusters).
  public struct Span: Sendable, Encodable {
    public let start: Int
    public let end: Int
    public let text: String
    public let kind: RequirementSpan.Kind
  }

  public struct Advice: Sendable, Encodable {
    public let start: Int
    public let end: Int
    public let text: String
    public let requirement: Requirement
  }

  public let format = 1
  public let status: RequirementStatus
  public let requirement: Requirement
  public let text: String
  public let opaqueSpans: [Span]
  public let advice: [Advice]

  /// - Parameter subject: the subject that a bare number inherits, when the text names none first.
  public init(text: String, subject: String? = nil) {
    let parsed = RequirementTextParser().parse(
      text, kind: .prerequisite, context: RequirementContext(subject: subject))
    status = parsed.status
    requirement = parsed.requirement
    self.text = text
    opaqueSpans = parsed.opaqueSpans.map {
      Span(
        start: $0.range.lowerBound, end: $0.range.upperBound, text: $0.text, kind: $0.kind)
    }
    advice = parsed.advice.map {
      Advice(
        start: $0.range.lowerBound, end: $0.range.upperBound, text: $0.text,
        requirement: $0.requirement)
    }
  }

  /// The text in lines of at most `width` columns, `~` beneath what stayed opaque. Wide characters
  /// take two columns; a line without opaque words has no line of marks beneath it.
  public func marked(width: Int = 78) -> String {
    MarkedText(text, marks: opaqueSpans.map { $0.start..<$0.end }).lines(width: width)
      .map { $0 + "\n" }.joined()
  }
}
