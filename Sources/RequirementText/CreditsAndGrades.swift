import KnowledgeGraph

extension SentenceReader {
  /// `6 credits of 200-level PSYO`, `3 units of MATH including MATH 200`, `48 academic credits`.
  mutating func readCredits() -> Requirement? {
    attempt { reader in
      reader.skipCompletion()
      _ = reader.take("at", "least") || reader.take("a", "minimum", "of") || reader.take("minimum")
      guard let count = reader.readCreditCount() else { return nil }
      if reader.isAtBoundary { return .credits(count: count, of: nil) }
      guard reader.take(anyOf: ["of", "in", "from"]) != nil else { return nil }
      if let pattern = reader.readPattern() { return .credits(count: count, of: pattern) }
      guard let pattern = reader.readCreditSubject() else { return nil }
      let credits = Requirement.credits(count: count, of: pattern)
      if reader.isAtBoundary, reader.continuesSubjects() { return nil }
      guard let rest = reader.readIncluding() else { return credits }
      return .all([credits, rest])
    }
  }

  private mutating func readCreditCount() -> Double? {
    guard let first = peek() else { return nil }
    if first.text.hasSuffix("-credit") || first.text.hasSuffix("-credits"),
      let count = Double(first.text.prefix { $0 != "-" })
    {
      position += 1
      return count
    }
    guard let count = Double(first.text) ?? Vocabulary.counts[first.lower].map(Double.init) else {
      return nil
    }
    let unit = lower(1) == "academic" ? 2 : 1
    guard Vocabulary.creditUnits.contains(lower(unit)) else { return nil }
    position += unit + 1
    if lower(-1) == "credit" { _ = take("hours") }
    return count > 0 && count < 1000 ? count : nil
  }

  /// `courses matching PH%`.
  private mutating func readPattern() -> String? {
    guard take("courses", "matching"), let first = peek() else { return nil }
    let start = position
    while let token = peek(), separator(at: position) == nil, token.text != ")" { position += 1 }
    return position > start && first.kind != .mark ? words(start..<position) : nil
  }

  /// A subject with its level, before or behind it, as the pattern of its keys.
  private mutating func readCreditSubject() -> String? {
    var level = readLevel()
    guard let named = readSubjectName() else { return nil }
    _ = take(anyOf: ["courses", "course", "coursework"])
    if level == nil, lower() == "at", lower(1) == "the" {
      position += 2
      level = readLevel()
      if level == nil { return nil }
    }
    return subjects.creditPattern(named.subject, isAlias: named.isAlias, level: level)
  }

  /// `200-level`, `300 level`: the first digit, where the rest are zeros.
  private mutating func readLevel() -> Character? {
    guard let first = peek() else { return nil }
    let text = first.lower.hasSuffix("-level") ? String(first.lower.dropLast(6)) : first.lower
    let isOneWord = text.count < first.lower.count
    guard isOneWord || lower(1) == "level", text.count >= 3, text.allSatisfy(\.isNumber),
      let digit = text.first, text.dropFirst().allSatisfy({ $0 == "0" })
    else { return nil }
    position += isOneWord ? 1 : 2
    return digit
  }

  /// An alias, or a word in capitals that can be a subject's code.
  private mutating func readSubjectName() -> (subject: String, isAlias: Bool)? {
    if let alias = subjects.alias(tokens, at: position), alias.end <= end {
      position = alias.end
      return (alias.subject, true)
    }
    guard let word = peek(), word.isUpperCase, (2...8).contains(word.text.count),
      DoubtfulWords.mayBeSubject(word.lower)
    else { return nil }
    position += 1
    return (word.text, false)
  }

