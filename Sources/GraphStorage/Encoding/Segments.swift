/// A byte string cut into blobs of at most 16 MB, each with a header that says what it is a part
/// of and a checksum of what it carries. A blob of one's own size would be read whole for any
/// part of it and is at the mercy of one bad page.
///
/// Header, little-endian: magic, format, part, number of parts (4 bytes each), length of the
/// whole, length of this part (8 bytes each), checksum of this part (16 bytes).
enum Segments {
  static let largest = 16 << 20
  private static let headerLength = 48
  private static let magic: UInt32 = 0x4745_5344
  private static let format: UInt32 = 1

  /// At least one segment, also for no bytes.
  static func cut(_ bytes: UnsafeRawBufferPointer, largest: Int = largest) -> [[UInt8]] {
    let room = largest - headerLength
    let count = max(1, (bytes.count + room - 1) / room)
    return (0..<count).map { part in
      let piece = UnsafeRawBufferPointer(
        rebasing: bytes[min(part * room, bytes.count)..<min((part + 1) * room, bytes.count)])
      return header(part: part, count: count, total: bytes.count, piece) + piece
    }
  }

  /// The whole again; nil when a part is missing, out of place or damaged.
  static func join(_ segments: [[UInt8]]) -> [UInt8]? {
    guard !segments.isEmpty, segments.allSatisfy({ $0.count >= headerLength }) else { return nil }
    let total = segments.reduce(0) { $0 + $1.count - headerLength }
    var whole: [UInt8] = []
    whole.reserveCapacity(total)
    for (part, segment) in segments.enumerated() {
      let isIntact = segment.withUnsafeBytes { bytes in
        let piece = UnsafeRawBufferPointer(rebasing: bytes[headerLength...])
        return bytes.prefix(headerLength).elementsEqual(
          header(part: part, count: segments.count, total: total, piece))
      }
      guard isIntact else { return nil }
      whole.append(contentsOf: segment[headerLength...])
    }
    return whole
  }

  private static func header(
    part: Int, count: Int, total: Int, _ piece: UnsafeRawBufferPointer
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headerLength + piece.count)
    for word in [magic, format, UInt32(part), UInt32(count)] { bytes.append(littleEndian: word) }
    for word in [UInt64(total), UInt64(piece.count)] { bytes.append(littleEndian: word) }
    return bytes + Checksum(piece).bytes
  }
}

extension [UInt8] {
  mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
