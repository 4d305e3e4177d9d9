import Diagnostics
import GRDB
import KnowledgeGraph

/// One import under way, inside its transaction: takes the feed's records one by one, then
/// settles what the whole feed means for the graph.
///
/// A record that the source has said before is recognised by the digest of its facts and text, and
/// only its place is noted. Memory is some tens of bytes for each node and record of the source,
/// whatever the size of the feed.
struct FeedMerge {
  let db: Database
  let source: FeedSource
  let options: ImportOptions
  let feed: Feed
  /// What the source said before.
  let before: Manifest
  /// Whether this is the first catalogue in the file.
  let isFirst: Bool
  private(set) var recordCount = 0
  private(set) var lastRecord: Int64
  /// The records of the source before this import, with the places of those it has met; then the
  /// new ones.
  private(set) var entries: [Manifest.Entry]
  /// Positions in `entries` of records from before that the feed has brought again.
  private(set) var met = IdentifierSet()
  private(set) var metCount = 0
  /// Whether the records met came in another order, or not those that spoke last.
  private(set) var hasReordered = false

  /// Where the feed states nodes.
  private(set) var places: NodePlaces
  private(set) var statedCount = 0
  /// Nodes named as the end of a relationship or as the course of a requirement.
  private(set) var referenced = IdentifierSet()
  /// Whether something was stated twice with other properties.
  private(set) var hasRestated = false

  let encoder: RecordEncoder
  private(set) var facts: FactIdentities
  private var byDigest: DigestTable?
  private var propertyDigests: [UInt64] = []
  private let addRecord: BoundStatement
  private let addText: BoundStatement
  private let whole = ByteWriter()
  private var lastPosition: Int64 = -1

  init(_ db: Database, source: FeedSource, options: ImportOptions) throws {
    self.db = db
    self.source = source
    self.options = options
    feed = try Feed(db, source)
    before = try Manifest.read(db, feed: feed.id)
    isFirst = try BoundStatement(db, "SELECT 1 FROM record LIMIT 1").first { _ in true } == nil
    entries = before.entries
    places = NodePlaces(feed: feed.id)
    lastRecord = try Counters.value(.record, db)
    encoder = RecordEncoder(
      identities: try NodeIdentities(db), names: try NameTable.names(db))
    facts = try FactIdentities(db)
    addRecord = try BoundStatement(db, "INSERT INTO record (id, facts) VALUES (?, ?)")
    addText = try BoundStatement(db, "INSERT INTO record_text (record, raw) VALUES (?, ?)")
    let known = DigestTable(expecting: entries.count)
    for (position, entry) in entries.enumerated() {
      known.insert(entry.digest, UInt32(position + 1))
    }
    byDigest = known
  }

  mutating func add(_ record: borrowing RecordStatements) throws {
    try encoder.encode(record)
    guard let byDigest else { return }
    let position = UInt32(truncatingIfNeeded: recordCount)
    let place = record.place
    recordCount += 1
    try record.raw.withUnsafeBytes { text in
      let digest = Checksum(text, seed: Checksum(encoder.facts.bytes).low)
      if let known = byDigest[digest] {
        try note(encoder.marks, record: meet(Int(known) - 1, place, position))
        return
      }
      lastRecord += 1
      entries.append(
        Manifest.Entry(
          record: lastRecord, digest: digest,
          line: UInt32(truncatingIfNeeded: max(0, place.line)),
          column: UInt32(truncatingIfNeeded: max(0, place.column)), position: position,
          generation: 0))
      byDigest.insert(digest, UInt32(entries.count))
      try insert(text)
      try note(encoder.marks, record: lastRecord)
    }
  }

  /// A record that is there already: records that are the same to the byte are one, at the first
  /// place.
  /// - Returns: its number.
  private mutating func meet(_ known: Int, _ place: FeedPlace, _ position: UInt32) -> Int64 {
    guard known < before.entries.count, met.insert(Int64(known)) else {
      return entries[known].record
    }
    metCount += 1
    let old = before.entries[known]
    if Int64(old.position) <= lastPosition { hasReordered = true }
    lastPosition = Int64(old.position)
    entries[known].line = UInt32(truncatingIfNeeded: max(0, place.line))
    entries[known].column = UInt32(truncatingIfNeeded: max(0, place.column))
    entries[known].position = position
    return old.record
  }

  private mutating func insert(_ text: UnsafeRawBufferPointer) throws {
    whole.removeAll()
    whole.append(facts.lastRelationship + 1)
    whole.append(facts.lastRequirement + 1)
    try facts.identify(encoder.marks, record: lastRecord)
    let start = whole.openLength()
    whole.append(encoder.facts.bytes)
    whole.closeLength(start)
    if !facts.allAreNew { for code in facts.codes { whole.append(code) } }
    addRecord.bind(lastRecord, at: 1)
    addRecord.bindBorrowed(whole.bytes, at: 2)
    try addRecord.run()
    addText.bind(lastRecord, at: 1)
    addText.bindBorrowed(text, at: 2)
    try addText.run()
    if !facts.allAreNew,
      zip(facts.numbers, encoder.marks).contains(where: {
        $0.1.kind == .relationship && $0.1.digest != nil
      })
    {
      hasRestated = true
    }
  }

  private mutating func note(_ marks: [RecordEncoder.Mark], record: Int64) throws {
    for mark in marks {
      switch mark.kind {
      case .node:
        if places.note(mark.node, record) { statedCount += 1 }
        if let digest = mark.digest { noteProperties(of: mark.node, digest) }
      case .relationship:
        referenced.insert(mark.node)
        referenced.insert(mark.end)
      case .requirement: referenced.insert(mark.node)
      }
    }
  }

  private mutating func noteProperties(of node: Int64, _ digest: Checksum) {
    let slot = Int(node)
    if slot >= propertyDigests.count {
      propertyDigests.append(
        contentsOf: repeatElement(
          0, count: max(slot + 1 - propertyDigests.count, propertyDigests.count)))
    }
    let word = digest.high | 1
    if propertyDigests[slot] == 0 {
      propertyDigests[slot] = word
    } else if propertyDigests[slot] != word {
      hasRestated = true
    }
  }

  /// Gives the entries away.
  mutating func releaseEntries() -> [Manifest.Entry] {
    defer { entries = [] }
    return entries
  }

  /// To be called after the last record: the tables that served for reading go.
  mutating func releaseTables() {
    byDigest = nil
    propertyDigests = []
  }
}
