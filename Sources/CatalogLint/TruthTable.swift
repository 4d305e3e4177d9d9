/// The truth of a tree in every case that its atoms allow, 64 cases a word.
struct TruthTables {
  let tree: LogicTree
  /// Cases that cannot be are 0.
  let possible: [UInt64]
  private let atomTables: [[UInt64]]
  private let wordCount: Int

  /// At most this many atoms are looked at: 64 words a table.
  static let mostAtoms = 12

  /// Nil when there are too many atoms.
  init?(_ tree: LogicTree) {
    guard tree.atoms.count <= Self.mostAtoms else { return nil }
    self.tree = tree
    let cases = 1 << tree.atoms.count
    let words = (cases + 63) / 64
    wordCount = words
    let tables = tree.atoms.indices.map { Self.table(ofAtom: $0, words: words) }
    atomTables = tables
    var possible = Array(repeating: cases < 64 ? (UInt64(1) << cases) - 1 : .max, count: words)
    for (a, first) in tree.atoms.enumerated() {
      for (b, second) in tree.atoms.enumerated() where a != b {
        let isImplied = first.implies(second)
        let isExcluded = first.contradicts(second)
        guard isImplied || isExcluded else { continue }
        for word in possible.indices {
          if isImplied { possible[word] &= ~tables[a][word] | tables[b][word] }
          if isExcluded { possible[word] &= ~(tables[a][word] & tables[b][word]) }
        }
      }
    }
    self.possible = possible
  }

  private static func table(ofAtom atom: Int, words: Int) -> [UInt64] {
    let patterns: [UInt64] = [
      0xAAAA_AAAA_AAAA_AAAA, 0xCCCC_CCCC_CCCC_CCCC, 0xF0F0_F0F0_F0F0_F0F0,
      0xFF00_FF00_FF00_FF00, 0xFFFF_0000_FFFF_0000, 0xFFFF_FFFF_0000_0000,
    ]
    if atom < 6 { return Array(repeating: patterns[atom], count: words) }
    return (0..<words).map { $0 >> (atom - 6) & 1 == 1 ? .max : 0 }
  }

  /// The table of a node, with some nodes absent.
  func table(_ node: Int, without absent: Set<Int>) -> [UInt64] {
    if absent.contains(node) { return constant(tree.nodes[node].absence) }
    switch tree.nodes[node].content {
    case .atom(let atom): return atomTables[atom]
    case .constant(let value): return constant(value)
    case .threshold(let need, let parts):
      return atLeast(need, of: parts.map { table($0, without: absent) })
    }
  }

  func agree(_ a: [UInt64], _ b: [UInt64]) -> Bool {
    possible.indices.allSatisfy { (a[$0] ^ b[$0]) & possible[$0] == 0 }
  }

  func implies(_ a: [UInt64], _ b: [UInt64]) -> Bool {
    possible.indices.allSatisfy { a[$0] & ~b[$0] & possible[$0] == 0 }
  }

  func constant(_ value: Bool) -> [UInt64] {
    Array(repeating: value ? .max : 0, count: wordCount)
  }

  func both(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] { zip(a, b).map { $0 & $1 } }

  func either(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] { zip(a, b).map { $0 | $1 } }

  /// At least `need` of the tables: row j of `counts` holds where at least j parts do.
  private func atLeast(_ need: Int, of parts: [[UInt64]]) -> [UInt64] {
    if need <= 0 { return constant(true) }
    if need > parts.count { return constant(false) }
    if need == 1 { return parts.reduce(constant(false), either) }
    if need == parts.count { return parts.reduce(constant(true), both) }
    var counts = [constant(true)] + Array(repeating: constant(false), count: need)
    for part in parts {
      for row in stride(from: need, through: 1, by: -1) {
        counts[row] = either(counts[row], both(counts[row - 1], part))
      }
    }
    return counts[need]
  }
}
