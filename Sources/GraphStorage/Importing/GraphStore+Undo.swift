import Diagnostics
import GRDB
import KnowledgeGraph

/// What an undo took back.
public struct UndoneImport: Sendable, Hashable {
  /// The source's identity, and the file and dialect it was imported from.
  public var sourceName: String
  public var path: String
  public var profile: String
  /// Actions of learners that were taken back.
  public var interactions: Int
  /// The versions after the undo; they are higher than before it.
  public var versions: Versions
}

extension GraphStore {
  /// Takes the last import back, of a catalogue or of activity, in one transaction: nodes,
  /// relationships, requirements, properties, their identifiers and places, and interactions are
  /// what they were before it.
  ///
  /// Versions go on: what was answered in between is out of date, and does not become valid again.
  /// An import that wrote nothing is not the last one; whatever an import wrote can be taken back
  /// once, until the next import writes something.
  ///
  /// - Throws: `undo.nothing` when there is no import to take back.
  /// - Complexity: O(what the import brought and changed).
  public func undoLastImport() throws -> UndoneImport {
    try write { db in
      guard let last = try LastImport(db) else { throw Refusal.nothingToUndo(path) }
      return (.commit, try last.undo(db))
    }
  }
}

/// The row of `undo`.
private struct LastImport {
  private let feed: Int64
  private let isNew: Bool
  private let before: [String]
  private let catalogBefore: Int64
  private let lastNode: Int64
  private let lastRecord: Int64
  private let lastInteraction: Int64
  private let hasChanged: Bool

  init?(_ db: Database) throws {
    let query = try BoundStatement(
      db,
      """
      SELECT feed, is_new, path, profile, content_hash, counts, catalog, node, record, interaction,
        changed FROM undo
      """)
    guard try query.step() else { return nil }
    defer { query.reset() }
    (feed, isNew) = (query.integer(0), query.integer(1) != 0)
    before = (2...5).map(query.text)
    catalogBefore = query.integer(6)
    (lastNode, lastRecord) = (query.integer(7), query.integer(8))
    (lastInteraction, hasChanged) = (query.integer(9), query.integer(10) != 0)
  }

  func undo(_ db: Database) throws -> UndoneImport {
    var undone = try describe(db)
    try restoreParts(db)
    try restoreRetired(db)
    undone.interactions = try removeAdded(db)
    try restoreFeed(db)
    try UndoLog(db).clear()
    try count(db, interactions: undone.interactions)
    undone.versions = try Counters.versions(db)
    return undone
  }

  private func describe(_ db: Database) throws -> UndoneImport {
    let query = try BoundStatement(db, "SELECT source, path, profile FROM feed WHERE id = ?")
    query.bind(feed, at: 1)
    let names = try query.first { ($0.text(0), $0.text(1), $0.text(2)) } ?? ("", "", "")
    return UndoneImport(
      sourceName: names.0, path: names.1, profile: names.2, interactions: 0, versions: Versions())
  }

  private func restoreParts(_ db: Database) throws {
    let kept = try BoundStatement(db, "SELECT sort, feed, part, entries FROM undo_part")
    while try kept.step() {
      guard let table = PartTable(rawValue: kept.text(0)) else { throw MalformedRecord() }
      try table.set(
        db, feed: kept.integer(1), part: kept.integer(2),
        kept.isNull(3) ? nil : Array(kept.blob(3)))
    }
  }

  private func restoreRetired(_ db: Database) throws {
    let kept = try BoundStatement(db, "SELECT node, properties FROM undo_retired")
    while try kept.step() {
      try Retirement(db: db).set(kept.integer(0), kept.isNull(1) ? nil : Array(kept.blob(1)))
    }
  }

  /// - Returns: how many interactions went.
  private func removeAdded(_ db: Database) throws -> Int {
    var removed = 0
    for (sql, last) in [
      ("DELETE FROM record WHERE id > ?", lastRecord),
      ("DELETE FROM record_text WHERE record > ?", lastRecord),
      ("DELETE FROM interaction WHERE seq > ?", lastInteraction),
      ("DELETE FROM node WHERE id > ?", lastNode),
    ] {
      let remove = try BoundStatement(db, sql)
      remove.bind(last, at: 1)
      try remove.run()
      if sql.contains("interaction") { removed = remove.changes }
    }
    return removed
  }

  private func restoreFeed(_ db: Database) throws {
    let change = try BoundStatement(
      db,
      isNew
        ? "DELETE FROM feed WHERE id = ?1"
        : """
        UPDATE feed SET path = ?2, profile = ?3, content_hash = ?4, counts = ?5, catalog = ?6
        WHERE id = ?1
        """)
    change.bind(feed, at: 1)
    if !isNew {
      for (offset, text) in before.enumerated() { change.bind(text, at: Int32(2 + offset)) }
      change.bind(catalogBefore, at: 6)
    }
    try change.run()
  }

  private func count(_ db: Database, interactions: Int) throws {
    if hasChanged {
      try Counters.set(.catalog, to: try Counters.value(.catalog, db) + 1, db)
    }
    if interactions > 0 {
      try Counters.set(.activity, to: try Counters.value(.activity, db) + 1, db)
    }
  }
}
