import GRDB
import KnowledgeGraph

/// The properties that one feed states of relationships, and what the graph shows of all feeds'
/// together: of each property the value of the earliest feed.
struct RelationshipProperties {
  private let find: BoundStatement
  private let update: BoundStatement
  private let remember: BoundStatement
  private let all: BoundStatement

  init(_ db: Database, feed: Int64) throws {
    try db.execute(
      sql: """
        CREATE TEMP TABLE IF NOT EXISTS relationship_before (
          relationship INTEGER PRIMARY KEY, properties TEXT);
        DELETE FROM temp.relationship_before;
        """)
    let key = "relationship = ?1 AND feed = \(feed)"
    find = try BoundStatement(
      db, "SELECT properties FROM relationship_statement WHERE \(key)")
    update = try BoundStatement(
      db, "UPDATE relationship_statement SET properties = ?2 WHERE \(key)")
    remember = try BoundStatement(
      db, "INSERT OR IGNORE INTO temp.relationship_before VALUES (?, ?)")
    all = try BoundStatement(
      db,
      """
      SELECT properties FROM relationship_statement
      WHERE relationship = ? AND properties IS NOT NULL ORDER BY feed
      """)
  }

  func text(_ relationship: Int64) throws -> String? {
    find.bind(relationship, at: 1)
    return try find.first { $0.optionalText(0) } ?? nil
  }

  func set(_ relationship: Int64, to text: String?) throws {
    update.bind(relationship, at: 1)
    update.bind(text, at: 2)
    try update.run()
  }

  /// Keeps what the graph shows, to tell at the end whether it has changed. To be called before
  /// the first change.
  func rememberShown(_ relationship: Int64) throws {
    let text = try shown(relationship)
    remember.bind(relationship, at: 1)
    remember.bind(text, at: 2)
    try remember.run()
  }

  /// The remembered relationships that are still there and show something else.
  func changed(_ db: Database) throws -> [Int64] {
    let query = try BoundStatement(
      db,
      """
      SELECT before.relationship, before.properties FROM temp.relationship_before AS before
      JOIN relationship ON relationship.id = before.relationship
      """)
    var found: [Int64] = []
    while try query.step() {
      let before = query.optionalText(1)
      if try shown(query.integer(0)) != before { found.append(query.integer(0)) }
    }
    return found
  }

  func dropTemporaryTable(_ db: Database) throws {
    try db.execute(sql: "DROP TABLE temp.relationship_before")
  }

  private func shown(_ relationship: Int64) throws -> String? {
    all.bind(relationship, at: 1)
    var merged: [String: PropertyValue] = [:]
    while try all.step() {
      merged.merge(try PropertyObject.properties(all.text(0))) { first, _ in first }
    }
    return PropertyObject.text(merged)
  }
}
