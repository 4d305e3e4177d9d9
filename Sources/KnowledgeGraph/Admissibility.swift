/// Whether a learner may take a course now, from what they finished.
public struct Admissibility: Sendable {
  private let catalog: PlanningCatalog

  public init(_ catalog: PlanningCatalog) { self.catalog = catalog }

  /// Three-valued evaluation of all that binds the course at this index, given the finished
  /// courses' indices.
  public func evaluate(_ course: Int, finished: Set<Int>) -> Truth {
    let record = catalog.courses[course]
    guard !record.requirements.isEmpty else { return .met }
    return record.requirement.evaluate(
      FinishedCourses(catalog: catalog, provider: record.provider, finished: finished))
  }

  /// The parts of the requirement that the graph cannot decide and that matter: opaque spans,
  /// standing and programme, in reading order; empty when the requirement is met or not met.
  public func hingesOn(_ course: Int, finished: Set<Int>) -> [String] {
    let record = catalog.courses[course]
    let facts = FinishedCourses(catalog: catalog, provider: record.provider, finished: finished)
    guard !record.requirements.isEmpty, record.requirement.evaluate(facts) == .cannotTell else {
      return []
    }
    var seen: Set<String> = []
    return undecided(record.requirement, facts).filter { seen.insert($0).inserted }
  }

  private func undecided(_ tree: Requirement, _ facts: FinishedCourses) -> [String] {
    guard tree.evaluate(facts) == .cannotTell else { return [] }
    switch tree {
    case .all(let parts), .any(let parts), .atLeast(_, let parts):
      return parts.flatMap { undecided($0, facts) }
    case .not(let part): return undecided(part, facts)
    case .corequisite(let part):
      return part.courses().isEmpty
        ? undecided(part, facts) : part.courses().map { "together with \($0.key)" }
    case .course(let course):
      return [course.concurrent ? "together with \(course.key)" : course.key]
    case .standing(let text), .programme(let text), .opaque(let text): return [text]
    case .credits, .none: return []
    }
  }
}

/// A set of finished courses as facts for the requirements of one provider's courses.
struct FinishedCourses: RequirementFacts {
  let catalog: PlanningCatalog
  let provider: String?
  let finished: Set<Int>

  func finished(_ course: CourseRequirement) -> Truth {
    guard let index = catalog.index(ofKey: course.key, provider: provider) else {
      return .cannotTell
    }
    return finished.contains(index) ? .met : .notMet
  }

  func creditsEarned(matching pattern: String?) -> Double {
    finished.sorted().reduce(0) { sum, index in
      let course = catalog.courses[index]
      guard pattern.map({ courseKey(course.key, matches: $0) }) ?? true else { return sum }
      return sum + (course.credits ?? 0)
    }
  }
}
