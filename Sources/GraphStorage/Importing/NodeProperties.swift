import GRDB
import KnowledgeGraph

/// The properties that one feed states of nodes, and what that does to the properties the graph
/// shows: of several feeds' values, the one of the earliest feed.
struct NodeProperties {
  private let add: BoundStatement
  private let find: BoundStatement
  private let remember: BoundStatement

  init(_ db: Database, feed: Int64) throws {
    try db.execute(sql: Self.temporaryTable)
    add = try BoundStatement(
      db,
      """
      INSERT OR REPLACE INTO node_property (node, name, feed, kind, value)
      VALUES (?1, ?2, \(feed), ?3, ?4)
      """)
    find = try BoundStatement(
      db,
      "SELECT kind, value FROM node_property WHERE node = ?1 AND name = ?2 AND feed = \(feed)")
    remember = try BoundStatement(
      db,
      """
      INSERT OR IGNORE INTO temp.property_before
      SELECT ?1, ?2, shown.kind, shown.value FROM (SELECT 1) LEFT JOIN (\(Self.shown)) AS shown
      """)
  }

  /// What the feed says now.
  func value(node: Int64, name: Int64) throws -> PropertyValue? {
    find.bind(node, at: 1)
    find.bind(name, at: 2)
    return try find.first { try Self.value($0, kind: 0, value: 1) }
  }

  func set(node: Int64, name: Int64, to value: PropertyValue) throws {
    add.bind(node, at: 1)
    add.bind(name, at: 2)
    add.bind(value.kind.rawValue, at: 3)
    Self.bind(value, to: add, at: 4)
    try add.run()
  }

  /// Keeps what the graph shows for the property, to tell at the end whether it has changed. To
  /// be called before the first change.
  func rememberShown(node: Int64, name: Int64) throws {
    remember.bind(node, at: 1)
    remember.bind(name, at: 2)
    try remember.run()
  }

  /// Nodes of which the graph shows something else than before, ascending.
  func changedNodes(_ db: Database) throws -> [Int64] {
    let query = try BoundStatement(db, Self.changed)
    var nodes: [Int64] = []
    while try query.step() { nodes.append(query.integer(0)) }
    return nodes
  }

  func dropTemporaryTable(_ db: Database) throws {
    try db.execute(sql: "DROP TABLE temp.property_before")
  }

  static func value(_ row: BoundStatement, kind: Int32, value: Int32) throws -> PropertyValue {
    switch PropertyKind(rawValue: row.integer(kind)) {
    case .boolean: return .boolean(row.integer(value) != 0)
    case .integer: return .integer(row.integer(value))
    // SQLite stores a NaN as NULL.
    case .float: return .float(row.optionalDouble(value) ?? .nan)
    case .string: return .string(row.text(value))
    case .list: return try PropertyValue(json: try JSONParser.parse(row.text(value)))
    case nil: throw JSONParser.MalformedJSON()
    }
  }

  private static func bind(_ value: PropertyValue, to row: BoundStatement, at index: Int32) {
    switch value {
    case .boolean(let value): row.bind(value ? 1 : 0, at: index)
    case .integer(let value): row.bind(value, at: index)
    case .float(let value): row.bind(value, at: index)
    case .string(let value): row.bind(value, at: index)
    case .list: row.bind(value.json.text, at: index)
    }
  }

  private static let temporaryTable = """
    CREATE TEMP TABLE IF NOT EXISTS property_before (
      node INTEGER, name INTEGER, kind INTEGER, value, PRIMARY KEY (node, name)
    ) WITHOUT ROWID;
    DELETE FROM temp.property_before;
    """

  private static let shown = """
    SELECT kind, value FROM node_property WHERE node = ?1 AND name = ?2 ORDER BY feed LIMIT 1
    """

  private static let changed = """
    SELECT DISTINCT before.node FROM temp.property_before AS before
    WHERE (before.kind, before.value) IS NOT (
      SELECT kind, value FROM node_property
      WHERE node = before.node AND name = before.name ORDER BY feed LIMIT 1)
    ORDER BY before.node
    """
}
