import KnowledgeGraph

// `either … or …`, plain and with lettered parts.

extension SentenceReader {
  /// `either (a) … or (b) …`, with or without `either`, also `either one of (a) …`.
  mutating func readEnumeration() -> TextRequirement? {
    attempt { reader in
      let isEither = reader.take("either")
      let isOneOf = reader.take("one", "of")
      guard reader.isMarker("a", at: reader.position) else { return nil }
      let markers = reader.markerPositions()
      guard markers.count > 1 else { return nil }
      var parts: [TextRequirement] = []
      var links: Set<Separator> = []
      for (order, marker) in markers.enumerated() {
        let next = order + 1 < markers.count ? markers[order + 1] : reader.enumerationEnd(marker)
        var body = (marker + 3)..<next
        if order + 1 < markers.count, let link = reader.takeLink(from: &body) { links.insert(link) }
        guard let part = reader.readAlternative(body) else { return nil }
        parts.append(part)
        reader.position = body.upperBound
      }
      let alternatives: Set<Separator> = [.or, .commaOr, .semicolonOr]
      let isAny = !links.isEmpty && links.isSubset(of: alternatives)
      let isPlain = links.isSubset(of: alternatives.union([.comma, .semicolon]))
      return isAny || (isPlain && (isEither || isOneOf)) ? .any(parts) : nil
    }
  }

  private mutating func readAlternative(_ body: Range<Int>) -> TextRequirement? {
    var inner = self
    inner.position = body.lowerBound
    inner.end = body.upperBound
    guard !body.isEmpty else { return nil }
    let reading = inner.readSequence()
    guard inner.position == body.upperBound, reading.advice.isEmpty else { return nil }
    subject = inner.subject
    return reading.requirement
  }

  private func isMarker(_ letter: Character, at index: Int) -> Bool {
    index + 2 < end && tokens[index].text == "(" && tokens[index + 1].lower == String(letter)
      && tokens[index + 2].text == ")"
  }

  /// `(a)`, `(b)`, … in order from here.
  private func markerPositions() -> [Int] {
    var found: [Int] = []
    var letters = Array("abcdefgh")[...]
    for index in position..<end {
      guard let letter = letters.first else { break }
      if isMarker(letter, at: index) {
        found.append(index)
        letters.removeFirst()
      }
    }
    return found
  }

  /// The connective before the next marker, cut off the alternative.
  private func takeLink(from body: inout Range<Int>) -> Separator? {
    for length in [2, 1] where body.count > length {
      let start = body.upperBound - length
      if let found = separator(at: start), found.end == body.upperBound {
        body = body.lowerBound..<start
        return found.separator
      }
    }
    return nil
  }

  /// The last alternative goes to a semicolon, or to the end.
  private func enumerationEnd(_ marker: Int) -> Int {
    (marker..<end).first { tokens[$0].text == ";" } ?? end
  }

  /// `either A or B`: the pieces up to and behind its own `or`.
  mutating func readEither() -> TextRequirement? {
    attempt { reader in
      guard reader.take("either") else { return nil }
      var parts: [TextRequirement] = []
      var run: [TextRequirement] = []
      while reader.position < reader.end {
        guard let piece = reader.readAtom(allowingBare: true), piece.kind != .advice,
          reader.isAtBoundary
        else { return nil }
        run.append(piece.requirement)
        let saved = reader.position
        guard let separator = reader.readSeparator() else { break }
        switch separator {
        case .or, .commaOr:
          parts.append(.all(run))
          run = []
        case .and where parts.isEmpty: continue
        case .and: return nil
        default:
          reader.position = saved
          return parts.isEmpty ? nil : .any(parts + [.all(run)])
        }
      }
      return parts.isEmpty || run.isEmpty ? nil : .any(parts + [.all(run)])
    }
  }
}
