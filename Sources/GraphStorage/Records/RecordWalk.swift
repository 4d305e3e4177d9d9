import GRDB

/// One source's records in the order in which they speak; see `Manifest.generations`.
struct SourceRecords {
  let feed: Int64
  let generations: [[Manifest.Entry]]

  init(_ manifest: Manifest) {
    feed = manifest.feed
    generations = manifest.generations
  }

  /// All sources of the file, in the order in which they speak.
  static func all(_ db: Database) throws -> [SourceRecords] {
    try feeds(db).map { SourceRecords(try Manifest.read(db, feed: $0)) }
  }

  /// Feeds in the order in which they speak.
  static func feeds(_ db: Database) throws -> [Int64] {
    let query = try BoundStatement(db, "SELECT id FROM feed ORDER BY preference, id")
    var feeds: [Int64] = []
    while try query.step() { feeds.append(query.integer(0)) }
    return feeds
  }
}

/// Where a statement stands that a walk comes to.
struct StatementPlace {
  let feed: Int64
  /// Of its source, from 0 for the last.
  let generation: Int
  let entry: Manifest.Entry
  /// The number of the record's name.
  let recordName: Int64

  func line(_ statement: StoredStatement) -> Int { Int(Int64(entry.line) + statement.lineOffset) }
}

/// Takes the statements that a walk comes to.
protocol StatementVisitor {
  mutating func visit(_ statement: StoredStatement, _ place: StatementPlace) throws
  mutating func endRecord(_ place: StatementPlace) throws
}

extension StatementVisitor {
  mutating func endRecord(_ place: StatementPlace) throws {}
}

/// Goes through everything that the sources say, what stands first coming first: the graph is
/// what a reader gets who keeps the first value of each property.
///
/// Left out is what the same source has said anew in a later generation: a relationship (with its
/// properties), and the requirements of one kind of one course, which are replaced as a set.
struct RecordWalk {
  private let read: BoundStatement

  init(_ db: Database) throws {
    read = try BoundStatement(db, "SELECT facts FROM record WHERE id = ?")
  }

  /// O(records).
  func walk<Visitor: StatementVisitor>(
    _ sources: [SourceRecords], _ visitor: inout Visitor
  ) throws {
    for source in sources {
      var superseded = Superseded()
      for (number, generation) in source.generations.enumerated() {
        var said = Superseded()
        let isLast = number == source.generations.count - 1
        for entry in generation {
          try visit(
            entry, source.feed, number, superseded, &said, keeping: !isLast, &visitor)
        }
        superseded.formUnion(said)
      }
    }
  }

  private func visit<Visitor: StatementVisitor>(
    _ entry: Manifest.Entry, _ feed: Int64, _ generation: Int, _ superseded: Superseded,
    _ said: inout Superseded, keeping: Bool, _ visitor: inout Visitor
  ) throws {
    read.bind(entry.record, at: 1)
    guard try read.step() else { throw MalformedRecord() }
    defer { read.reset() }
    var reader = try RecordReader(read.blob(0))
    let place = StatementPlace(
      feed: feed, generation: generation, entry: entry, recordName: reader.name)
    while let statement = try reader.next() {
      if generation > 0, superseded.contains(statement) { continue }
      if keeping { said.insert(statement) }
      try visitor.visit(statement, place)
    }
    try visitor.endRecord(place)
  }
}

/// What one source has said in the generations that came before in a walk.
private struct Superseded {
  private var relationships = IdentifierSet()
  private var requirements = [IdentifierSet](repeating: IdentifierSet(), count: 8)

  func contains(_ statement: StoredStatement) -> Bool {
    switch statement.kind {
    case .node: false
    case .relationship: relationships.contains(statement.id)
    case .requirement: requirements[Int(statement.name & 7)].contains(statement.node)
    }
  }

  mutating func insert(_ statement: StoredStatement) {
    switch statement.kind {
    case .node: break
    case .relationship: relationships.insert(statement.id)
    case .requirement: requirements[Int(statement.name & 7)].insert(statement.node)
    }
  }

  mutating func formUnion(_ other: Superseded) {
    relationships.formUnion(other.relationships)
    for kind in requirements.indices { requirements[kind].formUnion(other.requirements[kind]) }
  }
}
