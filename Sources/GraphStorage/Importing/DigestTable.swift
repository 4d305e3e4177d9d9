import Glibc

/// From digests to numbers from 1: open addressing with linear probing, 16 bytes a slot, no more
/// than four fifths full. Of a digest, 96 bits are kept and compared.
///
/// The memory is taken from the system and goes back to it when the table grows: such large pieces
/// would leave holes in the heap.
///
/// One thread at a time uses it, and no method calls back: accesses cannot overlap.
final class DigestTable {
  private struct Slot {
    var high: UInt64
    var low: UInt32
    /// 0 for an empty slot.
    var number: UInt32
  }

  @exclusivity(unchecked) private var slots: UnsafeMutablePointer<Slot>
  @exclusivity(unchecked) private var capacity: Int
  @exclusivity(unchecked) private(set) var count = 0

  init(expecting expected: Int = 0) {
    capacity = 1024
    while capacity * 4 / 5 <= expected { capacity = Self.larger(capacity) }
    slots = Self.empty(capacity)
  }

  deinit { Self.release(slots, capacity) }

  subscript(digest: Checksum) -> UInt32? {
    var position = index(digest.high)
    let low = UInt32(truncatingIfNeeded: digest.low)
    while slots[position].number != 0 {
      if slots[position].high == digest.high, slots[position].low == low {
        return slots[position].number
      }
      position = next(position)
    }
    return nil
  }

  /// The number of a digest that stands where it would stand first; 0 when it is not there, and is
  /// further on or not in the table. Free of branches, so that many are looked up at a time.
  @inline(__always)
  func firstGuess(_ digest: Checksum) -> UInt32 {
    let slot = slots[index(digest.high)]
    let low = UInt32(truncatingIfNeeded: digest.low)
    return slot.high == digest.high && slot.low == low ? slot.number : 0
  }

  /// For a digest that is not in the table.
  func insert(_ digest: Checksum, _ number: UInt32) {
    if (count + 1) * 5 > capacity * 4 { grow() }
    place(Slot(high: digest.high, low: UInt32(truncatingIfNeeded: digest.low), number: number))
    count += 1
  }

  /// Where a digest would stand first: its share of all digests, times the number of slots.
  @inline(__always)
  private func index(_ high: UInt64) -> Int {
    Int(truncatingIfNeeded: high.multipliedFullWidth(by: UInt64(capacity)).high)
  }

  @inline(__always)
  private func next(_ position: Int) -> Int { position + 1 == capacity ? 0 : position + 1 }

  private func place(_ slot: Slot) {
    var position = index(slot.high)
    while slots[position].number != 0 { position = next(position) }
    slots[position] = slot
  }

  private func grow() {
    let (old, oldCapacity) = (slots, capacity)
    capacity = Self.larger(capacity)
    slots = Self.empty(capacity)
    for position in 0..<oldCapacity where old[position].number != 0 { place(old[position]) }
    Self.release(old, oldCapacity)
  }

  // MARK: Memory

  private static func larger(_ capacity: Int) -> Int { capacity + capacity / 2 }

  private static func empty(_ capacity: Int) -> UnsafeMutablePointer<Slot> {
    let memory = mmap(
      nil, capacity * MemoryLayout<Slot>.stride, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED else {
      // As where the heap is exhausted: nothing can go on without memory.
      preconditionFailure("no memory for \(capacity) digests")
    }
    return memory.bindMemory(to: Slot.self, capacity: capacity)
  }

  private static func release(_ slots: UnsafeMutablePointer<Slot>, _ capacity: Int) {
    munmap(slots, capacity * MemoryLayout<Slot>.stride)
  }
}
