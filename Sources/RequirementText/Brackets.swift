import KnowledgeGraph

extension SentenceReader {
  /// `(x; y; z)`: members of any shape.
  mutating func readBracketedMembers() -> [TextRequirement]? {
    attempt { reader in
      guard let close = reader.closingBracket() else { return nil }
      var inner = reader
      inner.position += 1
      inner.end = close
      var parts: [TextRequirement] = []
      while inner.position < close {
        let next = inner.nextSemicolon()
        var part = inner
        part.end = next
        let reading = part.readSequence()
        guard part.position == next, next > inner.position, reading.advice.isEmpty else {
          return nil
        }
        parts.append(reading.requirement)
        inner.position = min(close, next + 1)
      }
      reader.position = close + 1
      return parts.count > 1 ? parts : nil
    }
  }

  private func nextSemicolon() -> Int {
    var depth = 0
    for index in position..<end {
      switch tokens[index].text {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case ";" where depth == 0: return index
      default: break
      }
    }
    return end
  }

  /// The bracket that closes the one at `position`.
  func closingBracket() -> Int? {
    var depth = 0
    for index in position..<end {
      switch tokens[index].text {
      case "(": depth += 1
      case ")":
        depth -= 1
        if depth == 0 { return index }
      default: break
      }
    }
    return nil
  }

  /// `( … )` round something that was read as a whole.
  mutating func readGroup() -> TextRequirement? {
    attempt { reader in
      guard reader.lower() == "(", let close = reader.closingBracket() else { return nil }
      var inner = reader
      inner.position += 1
      inner.end = close
      let reading = inner.readSequence()
      guard inner.position == close, reading.advice.isEmpty,
        reading.requirement != .none, !reading.requirement.isAllOpaque
      else { return nil }
      reader.position = close + 1
      reader.subject = inner.subject
      return reading.requirement
    }
  }
}
