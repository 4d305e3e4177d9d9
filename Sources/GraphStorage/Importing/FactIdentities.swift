import GRDB

/// Gives relationships and requirements their identifiers: a relationship is its relation and its
/// two ends, a requirement its course, kind and words. Stated again, by whatever feed, it is the
/// same one.
///
/// Most nodes are the start of relationships in one record only, and nothing that another record
/// said can be said again of those. So of each node only the first such record is remembered (four
/// bytes); when a second comes, what the first says of the node is read into a table, and from
/// then on all of the node's relationships are looked up there (16 bytes each).
///
/// One thread at a time uses it, and no method calls back: accesses cannot overlap.
final class FactIdentities {
  @exclusivity(unchecked) private(set) var lastRelationship: Int64
  @exclusivity(unchecked) private(set) var lastRequirement: Int64
  /// Of the last record's relationships and requirements in turn: how they are written, 0 for a
  /// new one.
  @exclusivity(unchecked) private(set) var codes: [Int64] = []
  /// Whether all of them are new.
  @exclusivity(unchecked) private(set) var allAreNew = true

  /// Numbers by position in `marks`, 0 for nodes.
  @exclusivity(unchecked) private(set) var numbers: [Int64] = []
  @exclusivity(unchecked) private var firstRecord: [UInt32] = []
  @exclusivity(unchecked) private var isTabled = IdentifierSet()
  private let relationships = RelationshipTable()
  @exclusivity(unchecked) private var requirements: [Checksum: Int64] = [:]
  private let read: BoundStatement
  private let all: BoundStatement
  @exclusivity(unchecked) private var isPrimed: Bool

  /// A record with more statements than this is not searched one by one.
  private static let longRecord = 48

  init(_ db: Database) throws {
    lastRelationship = try Counters.value(.relationship, db)
    lastRequirement = try Counters.value(.requirement, db)
    read = try BoundStatement(db, "SELECT facts FROM record WHERE id = ?")
    all = try BoundStatement(db, "SELECT id, facts FROM record ORDER BY id")
    isPrimed = try BoundStatement(db, "SELECT 1 FROM record LIMIT 1").first { _ in true } == nil
  }

  /// Numbers what a new record says.
  func identify(_ marks: [RecordEncoder.Mark], record: Int64) throws {
    if !isPrimed { try prime() }
    codes.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
    allAreNew = true
    let isLong = marks.count > Self.longRecord
    for position in marks.indices {
      let mark = marks[position]
      guard mark.kind != .node else {
        numbers.append(0)
        continue
      }
      let isTabled = try meet(mark.node, record, tableAtOnce: isLong)
      let known = isTabled ? tabled(mark) : earlier(mark, marks)
      numbers.append(known ?? add(mark, isTabled: isTabled))
      codes.append(known ?? 0)
      if known != nil { allAreNew = false }
    }
  }

  private func tabled(_ mark: RecordEncoder.Mark) -> Int64? {
    switch mark.kind {
    case .node: nil
    case .relationship: relationships[mark.node, mark.name, mark.end]
    case .requirement: mark.digest.flatMap { requirements[$0] }
    }
  }

  private func add(_ mark: RecordEncoder.Mark, isTabled: Bool) -> Int64 {
    if mark.kind == .relationship {
      lastRelationship += 1
      if isTabled { relationships.insert(mark.node, mark.name, mark.end, lastRelationship) }
      return lastRelationship
    }
    lastRequirement += 1
    if isTabled, let digest = mark.digest { requirements[digest] = lastRequirement }
    return lastRequirement
  }

  /// The number of an earlier statement of the same record that says the same.
  private func earlier(_ mark: RecordEncoder.Mark, _ marks: [RecordEncoder.Mark]) -> Int64? {
    for position in numbers.indices where numbers[position] != 0 {
      let other = marks[position]
      if other.kind == mark.kind, other.node == mark.node, other.end == mark.end,
        other.name == mark.name, mark.kind == .relationship || other.digest == mark.digest
      {
        return numbers[position]
      }
    }
    return nil
  }

  /// Notes that a record says something of a node. True when all that was said before of the node
  /// is in the tables; else this record is the first.
  private func meet(_ node: Int64, _ record: Int64, tableAtOnce: Bool) throws -> Bool {
    let slot = Int(node)
    if slot >= firstRecord.count {
      firstRecord.append(
        contentsOf: repeatElement(0, count: max(slot + 1 - firstRecord.count, firstRecord.count)))
    }
    if firstRecord[slot] == 0 {
      firstRecord[slot] = UInt32(truncatingIfNeeded: record)
      if tableAtOnce { isTabled.insert(node) }
      return tableAtOnce
    }
    if isTabled.contains(node) { return true }
    if firstRecord[slot] == UInt32(truncatingIfNeeded: record) { return false }
    isTabled.insert(node)
    read.bind(Int64(firstRecord[slot]), at: 1)
    _ = try read.first { row in try table(row.blob(0), of: node) }
    return true
  }

  private func table(_ facts: UnsafeRawBufferPointer, of node: Int64) throws {
    var reader = try RecordReader(facts)
    while let statement = try reader.next() {
      if statement.node == node { table(statement) }
    }
  }

  private func table(_ statement: StoredStatement) {
    switch statement.kind {
    case .node: break
    case .relationship:
      if relationships[statement.node, statement.name, statement.end] == nil {
        relationships.insert(statement.node, statement.name, statement.end, statement.id)
      }
    case .requirement:
      let digest = Checksum(
        requirement: statement.words, course: statement.node, kind: statement.name)
      if requirements[digest] == nil { requirements[digest] = statement.id }
    }
  }

  /// Takes in the records that are there. O(records).
  private func prime() throws {
    isPrimed = true
    while try all.step() {
      let record = all.integer(0)
      var reader = try RecordReader(all.blob(1))
      while let statement = try reader.next() {
        guard statement.kind != .node else { continue }
        if try meet(statement.node, record, tableAtOnce: false) { table(statement) }
      }
    }
  }
}
