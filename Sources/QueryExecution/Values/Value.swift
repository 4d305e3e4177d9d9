import KnowledgeGraph

/// A value of openCypher.
public enum Value: Sendable, Hashable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case float(Double)
  case string(String)
  case list([Value])
  case map([String: Value])
  case node(NodeValue)
  case relationship(RelationshipValue)
  case path(PathValue)
}

/// A node of the graph a statement runs on.
public struct NodeValue: Sendable, Hashable {
  public let index: NodeIndex
  /// What the node holds; filled in results, nil while a statement runs.
  public internal(set) var record: NodeRecord?

  public init(_ index: NodeIndex) { self.index = index }

  public static func == (a: NodeValue, b: NodeValue) -> Bool { a.index == b.index }
  public func hash(into hasher: inout Hasher) { hasher.combine(index) }
}

/// What a node holds.
public final class NodeRecord: Sendable {
  public let id: Int64
  public let labels: [String]
  public let properties: [String: PropertyValue]

  public init(id: Int64, labels: [String], properties: [String: PropertyValue]) {
    self.id = id
    self.labels = labels
    self.properties = properties
  }
}

/// A relationship of the graph a statement runs on.
public struct RelationshipValue: Sendable, Hashable {
  /// Its identifier in the store.
  public let id: Int64
  public let start: NodeIndex
  public let end: NodeIndex
  /// What it holds; filled in results, nil while a statement runs.
  public internal(set) var record: RelationshipDetails?

  public init(id: Int64, start: NodeIndex, end: NodeIndex) {
    self.id = id
    self.start = start
    self.end = end
  }

  public static func == (a: RelationshipValue, b: RelationshipValue) -> Bool { a.id == b.id }
  public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// What a relationship holds, its ends by their identifiers in the store.
public final class RelationshipDetails: Sendable {
  public let type: String
  public let startID: Int64
  public let endID: Int64
  public let kind: RelationshipKind
  public let properties: [String: PropertyValue]

  public init(
    type: String, startID: Int64, endID: Int64, kind: RelationshipKind,
    properties: [String: PropertyValue]
  ) {
    self.type = type
    self.startID = startID
    self.endID = endID
    self.kind = kind
    self.properties = properties
  }
}

/// Nodes and the relationships between them, in walking order:
/// `nodes.count == relationships.count + 1`.
public struct PathValue: Sendable, Hashable {
  public let nodes: [NodeValue]
  public let relationships: [RelationshipValue]

  public init(nodes: [NodeValue], relationships: [RelationshipValue]) {
    self.nodes = nodes
    self.relationships = relationships
  }
}

extension Value {
  public init(_ property: PropertyValue) {
    switch property {
    case .boolean(let value): self = .boolean(value)
    case .integer(let value): self = .integer(value)
    case .float(let value): self = .float(value)
    case .string(let value): self = .string(value)
    case .list(let values): self = .list(values.map { Value($0) })
    }
  }

  public init(_ property: PropertyValue?) {
    if let property { self.init(property) } else { self = .null }
  }

  public var isNull: Bool {
    if case .null = self { true } else { false }
  }

  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  public var integer: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// An integer or a float.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .float(let value): value
    default: nil
    }
  }

  public var list: [Value]? {
    if case .list(let values) = self { values } else { nil }
  }

  public var map: [String: Value]? {
    if case .map(let entries) = self { entries } else { nil }
  }

  /// Its sort with an article, for messages: `an integer`.
  var phrase: String {
    switch self {
    case .null: "null"
    case .integer: "an integer"
    default: "a " + typeName
    }
  }

  /// What sort of value it is, in the words of error messages.
  public var typeName: String {
    switch self {
    case .null: "null"
    case .boolean: "boolean"
    case .integer: "integer"
    case .float: "float"
    case .string: "string"
    case .list: "list"
    case .map: "map"
    case .node: "node"
    case .relationship: "relationship"
    case .path: "path"
    }
  }
}
