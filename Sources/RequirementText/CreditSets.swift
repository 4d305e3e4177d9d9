import KnowledgeGraph

// What credits are to come from: `200-level ART`, `300- or 400-level ART and LAW courses`,
// `ART at the 200 level or above`, `{ART 101, 102}`; each as the pattern that the courses' keys
// match, with `|` between alternatives.

extension SentenceReader {
  /// The set of courses that credits may come from. `isIntroduced` says that `of`, `in` or `from`
  /// stands before it: without that only a single subject or a list in braces is one.
  mutating func readCreditSet(isIntroduced: Bool) -> String? {
    if isIntroduced {
      if take("courses", "matching") { return readPattern() }
      if let listed = readCourseSet() { return listed }
    }
    return readBracedSet() ?? readSubjectSet(isIntroduced: isIntroduced)
  }

  /// The rest of `courses matching PH%|MATH 1%`.
  private mutating func readPattern() -> String? {
    guard let first = peek(), first.kind != .mark else { return nil }
    let start = position
    while let token = peek(), separator(at: position) == nil, token.text != ")" { position += 1 }
    return words(start..<position)
  }

  // MARK: Courses by name

  /// `FOUNDATIONS COURSES {ART 101, 102 or 103}`: what stands in braces is the set, whatever it is
  /// called.
  private mutating func readBracedSet() -> String? {
    attempt { reader in
      var named = 0
      while named < 4, let word = reader.peek(), word.kind == .word,
        reader.separator(at: reader.position) == nil
      {
        reader.position += 1
        named += 1
      }
      guard reader.take("{") else { return nil }
      guard let set = reader.readCourseSet(), reader.take("}") else { return nil }
      return set
    }
  }

  /// `ART 101, ART 102 or LAW 3`: at least two courses, joined by commas and `and` or `or`. Nil where one of
  /// them carries more than its name.
  private mutating func readCourseSet() -> String? {
    attempt { reader in
      var keys: [String] = []
      var links: Set<Bool> = []
      while true {
        guard let course = reader.readCourse(allowingBare: true), !course.isAdvice,
          let named = course.requirement.plainKeys
        else { return nil }
        keys += named
        guard let next = reader.separator(at: reader.position), !next.separator.isSemicolon else {
          break
        }
        let saved = reader.position
        reader.position = next.end
        var probe = reader
        guard probe.readCourse(allowingBare: true) != nil else {
          reader.position = saved
          break
        }
        if next.separator != .comma { links.insert(next.separator.isOr) }
      }
      // `from A and B or C`: which of them are the set?
      guard links.count < 2 else { return nil }
      return keys.count > 1 ? keys.joined(separator: "|") : nil
    }
  }

  // MARK: Subjects and levels

  private mutating func readSubjectSet(isIntroduced: Bool) -> String? {
    attempt { reader in
      let before = isIntroduced ? reader.readLevels() : nil
      let hasNounFirst = before != nil && reader.take("courses") && reader.takePreposition()
      guard let names = reader.readSubjectNames(hasNounFirst: hasNounFirst),
        isIntroduced || names.count == 1
      else { return nil }
      _ = reader.take(anyOf: ["courses", "course", "coursework"])
      let after = reader.readLevelsBehind()
      guard before == nil || after == nil else { return nil }
      let levels = before ?? after ?? []
      let spelling = reader.subjects
      let patterns = names.flatMap { name in
        (levels.isEmpty ? [nil] : levels.map { Optional($0) }).map { level in
          spelling.creditPattern(name.subject, isAlias: name.isAlias, level: level)
        }
      }
      let known = patterns.compactMap { $0 }
      return known.count == patterns.count ? known.joined(separator: "|") : nil
    }
  }

  private mutating func takePreposition() -> Bool {
    take(anyOf: ["of", "in", "from"]) != nil
  }

  private typealias SubjectName = (subject: String, isAlias: Bool)

