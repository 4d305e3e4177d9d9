/// A set of small non-negative identifiers as a bitmap: one bit for each identifier up to the
/// largest. The identifiers of the store are dense, so a million of them take 125 kB.
struct IdentifierSet: Sendable {
  private var words: [UInt64] = []

  func contains(_ id: Int64) -> Bool {
    let word = Int(id >> 6)
    return word < words.count && words[word] & (1 << UInt64(id & 63)) != 0
  }

  /// True when `id` was not in the set before.
  @discardableResult
  mutating func insert(_ id: Int64) -> Bool {
    let word = Int(id >> 6)
    if word >= words.count {
      words.append(contentsOf: repeatElement(0, count: max(word + 1 - words.count, words.count)))
    }
    let bit: UInt64 = 1 << UInt64(id & 63)
    defer { words[word] |= bit }
    return words[word] & bit == 0
  }

  /// Calls `body` with each identifier of the set that is not in `other`, ascending.
  func visit(notIn other: IdentifierSet = IdentifierSet(), _ body: (Int64) throws -> Void)
    rethrows
  {
    for word in words.indices {
      var bits = words[word] & ~(word < other.words.count ? other.words[word] : 0)
      while bits != 0 {
        try body(Int64(word) << 6 | Int64(bits.trailingZeroBitCount))
        bits &= bits - 1
      }
    }
  }
}
