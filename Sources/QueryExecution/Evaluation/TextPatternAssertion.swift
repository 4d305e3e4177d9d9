/// A condition on a position between two scalars.
enum TextAssertion {
  case textStart
  case textEnd
  /// At the end, or before a line terminator that ends the text.
  case lastLineEnd
  case lineStart
  case lineEnd
  case wordBoundary
  case noWordBoundary

  /// `position` is 0 to `text.count`.
  func holds(at position: Int, in text: [Unicode.Scalar]) -> Bool {
    switch self {
    case .textStart: return position == 0
    case .textEnd: return position == text.count
    case .lastLineEnd:
      return Self.isLineEnd(position, text)
        && (text.count - position <= 1
          || text.count - position == 2 && text[position] == "\r"
            && text[position + 1] == "\n")
    case .lineStart: return Self.isLineStart(position, text)
    case .lineEnd: return Self.isLineEnd(position, text)
    case .wordBoundary: return Self.isBoundary(position, text)
    case .noWordBoundary: return !Self.isBoundary(position, text)
    }
  }

  private static func isLineStart(_ position: Int, _ text: [Unicode.Scalar]) -> Bool {
    if position == 0 { return true }
    guard position < text.count, text[position - 1].endsLine else { return false }
    return !splitsTerminator(position, text)
  }

  private static func isLineEnd(_ position: Int, _ text: [Unicode.Scalar]) -> Bool {
    if position == text.count { return true }
    return text[position].endsLine && !splitsTerminator(position, text)
  }

  /// Between the carriage return and the line feed of one terminator.
  private static func splitsTerminator(_ position: Int, _ text: [Unicode.Scalar]) -> Bool {
    position > 0 && text[position - 1] == "\r" && text[position] == "\n"
  }

  private static func isBoundary(_ position: Int, _ text: [Unicode.Scalar]) -> Bool {
    let before = position > 0 && ScalarSet.word.contains(text[position - 1])
    let after = position < text.count && ScalarSet.word.contains(text[position])
    return before != after
  }
}

extension Unicode.Scalar {
  /// Java's line terminators.
  var endsLine: Bool {
    switch self {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }
}
