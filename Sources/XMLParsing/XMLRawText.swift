/// The part of a document's UTF-8 text that is still needed, addressed by offsets into the whole.
/// It is kept as the pieces in which it arrived, so that nothing is copied.
struct XMLRawText {
  private struct Piece {
    /// Offset of the first byte in the document.
    var start: Int
    var bytes: [UInt8]
    var end: Int { start + bytes.count }
  }

  /// Bytes below which a piece is joined with the next.
  private static let worthwhile = 1 << 12

  private var pieces: [Piece] = []
  private var end = 0

  /// Bytes held.
  var count: Int { pieces.reduce(0) { $0 + $1.bytes.count } }

  mutating func append(_ bytes: [UInt8]) {
    defer { end += bytes.count }
    if let last = pieces.indices.last, pieces[last].bytes.count < Self.worthwhile {
      pieces[last].bytes += bytes
    } else if !bytes.isEmpty {
      pieces.append(Piece(start: end, bytes: bytes))
    }
  }

  /// Forgets the pieces that lie wholly before `offset`.
  mutating func discard(before offset: Int) {
    pieces.removeAll { $0.end <= offset }
  }

  /// The bytes from `start` up to `end`, as far as they are still here. Copies only what lies in
  /// more than one piece.
  func slice(from start: Int, to end: Int) -> ArraySlice<UInt8> {
    var found: ArraySlice<UInt8> = []
    for piece in pieces where piece.end > start && piece.start < end {
      let part = piece.bytes[
        max(0, start - piece.start)..<min(piece.bytes.count, end - piece.start)]
      if found.isEmpty { found = part } else { found += part }
    }
    return found
  }
}
