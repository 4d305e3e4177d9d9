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

  mutating func readAtom(allowingBare: Bool) -> Item? {
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

  private func item(_ kind: Item.Kind, _ requirement: TextRequirement, _ start: Int) -> Item {
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
      var hasTrailingGrade = false
      if let grade = reader.readTrailingGrade() {
        requirement = requirement.withMinimumGrade(grade)
        hasTrailingGrade = true
      }
      if reader.readOrConcurrently() {
        requirement = requirement.takenConcurrently
        hasTrailingGrade = true
      }
      var item = Item(
        kind: course.isAdvice ? .advice : .course, requirement: requirement,
        tokens: start..<reader.position, isBare: course.isBare, isMarked: course.isMarked,
        hasTrailingGrade: hasTrailingGrade || reader.isBehindConcurrencyNote)
      if let equivalent = reader.readEquivalent() {
        item.requirement = .any([requirement, equivalent])
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
  private mutating func readEquivalent() -> TextRequirement? {
    attempt { reader in
      let start = reader.position
      _ = reader.take(",")
      guard reader.take("or") else { return nil }
      _ = reader.take("an")
      guard let word = reader.peek(), word.lower.hasPrefix("equiv") else { return nil }
      reader.position += 1
      guard reader.isAtBoundary else { return nil }
      // Behind a comma it closes a list.
      return reader.tokens[start].text == ","
        ? nil : reader.opaqueWords((reader.position - 1)..<reader.position)
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
