/// The part of a document's UTF-8 text that is still needed, addressed by offsets into the whole.
struct XMLRawText {
  private var bytes: [UInt8] = []
  /// Offset of `bytes[0]` in the document.
  private var base = 0

  var count: Int { bytes.count }

  mutating func append(_ piece: [UInt8]) { bytes.append(contentsOf: piece) }

  /// Forgets what lies before `offset`.
  mutating func discard(before offset: Int) {
    let excess = min(max(0, offset - base), bytes.count)
    bytes.removeFirst(excess)
    base += excess
  }

  /// The bytes from `start` up to `end`, as far as they are still here.
  func slice(from start: Int, to end: Int) -> ArraySlice<UInt8> {
    let lower = min(max(0, start - base), bytes.count)
    let upper = min(max(lower, end - base), bytes.count)
    return bytes[lower..<upper]
  }
}
