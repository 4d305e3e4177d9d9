/// A 128-bit digest of bytes, for finding records again and for noticing damage. It is not meant
/// to stand against a forger.
struct Checksum: Sendable, Hashable {
  var high: UInt64
  var low: UInt64

  /// Two lanes of folded 64 × 64 → 128 bit multiplication over eight bytes at a time (the mixing
  /// step of wyhash), with the length folded in at the end. What is longer than 64 bytes is first
  /// read by four such pairs of lanes side by side, since one pair mostly waits for itself. O(n),
  /// many GB/s.
  init(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) {
    var first = seed ^ 0x9E37_79B9_7F4A_7C15
    var second = seed ^ 0xC2B2_AE3D_27D4_EB4F
    var position = 0
    if bytes.count >= 64 {
      (first, second) = Self.foldAbreast(bytes, first, second)
      position = bytes.count & ~31
    }
    while position + 8 <= bytes.count {
      Self.step(bytes, position, &first, &second)
      position += 8
    }
    let tail = Self.tail(bytes, from: position)
    let length = UInt64(bytes.count)
    high = Self.fold(first ^ tail, 0x8EBC_6AF0_9C88_C6E3 ^ length)
    low = Self.fold(second &+ tail, 0x5899_65CC_7537_4CC3 &+ length) ^ first
  }

  /// The bytes from `position` on, fewer than eight, together with bytes before them where there
  /// are any: the length, which is mixed in too, says which.
  @inline(__always)
  private static func tail(_ bytes: UnsafeRawBufferPointer, from position: Int) -> UInt64 {
    let count = bytes.count
    if position == count { return 0 }
    if count >= 8 {
      return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
    }
    if count >= 4 {
      let start = UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
      let end = UInt32(
        littleEndian: bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
      return UInt64(start) | UInt64(end) << 32
    }
    return UInt64(bytes[0]) | UInt64(bytes[count / 2]) << 8 | UInt64(bytes[count - 1]) << 16
  }

  /// Reads the whole blocks of 32 bytes, eight to each of four pairs of lanes.
  private static func foldAbreast(
    _ bytes: UnsafeRawBufferPointer, _ first: UInt64, _ second: UInt64
  ) -> (UInt64, UInt64) {
    var (a, b, c, d) = (first, first ^ 0x1F83_D9AB, first ^ 0x5BE0_CD19, first ^ 0x9B05_688C)
    var (p, q, r, s) = (second, second ^ 0x510E_527F, second ^ 0xA54F_F53A, second ^ 0x3C6E_F372)
    var position = 0
    while position + 32 <= bytes.count {
      step(bytes, position, &a, &p)
      step(bytes, position + 8, &b, &q)
      step(bytes, position + 16, &c, &r)
      step(bytes, position + 24, &d, &s)
      position += 32
    }
    for (high, low) in [(b, q), (c, r), (d, s)] {
      a = fold(a ^ high, 0xA076_1D64_78BD_642F)
      p = fold(p &+ low, 0xE703_7ED1_A0B4_28DB) ^ low
    }
    return (a, p)
  }

  @inline(__always)
  private static func step(
    _ bytes: UnsafeRawBufferPointer, _ position: Int, _ first: inout UInt64, _ second: inout UInt64
  ) {
    let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    first = fold(first ^ word, 0xA076_1D64_78BD_642F)
    second = fold(second &+ word, 0xE703_7ED1_A0B4_28DB) ^ word
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
  @inline(__always)
  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = (a == 0 ? b : a).multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
