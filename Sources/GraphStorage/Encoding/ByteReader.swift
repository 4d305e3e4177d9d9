/// Bytes of the file that are not what this program writes.
struct MalformedRecord: Error {}

/// Reads what `ByteWriter` wrote. Anything else is `MalformedRecord`; nothing traps.
struct ByteReader {
  private var next: UnsafeRawPointer?
  private(set) var remaining: Int

  init(_ bytes: UnsafeRawBufferPointer) {
    next = bytes.baseAddress
    remaining = bytes.count
  }

  var isAtEnd: Bool { remaining == 0 }

  @inline(__always)
  mutating func byte() throws(MalformedRecord) -> UInt8 {
    guard remaining > 0, let here = next else { throw MalformedRecord() }
    next = here + 1
    remaining -= 1
    return here.load(as: UInt8.self)
  }

  @inline(__always)
  mutating func unsigned() throws(MalformedRecord) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
      guard shift < 64 else { throw MalformedRecord() }
    }
  }

  /// An identifier or a count.
  @inline(__always)
  mutating func integer() throws(MalformedRecord) -> Int64 {
    guard let value = Int64(exactly: try unsigned()) else { throw MalformedRecord() }
    return value
  }

  mutating func signed() throws(MalformedRecord) -> Int64 {
    let folded = try unsigned()
    return Int64(bitPattern: folded >> 1) ^ -Int64(bitPattern: folded & 1)
  }

  mutating func float() throws(MalformedRecord) -> Double {
    let bytes = try bytes(8)
    return Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)))
  }

  @inline(__always)
  mutating func bytes(_ count: Int) throws(MalformedRecord) -> UnsafeRawBufferPointer {
    guard count >= 0, count <= remaining else { throw MalformedRecord() }
    let piece = UnsafeRawBufferPointer(start: next, count: count)
    next = next.map { $0 + count }
    remaining -= count
    return piece
  }

  /// Bytes after their length.
  @inline(__always)
  mutating func piece() throws(MalformedRecord) -> UnsafeRawBufferPointer {
    guard let count = Int(exactly: try unsigned()) else { throw MalformedRecord() }
    return try bytes(count)
  }

  /// Bytes after a length of four bytes, as `ByteWriter.openLength` leaves it.
  @inline(__always)
  mutating func block() throws(MalformedRecord) -> UnsafeRawBufferPointer {
    let length = try bytes(4).loadUnaligned(as: UInt32.self)
    return try bytes(Int(UInt32(littleEndian: length)))
  }

  mutating func text() throws(MalformedRecord) -> String {
    String(decoding: try piece(), as: UTF8.self)
  }
}
