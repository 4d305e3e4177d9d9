import KnowledgeGraph

// The pieces between separators. Each reader below takes a whole piece or nothing.

extension SentenceReader {
  /// The next item; words that no reader takes up to a separator become opaque.
  mutating func readItem(after last: Item?, following separator: Separator?) -> Item {
    let start = position
    let savedSubject = subject
    // After opaque words a bare number has no subject that is known.
    let allowingBare = last.map { $0.kind != .unknown && $0.kind != .consent } ?? true
    if let item = readAtom(allowingBare: allowingBare), isAtBoundary { return item }
    let reached = max(position, start)
    position = start
    subject = savedSubject
    if let ambiguous = ambiguousEnd { position = max(ambiguous, reached) }
    position = nextSeparator(from: max(position, start))
    if position == start { position = min(start + 1, end) }
    ambiguousEnd = nil
    subject = lastSubject(in: start..<position) ?? savedSubject
    return opaqueItem(start..<position)
  }

  private mutating func readAtom(allowingBare: Bool) -> Item? {
    let start = position
    if let enumerated = readEnumeration() { return item(.group, enumerated, start) }
    if let either = readEither() { return item(.group, either, start) }
    if let list = readQuantifiedList() {
      if list.isAmbiguous {
        ambiguousEnd = position
        return nil
      }
      return item(.group, list.requirement, start)
    }
    if let standing = readStanding() { return item(.standing, standing, start) }
    if let programme = readProgramme() { return item(.programme, programme, start) }
    if let credits = readCredits() { return item(.credits, credits, start) }
    if let excluded = readExclusion() { return item(.group, excluded, start) }
    if let governed = readGraded() ?? readConcurrent() {
      return item(governed.isAdvice ? .advice : .group, governed.requirement, start)
    }
    if let group = readGroup() { return item(.group, group, start) }
    if let course = readCourseItem(allowingBare: allowingBare) { return course }
    if take("none") || take("no", "prerequisite") || take("no", "prerequisites") {
      return item(.statedNone, .none, start)
    }
    return nil
  }

  private func item(_ kind: Item.Kind, _ requirement: Requirement, _ start: Int) -> Item {
    Item(kind: kind, requirement: requirement, tokens: start..<position)
  }

  /// A course, after `completion of` and the like, with a grade behind it or an equivalent.
  private mutating func readCourseItem(allowingBare: Bool) -> Item? {
    attempt { reader in
      let start = reader.position
      reader.skipCompletion()
      let begin = reader.position
      guard let course = reader.readCourse(allowingBare: allowingBare) else { return nil }
      if course.isBare, reader.position - begin > 0, begin > start { return nil }
      var requirement = course.requirement
      if let grade = reader.readTrailingGrade() {
        requirement = requirement.withMinimumGrade(grade)
      }
      var item = Item(
        kind: course.isAdvice ? .advice : .course, requirement: requirement,
        tokens: start..<reader.position, isBare: course.isBare, isMarked: course.isMarked)
      if let words = reader.readEquivalent() {
        item.requirement = .any([requirement, .opaque(words)])
        item.tokens = start..<reader.position
      }
      return item
    }
  }

  /// Words that only say that a course was passed.
  mutating func skipCompletion() {
    let openings: [[String]] = [
      ["successful", "completion", "of"], ["completion", "of"], ["completed"], ["credit", "for"],
      ["credit", "in"], ["a", "passing", "grade", "in"], ["passing", "grade", "in"],
    ]
    for words in openings where words.indices.allSatisfy({ lower($0) == words[$0] }) {
      position += words.count
      return
    }
  }

  /// `or equivalent` behind a course belongs to that course.
  private mutating func readEquivalent() -> String? {
    attempt { reader in
      let start = reader.position
      _ = reader.take(",")
      guard reader.take("or") else { return nil }
      _ = reader.take("an")
      guard let word = reader.peek(), word.lower.hasPrefix("equiv") else { return nil }
      reader.position += 1
      guard reader.isAtBoundary else { return nil }
      // Behind a comma it closes a list.
      return reader.tokens[start].text == "," ? nil : word.text
    }
  }

  /// The last subject named in words that stay opaque: a number behind them may mean it.
  private func lastSubject(in range: Range<Int>) -> String? {
    var probe = self
    var found: String?
    probe.position = range.lowerBound
    while probe.position < range.upperBound {
      if probe.readCourse(allowingBare: false) != nil {
        found = probe.subject
      } else {
        probe.position += 1
      }
    }
    return found
  }

  /// Whether something other than a course begins here that a tree can hold.
  mutating func readsAsOtherAtom() -> Bool {
    var probe = self
    if ["either", "(", "no", "not"].contains(probe.lower()) { return true }
    if probe.readQuantifiedList() != nil { return true }
    if probe.readStanding() != nil || probe.readProgramme() != nil { return true }
    if probe.readCredits() != nil || probe.readGraded() != nil { return true }
    return probe.readConcurrent() != nil || probe.looksLikeCredits
  }

  /// A number of credits, understood or not.
  private var looksLikeCredits: Bool {
    guard let first = peek() else { return false }
    let isCount = first.text.allSatisfy(\.isNumber) || Vocabulary.counts[first.lower] != nil
    return isCount && Vocabulary.creditUnits.contains(lower(1))
  }
}

// MARK: Alternatives

extension SentenceReader {
  /// `either (a) … or (b) …`, with or without `either`, also `either one of (a) …`.
  mutating func readEnumeration() -> Requirement? {
    attempt { reader in
      let isEither = reader.take("either")
      let isOneOf = reader.take("one", "of")
      guard reader.isMarker("a", at: reader.position) else { return nil }
      let markers = reader.markerPositions()
      guard markers.count > 1 else { return nil }
      var parts: [Requirement] = []
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

  private mutating func readAlternative(_ body: Range<Int>) -> Requirement? {
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
  mutating func readEither() -> Requirement? {
    attempt { reader in
      guard reader.take("either") else { return nil }
      var parts: [Requirement] = []
      var run: [Requirement] = []
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
