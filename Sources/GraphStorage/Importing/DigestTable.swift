/// From digests to numbers from 1: open addressing with linear probing, 16 bytes a slot, no more
/// than four fifths full. Of a digest, 96 bits are kept and compared.
final class DigestTable {
  private struct Slot {
    var high: UInt64
    var low: UInt32
    /// 0 for an empty slot.
    var number: UInt32
  }

  private var slots: UnsafeMutablePointer<Slot>
  private var capacity: Int
  private(set) var count = 0

  init(expecting expected: Int = 0) {
    capacity = 1024
    while capacity * 4 / 5 <= expected { capacity *= 2 }
    slots = Self.empty(capacity)
  }

  deinit { slots.deallocate() }

  subscript(digest: Checksum) -> UInt32? {
    var position = Int(truncatingIfNeeded: digest.high) & (capacity - 1)
    let low = UInt32(truncatingIfNeeded: digest.low)
    while slots[position].number != 0 {
      if slots[position].high == digest.high, slots[position].low == low {
        return slots[position].number
      }
      position = (position + 1) & (capacity - 1)
    }
    return nil
  }

  /// For a digest that is not in the table.
  func insert(_ digest: Checksum, _ number: UInt32) {
    if (count + 1) * 5 > capacity * 4 { grow() }
    place(Slot(high: digest.high, low: UInt32(truncatingIfNeeded: digest.low), number: number))
    count += 1
  }

  private func place(_ slot: Slot) {
    var position = Int(truncatingIfNeeded: slot.high) & (capacity - 1)
    while slots[position].number != 0 { position = (position + 1) & (capacity - 1) }
    slots[position] = slot
  }

  private func grow() {
    let (old, oldCapacity) = (slots, capacity)
    capacity *= 2
    slots = Self.empty(capacity)
    for position in 0..<oldCapacity where old[position].number != 0 { place(old[position]) }
    old.deallocate()
  }

  private static func empty(_ capacity: Int) -> UnsafeMutablePointer<Slot> {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: capacity)
    slots.initialize(repeating: Slot(high: 0, low: 0, number: 0), count: capacity)
    return slots
  }
}
