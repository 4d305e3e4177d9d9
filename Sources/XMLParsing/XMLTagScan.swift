/// Finds where a tag begins by looking back from its end, eight bytes at a time.
///
/// Each step tests all bytes of a word at once (Hacker's Delight, §6-1: the byte of `x` that is
/// zero is the one where `((x & 0x7f…) + 0x7f…) | x` leaves the high bit clear).
enum XMLTagScan {
  private static let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
  private static let high: UInt64 = 0x8080_8080_8080_8080
  private static let opening: UInt64 = 0x3C3C_3C3C_3C3C_3C3C
  private static let newline: UInt64 = 0x0A0A_0A0A_0A0A_0A0A

  /// The last `<` in front of `end`, or `base` when there is none.
  ///
  /// - Returns: `isPlain` when what lies between holds neither a newline nor a character beyond
  ///   ASCII, so that its bytes are its columns.
  static func start(
    before end: UnsafePointer<UInt8>, notBefore base: UnsafePointer<UInt8>
  ) -> (start: UnsafePointer<UInt8>, isPlain: Bool) {
    var cursor = UnsafeRawPointer(end)
    let base = UnsafeRawPointer(base)
    var marks: UInt64 = 0
    while cursor - base >= 8 {
      let loaded = (cursor - 8).loadUnaligned(as: UInt64.self)
      let word = UInt64(littleEndian: loaded)
      let found = zeroBytes(word ^ opening)
      let unusual = (word & high) | zeroBytes(word ^ newline)
      guard found == 0 else {
        let passed = found.leadingZeroBitCount / 8 + 1
        marks |= unusual & (.max << UInt64(64 - 8 * passed))
        return ((cursor - passed).assumingMemoryBound(to: UInt8.self), marks == 0)
      }
      marks |= unusual
      cursor -= 8
    }
    return byteByByte(from: cursor, to: base, isPlain: marks == 0)
  }

  private static func byteByByte(
    from end: UnsafeRawPointer, to base: UnsafeRawPointer, isPlain: Bool
  ) -> (start: UnsafePointer<UInt8>, isPlain: Bool) {
    var cursor = end
    var isPlain = isPlain
    while cursor > base {
      cursor -= 1
      let byte = cursor.load(as: UInt8.self)
      if byte == UInt8(ascii: "\n") || byte >= 0x80 { isPlain = false }
      if byte == UInt8(ascii: "<") { break }
    }
    return (cursor.assumingMemoryBound(to: UInt8.self), isPlain)
  }

  /// The high bit of every byte that is zero, and no other bit.
  @inline(__always)
  private static func zeroBytes(_ word: UInt64) -> UInt64 {
    ~(((word & low) &+ low) | word | low)
  }
}