  /// One subject, or several that `and/or` joins, or `and` and `or` before or behind `courses`:
  /// without that word the credits may have to be all of one.
  private mutating func readSubjectNames(hasNounFirst: Bool) -> [SubjectName]? {
    guard let first = readSubjectName() else { return nil }
    var names = [first]
    var isMixed = true
    var isClosed = true
    let behindFirst = position
    while let end = endOfSubjectLink(), end < self.end {
      let saved = position
      if lower() != "and/or" { isMixed = false }
      let isComma = separator(at: position)?.separator == .comma
      position = end
      guard let next = readSubjectName() else {
        position = saved
        break
      }
      names.append(next)
      isClosed = !isComma
    }
    let hasNoun = hasNounFirst || ["courses", "coursework"].contains(lower())
    if names.count > 1, !isClosed || !isMixed && !hasNoun {
      names = [first]
      position = behindFirst
    }
    return names
  }

  private func endOfSubjectLink() -> Int? {
    if lower() == "and/or" { return position + 1 }
    guard let next = separator(at: position), !next.separator.isSemicolon else { return nil }
    return next.end
  }

  /// An alias, or a word in capitals that can be a subject's code; no course's.
  mutating func readSubjectName() -> (subject: String, isAlias: Bool)? {
    if let alias = subjects.alias(tokens, at: position), alias.end <= end, !isNumber(alias.end) {
      position = alias.end
      return (alias.subject, true)
    }
    guard let word = peek(), word.isUpperCase, (2...8).contains(word.text.count),
      DoubtfulWords.mayBeSubject(word.lower), !isNumber(position + 1)
    else { return nil }
    position += 1
    return (word.text, false)
  }

  /// A course's number, which no level follows.
  private func isNumber(_ index: Int) -> Bool {
    guard index < end, tokens[index].kind == .number else { return false }
    var probe = self
    probe.position = index
    return probe.readLevels() == nil
  }

  /// `at the 300 or 400 level`, `200-level`, `at the 200 level or above`.
  private mutating func readLevelsBehind() -> [Character]? {
    attempt { reader in
      _ = reader.take("at", "the") || reader.take("at")
      return reader.readLevels()
    }
  }

  /// `300-level`, `300- or 400-level`, `300 level or above`: the first digits of the numbers meant.
  mutating func readLevels() -> [Character]? {
    attempt { reader in
      var levels: [Character] = []
      while true {
        guard let level = reader.readLevel() else { return nil }
        levels.append(level.digit)
        if level.isLast { break }
        guard let next = reader.separator(at: reader.position), !next.separator.isSemicolon else {
          return nil
        }
        reader.position = next.end
      }
      guard reader.takeAndAbove() else { return levels }
      return levels.count == 1 ? "123456789".filter { $0 >= levels[0] } : nil
    }
  }

  private mutating func readLevel() -> (digit: Character, isLast: Bool)? {
    guard let first = peek() else { return nil }
    let isWhole = first.lower.hasSuffix("-level")
    let isHalf = !isWhole && first.lower.hasSuffix("-")
    let number =
      isWhole ? first.lower.dropLast(6) : isHalf ? first.lower.dropLast() : first.lower[...]
    guard (3...4).contains(number.count), number.allSatisfy(\.isNumber), let digit = number.first,
      digit != "0", number.dropFirst().allSatisfy({ $0 == "0" })
    else { return nil }
    position += 1
    return (digit, isWhole || take(anyOf: ["level", "levels"]) != nil)
  }

  private mutating func takeAndAbove() -> Bool {
    guard ["or", "and"].contains(lower()), ["above", "beyond", "higher"].contains(lower(1)) else {
      return false
    }
    position += 2
    return true
  }
}

extension TextRequirement {
  /// The key, or the keys of a choice, of courses about which nothing else is said.
  fileprivate var plainKeys: [String]? {
    switch self {
    case .course(let course):
      return course.minimumGrade == nil && !course.concurrent ? [course.key] : nil
    case .any(let parts):
      let keys = parts.map(\.plainKeys)
      return keys.contains { $0 == nil } ? nil : keys.flatMap { $0 ?? [] }
    default: return nil
    }
  }
}
