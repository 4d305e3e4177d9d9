import GRDB
import KnowledgeGraph

/// Where in the feed that is being read a fact stands.
struct StatementPlace: Hashable {
  var record: Int64
  var line: Int
  var column: Int

  init(record: Int64, _ place: FeedPlace) {
    self.record = record
    line = place.line
    column = place.column
  }

  init(record: Int64, line: Int, column: Int) {
    self.record = record
    self.line = line
    self.column = column
  }
}

/// Which facts of one sort the feed states, and where: one of the tables `node_statement`,
/// `relationship_statement`, `requirement_statement`, narrowed to one feed.
///
/// Only the first place in the feed is kept for a fact.
struct StatementPlaces {
  enum Subject: String {
    case node, relationship, requirement
  }

  enum Outcome {
    /// The feed did not state the fact before.
    case added
    /// It did, at another place.
    case moved
    case same
  }

  private let find: BoundStatement
  private let add: BoundStatement
  private let move: BoundStatement
  private let remove: BoundStatement
  private let others: BoundStatement

  init(_ db: Database, of subject: Subject, feed: Int64) throws {
    let table = "\(subject.rawValue)_statement"
    let key = "\(subject.rawValue) = ?1 AND feed = \(feed)"
    find = try BoundStatement(
      db, "SELECT record, line, \"column\" FROM \(table) WHERE \(key)")
    add = try BoundStatement(
      db,
      """
      INSERT INTO \(table) (\(subject.rawValue), feed, record, line, "column")
      VALUES (?1, \(feed), ?2, ?3, ?4)
      """)
    move = try BoundStatement(
      db, "UPDATE \(table) SET record = ?2, line = ?3, \"column\" = ?4 WHERE \(key)")
    remove = try BoundStatement(db, "DELETE FROM \(table) WHERE \(key)")
    others = try BoundStatement(
      db, "SELECT 1 FROM \(table) WHERE \(subject.rawValue) = ?1 AND feed <> \(feed) LIMIT 1")
  }

  func place(_ id: Int64) throws -> StatementPlace? {
    find.bind(id, at: 1)
    return try find.first {
      StatementPlace(
        record: $0.integer(0), line: Int($0.integer(1)), column: Int($0.integer(2)))
    }
  }

  /// For a fact that the feed is known not to have stated before.
  func insert(_ id: Int64, _ place: StatementPlace) throws {
    try run(add, id, place)
  }

  /// Keeps `place` as the fact's place.
  func refresh(_ id: Int64, _ place: StatementPlace) throws -> Outcome {
    guard let known = try self.place(id) else {
      try insert(id, place)
      return .added
    }
    if known == place { return .same }
    try run(move, id, place)
    return .moved
  }

  func delete(_ id: Int64) throws {
    remove.bind(id, at: 1)
    try remove.run()
  }

  func isStatedElsewhere(_ id: Int64) throws -> Bool {
    others.bind(id, at: 1)
    return try others.first { _ in true } ?? false
  }

  private func run(_ statement: BoundStatement, _ id: Int64, _ place: StatementPlace) throws {
    statement.bind(id, at: 1)
    statement.bind(place.record, at: 2)
    statement.bind(place.line, at: 3)
    statement.bind(place.column, at: 4)
    try statement.run()
  }
}
