import GRDB
import KnowledgeGraph

/// Nodes and relationships as they are read from the records.
struct SnapshotContents {
  let versions: Versions
  /// Ascending by identifier.
  let nodes: [GraphSnapshot.Node]
  /// Those that feeds state, ascending by identifier, then the interactions.
  let relationships: [RelationshipRecord]

  init(_ db: Database, typeName: (String) -> String) throws {
    versions = try Counters.versions(db)
    let names = try NameReading.names(db)
    var reading = SnapshotReading(
      nodes: try Self.nodes(db, names), stated: try CatalogNodes.stated(db), names: names,
      types: names.mapValues(typeName))
    try RecordWalk(db).walk(try SourceRecords.all(db), &reading)
    try reading.showRetired(Retirement(db: db))
    nodes = reading.nodes
    relationships =
      reading.relationships.sorted { $0.id < $1.id } + (try reading.interactions(db))
  }

  private static func nodes(
    _ db: Database, _ names: [Int64: String]
  ) throws -> [GraphSnapshot.Node] {
    let providers = try NameReading.providers(db)
    let shown = try CatalogNodes.shown(db)
    let query = try BoundStatement(
      db, "SELECT id, class, provider, key FROM node ORDER BY id")
    var nodes: [GraphSnapshot.Node] = []
    while try query.step() {
      guard shown.contains(query.integer(0)) else { continue }
      nodes.append(
        GraphSnapshot.Node(
          id: query.integer(0), nodeClass: names[query.integer(1)] ?? "",
          provider: providers[query.integer(2)], key: query.text(3)))
    }
    return nodes
  }
}

/// Puts properties on nodes and gathers relationships, keeping the first value of each property.
private struct SnapshotReading: StatementVisitor {
  private(set) var nodes: [GraphSnapshot.Node]
  private(set) var relationships: [RelationshipRecord] = []
  private let stated: IdentifierSet
  private let names: [Int64: String]
  private let types: [Int64: String]
  private let index: NodeNumbers
  private var seen = IdentifierSet()
  /// By identifier: positions in `relationships`.
  private var position: [Int32] = []

  init(
    nodes: [GraphSnapshot.Node], stated: IdentifierSet, names: [Int64: String],
    types: [Int64: String]
  ) {
    self.nodes = nodes
    self.stated = stated
    self.names = names
    self.types = types
    index = NodeNumbers(nodes)
  }

  mutating func visit(_ statement: StoredStatement, _ place: StatementPlace) throws {
    switch statement.kind {
    case .node: try visitNode(statement)
    case .relationship: try visitRelationship(statement)
    case .requirement: break
    }
  }

  private mutating func visitNode(_ statement: StoredStatement) throws {
    guard !statement.properties.isEmpty else { return }
    let number = Int(try index[statement.node])
    try statement.eachProperty { name, value in
      let text = names[name] ?? ""
      guard nodes[number].properties[text] == nil else { return }
      var reader = ByteReader(value)
      nodes[number].properties[text] = try reader.property()
    }
  }

  private mutating func visitRelationship(_ statement: StoredStatement) throws {
    guard stated.contains(statement.node), stated.contains(statement.end) else { return }
    guard seen.insert(statement.id) else { return try merge(statement) }
    var properties: [String: PropertyValue] = [:]
    try statement.eachProperty { name, value in
      var reader = ByteReader(value)
      properties[names[name] ?? ""] = try reader.property()
    }
    remember(statement.id)
    relationships.append(
      RelationshipRecord(
        id: statement.id, type: types[statement.name] ?? "", start: try index[statement.node],
        end: try index[statement.end], properties: properties))
  }

  private mutating func remember(_ id: Int64) {
    let slot = Int(id)
    if slot >= position.count {
      position.append(
        contentsOf: repeatElement(-1, count: max(slot + 1 - position.count, position.count)))
    }
    position[slot] = Int32(relationships.count)
  }

  private mutating func merge(_ statement: StoredStatement) throws {
    guard !statement.properties.isEmpty else { return }
    let place = Int(position[Int(statement.id)])
    try statement.eachProperty { name, value in
      let text = names[name] ?? ""
      guard relationships[place].properties[text] == nil else { return }
      var reader = ByteReader(value)
      relationships[place].properties[text] = try reader.property()
    }
  }

  mutating func showRetired(_ retirement: Retirement) throws {
    for node in try retirement.all() {
      let number = Int(try index[node])
      nodes[number].properties["retired"] = .boolean(true)
      try (try retirement.properties(node) ?? []).withUnsafeBytes { bytes in
        var reader = ByteReader(bytes)
        while !reader.isAtEnd {
          let name = try reader.integer()
          nodes[number].properties[names[name] ?? ""] = try reader.property()
        }
      }
    }
  }

  func interactions(_ db: Database) throws -> [RelationshipRecord] {
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

  /// Throws for an end that is no node: the import rules it out, a damaged file does not.
  subscript(id: Int64) -> NodeIndex {
    get throws {
      guard id >= 0, id < numbers.count, numbers[Int(id)] >= 0 else {
        throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "no node \(id)")
      }
      return numbers[Int(id)]
    }
  }
}
