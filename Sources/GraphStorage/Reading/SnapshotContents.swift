import GRDB
import KnowledgeGraph

/// Nodes and relationships as they are read from the tables.
struct SnapshotContents {
  let versions: Versions
  let nodes: [GraphSnapshot.Node]
  let relationships: [RelationshipRecord]

  init(_ db: Database, typeName: (String) -> String) throws {
    versions = try Counters.versions(db)
    let names = try NameReading.names(db)
    nodes = try Self.nodes(db, names)
    let index = NodeNumbers(nodes)
    let types = names.mapValues(typeName)
    relationships =
      try Self.stated(db, types, index) + Self.interactions(db, types, index)
  }

  /// Both queries run in the order of the nodes, so one pass brings them together.
  private static func nodes(
    _ db: Database, _ names: [Int64: String]
  ) throws -> [GraphSnapshot.Node] {
    let providers = try NameReading.providers(db)
    let query = try BoundStatement(
      db, "SELECT id, class, provider, key, retired FROM node ORDER BY id")
    let properties = try BoundStatement(
      db, "SELECT node, name, kind, value FROM node_property ORDER BY node, name, feed")
    var hasProperty = try properties.step()
    var nodes: [GraphSnapshot.Node] = []
    while try query.step() {
      var node = GraphSnapshot.Node(
        id: query.integer(0), nodeClass: names[query.integer(1)] ?? "",
        provider: providers[query.integer(2)], key: query.text(3))
      var last: Int64?
      while hasProperty, properties.integer(0) == node.id {
        let name = properties.integer(1)
        if name != last {
          let value = try NodeProperties.value(properties, kind: 2, value: 3)
          node.properties[names[name] ?? ""] = value
        }
        last = name
        hasProperty = try properties.step()
      }
      if query.integer(4) != 0 { node.properties["retired"] = .boolean(true) }
      nodes.append(node)
    }
    properties.reset()
    return nodes
  }

  private static func stated(
    _ db: Database, _ types: [Int64: String], _ index: NodeNumbers
  ) throws -> [RelationshipRecord] {
    let query = try BoundStatement(
      db, "SELECT id, type, start, \"end\" FROM relationship ORDER BY id")
    let properties = try BoundStatement(
      db,
      """
      SELECT relationship, properties FROM relationship_statement WHERE properties IS NOT NULL
      ORDER BY relationship, feed
      """)
    var hasProperties = try properties.step()
    var records: [RelationshipRecord] = []
    while try query.step() {
      let id = query.integer(0)
      var values: [String: PropertyValue] = [:]
      while hasProperties, properties.integer(0) == id {
        values.merge(try PropertyObject.properties(properties.text(1))) { first, _ in first }
        hasProperties = try properties.step()
      }
      records.append(
        RelationshipRecord(
          id: id, type: types[query.integer(1)] ?? "", start: try index[query.integer(2)],
          end: try index[query.integer(3)], properties: values))
    }
    properties.reset()
    return records
  }

  private static func interactions(
    _ db: Database, _ types: [Int64: String], _ index: NodeNumbers
  ) throws -> [RelationshipRecord] {
    let query = try BoundStatement(
      db,
      "SELECT seq, relation, learner, item, timestamp, value FROM interaction ORDER BY seq")
    var records: [RelationshipRecord] = []
    while try query.step() {
      var values: [String: PropertyValue] = [:]
      if let timestamp = query.optionalDouble(4) { values["timestamp"] = .float(timestamp) }
      if let value = query.optionalDouble(5) { values["value"] = .float(value) }
      records.append(
        RelationshipRecord(
          id: GraphStore.interactionIDBase + query.integer(0),
          type: types[query.integer(1)] ?? "", start: try index[query.integer(2)],
          end: try index[query.integer(3)], properties: values))
    }
    return records
  }
}

/// From a node's identifier to its number in one snapshot. Identifiers are dense, so an array
/// serves.
private struct NodeNumbers {
  private var numbers: [NodeIndex]

  init(_ nodes: [GraphSnapshot.Node]) {
    numbers = [NodeIndex](repeating: -1, count: Int((nodes.last?.id ?? 0) + 1))
    for (number, node) in nodes.enumerated() { numbers[Int(node.id)] = NodeIndex(number) }
  }

  /// Throws for an end that is no node: the foreign keys rule it out, a damaged file does not.
  subscript(id: Int64) -> NodeIndex {
    get throws {
      guard id >= 0, id < numbers.count, numbers[Int(id)] >= 0 else {
        throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "no node \(id)")
      }
      return numbers[Int(id)]
    }
  }
}