  /// `6 credits of BIOL or CHEM`: a second subject follows, and the credits may be of both.
  private func continuesSubjects() -> Bool {
    guard let next = separator(at: position), !next.separator.isSemicolon, next.end < end else {
      return false
    }
    var probe = self
    probe.position = next.end
    guard probe.readCourse(allowingBare: false) == nil, !probe.readsAsOtherAtom() else {
      return false
    }
    _ = probe.readLevel()
    if probe.readSubjectName() != nil { return true }
    // A code that is none elsewhere, such as `ACT`, continues a list of subjects.
    guard let word = probe.peek(), word.isUpperCase, word.text.count <= 8 else { return false }
    probe.position += 1
    return probe.isAtBoundary
  }

  private mutating func readIncluding() -> Requirement? {
    attempt { reader in
      _ = reader.take(",")
      guard reader.take("including") else { return nil }
      return reader.readGovernedCourses()?.requirement
    }
  }
}

// MARK: Grades

extension SentenceReader {
  /// `a minimum grade of 65% in CHEM 113`, `C or better in …`, `a score of 60% or higher in …`.
  mutating func readGraded() -> CourseRun? {
    attempt { reader in
      _ = reader.take(anyOf: ["a", "an"])
      let isMinimum = reader.take(anyOf: ["minimum", "min"]) != nil
      let isNamed = reader.take(anyOf: ["grade", "score", "mark"]) != nil
      if isNamed { _ = reader.take("of") }
      let atLeast = reader.take("at", "least")
      if atLeast { _ = reader.take("a") }
      guard let grade = reader.readGradeValue() else { return nil }
      let orBetter = reader.takeComparison()
      guard isNamed || isMinimum || atLeast || orBetter else { return nil }
      // `GRADE C OR BETTER CHEM 343` leaves the `in` out.
      guard reader.take("in") || (orBetter && reader.startsCourse) else { return nil }
      guard var run = reader.readGovernedCourses() else { return nil }
      run.requirement = run.requirement.withMinimumGrade(grade)
      return run
    }
  }

  private var startsCourse: Bool { subjects.subject(tokens, at: position) != nil }

  private mutating func takeComparison() -> Bool {
    guard lower() == "or", ["better", "higher", "above", "greater", "more"].contains(lower(1))
    else {
      return false
    }
    position += 2
    return true
  }

  /// `C`, `B-`, `"C"`, `65%`.
  private mutating func readGradeValue() -> String? {
    attempt { reader in
      let isQuoted = reader.take("\"") || reader.take("“")
      guard let token = reader.peek() else { return nil }
      let isLetter =
        (1...2).contains(token.text.count) && ("A"..."E").contains(token.text.prefix(1))
        && ["", "+", "-"].contains(token.text.dropFirst())
      let digits = token.text.dropLast()
      let isPercent =
        token.text.hasSuffix("%") && (1...3).contains(digits.count) && digits.allSatisfy(\.isNumber)
        && (1...100).contains(Int(digits) ?? 0)
      guard isLetter || isPercent else { return nil }
      reader.position += 1
      if isQuoted, !(reader.take("\"") || reader.take("”")) { return nil }
      return token.text
    }
  }

  /// `with C or better`, `(minimum grade of C)`, `with a score of 65% or higher`.
  mutating func readTrailingGrade() -> String? {
    attempt { reader in
      let isBracketed = reader.take("(")
      guard reader.take("with") || isBracketed else { return nil }
      _ = reader.take(anyOf: ["a", "an"])
      let isMinimum = reader.take(anyOf: ["minimum", "min"]) != nil
      let isNamed = reader.take(anyOf: ["grade", "score", "mark"]) != nil
      if isNamed { _ = reader.take("of") }
      let atLeast = reader.take("at", "least")
      if atLeast { _ = reader.take("a") }
      guard let grade = reader.readGradeValue() else { return nil }
      let orBetter = reader.takeComparison()
      guard isNamed || isMinimum || atLeast || orBetter else { return nil }
      if isBracketed, !reader.take(")") { return nil }
      return grade
    }
  }
}

extension Requirement {
  func withMinimumGrade(_ grade: String) -> Requirement {
    mapCourses { course in
      var graded = course
      graded.minimumGrade = grade
      return .course(graded)
    }
  }
}
