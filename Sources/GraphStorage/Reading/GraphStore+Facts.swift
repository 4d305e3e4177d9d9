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
        found.append(
          NodeIdentifier(
            id: query.integer(0), provider: query.optionalText(1), key: query.text(2)))
      }
      return found
    }
  }

  static func requirements(_ db: Database) throws -> [StoredRequirement] {
    let query = try BoundStatement(
      db,
      """
      SELECT requirement.id, course, kind, text, tree, status, feed.path, stated.line,
        stated."column", min(stated.feed)
      FROM requirement JOIN requirement_statement AS stated ON stated.requirement = requirement.id
      JOIN feed ON feed.id = stated.feed
      GROUP BY requirement.id ORDER BY requirement.id
      """)
    var found: [StoredRequirement] = []
    while try query.step() { found.append(try requirement(query)) }
    return found
  }

  private static func requirement(_ row: BoundStatement) throws -> StoredRequirement {
    guard let kind = RequirementFact.Kind(rawValue: row.text(2)),
      let status = RequirementStatus(rawValue: row.text(5))
    else { throw JSONParser.MalformedJSON() }
    let column = Int(row.integer(8))
    return StoredRequirement(
      id: row.integer(0), course: row.integer(1), kind: kind, text: row.text(3),
      requirement: try Requirement(storedText: row.text(4)), status: status,
      place: SourcePlace(
        file: row.text(6), line: Int(row.integer(7)), column: column > 0 ? column : nil))
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

  private static func read(_ db: Database, _ sql: String) throws -> [Int64: String] {
    let query = try BoundStatement(db, sql)
    var texts: [Int64: String] = [:]
    while try query.step() { texts[query.integer(0)] = query.text(1) }
    return texts
  }
}
