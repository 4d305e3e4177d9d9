import GRDB

/// What it takes to go back to before the last import, kept in the file until the next one.
///
/// Records and nodes are only added by an import and the interactions too, so those are undone by
/// removing what came; the few things that are changed in place are kept as they were. Records
/// that an import withdraws stay in the file, named here, until the next import.
struct UndoLog {
  let db: Database
  private let part: BoundStatement
  private let record: BoundStatement
  private let retired: BoundStatement

  init(_ db: Database) throws {
    self.db = db
    part = try BoundStatement(
      db,
      """
      INSERT INTO undo_part (sort, feed, part, entries) VALUES (?, ?, ?, ?)
      """)
    record = try BoundStatement(db, "INSERT INTO undo_record (record) VALUES (?)")
    retired = try BoundStatement(
      db, "INSERT OR IGNORE INTO undo_retired (node, properties) VALUES (?, ?)")
  }

  /// Begins the log of an import, forgetting the one before: what that withdrew goes for good.
  func begin(feed: Feed) throws {
    for sql in [
      "DELETE FROM record WHERE id IN (SELECT record FROM undo_record)",
      "DELETE FROM record_text WHERE record IN (SELECT record FROM undo_record)",
    ] {
      try BoundStatement(db, sql).run()
    }
    try clear()
    let begin = try BoundStatement(
      db,
      """
      INSERT INTO undo (feed, is_new, path, profile, content_hash, catalog, counts, node, record,
        interaction, changed)
      SELECT id, ?2, path, profile, content_hash, catalog, counts,
        (SELECT value FROM counter WHERE name = 'node'),
        (SELECT value FROM counter WHERE name = 'record'),
        (SELECT value FROM counter WHERE name = 'activity'), 0
      FROM feed WHERE id = ?1
      """)
    begin.bind(feed.id, at: 1)
    begin.bind(feed.isNew ? 1 : 0, at: 2)
    try begin.run()
  }

  /// Forgets the log.
  func clear() throws {
    for table in ["undo_record", "undo_part", "undo_retired", "undo"] {
      try BoundStatement(db, "DELETE FROM \(table)").run()
    }
  }

  /// Keeps a part as it was; nil when there was none.
  func keep(_ table: PartTable, feed: Int64, part number: Int64, _ bytes: [UInt8]?) throws {
    part.bind(table.rawValue, at: 1)
    part.bind(feed, at: 2)
    part.bind(number, at: 3)
    if let bytes { part.bind(bytes, at: 4) } else { part.bindNull(at: 4) }
    try part.run()
  }

  /// Marks a record that no manifest names any more.
  func withdraw(record number: Int64) throws {
    record.bind(number, at: 1)
    try record.run()
  }

  /// Keeps what stood in `retired` for the node; nil when nothing did.
  func keep(retired node: Int64, _ properties: [UInt8]?) throws {
    retired.bind(node, at: 1)
    if let properties { retired.bind(properties, at: 2) } else { retired.bindNull(at: 2) }
    try retired.run()
  }

  /// Notes which version the import made.
  func close(changed: Bool) throws {
    let close = try BoundStatement(db, "UPDATE undo SET changed = ?")
    close.bind(changed ? 1 : 0, at: 1)
    try close.run()
  }
}
