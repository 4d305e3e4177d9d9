import KnowledgeGraph

/// A list of courses that one phrase governs: `grade of C or better in CHEM 104, 111, or 118`.
struct CourseRun {
  var requirement: Requirement
  var isAdvice: Bool
}

extension SentenceReader {
  /// What follows `in` in a phrase about a grade or about registration. Nil when it cannot be told
  /// where the list ends or how it is joined.
  mutating func readGovernedCourses() -> CourseRun? {
    attempt { reader in
      if reader.lower() == "(", let group = reader.readGroup() {
        return CourseRun(requirement: group, isAdvice: false)
      }
      if let listed = reader.readQuantifiedList() {
        return listed.isAmbiguous
          ? nil : CourseRun(requirement: listed.requirement, isAdvice: false)
      }
      _ = reader.take("either")
      guard let first = reader.readCourse(allowingBare: true) else { return nil }
      return reader.continueRun(from: first)
    }
  }

  private mutating func continueRun(from first: CourseMention) -> CourseRun? {
    var mentions = [first]
    var separators: [Separator] = []
    while let next = separator(at: position), !next.separator.isSemicolon {
      let saved = position
      position = next.end
      guard let course = readCourse(allowingBare: true) else {
        position = saved
        break
      }
      mentions.append(course)
      separators.append(next.separator)
    }
    let advice = Set(mentions.map(\.isAdvice))
    guard advice.count == 1, let joined = join(mentions, separators) else { return nil }
    return CourseRun(requirement: joined, isAdvice: first.isAdvice)
  }

  /// `A or B`, `A, B, or C`, `A, 2 and 3`. The phrase reaches over `and` and over commas only to
  /// numbers without a subject; a course in full may well stand outside it.
  private func join(_ mentions: [CourseMention], _ separators: [Separator]) -> Requirement? {
    let parts = mentions.map(\.requirement)
    guard let last = separators.last else { return parts[0] }
    let areCommasBefore = separators.dropLast().allSatisfy { $0 == .comma }
    if separators.allSatisfy(\.isOr) || (last.isOr && areCommasBefore) { return .any(parts) }
    guard mentions.dropFirst().allSatisfy(\.isBare), !separators.contains(where: \.isOr) else {
      return nil
    }
    return .all(parts)
  }

  /// `one of A, B`, `all of A, B and C`, `any two of the following: …`.
  mutating func readQuantifiedList() -> (requirement: Requirement, isAmbiguous: Bool)? {
    attempt { reader in
      guard let quantity = reader.readQuantity() else { return nil }
      let isIntroduced = reader.take("the", "following")
      if isIntroduced { _ = reader.take("courses") }
      _ = reader.take(":")
      if reader.lower() == "(", let parts = reader.readBracketedMembers() {
        return (quantity.applied(to: parts), !quantity.fits(parts.count))
      }
      guard var list = reader.readMembers(of: quantity) else { return nil }
      // What follows the semicolon may belong to `the following` as well.
      if isIntroduced, reader.lower() == ";" { list.isAmbiguous = true }
      return list
    }
  }

  enum Quantity {
    case all
    case atLeast(Int)

    func applied(to parts: [Requirement]) -> Requirement {
      switch self {
      case .all: .all(parts)
      case .atLeast(let count): Requirement.atLeast(count: count, of: parts).simplified()
      }
    }

    func wantsAll(of count: Int) -> Bool {
      if case .atLeast(let wanted) = self { wanted > 1 && wanted == count } else { true }
    }

    func fits(_ partCount: Int) -> Bool {
      if case .atLeast(let count) = self { count >= 1 && count <= partCount } else { true }
    }
  }

  private mutating func readQuantity() -> Quantity? {
    attempt { reader in
      if reader.take("all", "of") || reader.take("both", "of") { return .all }
      _ = reader.take("any") || reader.take("at", "least") || reader.take("either")
      if reader.take("of"), reader.tokens[reader.position - 2].lower == "any" { return .atLeast(1) }
      guard let word = reader.peek(), reader.lower(1) == "of" else { return nil }
      guard let count = Vocabulary.counts[word.lower] ?? Int(word.text), count < 100 else {
        return nil
      }
      reader.position += 2
      return .atLeast(count)
    }
  }

  /// Members up to something that cannot be one. Opaque members (`French 11`) are kept.
  private mutating func readMembers(
    of quantity: Quantity
  ) -> (requirement: Requirement, isAmbiguous: Bool)? {
    var parts: [Requirement] = []
    var isClosed = false
    while !isClosed {
      guard let member = readMember(after: parts.last) else { return nil }
      parts.append(member)
      guard let next = separator(at: position), !next.separator.isSemicolon else { break }
      let saved = position
      position = next.end
      let isCourse = readCourse(allowingBare: true) != nil
      let isQuestion = !isCourse && readsAsOtherAtom()
      position = next.end
      switch next.separator {
      case .comma where isQuestion: return (quantity.applied(to: parts), true)
      case .comma: continue
      case .or, .commaOr:
        if isQuestion || !isCourse && !isOpaqueMember(quantity) {
          position = saved
          isClosed = true
        } else if case .all = quantity {
          return (quantity.applied(to: parts), true)
        } else {
          guard let last = readMember(after: parts.last) else { return nil }
          parts.append(last)
          isClosed = true
        }
      default:
        guard isCourse else {
          position = saved
          isClosed = true
          break
        }
        // `one of A, B and C`: a third choice, or a requirement beside the list? `two of A, B and
        // C` would else be a long way to say all three.
        guard quantity.wantsAll(of: parts.count), let last = readMember(after: parts.last) else {
          return (quantity.applied(to: parts), true)
        }
        parts.append(last)
        isClosed = true
      }
    }
    return (quantity.applied(to: parts), !quantity.fits(parts.count))
  }

  /// Whether words that were not understood may be the last choice of a list.
  private func isOpaqueMember(_ quantity: Quantity) -> Bool {
    if case .atLeast(1) = quantity { true } else { false }
  }

  /// A number without a subject continues a course, not words that were not understood.
  private mutating func readMember(after last: Requirement?) -> Requirement? {
    let start = position
    let allowingBare = last?.isAllOpaque != true
    if let course = readCourse(allowingBare: allowingBare), isAtBoundary {
      return course.isAdvice ? nil : course.requirement
    }
    position = nextSeparator(from: start)
    guard position > start else { return nil }
    return .opaque(words(start..<position))
  }

  /// `(x; y; z)`: members of any shape.
  private mutating func readBracketedMembers() -> [Requirement]? {
    attempt { reader in
      guard let close = reader.closingBracket() else { return nil }
      var inner = reader
      inner.position += 1
      inner.end = close
      var parts: [Requirement] = []
      while inner.position < close {
        let next = inner.nextSemicolon()
        var part = inner
        part.end = next
        let reading = part.readSequence()
        guard part.position == next, reading.advice.isEmpty else { return nil }
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
  mutating func readGroup() -> Requirement? {
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
