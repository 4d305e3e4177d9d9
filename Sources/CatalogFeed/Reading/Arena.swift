/// A growable array of plain values that one reading owns and never copies. Its state lies behind a
/// pointer, so whoever holds it can add to it and change it without a count of its owners and
/// without a check for other accesses under way; places are checked as in an array.
///
/// Copies are the same arena. Whoever made it calls ``deallocate()`` when the reading is over.
/// Pointers into it hold until it next grows.
struct Arena<Element: BitwiseCopyable>: RandomAccessCollection {
  private struct State {
    var storage: UnsafeMutablePointer<Element>
    var capacity: Int
    var count: Int
  }

  private let state: UnsafeMutablePointer<State>

  init(capacity: Int = 64) {
    let capacity = Swift.max(1, capacity)
    state = .allocate(capacity: 1)
    state.initialize(
      to: State(storage: .allocate(capacity: capacity), capacity: capacity, count: 0))
  }

  func deallocate() {
    state.pointee.storage.deallocate()
    state.deallocate()
  }

  var startIndex: Int { 0 }
  var endIndex: Int { state.pointee.count }

  @inline(__always)
  var count: Int { state.pointee.count }

  @inline(__always)
  subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < state.pointee.count, "no such place")
      return state.pointee.storage[index]
    }
    nonmutating _modify {
      precondition(index >= 0 && index < state.pointee.count, "no such place")
      yield &state.pointee.storage[index]
    }
  }

  var last: Element? { count > 0 ? state.pointee.storage[count - 1] : nil }

  @inline(__always)
  func append(_ element: Element) {
    let count = state.pointee.count
    if count == state.pointee.capacity { grow(to: count + 1) }
    (state.pointee.storage + count).initialize(to: element)
    state.pointee.count = count + 1
  }

  @inline(__always)
  func append(_ elements: UnsafeBufferPointer<Element>) {
    guard let source = elements.baseAddress, !elements.isEmpty else { return }
    let count = state.pointee.count
    if state.pointee.capacity - count < elements.count { grow(to: count + elements.count) }
    (state.pointee.storage + count).initialize(from: source, count: elements.count)
    state.pointee.count = count + elements.count
  }

  func removeLast() { truncate(to: count - 1) }

  /// Forgets all from a place on; the memory stays for what comes.
  func truncate(to count: Int) {
    precondition(count >= 0 && count <= self.count, "no such place")
    state.pointee.count = count
  }

  /// The elements of a range, where they lie. Valid until the arena next grows.
  @inline(__always)
  func span(_ range: Range<Int>) -> UnsafeBufferPointer<Element> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "no such place")
    return UnsafeBufferPointer(
      start: state.pointee.storage + range.lowerBound, count: range.count)
  }

  @inline(never)
  private func grow(to needed: Int) {
    let larger = Swift.max(needed, state.pointee.capacity * 2)
    let moved = UnsafeMutablePointer<Element>.allocate(capacity: larger)
    moved.moveInitialize(from: state.pointee.storage, count: count)
    state.pointee.storage.deallocate()
    state.pointee.storage = moved
    state.pointee.capacity = larger
  }
}

extension Arena<UInt8> {
  /// Appends a text in UTF-8, and says where it stands.
  func append(_ text: String) -> Range<Int32> {
    let start = count
    var text = text
    text.withUTF8 { append($0) }
    return Int32(start)..<Int32(count)
  }

  func string(_ range: Range<Int32>) -> String {
    String(decoding: span(Int(range.lowerBound)..<Int(range.upperBound)), as: UTF8.self)
  }
}
