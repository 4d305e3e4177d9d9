import GRDB
import KnowledgeGraph

/// Nodes that leave the catalogue while learners' histories name them: they stay with what they
/// showed last.
struct Retirement {
  let db: Database

  /// The nodes of a set that some learner's action names, ascending.
  func used(_ nodes: IdentifierSet) throws -> [Int64] {
    let query = try BoundStatement(
      db,
      """
      SELECT 1 WHERE EXISTS (SELECT 1 FROM interaction WHERE learner = ?1)
        OR EXISTS (SELECT 1 FROM interaction WHERE item = ?1)
      """)
    var used: [Int64] = []
    try nodes.visit { node in
      query.bind(node, at: 1)
      if try query.first({ _ in true }) != nil { used.append(node) }
    }
    return used
  }

  /// - Parameter sources: what the sources said while the nodes were in the catalogue.
  func retire(_ nodes: [Int64], showing sources: [SourceRecords], _ undo: UndoLog) throws {
    guard !nodes.isEmpty else { return }
    var shown = ShownProperties(of: nodes)
    try RecordWalk(db).walk(sources, &shown)
    for node in nodes {
      try undo.keep(retired: node, try properties(node))
      try set(node, shown.bytes(node))
    }
  }

  /// Nodes of the table that feeds state again are no longer retired.
  func restore(_ stated: IdentifierSet, _ undo: UndoLog) throws {
    for node in try all() where stated.contains(node) {
      try undo.keep(retired: node, try properties(node))
      try set(node, nil)
    }
  }

  func all() throws -> [Int64] {
    let query = try BoundStatement(db, "SELECT node FROM retired ORDER BY node")
    var nodes: [Int64] = []
    while try query.step() { nodes.append(query.integer(0)) }
    return nodes
  }

  func properties(_ node: Int64) throws -> [UInt8]? {
    let query = try BoundStatement(db, "SELECT properties FROM retired WHERE node = ?")
    query.bind(node, at: 1)
    return try query.first { Array($0.blob(0)) }
  }

  func set(_ node: Int64, _ properties: [UInt8]?) throws {
    let change = try BoundStatement(
      db,
      properties == nil
        ? "DELETE FROM retired WHERE node = ?"
        : "INSERT OR REPLACE INTO retired (node, properties) VALUES (?, ?)")
    change.bind(node, at: 1)
    if let properties { change.bind(properties, at: 2) }
    try change.run()
  }
}

/// What the graph shows of some nodes: names and values as `StoredStatement.eachProperty` reads them.
private struct ShownProperties: StatementVisitor {
  private var properties: [Int64: [Int64: [UInt8]]] = [:]

  init(of nodes: [Int64]) {
    for node in nodes { properties[node] = [:] }
  }

  mutating func visit(_ statement: StoredStatement, _ place: StatementPlace) throws {
    guard statement.kind == .node, properties[statement.node] != nil else { return }
    try statement.eachProperty { name, value in
      if properties[statement.node]?[name] == nil {
        properties[statement.node]?[name] = Array(value)
      }
    }
  }

  func bytes(_ node: Int64) -> [UInt8] {
    let writer = ByteWriter()
    for (name, value) in (properties[node] ?? [:]).sorted(by: { $0.key < $1.key }) {
      writer.append(name)
      value.withUnsafeBytes { writer.append($0) }
    }
    return writer.array
  }
}
