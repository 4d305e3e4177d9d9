import KnowledgeGraph

extension SentenceReader {
  /// `credit or concurrent registration in CS 225` and `concurrent registration in CS 225`.
  mutating func readConcurrent() -> CourseRun? {
    readBeforeOrAlongside() ?? readAlongside()
  }

  /// Finished before, or taken in the same term.
  private mutating func readBeforeOrAlongside() -> CourseRun? {
    attempt { reader in
      guard let grade = reader.readPriorWords(), reader.take("or"),
        reader.readConcurrencyWords()
      else { return nil }
      guard var run = reader.readGovernedCourses() else { return nil }
      run.requirement = run.requirement.takenConcurrently
      if let grade {
        run.requirement = run.requirement.withMinimumGrade(grade)
      }
      return run
    }
  }

  /// `credit`, `credit in`, `prior`, `credit with a grade of C or better`; the grade where said.
  private mutating func readPriorWords() -> String?? {
    let words: Set = ["credit", "prior", "previous", "completion"]
    guard take(anyOf: words) != nil else { return nil }
    let grade = readTrailingGrade()
    if grade != nil { _ = take(",") }
    _ = take("in") || take("of")
    return .some(grade)
  }

  /// `or concurrent registration` behind a course: it may be taken in the same term.
  mutating func readOrConcurrently() -> Bool {
    attempt { reader in
      _ = reader.take(",")
      guard reader.take("or") else { return nil }
      guard reader.take("concurrently") || reader.readConcurrencyWords(), reader.isAtBoundary
      else { return nil }
      return true
    } ?? false
  }

  /// Strictly in the same term.
  private mutating func readAlongside() -> CourseRun? {
    attempt { reader in
      let isTaking = reader.take("concurrently", "taking")
      guard isTaking || reader.readConcurrencyWords(), var run = reader.readGovernedCourses()
      else { return nil }
      run.requirement = .corequisite(run.requirement.withoutConcurrency)
      return run
    }
  }

  private mutating func readConcurrencyWords() -> Bool {
    guard take(anyOf: ["concurrent", "conc", "concur"]) != nil else { return false }
    let words: Set = ["registration", "enrolment", "enrollment", "reg", "enrol", "enroll", "enr"]
    guard take(anyOf: words) != nil else { return false }
    _ = take("in")
    return true
  }

  /// Here begins a phrase about those who may not take the course.
  func isExclusion(at index: Int) -> Bool {
    index + 2 < end && tokens[index].lower == "not" && tokens[index + 1].lower == "open"
      && tokens[index + 2].lower == "to"
  }

  /// `not open to students with credit in HIST 775`.
  mutating func readExclusion() -> TextRequirement? {
    attempt { reader in
      guard reader.take("not", "open", "to") else { return nil }
      _ = reader.take("students")
      guard reader.readPossession() else { return nil }
      _ = reader.take("in") || reader.take("for")
      guard let run = reader.readGovernedCourses(), !run.isAdvice else { return nil }
      // `or in …` goes on with what excludes.
      if let next = reader.separator(at: reader.position), next.end < reader.end,
        ["in", "for", "with", "who", "to", "credit"].contains(reader.tokens[next.end].lower),
        reader.tokens[min(next.end + 1, reader.end - 1)].lower != "or"
      {
        return nil
      }
      guard case .all = run.requirement else { return .not(run.requirement) }
      // `credit in A and B`: both, or either?
      return nil
    }
  }

  private mutating func readPossession() -> Bool {
    let credit: Set = ["credit", "cr"]
    if take("with") { return take(anyOf: credit) != nil }
    guard take("who") || take("that") else { return false }
    guard take(anyOf: ["have", "has"]) != nil else { return false }
    if take(anyOf: credit) != nil { return true }
    guard take(anyOf: ["had", "taken", "completed", "received"]) != nil else { return false }
    _ = take(anyOf: credit)
    return true
  }
}
