/// Which properties of which nodes this import has stated: eight bytes a node for the first 64
/// property names, a set for names beyond.
struct PropertyMask {
  private struct Overflow: Hashable {
    var node: Int64
    var name: Int64
  }

  private var ordinals: [Int64: Int] = [:]
  private var masks: [UInt64] = []
  private var overflow: Set<Overflow> = []

  /// True when the property was not stated before.
  mutating func insert(node: Int64, name: Int64) -> Bool {
    let ordinal = ordinals[name] ?? assign(name)
    guard ordinal < 64 else { return overflow.insert(Overflow(node: node, name: name)).inserted }
    let slot = Int(node)
    if slot >= masks.count {
      masks.append(contentsOf: repeatElement(0, count: max(slot + 1 - masks.count, masks.count)))
    }
    let bit: UInt64 = 1 << UInt64(ordinal)
    defer { masks[slot] |= bit }
    return masks[slot] & bit == 0
  }

  func contains(node: Int64, name: Int64) -> Bool {
    guard let ordinal = ordinals[name] else { return false }
    guard ordinal < 64 else { return overflow.contains(Overflow(node: node, name: name)) }
    return Int(node) < masks.count && masks[Int(node)] & (1 << UInt64(ordinal)) != 0
  }

  private mutating func assign(_ name: Int64) -> Int {
    let ordinal = ordinals.count
    ordinals[name] = ordinal
    return ordinal
  }
}
