import Diagnostics

/// Which line of which document each line of the composed text came from.
///
/// A mark is kept where the distance between the two changes, so it takes memory for each document
/// and for each tag or comment that goes over several lines.
struct PackageLines {
  struct Mark: Sendable, Hashable {
    /// From 1, of the composed text.
    var line: Int
    /// Number of the document; −1 for what no document holds.
    var document: Int
    /// From 1, of the document.
    var sourceLine: Int
  }

  private var marks: [Mark] = []

  mutating func add(_ mark: Mark) {
    if let last = marks.last, last.line == mark.line { marks.removeLast() }
    marks.append(mark)
  }

  /// The document and line of a composed line; nil where no document is. O(log marks).
  func place(ofLine line: Int) -> (document: Int, line: Int)? {
    var (low, high) = (0, marks.count)
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].line <= line { low = middle + 1 } else { high = middle }
    }
    guard low > 0, marks[low - 1].document >= 0 else { return nil }
    return (marks[low - 1].document, marks[low - 1].sourceLine + line - marks[low - 1].line)
  }
}
