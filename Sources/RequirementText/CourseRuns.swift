import KnowledgeGraph

/// A list of courses that one phrase governs: `grade of C or better in CHEM 104, 111, or 118`.
struct CourseRun {
  var requirement: TextRequirement
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
    if mentions.count > 1, isBehindConcurrencyNote { return nil }
    let advice = Set(mentions.map(\.isAdvice))
    guard advice.count == 1, let joined = join(mentions, separators) else { return nil }
    return CourseRun(requirement: joined, isAdvice: first.isAdvice)
  }

  /// `A or B`, `A, B, or C`, `A, 2 and 3`. The phrase reaches over `and` and over commas only to
  /// numbers without a subject; a course in full may well stand outside it.
  private func join(_ mentions: [CourseMention], _ separators: [Separator]) -> TextRequirement? {
    let parts = mentions.map(\.requirement)
    guard let last = separators.last else { return parts[0] }
    let areCommasBefore = separators.dropLast().allSatisfy { $0 == .comma }
    if separators.allSatisfy(\.isOr) || (last.isOr && areCommasBefore) { return .any(parts) }
    guard mentions.dropFirst().allSatisfy(\.isBare), !separators.contains(where: \.isOr) else {
      return nil
    }
    return .all(parts)
  }
}
