import Diagnostics
import KnowledgeGraph

/// A requirement as the store holds it.
public struct StoredRequirement: Sendable, Hashable {
  public var id: Int64
  /// The course's node identifier.
  public var course: Int64
  public var kind: RequirementFact.Kind
  /// The feed's words; empty when the feed gave the tree itself.
  public var text: String
  public var requirement: Requirement
  public var status: RequirementStatus
  /// Where the first source that states it does so.
  public var place: SourcePlace

  public init(
    id: Int64, course: Int64, kind: RequirementFact.Kind, text: String, requirement: Requirement,
    status: RequirementStatus, place: SourcePlace
  ) {
    self.id = id
    self.course = course
    self.kind = kind
    self.text = text
    self.requirement = requirement
    self.status = status
    self.place = place
  }
}

/// An action as the store holds it.
public struct StoredInteraction: Sendable, Hashable {
  /// Its place in the order of recording, from 1.
  public var seq: Int64
  /// Node identifiers.
  public var learner: Int64
  public var item: Int64
  /// The relation's name in the ontology.
  public var relation: String
  /// Seconds since 1970.
  public var timestamp: Double?
  public var value: Double?

  public init(
    seq: Int64, learner: Int64, item: Int64, relation: String, timestamp: Double?, value: Double?
  ) {
    self.seq = seq
    self.learner = learner
    self.item = item
    self.relation = relation
    self.timestamp = timestamp
    self.value = value
  }
}

/// Where one source states a fact: the first place in each source that does.
public struct FactSource: Sendable, Hashable {
  /// Path of the feed as it was last imported.
  public var file: String
  /// 1-based.
  public var line: Int
  /// 1-based; 0 when the reader did not know.
  public var column: Int
  /// The dialect's name for the record; empty for an activity row.
  public var recordName: String
  public var profile: String

  public init(file: String, line: Int, column: Int, recordName: String, profile: String) {
    self.file = file
    self.line = line
    self.column = column
    self.recordName = recordName
    self.profile = profile
  }
}
