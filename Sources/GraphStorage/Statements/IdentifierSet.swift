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

  mutating func formUnion(_ other: IdentifierSet) {
    if other.words.count > words.count {
      words.append(contentsOf: repeatElement(0, count: other.words.count - words.count))
    }
    for word in other.words.indices { words[word] |= other.words[word] }
  }

  static func != (one: IdentifierSet, other: IdentifierSet) -> Bool {
    !one.subtracting(other).isEmpty || !other.subtracting(one).isEmpty
  }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// How many are in both.
  func intersectionCount(_ other: IdentifierSet) -> Int {
    zip(words, other.words).reduce(0) { $0 + ($1.0 & $1.1).nonzeroBitCount }
  }

  func subtracting(_ other: IdentifierSet) -> IdentifierSet {
    var rest = self
    for word in rest.words.indices where word < other.words.count {
      rest.words[word] &= ~other.words[word]
    }
    return rest
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
