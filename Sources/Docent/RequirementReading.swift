import KnowledgeGraph
import RequirementText

/// The answer of `parse-requirement`: a free text with the tree read from it.
public struct RequirementReading: Sendable, Encodable {
  public let format = 1
  public let status: RequirementStatus
  public let requirement: Requirement
  public let text: String

  /// - Parameter subject: the subject that a bare number inherits, when the text names none first.
  public init(text: String, subject: String? = nil) {
    let parsed = RequirementTextParser().parse(
      text, kind: .prerequisite, context: RequirementContext(subject: subject))
    status = parsed.status
    requirement = parsed.requirement
    self.text = text
  }
}
