/// What stands between two items.
enum Separator: Sendable, Hashable {
  case comma, and, or, commaAnd, commaOr, semicolon, semicolonAnd, semicolonOr

  var isSemicolon: Bool { self == .semicolon || self == .semicolonAnd || self == .semicolonOr }
  var isOr: Bool { self == .or || self == .commaOr }
  var isAnd: Bool { self == .and || self == .commaAnd }
}

extension SentenceReader {
  /// The separator here, if the tokens are one.
  mutating func readSeparator() -> Separator? {
    guard let found = separator(at: position) else { return nil }
    position = found.end
    return found.separator
  }

  func separator(at start: Int) -> (separator: Separator, end: Int)? {
    guard start < end else { return nil }
    let first = tokens[start].lower
    let second = start + 1 < end ? tokens[start + 1].lower : ""
    let isAnd = ["and", "&", "plus"]
    switch first {
    case ";":
      if isAnd.contains(second) { return (.semicolonAnd, start + 2) }
      return second == "or" ? (.semicolonOr, start + 2) : (.semicolon, start + 1)
    case "," where ["or", "and"].contains(second) && isComparison(start + 1): return nil
    case ",":
      if isAnd.contains(second) { return (.commaAnd, start + 2) }
      return second == "or" ? (.commaOr, start + 2) : (.comma, start + 1)
    case "or": return isComparison(start) ? nil : (.or, start + 1)
    case let word where isAnd.contains(word):
      return isComparison(start) ? nil : (.and, start + 1)
    default: return nil
    }
  }

  /// The connective of `or better`, `or fewer`, `and above`.
  func isComparison(_ start: Int) -> Bool {
    guard start + 1 < tokens.count else { return false }
    let word = tokens[start + 1].lower
    return Vocabulary.comparatives.contains(word) || DoubtfulWords.limitsFromAbove.contains(word)
      || DoubtfulWords.limitsFromBelow.contains(word)
  }

  /// The first separator at bracket depth 0 from `start` on, or `end`.
  func nextSeparator(from start: Int) -> Int {
    var depth = 0
    for index in start..<max(start, end) {
      switch tokens[index].text {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      default: if depth <= 0, separator(at: index) != nil { return index }
      }
    }
    return end
  }

  /// Nothing of the item is left over: a separator or the end stands here.
  var isAtBoundary: Bool { position >= end || separator(at: position) != nil }
}
