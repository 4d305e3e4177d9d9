/// A text with some of its characters marked beneath, as a compiler marks the place of an error.
public struct MarkedText: Sendable {
  private let characters: [Character]
  private let isMarked: [Bool]

  /// - Parameter marks: ranges of `Character` offsets into `text`; what lies outside it is left out.
  public init(_ text: String, marks: [Range<Int>]) {
    // Line ends, tabs and control characters would move the marks away from what they mark.
    characters = text.map { $0.isWhitespace || displayWidth(String($0)) == 0 ? " " : $0 }
    var isMarked = [Bool](repeating: false, count: characters.count)
    for mark in marks {
      for index in mark.clamped(to: 0..<characters.count) { isMarked[index] = true }
    }
    self.isMarked = isMarked
  }

  /// The text in lines of at most `width` columns, broken at spaces where there are any, each
  /// followed by a line of `~` where something of it is marked. O(n).
  public func lines(width: Int) -> [String] {
    lineRanges(width: max(2, width)).flatMap { range in
      let marks = marks(beneath: range)
      return marks.isEmpty ? [String(characters[range])] : [String(characters[range]), marks]
    }
  }

  private func lineRanges(width: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    while start < characters.count {
      if characters[start] == " " {
        start += 1
        continue
      }
      let end = lineEnd(from: start, width: width)
      let last = (start..<end).last { characters[$0] != " " } ?? start
      ranges.append(start..<(last + 1))
      start = end
    }
    return ranges
  }

  /// Where a line that begins at `start` ends: behind its last whole word, or, when the first word
  /// is too long, where the columns are used up.
  private func lineEnd(from start: Int, width: Int) -> Int {
    var used = 0
    var lastSpace: Int?
    for index in start..<characters.count {
      used += displayWidth(String(characters[index]))
      if used > width { return lastSpace ?? max(index, start + 1) }
      if characters[index] == " " { lastSpace = index }
    }
    return characters.count
  }

  private func marks(beneath range: Range<Int>) -> String {
    guard let last = range.last(where: { isMarked[$0] }) else { return "" }
    return (range.lowerBound...last).map { index in
      String(
        repeating: isMarked[index] ? "~" : " ", count: displayWidth(String(characters[index])))
    }.joined()
  }
}
