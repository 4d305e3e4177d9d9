import Diagnostics
import GRDB
import KnowledgeGraph

/// A node's identity without its properties.
public struct NodeIdentifier: Sendable, Hashable {
  public var id: Int64
  public var provider: String?
  public var key: String

  public init(id: Int64, provider: String?, key: String) {
    self.id = id
    self.provider = provider
    self.key = key
  }
}

extension GraphStore {
  /// All requirements, ascending by identifier. O(requirements · size of the tree).
  public func requirements() throws -> [StoredRequirement] {
    try read(Self.requirements)
  }

  /// All actions, ascending by sequence number.
  public func interactions() throws -> [StoredInteraction] {
    try read(Self.interactions)
  }

  /// The nodes of a class, ascending by identifier: enough to place activity rows without
  /// loading the graph.
  public func nodeIdentifiers(nodeClass: String) throws -> [NodeIdentifier] {
    try read { db in
      let shown = try CatalogNodes.shown(db)
      let query = try BoundStatement(
        db,
        """
        SELECT node.id, provider.key, node.key FROM node
        JOIN name ON name.id = node.class AND name.text = ?
        LEFT JOIN provider ON provider.id = node.provider ORDER BY node.id
        """)
      query.bind(nodeClass, at: 1)
      var found: [NodeIdentifier] = []
      while try query.step() {
        guard shown.contains(query.integer(0)) else { continue }
        found.append(
          NodeIdentifier(
            id: query.integer(0), provider: query.optionalText(1), key: query.text(2)))
      }
      return found
    }
  }

  static func requirements(_ db: Database) throws -> [StoredRequirement] {
    var collector = RequirementCollector(
      stated: try CatalogNodes.stated(db), paths: try NameReading.paths(db))
    try RecordWalk(db).walk(try SourceRecords.all(db), &collector)
    return collector.found.sorted { $0.id < $1.id }
  }

  static func interactions(_ db: Database) throws -> [StoredInteraction] {
    let names = try NameReading.names(db)
    let query = try BoundStatement(
      db,
      "SELECT seq, learner, item, relation, timestamp, value FROM interaction ORDER BY seq")
    var found: [StoredInteraction] = []
    while try query.step() {
      found.append(
        StoredInteraction(
          seq: query.integer(0), learner: query.integer(1), item: query.integer(2),
          relation: names[query.integer(3)] ?? "", timestamp: query.optionalDouble(4),
          value: query.optionalDouble(5)))
    }
    return found
  }
}

/// Names and providers by identifier, read whole: there are few.
enum NameReading {
  static func names(_ db: Database) throws -> [Int64: String] {
    try read(db, "SELECT id, text FROM name")
  }

  static func providers(_ db: Database) throws -> [Int64: String] {
    try read(db, "SELECT id, key FROM provider")
  }

  /// The paths of the feeds.
  static func paths(_ db: Database) throws -> [Int64: String] {
    try read(db, "SELECT id, path FROM feed")
  }

  private static func read(_ db: Database, _ sql: String) throws -> [Int64: String] {
    let query = try BoundStatement(db, sql)
    var texts: [Int64: String] = [:]
    while try query.step() { texts[query.integer(0)] = query.text(1) }
    return texts
  }
}

/// Which nodes there are, as against those that are only named.
enum CatalogNodes {
  /// Nodes that some feed states.
  static func stated(_ db: Database) throws -> IdentifierSet {
    var stated = IdentifierSet()
    for feed in try SourceRecords.feeds(db) {
      stated.formUnion(try NodePlaces.read(db, feed: feed).stated)
    }
    return stated
  }

  /// Those, and the ones that learners' histories name.
  static func shown(_ db: Database) throws -> IdentifierSet {
    var shown = try stated(db)
    let others = try BoundStatement(
      db,
      """
      SELECT node FROM retired UNION SELECT learner FROM interaction
      UNION SELECT item FROM interaction
      """)
    while try others.step() { shown.insert(others.integer(0)) }
    return shown
  }
}

/// Gathers requirements, each at its first place.
private struct RequirementCollector: StatementVisitor {
  let stated: IdentifierSet
  let paths: [Int64: String]
  private(set) var found: [StoredRequirement] = []
  private var seen = IdentifierSet()

  init(stated: IdentifierSet, paths: [Int64: String]) {
    self.stated = stated
    self.paths = paths
  }

  mutating func visit(_ statement: StoredStatement, _ place: StatementPlace) throws {
    guard statement.kind == .requirement, stated.contains(statement.node),
      seen.insert(statement.id)
    else { return }
    let said = try statement.requirement()
    let column = Int(statement.column)
    found.append(
      StoredRequirement(
        id: statement.id, course: statement.node, kind: try statement.requirementKind(),
        text: said.text, requirement: said.tree, status: said.status,
        place: SourcePlace(
          file: paths[place.feed] ?? "", line: place.line(statement),
          column: column > 0 ? column : nil)))
  }
}
