/// Reads a record's statements from its bytes, in the order of the feed.
///
/// A record is written as: the first new relationship's identifier, the first new requirement's,
/// the length of the facts (four bytes), the facts, the identifiers. The facts begin with the
/// record's name and hold nothing that depends on when they were brought in, so equal facts are
/// equal bytes. The identifiers are empty when all relationships and requirements were new with
/// this record and are numbered in order; otherwise each has a number in turn, 0 for the next new
/// one.
struct RecordReader {
  /// The number of the record's name.
  let name: Int64
  private var facts: ByteReader
  private var identifiers: ByteReader
  private let allAreNew: Bool
  private var nextRelationship: Int64
  private var nextRequirement: Int64

  init(_ bytes: UnsafeRawBufferPointer) throws(MalformedRecord) {
    var reader = ByteReader(bytes)
    nextRelationship = try reader.integer()
    nextRequirement = try reader.integer()
    facts = ByteReader(try reader.block())
    name = try facts.integer()
    identifiers = reader
    allAreNew = reader.isAtEnd
  }

  /// The bytes of a record's facts.
  static func facts(_ bytes: UnsafeRawBufferPointer) throws(MalformedRecord)
    -> UnsafeRawBufferPointer
  {
    var reader = ByteReader(bytes)
    _ = try reader.integer()
    _ = try reader.integer()
    return try reader.block()
  }

  mutating func next() throws(MalformedRecord) -> StoredStatement? {
    guard !facts.isAtEnd else { return nil }
    let mark = try facts.byte()
    guard let kind = StoredStatement.Kind(rawValue: mark & 3) else { throw MalformedRecord() }
    var statement = StoredStatement(
      kind: kind, lineOffset: try facts.signed(), column: try facts.integer(),
      node: try facts.integer())
    switch kind {
    case .node: break
    case .relationship:
      statement.name = try facts.integer()
      statement.end = try facts.integer()
      statement.id = try explicitIdentifier() ?? Self.take(&nextRelationship)
    case .requirement:
      statement.name = try facts.integer()
      statement.words = try facts.block()
      statement.id = try explicitIdentifier() ?? Self.take(&nextRequirement)
    }
    if mark & 4 != 0 { statement.properties = try facts.block() }
    return statement
  }

  /// Nil for the next new one.
  @inline(__always)
  private mutating func explicitIdentifier() throws(MalformedRecord) -> Int64? {
    if allAreNew { return nil }
    let given = try identifiers.integer()
    return given == 0 ? nil : given
  }

  @inline(__always)
  private static func take(_ next: inout Int64) -> Int64 {
    defer { next += 1 }
    return next
  }
}
