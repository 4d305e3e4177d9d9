/// Whether a learner may take a course now, from what they finished and what that counts as.
public struct Admissibility: Sendable {
  private let catalog: PlanningCatalog

  public init(_ catalog: PlanningCatalog) { self.catalog = catalog }

  /// Three-valued evaluation of all that binds the course at this index, given the finished
  /// courses' indices.
  public func evaluate(_ course: Int, finished: Set<Int>) -> Truth {
    let record = catalog.courses[course]
    guard !record.requirements.isEmpty else { return .met }
    return record.requirement.evaluate(
      FinishedCourses(
        catalog: catalog, provider: record.provider,
        standing: FinishedStanding(finished, in: catalog)))
  }

  /// What the answer hinges on: nothing when the requirement is met; when it is not met or cannot
  /// be told, the leaves that are not as they would have to be, each with its kind, in reading
  /// order.
  public func hinges(_ course: Int, finished: Set<Int>) -> [RequirementHinge] {
    let record = catalog.courses[course]
    guard !record.requirements.isEmpty else { return [] }
    return record.requirement.hinges(
      FinishedCourses(
        catalog: catalog, provider: record.provider,
        standing: FinishedStanding(finished, in: catalog)))
  }

  /// The finished courses that count as one which the course's requirements name, in the order in
  /// which they are named there.
  public func counted(_ course: Int, finished: Set<Int>) -> [CountedCourse] {
    let standing = FinishedStanding(finished, in: catalog)
    return standing.counted(for: course, in: catalog)
      .compactMap { standing.countedCourse($0, in: catalog) }
  }

  /// What the answer hinges on, in words, each once: when it cannot be told, what the graph cannot
  /// decide (opaque spans, consent, exams, standing, programme, courses that it does not hold or
  /// that may be taken alongside); when it is not met, everything that is not as it would have to
  /// be; when it is met, nothing.
  public func hingesOn(_ course: Int, finished: Set<Int>) -> [String] {
    let open = hinges(course, finished: finished)
    let isOpen = evaluate(course, finished: finished) == .cannotTell
    var seen: Set<String> = []
    return open.filter { !isOpen || $0.truth == .cannotTell }.map(\.words)
      .filter { seen.insert($0).inserted }
  }
}

extension RequirementHinge {
  fileprivate var words: String {
    switch kind {
    case .together: "together with \(text)"
    case .exclusion: "not \(text)"
    case .impossible: "what nobody can meet"
    case .course, .minimumGrade, .unknownCourse, .credits, .standing, .programme, .consent, .exam,
      .opaque:
      text
    }
  }
}

/// A set of finished courses as facts for the requirements of one provider's courses. With which
/// grade a course was finished is not known: a minimum grade cannot be told.
struct FinishedCourses: RequirementFacts {
  let catalog: PlanningCatalog
  let provider: String?
  let standing: FinishedStanding

  func finished(_ course: CourseRequirement) -> Truth {
    guard let index = catalog.index(ofKey: course.key, provider: provider) else {
      return .cannotTell
    }
    guard standing.all.contains(index) else { return .notMet }
    return course.minimumGrade == nil ? .met : .cannotTell
  }

  func creditsEarned(matching pattern: String?) -> Double {
    standing.own.sorted().reduce(0) { sum, index in
      let course = catalog.courses[index]
      guard pattern.map({ courseKey(course.key, matches: $0) }) ?? true else { return sum }
      return sum + (course.credits ?? 0)
    }
  }
}
