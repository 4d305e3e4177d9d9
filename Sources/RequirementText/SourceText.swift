/// A requirement text as the readers see it: white space collapsed to single spaces and `&amp;`
/// undone, with the way back to the characters of the source.
struct SourceText {
  private(set) var characters: [Character] = []
  /// For each character, and for the end, the characters of the source that it stands for.
  private var origins: [Range<Int>] = []
  private let source: [Character]

  /// O(n).
  init(_ text: String) {
    source = Array(text)
    var position = 0
    var pendingSpace: Int?
    while position < source.count {
      if source[position].isWhitespace {
        if pendingSpace == nil { pendingSpace = position }
        position += 1
        continue
      }
      if let space = pendingSpace, !characters.isEmpty { append(" ", space..<position) }
      pendingSpace = nil
      let length = isEscapedAmpersand(at: position) ? 5 : 1
      append(length == 5 ? "&" : source[position], position..<(position + length))
      position += length
    }
  }

  private mutating func append(_ character: Character, _ origin: Range<Int>) {
    characters.append(character)
    origins.append(origin)
  }

  private func isEscapedAmpersand(at position: Int) -> Bool {
    position + 5 <= source.count && source[position] == "&"
      && source[position..<(position + 5)].elementsEqual("&amp;")
  }

  var isEmpty: Bool { characters.isEmpty }
  var text: String { String(characters) }

  /// The source's characters for these characters; empty for an empty range.
  func origin(of range: Range<Int>) -> Range<Int> {
    guard let first = range.first, let last = range.last, last < origins.count else { return 0..<0 }
    return origins[first].lowerBound..<origins[last].upperBound
  }

  func sourceText(in range: Range<Int>) -> String { String(source[range]) }
}
