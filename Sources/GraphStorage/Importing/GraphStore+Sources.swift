import Diagnostics
import GRDB
import KnowledgeGraph

/// A source that was imported.
public struct ImportedSource: Sendable, Hashable {
  /// The identity; see `FeedSource.sourceName`.
  public var sourceName: String
  public var path: String
  public var profile: String
  public var contentHash: String
  /// The catalogue version that its last change made; 0 for activity.
  public var catalogVersion: Int64
  public var records: Int
}

extension GraphStore {
  /// The sources in the order in which they stand: where two state another value of one property,
  /// the graph shows that of the first. Activity comes last.
  public func sources() throws -> [ImportedSource] {
    try read { db in try Self.sources(db) }
  }

  /// Puts a source in front of all others.
  ///
  /// The catalogue version grows by one, unless the source is in front already: which values the
  /// graph shows may be others now.
  ///
  /// - Returns: the sources in their new order.
  /// - Throws: `feeds.unknown-source`.
  public func prefer(sourceName: String) throws -> [ImportedSource] {
    try write { db in
      let before = try Self.sources(db)
      guard before.contains(where: { $0.sourceName == sourceName }) else {
        throw Refusal.unknownSource(path, sourceName, known: before.map(\.sourceName))
      }
      if before.first?.sourceName == sourceName { return (.rollback, before) }
      let change = try BoundStatement(
        db,
        """
        UPDATE feed SET preference = (SELECT min(preference) FROM feed) - 1 WHERE source = ?
        """)
      change.bind(sourceName, at: 1)
      try change.run()
      try Counters.set(.catalog, to: try Counters.value(.catalog, db) + 1, db)
      return (.commit, try Self.sources(db))
    }
  }

  static func sources(_ db: Database) throws -> [ImportedSource] {
    let query = try BoundStatement(
      db,
      """
      SELECT id, source, path, profile, content_hash, catalog FROM feed ORDER BY preference, id
      """)
    var catalogs: [ImportedSource] = []
    var activities: [ImportedSource] = []
    while try query.step() {
      let source = ImportedSource(
        sourceName: query.text(1), path: query.text(2), profile: query.text(3),
        contentHash: query.text(4), catalogVersion: query.integer(5),
        records: try Manifest.read(db, feed: query.integer(0)).entries.count)
      if source.records > 0 || source.catalogVersion > 0 {
        catalogs.append(source)
      } else {
        activities.append(source)
      }
    }
    return catalogs + activities
  }
}
