/// A 128-bit digest of bytes, for finding records again and for noticing damage. It is not meant
/// to stand against a forger.
struct Checksum: Sendable, Hashable {
  var high: UInt64
  var low: UInt64

  /// Two lanes of folded 64 × 64 → 128 bit multiplication over eight bytes at a time (the mixing
  /// step of wyhash), with the length folded in at the end. O(n), a few GB/s.
  init(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) {
    var first = seed ^ 0x9E37_79B9_7F4A_7C15
    var second = seed ^ 0xC2B2_AE3D_27D4_EB4F
    var position = 0
    while position + 8 <= bytes.count {
      let word = UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      first = Self.fold(first ^ word, 0xA076_1D64_78BD_642F)
      second = Self.fold(second &+ word, 0xE703_7ED1_A0B4_28DB) ^ word
      position += 8
    }
    var tail: UInt64 = 0
    for offset in position..<bytes.count {
      tail |= UInt64(bytes[offset]) << UInt64(8 * (offset - position))
    }
    let length = UInt64(bytes.count)
    high = Self.fold(first ^ tail, 0x8EBC_6AF0_9C88_C6E3 ^ length)
    low = Self.fold(second &+ tail, 0x5899_65CC_7537_4CC3 &+ length) ^ first
  }

  /// One that was made before.
  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  init(_ text: String) {
    var text = text
    self = text.withUTF8 { Checksum(UnsafeRawBufferPointer($0)) }
  }

  /// A seed by chance, for digests that never leave the process: nobody can write a feed in which
  /// they collide.
  static let processSeed = UInt64.random(in: 0...UInt64.max)

  /// What makes a requirement the same one: its course, its kind and its words.
  init(requirement words: UnsafeRawBufferPointer, course: Int64, kind: Int64) {
    let whose = UInt64(bitPattern: course) &* 8 &+ UInt64(bitPattern: kind)
    self.init(words, seed: Self.processSeed ^ (whose &* 0x9E37_79B9_7F4A_7C15))
  }

  /// Sixteen bytes, big-endian.
  var bytes: [UInt8] {
    [high, low].flatMap { word in withUnsafeBytes(of: word.bigEndian, Array.init) }
  }

  /// Zero is swapped for the other operand, so that no word makes the lane forget what it read.
  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = (a == 0 ? b : a).multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
