/// Bytes being put together, reused from record to record so that nothing is allocated in a steady
/// run.
///
/// Numbers are written seven bits a byte, least significant first (LEB128); signed ones are folded
/// first so that small negative numbers stay short.
///
/// One thread at a time writes, and no method calls back, so accesses cannot overlap: to check each
/// of them would cost more than the writing.
final class ByteWriter {
  @exclusivity(unchecked) private var start: UnsafeMutableRawPointer
  @exclusivity(unchecked) private var capacity: Int
  @exclusivity(unchecked) private(set) var count = 0

  init(capacity: Int = 4096) {
    self.capacity = capacity
    start = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { start.deallocate() }

  /// What has been written; holds until the next change.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
  var array: [UInt8] { Array(bytes) }

  func removeAll() { count = 0 }

  @inline(__always)
  private func reserve(_ more: Int) {
    if count + more > capacity { grow(more) }
  }

  @inline(never)
  private func grow(_ more: Int) {
    let larger = max(2 * capacity, count + more)
    let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
    moved.copyMemory(from: start, byteCount: count)
    start.deallocate()
    (start, capacity) = (moved, larger)
  }

  @inline(__always)
  func append(byte: UInt8) {
    reserve(1)
    start.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  @inline(__always)
  func append(unsigned value: UInt64) {
    reserve(10)
    var rest = value
    while rest >= 0x80 {
      start.storeBytes(
        of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: count, as: UInt8.self)
      count += 1
      rest >>= 7
    }
    start.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: count, as: UInt8.self)
    count += 1
  }

  /// For identifiers and counts, which are never negative.
  @inline(__always)
  func append(_ value: Int64) { append(unsigned: UInt64(bitPattern: value)) }

  @inline(__always)
  func append(signed value: Int64) {
    append(unsigned: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  func append(_ value: Double) {
    reserve(8)
    start.storeBytes(of: value.bitPattern.littleEndian, toByteOffset: count, as: UInt64.self)
    count += 8
  }

  func append(_ bytes: UnsafeRawBufferPointer) {
    guard let first = bytes.baseAddress else { return }
    reserve(bytes.count)
    (start + count).copyMemory(from: first, byteCount: bytes.count)
    count += bytes.count
  }

  /// The length and the UTF-8 bytes.
  func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      append(unsigned: UInt64(bytes.count))
      append(UnsafeRawBufferPointer(bytes))
    }
  }

  /// Leaves room for a length of four bytes; `closeLength` fills it in.
  func openLength() -> Int {
    reserve(4)
    count += 4
    return count
  }

  func closeLength(_ position: Int) {
    let length = UInt32(truncatingIfNeeded: count - position)
    start.storeBytes(of: length.littleEndian, toByteOffset: position - 4, as: UInt32.self)
  }
}
