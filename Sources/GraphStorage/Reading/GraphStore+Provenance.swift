import GRDB
import KnowledgeGraph

extension GraphStore {
  /// Where each source that states the node does so first; the source that stands first comes
  /// first. Empty for a node that no feed states, such as a learner. O(sources).
  public func source(ofNode id: Int64) throws -> [FactSource] {
    try read { db in
      try Provenance(db).statingRecords(db, node: id).compactMap { record, manifest in
        try Provenance(db).source(db, manifest, record: record) {
          $0.kind == .node && $0.node == id
        }
      }
    }
  }

  /// The same for a relationship, or for the interaction behind an identifier from
  /// `interactionIDBase` on. A derived relationship has no source. O(records).
  public func source(ofRelationship id: Int64) throws -> [FactSource] {
    try read { db in
      if id >= Self.derivedIDBase { return [] }
      if id > Self.interactionIDBase {
        return try Self.source(db, ofInteraction: id - Self.interactionIDBase)
      }
      return try Self.sources(db) { $0.kind == .relationship && $0.id == id }
    }
  }

  /// The same for a requirement. O(records).
  public func source(ofRequirement id: Int64) throws -> [FactSource] {
    try read { db in try Self.sources(db) { $0.kind == .requirement && $0.id == id } }
  }

  /// Of each property that sources state of a node, where the value that is shown comes from.
  /// O(sources), or O(records) for a node that one source states in several records.
  public func propertySources(ofNode id: Int64) throws -> [String: FactSource] {
    try read { db in
      var collector = PropertySources(node: id, provenance: try Provenance(db))
      let walk = try RecordWalk(db)
      for feed in try SourceRecords.feeds(db) {
        let word = try NodePlaces.word(db, feed: feed, node: id)
        guard word != 0 else { continue }
        var manifest = try Manifest.read(db, feed: feed)
        if word & NodePlaces.severalBit == 0 {
          manifest = Manifest(
            feed: feed, entries: manifest.entries.filter { $0.record == Int64(word) })
        }
        try walk.walk([SourceRecords(manifest)], &collector)
      }
      return collector.found
    }
  }

  /// The record of the first source that states the node, as it stood in the feed.
  public func rawRecord(ofNode id: Int64) throws -> String? {
    try read { db in
      let records = try Provenance(db).statingRecords(db, node: id)
      return try records.first.flatMap { record, _ in try Self.rawRecord(db, record) }
    }
  }

  static func rawRecord(_ db: Database, _ record: Int64) throws -> String? {
    let query = try BoundStatement(db, "SELECT raw FROM record_text WHERE record = ?")
    query.bind(record, at: 1)
    return try query.first { String(decoding: $0.blob(0), as: UTF8.self) }
  }

  private static func sources(
    _ db: Database, where isIt: @escaping (StoredStatement) -> Bool
  ) throws -> [FactSource] {
    var finder = PlaceFinder(isIt: isIt, provenance: try Provenance(db))
    try RecordWalk(db).walk(try SourceRecords.all(db), &finder)
    return finder.found
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

/// Says where a statement stands.
private struct Provenance {
  private let names: [Int64: String]
  private var feeds: [Int64: (path: String, profile: String)] = [:]

  init(_ db: Database) throws {
    names = try NameReading.names(db)
    let query = try BoundStatement(db, "SELECT id, path, profile FROM feed")
    while try query.step() { feeds[query.integer(0)] = (query.text(1), query.text(2)) }
  }

  func source(_ statement: StoredStatement, _ place: StatementPlace) -> FactSource {
    FactSource(
      file: feeds[place.feed]?.path ?? "", line: place.line(statement),
      column: Int(statement.column), recordName: names[place.recordName] ?? "",
      profile: feeds[place.feed]?.profile ?? "")
  }

  func name(_ number: Int64) -> String { names[number] ?? "" }

  /// Of each source that states the node, the first record that does.
  func statingRecords(
    _ db: Database, node: Int64
  ) throws -> [(record: Int64, manifest: Int64)] {
    try SourceRecords.feeds(db).compactMap { feed in
      let word = try NodePlaces.word(db, feed: feed, node: node) & ~NodePlaces.severalBit
      return word == 0 ? nil : (Int64(word), feed)
    }
  }

  /// Where one record makes a statement.
  func source(
    _ db: Database, _ feed: Int64, record: Int64, where isIt: @escaping (StoredStatement) -> Bool
  ) throws -> FactSource? {
    guard let entry = try Manifest.entry(db, feed: feed, record: record) else { return nil }
    var finder = PlaceFinder(isIt: isIt, provenance: self)
    let alone = SourceRecords(Manifest(feed: feed, entries: [entry]))
    try RecordWalk(db).walk([alone], &finder)
    return finder.found.first
  }
}

/// The first place in each source of a statement.
private struct PlaceFinder: StatementVisitor {
  let isIt: (StoredStatement) -> Bool
  let provenance: Provenance
  var found: [FactSource] = []
  var lastFeed: Int64?

  init(isIt: @escaping (StoredStatement) -> Bool, provenance: Provenance) {
    self.isIt = isIt
    self.provenance = provenance
  }

  mutating func visit(_ statement: StoredStatement, _ place: StatementPlace) {
    guard lastFeed != place.feed, isIt(statement) else { return }
    lastFeed = place.feed
    found.append(provenance.source(statement, place))
  }
}

/// For each property of a node the place of the value that is shown.
private struct PropertySources: StatementVisitor {
  let node: Int64
  let provenance: Provenance
  private(set) var found: [String: FactSource] = [:]

  init(node: Int64, provenance: Provenance) {
    self.node = node
    self.provenance = provenance
  }

  mutating func visit(_ statement: StoredStatement, _ place: StatementPlace) throws {
    guard statement.kind == .node, statement.node == node else { return }
    try statement.eachProperty { name, _ in
      let text = provenance.name(name)
      if found[text] == nil { found[text] = provenance.source(statement, place) }
    }
  }
}
