/// A node's place in one snapshot: dense, from 0. It means nothing in another snapshot.
public typealias NodeIndex = Int32

/// Which way a relationship is followed.
public enum Direction: Sendable, Hashable {
  case outgoing, incoming, both
}

/// What a relationship rests on. Never mixed up: a feed says so, a rule says so, a model says so.
public enum RelationshipKind: String, Sendable, Hashable, Codable {
  case stated, inferred, learned
}

/// One step out of a node.
public struct Neighbour: Sendable, Hashable {
  public var node: NodeIndex
  /// The relationship's identifier in the store.
  public var relationship: Int64

  public init(node: NodeIndex, relationship: Int64) {
    self.node = node
    self.relationship = relationship
  }
}

/// A relationship as readers see it.
public struct RelationshipRecord: Sendable, Hashable {
  public var id: Int64
  /// Upper snake case: `TAUGHT_BY`.
  public var type: String
  public var start: NodeIndex
  public var end: NodeIndex
  public var kind: RelationshipKind
  public var properties: [String: PropertyValue]

  public init(
    id: Int64, type: String, start: NodeIndex, end: NodeIndex, kind: RelationshipKind = .stated,
    properties: [String: PropertyValue] = [:]
  ) {
    self.id = id
    self.type = type
    self.start = start
    self.end = end
    self.kind = kind
    self.properties = properties
  }
}

/// All that a query, a path search or a checker needs of a graph. Whoever supplies this gets the
/// whole query language.
public protocol GraphReader: Sendable {
  var versions: Versions { get }
  var nodeCount: Int { get }
  /// Labels in use, sorted.
  var labels: [String] { get }
  /// Relationship types in use, sorted.
  var relationshipTypes: [String] { get }
  /// Property names in use on nodes, sorted.
  var propertyNames: [String] { get }

  /// Ascending. All nodes when `label` is nil.
  func nodes(labelled label: String?) -> [NodeIndex]
  /// The nodes of a label with exactly this key, ascending; several when providers share it.
  func nodes(labelled label: String?, key: String) -> [NodeIndex]
  /// The node's identifier in the store.
  func id(of node: NodeIndex) -> Int64
  func labels(of node: NodeIndex) -> [String]
  func key(of node: NodeIndex) -> String
  func provider(of node: NodeIndex) -> String?
  /// Includes `key`. Nil when the node has no such property.
  func property(_ name: String, of node: NodeIndex) -> PropertyValue?
  func properties(of node: NodeIndex) -> [String: PropertyValue]

  /// Steps over one type, ordered by the other end, then by relationship. `.both` lists outgoing
  /// ones first and a loop once.
  func neighbours(of node: NodeIndex, type: String, direction: Direction) -> [Neighbour]
  func degree(of node: NodeIndex, type: String, direction: Direction) -> Int
  func relationshipCount(type: String) -> Int
  func relationship(_ id: Int64) -> RelationshipRecord?
}

extension GraphReader {
  /// The title where there is one, else the key.
  public func title(of node: NodeIndex) -> String {
    property("title", of: node)?.string ?? key(of: node)
  }
}
