/// From a relationship's start, relation and end to its identifier: open addressing with linear
/// probing, 16 bytes a slot, no more than four fifths full. Keys are kept whole: nodes in 32 bits,
/// relations in 24, identifiers in 40.
///
/// One thread at a time uses it, and no method calls back: accesses cannot overlap.
final class RelationshipTable {
  private struct Slot {
    var ends: UInt64
    /// The relation above, the identifier below; 0 for an empty slot.
    var rest: UInt64
  }

  @exclusivity(unchecked) private var slots: UnsafeMutablePointer<Slot>
  @exclusivity(unchecked) private var capacity = 1024
  @exclusivity(unchecked) private var count = 0

  init() { slots = Self.empty(capacity) }

  deinit { slots.deallocate() }

  subscript(start: Int64, relation: Int64, end: Int64) -> Int64? {
    let ends = Self.ends(start, end)
    var position = index(ends)
    while slots[position].rest != 0 {
      if slots[position].ends == ends, slots[position].rest >> 40 == UInt64(relation) {
        return Int64(slots[position].rest & (1 << 40 - 1))
      }
      position = (position + 1) & (capacity - 1)
    }
    return nil
  }

  /// For a relationship that is not in the table.
  func insert(_ start: Int64, _ relation: Int64, _ end: Int64, _ id: Int64) {
    if (count + 1) * 5 > capacity * 4 { grow() }
    place(Slot(ends: Self.ends(start, end), rest: UInt64(relation) << 40 | UInt64(id)))
    count += 1
  }

  private static func ends(_ start: Int64, _ end: Int64) -> UInt64 {
    UInt64(bitPattern: start) << 32 | UInt64(UInt32(truncatingIfNeeded: end))
  }

  private func index(_ ends: UInt64) -> Int {
    let product = ends.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: product.high ^ product.low) & (capacity - 1)
  }

  private func place(_ slot: Slot) {
    var position = index(slot.ends)
    while slots[position].rest != 0 { position = (position + 1) & (capacity - 1) }
    slots[position] = slot
  }

  private func grow() {
    let (old, oldCapacity) = (slots, capacity)
    capacity *= 2
    slots = Self.empty(capacity)
    for position in 0..<oldCapacity where old[position].rest != 0 { place(old[position]) }
    old.deallocate()
  }

  private static func empty(_ capacity: Int) -> UnsafeMutablePointer<Slot> {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: capacity)
    slots.initialize(repeating: Slot(ends: 0, rest: 0), count: capacity)
    return slots
  }
}
