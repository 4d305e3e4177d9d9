import GRDB
import KnowledgeGraph

extension GraphStore {
  /// Where each source that states the node does so first; the earliest source comes first.
  /// Empty for a node that no feed states, such as a learner.
  public func source(ofNode id: Int64) throws -> [FactSource] {
    try read { db in try Self.sources(db, .node, id) }
  }

  /// The same for a relationship, or for the interaction behind an identifier from
  /// `interactionIDBase` on. A derived relationship has no source.
  public func source(ofRelationship id: Int64) throws -> [FactSource] {
    try read { db in
      if id >= Self.derivedIDBase { return [] }
      if id > Self.interactionIDBase {
        return try Self.source(db, ofInteraction: id - Self.interactionIDBase)
      }
      return try Self.sources(db, .relationship, id)
    }
  }

  public func source(ofRequirement id: Int64) throws -> [FactSource] {
    try read { db in try Self.sources(db, .requirement, id) }
  }

  /// The record of the earliest source that states the node, as it stood in the feed.
  public func rawRecord(ofNode id: Int64) throws -> String? {
    try read { db in
      let query = try BoundStatement(
        db,
        """
        SELECT record.raw FROM node_statement AS stated JOIN record ON record.id = stated.record
        WHERE stated.node = ? ORDER BY stated.feed LIMIT 1
        """)
      query.bind(id, at: 1)
      return try query.first { $0.text(0) }
    }
  }

  private static func sources(
    _ db: Database, _ subject: StatementPlaces.Subject, _ id: Int64
  ) throws -> [FactSource] {
    let query = try BoundStatement(
      db,
      """
      SELECT feed.path, stated.line, stated."column", record.name, feed.profile
      FROM \(subject.rawValue)_statement AS stated JOIN feed ON feed.id = stated.feed
      LEFT JOIN record ON record.id = stated.record
      WHERE stated.\(subject.rawValue) = ? ORDER BY stated.feed
      """)
    query.bind(id, at: 1)
    var sources: [FactSource] = []
    while try query.step() {
      sources.append(
        FactSource(
          file: query.text(0), line: Int(query.integer(1)), column: Int(query.integer(2)),
          recordName: query.text(3), profile: query.text(4)))
    }
    return sources
  }

  private static func source(_ db: Database, ofInteraction seq: Int64) throws -> [FactSource] {
    let query = try BoundStatement(
      db,
      """
      SELECT feed.path, interaction.line, feed.profile
      FROM interaction JOIN feed ON feed.id = interaction.feed WHERE interaction.seq = ?
      """)
    query.bind(seq, at: 1)
    let source = try query.first {
      FactSource(
        file: $0.text(0), line: Int($0.integer(1)), column: 0, recordName: "",
        profile: $0.text(2))
    }
    return source.map { [$0] } ?? []
  }
}
