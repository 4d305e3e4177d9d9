import GRDB
import KnowledgeGraph

/// Keeps the records of one feed: a record whose text is there already is not written again.
struct RecordMerge {
  private(set) var last: Int64
  /// Records of the feed that this import has met.
  private(set) var seen = IdentifierSet()
  /// Rows written, moved or removed.
  private(set) var refreshed = 0

  private let feed: Int64
  private let find: BoundStatement
  private let add: BoundStatement
  private let move: BoundStatement

  init(_ db: Database, feed: Int64) throws {
    self.feed = feed
    last = try Counters.value(.record, db)
    find = try BoundStatement(
      db, "SELECT id, line, \"column\" FROM record WHERE feed = ? AND hash = ?")
    add = try BoundStatement(
      db,
      """
      INSERT INTO record (id, feed, name, line, "column", hash, raw) VALUES (?, ?, ?, ?, ?, ?, ?)
      """)
    move = try BoundStatement(db, "UPDATE record SET line = ?2, \"column\" = ?3 WHERE id = ?1")
  }

  /// The identifier of the record. Records that are the same to the byte are one, at the first
  /// place.
  mutating func identifier(of record: FeedRecord) throws -> Int64 {
    var raw = record.raw
    let seed = Checksum(record.name).low
    let hash = raw.withUTF8 { Checksum(UnsafeRawBufferPointer($0), seed: seed) }
    find.bind(feed, at: 1)
    find.bind(hash.bytes, at: 2)
    guard let (id, line, column) = try find.first({ ($0.integer(0), $0.integer(1), $0.integer(2)) })
    else { return try insert(record, hash) }
    let hasMoved = Int(line) != record.place.line || Int(column) != record.place.column
    if seen.insert(id), hasMoved { try refresh(id, record.place) }
    return id
  }

  private mutating func insert(_ record: FeedRecord, _ hash: Checksum) throws -> Int64 {
    last += 1
    add.bind(last, at: 1)
    add.bind(feed, at: 2)
    add.bind(record.name, at: 3)
    add.bind(record.place.line, at: 4)
    add.bind(record.place.column, at: 5)
    add.bind(hash.bytes, at: 6)
    add.bind(record.raw, at: 7)
    try add.run()
    seen.insert(last)
    refreshed += 1
    return last
  }

  private mutating func refresh(_ id: Int64, _ place: FeedPlace) throws {
    move.bind(id, at: 1)
    move.bind(place.line, at: 2)
    move.bind(place.column, at: 3)
    try move.run()
    refreshed += 1
  }

  /// Removes the feed's records that this import has not met and on which nothing rests any more.
  mutating func removeOrphans(_ db: Database) throws {
    var kept = seen
    var unmet = IdentifierSet()
    let all = try BoundStatement(db, "SELECT id FROM record WHERE feed = ?")
    all.bind(feed, at: 1)
    var anyUnmet = false
    while try all.step() {
      guard !seen.contains(all.integer(0)) else { continue }
      unmet.insert(all.integer(0))
      anyUnmet = true
    }
    guard anyUnmet else { return }
    for subject in ["node", "relationship", "requirement"] {
      let used = try BoundStatement(db, "SELECT record FROM \(subject)_statement WHERE feed = ?")
      used.bind(feed, at: 1)
      while try used.step() { kept.insert(used.integer(0)) }
    }
    let remove = try BoundStatement(db, "DELETE FROM record WHERE id = ?")
    try unmet.visit(notIn: kept) { id in
      remove.bind(id, at: 1)
      try remove.run()
      refreshed += 1
    }
  }
}
