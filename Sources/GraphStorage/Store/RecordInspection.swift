import GRDB

/// Looks whether records, manifests and places fit together.
struct RecordInspection {
  private let sources: [SourceRecords]
  private let text: BoundStatement
  private let read: BoundStatement

  init(_ db: Database) throws {
    sources = try SourceRecords.all(db)
    text = try BoundStatement(db, "SELECT raw FROM record_text WHERE record = ?")
    read = try BoundStatement(db, "SELECT facts FROM record WHERE id = ?")
  }

  func faults(_ db: Database) throws -> [String] {
    var faults: [String] = []
    var counts: [String: Int] = [:]
    var named = IdentifierSet()
    var identities = FactCheck()
    for source in sources {
      for entry in source.generations.joined() {
        if !named.insert(entry.record) { counts["records are in two manifests", default: 0] += 1 }
        try inspect(entry, &identities, &counts)
      }
      try inspectPlaces(db, source, &counts)
    }
    try inspectRest(db, named, &counts)
    let nodes = try Self.identifiers(db, "SELECT id FROM node")
    counts["nodes are named and have no identity"] = identities.nodes.subtracting(nodes).count
    counts["identifiers of facts are used for two"] = identities.clashes
    let last = try (
      Counters.value(.relationship, db), Counters.value(.requirement, db)
    )
    counts["identifiers are beyond their counter"] =
      (identities.lastRelationship > last.0 ? 1 : 0) + (identities.lastRequirement > last.1 ? 1 : 0)
    for (fault, count) in counts.sorted(by: { $0.key < $1.key }) where count > 0 {
      faults.append("\(count) \(fault)")
    }
    return faults
  }

  private func inspect(
    _ entry: Manifest.Entry, _ identities: inout FactCheck, _ counts: inout [String: Int]
  ) throws {
    read.bind(entry.record, at: 1)
    text.bind(entry.record, at: 1)
    guard try read.step() else {
      counts["manifest entries have no record", default: 0] += 1
      return
    }
    defer { read.reset() }
    guard try text.step() else { return }
    defer { text.reset() }
    do {
      var reader = try RecordReader(read.blob(0))
      while let statement = try reader.next() { identities.visit(statement) }
      let facts = Checksum(try RecordReader.facts(read.blob(0)))
      if Checksum(text.blob(0), seed: facts.low) != entry.digest {
        counts["records differ from their digest", default: 0] += 1
      }
    } catch {
      counts["records cannot be read", default: 0] += 1
    }
  }

  /// Places name a record of the feed that states the node, and every node that is stated.
  private func inspectPlaces(
    _ db: Database, _ source: SourceRecords, _ counts: inout [String: Int]
  ) throws {
    var stating = StatingRecords()
    try RecordWalk(db).walk([source], &stating)
    let places = try NodePlaces.read(db, feed: source.feed)
    if places.stated != stating.nodes {
      counts["feeds whose places name other nodes than their records state", default: 0] += 1
    }
    for (node, word) in places.words.enumerated() where word != 0 {
      let record = Int64(word & ~NodePlaces.severalBit)
      if stating.first[Int64(node)] != record {
        counts["nodes whose place is not the first record that states them", default: 0] += 1
      }
    }
  }

  private func inspectRest(
    _ db: Database, _ named: IdentifierSet, _ counts: inout [String: Int]
  ) throws {
    let waiting = try Self.identifiers(db, "SELECT record FROM undo_record")
    let records = try Self.identifiers(db, "SELECT id FROM record")
    counts["records are in no manifest"] = records.subtracting(named).subtracting(waiting).count
    counts["records that were withdrawn are in a manifest"] = waiting.intersectionCount(named)
    let retired = try Self.identifiers(db, "SELECT node FROM retired")
    counts["nodes are marked as retired and stated"] =
      retired.intersectionCount(try CatalogNodes.stated(db))
  }

  private static func identifiers(_ db: Database, _ sql: String) throws -> IdentifierSet {
    let query = try BoundStatement(db, sql)
    var found = IdentifierSet()
    while try query.step() { found.insert(query.integer(0)) }
    return found
  }
}

/// The first record that states each node.
private struct StatingRecords: StatementVisitor {
  private(set) var nodes = IdentifierSet()
  private(set) var first: [Int64: Int64] = [:]

  mutating func visit(_ statement: StoredStatement, _ place: StatementPlace) {
    guard statement.kind == .node, nodes.insert(statement.node) else { return }
    first[statement.node] = place.entry.record
  }
}

/// Whether each identifier stands for one relationship or requirement.
private struct FactCheck {
  private struct Ends: Hashable {
    var start: Int64
    var relation: Int64
    var end: Int64
  }

  private(set) var nodes = IdentifierSet()
  private(set) var clashes = 0
  private(set) var lastRelationship: Int64 = 0
  private(set) var lastRequirement: Int64 = 0
  private var relationships: [Int64: Ends] = [:]
  private var byEnds: [Ends: Int64] = [:]
  private var requirements: [Int64: Checksum] = [:]
  private var byWords: [Checksum: Int64] = [:]

  mutating func visit(_ statement: StoredStatement) {
    nodes.insert(statement.node)
    switch statement.kind {
    case .node: break
    case .relationship:
      nodes.insert(statement.end)
      lastRelationship = max(lastRelationship, statement.id)
      let ends = Ends(start: statement.node, relation: statement.name, end: statement.end)
      if relationships.updateValue(ends, forKey: statement.id) ?? ends != ends { clashes += 1 }
      if byEnds.updateValue(statement.id, forKey: ends) ?? statement.id != statement.id {
        clashes += 1
      }
    case .requirement:
      lastRequirement = max(lastRequirement, statement.id)
      let words = Checksum(
        requirement: statement.words, course: statement.node, kind: statement.name)
      if requirements.updateValue(words, forKey: statement.id) ?? words != words { clashes += 1 }
      if byWords.updateValue(statement.id, forKey: words) ?? statement.id != statement.id {
        clashes += 1
      }
    }
  }
}
