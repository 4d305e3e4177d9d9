import GRDB
import KnowledgeGraph

/// The compiled adjacency as it is kept in the file, one byte string for each relationship type
/// and direction.
///
/// It belongs to one set of versions and, because node numbers and derived relationships depend
/// on more than those, to one list of relationships: the digest of that list stands in the
/// header. What does not fit exactly is compiled again.
struct AdjacencyStamp: Hashable {
  var catalog: Int64
  var activity: Int64
  var rowCount: Int
  var digest: Checksum

  /// - Parameter entries: the relationships of one type, in the order they were read.
  init(_ versions: Versions, rowCount: Int, entries: [RelationshipEnds]) {
    catalog = versions.catalog
    activity = versions.activity
    self.rowCount = rowCount
    digest = entries.withUnsafeBytes { Checksum($0) }
  }
}

/// One relationship, laid out for hashing: 16 bytes without padding.
struct RelationshipEnds {
  var start: NodeIndex
  var end: NodeIndex
  var id: Int64
}

enum AdjacencyCoding {
  /// Stamp (catalog, activity, rows, entries, digest: 8 bytes each, digest 16), then offsets and
  /// columns of 4 bytes and relationships of 8, all little-endian.
  static func bytes(_ rows: CompressedRows, _ stamp: AdjacencyStamp) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headerLength + 4 * rows.offsets.count + 12 * rows.count)
    bytes.append(littleEndian: stamp.catalog)
    bytes.append(littleEndian: stamp.activity)
    bytes.append(littleEndian: Int64(stamp.rowCount))
    bytes.append(littleEndian: Int64(rows.count))
    bytes += stamp.digest.bytes
    append(rows.offsets, to: &bytes)
    append(rows.columns, to: &bytes)
    append(rows.relationships, to: &bytes)
    return bytes
  }

  /// Nil when the bytes are not of this stamp or not of this form.
  static func rows(_ bytes: [UInt8], _ stamp: AdjacencyStamp, count: Int) -> CompressedRows? {
    let offsetCount = stamp.rowCount + 1
    guard bytes.count == headerLength + 4 * offsetCount + 12 * count else { return nil }
    var expected: [UInt8] = []
    expected.append(littleEndian: stamp.catalog)
    expected.append(littleEndian: stamp.activity)
    expected.append(littleEndian: Int64(stamp.rowCount))
    expected.append(littleEndian: Int64(count))
    expected += stamp.digest.bytes
    guard bytes.starts(with: expected) else { return nil }
    let columnStart = headerLength + 4 * offsetCount
    let columns: [NodeIndex] = values(bytes, at: columnStart, count: count)
    guard columns.allSatisfy({ Int($0) < stamp.rowCount }) else { return nil }
    return CompressedRows(
      offsets: values(bytes, at: headerLength, count: offsetCount), columns: columns,
      relationships: values(bytes, at: columnStart + 4 * count, count: count))
  }

  private static let headerLength = 48

  private static func append<Value: FixedWidthInteger>(_ values: [Value], to bytes: inout [UInt8]) {
    #if _endian(little)
      values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    #else
      for value in values { bytes.append(littleEndian: value) }
    #endif
  }

  private static func values<Value: FixedWidthInteger>(
    _ bytes: [UInt8], at start: Int, count: Int
  ) -> [Value] {
    let width = MemoryLayout<Value>.size
    return bytes.withUnsafeBytes { bytes in
      (0..<count).map {
        Value(littleEndian: bytes.loadUnaligned(fromByteOffset: start + width * $0, as: Value.self))
      }
    }
  }
}

/// Reads and writes the table `adjacency`.
enum AdjacencyTable {
  private enum Side: Int64 {
    case forward = 0
    case reverse = 1
  }

  /// Nil when there is none for the stamp, or it is damaged.
  static func read(
    _ db: Database, type: String, _ stamp: AdjacencyStamp, count: Int
  ) throws -> Adjacency? {
    guard let forward = try rows(db, type, .forward, stamp, count),
      let reverse = try rows(db, type, .reverse, stamp, count)
    else { return nil }
    return Adjacency(forward: forward, reverse: reverse)
  }

  static func write(
    _ db: Database, type: String, _ adjacency: Adjacency, _ stamp: AdjacencyStamp
  ) throws {
    try remove(db, type: type)
    for (side, rows) in [(Side.forward, adjacency.forward), (.reverse, adjacency.reverse)] {
      let segments = AdjacencyCoding.bytes(rows, stamp).withUnsafeBytes { Segments.cut($0) }
      let add = try BoundStatement(
        db, "INSERT INTO adjacency (type, direction, part, segment) VALUES (?, ?, ?, ?)")
      for (part, segment) in segments.enumerated() {
        add.bind(type, at: 1)
        add.bind(side.rawValue, at: 2)
        add.bind(part, at: 3)
        add.bind(segment, at: 4)
        try add.run()
      }
    }
  }

  static func types(_ db: Database) throws -> [String] {
    let query = try BoundStatement(db, "SELECT DISTINCT type FROM adjacency ORDER BY type")
    var types: [String] = []
    while try query.step() { types.append(query.text(0)) }
    return types
  }

  static func remove(_ db: Database, type: String) throws {
    let remove = try BoundStatement(db, "DELETE FROM adjacency WHERE type = ?")
    remove.bind(type, at: 1)
    try remove.run()
  }

  private static func rows(
    _ db: Database, _ type: String, _ side: Side, _ stamp: AdjacencyStamp, _ count: Int
  ) throws -> CompressedRows? {
    let query = try BoundStatement(
      db, "SELECT segment FROM adjacency WHERE type = ? AND direction = ? ORDER BY part")
    query.bind(type, at: 1)
    query.bind(side.rawValue, at: 2)
    var segments: [[UInt8]] = []
    while try query.step() { segments.append(Array(query.blob(0))) }
    return Segments.join(segments).flatMap { AdjacencyCoding.rows($0, stamp, count: count) }
  }
}
