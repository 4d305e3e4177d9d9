import KnowledgeGraph

extension SentenceReader {
  /// `6 credits of 200-level PSYO`, `3 units of MATH including MATH 200`, `48 academic credits`,
  /// `9 ART CR`.
  mutating func readCredits() -> TextRequirement? {
    attempt { reader in
      reader.skipCompletion()
      _ = reader.take("at", "least") || reader.take("a", "minimum", "of") || reader.take("minimum")
      if let named = reader.readSubjectCredits() { return named }
      guard let amount = reader.readCreditCount() else { return nil }
      if reader.isAtBoundary, !amount.isAdditional { return .credits(count: amount.count, of: nil) }
      let isIntroduced = reader.take(anyOf: ["of", "in", "from"]) != nil
      guard let set = reader.readCreditSet(isIntroduced: isIntroduced) else { return nil }
      if amount.isAdditional, reader.namesCourse(matching: set) { return nil }
      let credits = TextRequirement.credits(count: amount.count, of: set)
      if reader.isAtBoundary, reader.continuesSubjects() { return nil }
      guard let rest = reader.readIncluding() else { return credits }
      return .all([credits, rest])
    }
  }

  /// `9 ART CR`.
  private mutating func readSubjectCredits() -> TextRequirement? {
    attempt { reader in
      guard let first = reader.peek(), let count = Double(first.text), (1..<1000).contains(count)
      else { return nil }
      reader.position += 1
      guard let name = reader.readSubjectName(),
        reader.take(anyOf: Vocabulary.creditUnits) != nil, reader.isAtBoundary,
        let pattern = reader.subjects.creditPattern(
          name.subject, isAlias: name.isAlias, level: nil)
      else { return nil }
      return .credits(count: count, of: pattern)
    }
  }

  /// `6 credits`, `6-credits`, `48 academic credits`, `6 additional credits`.
  private mutating func readCreditCount() -> (count: Double, isAdditional: Bool)? {
    guard let first = peek() else { return nil }
    if first.text.hasSuffix("-credit") || first.text.hasSuffix("-credits"),
      let count = Double(first.text.prefix { $0 != "-" })
    {
      position += 1
      return (count, false)
    }
    if first.lower.hasSuffix("uoc"), let count = Double(first.text.dropLast(3)) {
      position += 1
      return (count, false)
    }
    guard let count = Double(first.text) ?? Vocabulary.counts[first.lower].map(Double.init) else {
      return nil
    }
    let isAdditional = ["additional", "further", "more"].contains(lower(1))
    let unit = lower(1) == "academic" || isAdditional ? 2 : 1
    guard Vocabulary.creditUnits.contains(lower(unit)) else { return nil }
    position += unit + 1
    if lower(-1) == "credit" { _ = take("hours") }
    return count > 0 && count < 1000 ? (count, isAdditional) : nil
  }

  /// Whether the sentence names a course of the set: additional credits are not to be counted
  /// from that one.
  private func namesCourse(matching pattern: String) -> Bool {
    var probe = self
    probe.position = 0
    while probe.position < tokens.count {
      guard let course = probe.readCourse(allowingBare: true) else {
        probe.position += 1
        continue
      }
      let keys = course.requirement.requirement.courses().map(\.key)
      if keys.contains(where: { courseKey($0, matches: pattern) }) { return true }
    }
    return false
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
    _ = probe.readLevels()
    if probe.readSubjectName() != nil { return true }
    // A code that is none elsewhere, such as `ACT`, continues a list of subjects.
    guard let word = probe.peek(), word.isUpperCase, word.text.count <= 8 else { return false }
    probe.position += 1
    return probe.isAtBoundary
  }

  private mutating func readIncluding() -> TextRequirement? {
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
      run.requirement = .all([run.requirement] + reader.readFurtherRuns())
        .simplified().withMinimumGrade(grade)
      return run
    }
  }

  /// `& in LAW 1 or 2` behind `C or better in ART 1 or 2`: the grade is asked for in each.
  private mutating func readFurtherRuns() -> [TextRequirement] {
    var runs: [TextRequirement] = []
    while let next = separator(at: position), next.separator.isAnd, next.end < end,
      tokens[next.end].lower == "in"
    {
      let saved = position
      position = next.end + 1
      guard let run = readGovernedCourses(), !run.isAdvice else {
        position = saved
        break
      }
      runs.append(run.requirement)
    }
    return runs
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
