/// Names a node across files: class, provider and key together. `MATH 100` exists everywhere;
/// (`Course`, `ubc`, `MATH 100`) exists once.
public struct NodeReference: Sendable, Hashable {
  /// A class name of the ontology, such as `Course`.
  public var nodeClass: String
  /// The provider's key; nil for nodes that belong to nobody, such as shared topics.
  public var provider: String?
  public var key: String

  public init(_ nodeClass: String, provider: String? = nil, key: String) {
    self.nodeClass = nodeClass
    self.provider = provider
    self.key = key
  }
}

/// Where in its feed a fact stands; the feed is named once, by the import.
public struct FeedPlace: Sendable, Hashable {
  /// 1-based.
  public var line: Int
  /// 1-based; 0 when the reader does not know.
  public var column: Int

  public init(line: Int, column: Int = 0) {
    self.line = line
    self.column = column
  }
}

/// One thing a feed says.
public enum Fact: Sendable, Hashable {
  case node(NodeFact)
  case relationship(RelationshipFact)
  case requirement(RequirementFact)
}

public struct NodeFact: Sendable, Hashable {
  public var node: NodeReference
  public var properties: [String: PropertyValue]
  public var place: FeedPlace

  public init(_ node: NodeReference, properties: [String: PropertyValue], place: FeedPlace) {
    self.node = node
    self.properties = properties
    self.place = place
  }
}

/// A relationship that a feed states. Both ends must also be stated as nodes by some feed, or the
/// relationship is reported as dangling and left out.
public struct RelationshipFact: Sendable, Hashable {
  /// The relation's name in the ontology, such as `taughtBy`.
  public var relation: String
  public var start: NodeReference
  public var end: NodeReference
  public var properties: [String: PropertyValue]
  public var place: FeedPlace

  public init(
    _ relation: String, from start: NodeReference, to end: NodeReference,
    properties: [String: PropertyValue] = [:], place: FeedPlace
  ) {
    self.relation = relation
    self.start = start
    self.end = end
    self.properties = properties
    self.place = place
  }
}

/// A requirement that a feed states for a course, with the words it came from.
public struct RequirementFact: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    case prerequisite, corequisite, exclusion, equivalent, recommended
  }

  public var course: NodeReference
  public var kind: Kind
  /// The feed's words; empty when the feed gave the tree itself.
  public var text: String
  /// The tree, already wrapped for its kind: a corequisite in `.corequisite`, an exclusion in
  /// `.not`. `equivalent` and `recommended` trees are bare and bind nobody.
  public var requirement: Requirement
  public var status: RequirementStatus
  public var place: FeedPlace

  public init(
    course: NodeReference, kind: Kind, text: String, requirement: Requirement,
    status: RequirementStatus, place: FeedPlace
  ) {
    self.course = course
    self.kind = kind
    self.text = text
    self.requirement = requirement
    self.status = status
    self.place = place
  }
}

/// A record of a feed: what it says, the bytes it came as, and where they stand.
public struct FeedRecord: Sendable {
  /// The dialect's name for this sort of record, such as `course`.
  public var name: String
  public var place: FeedPlace
  /// The record's XML as it stood in the feed, kept so that it can be shown when the feed is gone.
  public var raw: String
  public var facts: [Fact]

  public init(name: String, place: FeedPlace, raw: String, facts: [Fact]) {
    self.name = name
    self.place = place
    self.raw = raw
    self.facts = facts
  }
}
