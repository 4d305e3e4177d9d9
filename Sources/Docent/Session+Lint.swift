import Diagnostics
import GraphStorage
import KnowledgeGraph
import LearningPaths

extension Session {
  /// What is wrong with the requirements of the catalogue: courses named that it does not hold,
  /// cycles that nobody can enter, exclusions of one's own prerequisite, and opaque texts; each at
  /// its place in the feed, in the order of the feed's courses.
  public func lint() throws -> [Diagnostic] {
    let view = try view()
    return CatalogLinter(view: view).findings()
  }
}

/// Looks at every requirement once.
private struct CatalogLinter {
  let view: GraphView
  private let reachable: Set<Int>

  init(view: GraphView) {
    self.view = view
    reachable = Self.reachableCourses(view.catalog)
  }

  func findings() -> [Diagnostic] {
    view.requirements.flatMap(findings) + cycles()
  }

  private func findings(_ stored: StoredRequirement) -> [Diagnostic] {
    guard let index = view.catalog.index(ofID: stored.course) else { return [] }
    let course = view.catalog.courses[index]
    var found = dangling(stored, of: course)
    found += contradictions(stored, index)
    if stored.status != .exact {
      found.append(
        Diagnostic(
          .note, code: "lint.opaque",
          stored.status == .opaque
            ? "what \(course.key) requires was not understood"
            : "part of what \(course.key) requires was not understood",
          found: stored.requirement.opaqueSpans.joined(separator: " … "), place: stored.place))
    }
    return found
  }

  private func dangling(
    _ stored: StoredRequirement, of course: PlanningCatalog.Course
  ) -> [Diagnostic] {
    stored.requirement.courses(includingExcluded: true).compactMap { named in
      guard view.catalog.index(ofKey: named.key, provider: course.provider) == nil else {
        return nil
      }
      let nearest = nearestNames(to: named.key, among: view.catalog.courses.map(\.key), limit: 1)
      return Diagnostic(
        .warning, code: "lint.dangling",
        "\(course.key) names \(named.key), which the catalogue does not hold",
        found: named.key, hint: nearest.first.map { "the nearest course is \($0)" },
        place: stored.place)
    }
  }

  /// Courses that the tree excludes outright although every way to the course needs them.
  private func contradictions(_ stored: StoredRequirement, _ index: Int) -> [Diagnostic] {
    guard stored.binds else { return [] }
    let must = Set(view.derived.must[index])
    let course = view.catalog.courses[index]
    return excluded(stored.requirement).compactMap { named in
      guard let other = view.catalog.index(ofKey: named, provider: course.provider),
        must.contains(other)
      else { return nil }
      return Diagnostic(
        .error, code: "lint.contradiction",
        "\(course.key) excludes \(named), which every way to it requires", found: named,
        place: stored.place)
    }
  }

  /// Keys under a `not` that always applies.
  private func excluded(_ tree: Requirement) -> [String] {
    switch tree {
    case .all(let parts): parts.flatMap(excluded)
    case .not(.any(let parts)): parts.flatMap { excluded(.not($0)) }
    case .not(.course(let course)): [course.key]
    default: []
    }
  }

  /// Courses that a learner who starts with nothing can never enter, although nothing that they
  /// name is missing: those that wait for themselves, and those that stand behind them.
  private func cycles() -> [Diagnostic] {
    view.catalog.courses.indices.filter { !reachable.contains($0) }.map { index in
      view.derived.may[index].contains(index) ? cycle(index) : behindCycle(index)
    }
  }

  private func cycle(_ index: Int) -> Diagnostic {
    let circle = view.derived.may[index].filter {
      !reachable.contains($0) && view.derived.may[$0].contains(index)
    }
    return Diagnostic(
      .error, code: "lint.cycle",
      "\(key(index)) can never be entered: it waits for itself",
      found: "a circle of " + circle.map(key).joined(separator: ", "), place: place(index))
  }

  private func behindCycle(_ index: Int) -> Diagnostic {
    let waiting = view.derived.direct[index].filter { !reachable.contains($0) }
    return Diagnostic(
      .error, code: "lint.unreachable",
      "\(key(index)) can never be entered: nobody can ever finish what it asks for",
      found: waiting.map(key).joined(separator: ", "), place: place(index))
  }

  private func key(_ index: Int) -> String { view.catalog.courses[index].key }

  private func place(_ index: Int) -> SourcePlace? {
    let id = view.catalog.courses[index].id
    return view.requirements.first { $0.course == id && $0.binds }?.place
  }

  /// Least fixpoint of "all that binds can be met by courses already reached", with everything that
  /// only people know taken as met, exclusions and credits left aside, and corequisites entered
  /// together.
  private static func reachableCourses(_ catalog: PlanningCatalog) -> Set<Int> {
    var reached: Set<Int> = []
    var grew = true
    while grew {
      var candidate = Set(catalog.courses.indices)
      var shrank = true
      while shrank {
        let kept = candidate.filter { index in
          let course = catalog.courses[index]
          return course.requirements.allSatisfy {
            Reach(catalog: catalog, provider: course.provider, before: reached, beside: candidate)
              .allows($0)
          }
        }
        shrank = kept.count < candidate.count
        candidate = kept
      }
      grew = !candidate.subtracting(reached).isEmpty
      reached.formUnion(candidate)
    }
    return reached
  }
}

/// Whether a tree can be met by the courses before and, for corequisites, beside.
private struct Reach {
  let catalog: PlanningCatalog
  let provider: String?
  let before: Set<Int>
  let beside: Set<Int>

  func allows(_ tree: Requirement, together: Bool = false) -> Bool {
    switch tree {
    case .all(let parts): parts.allSatisfy { allows($0, together: together) }
    case .any(let parts): parts.contains { allows($0, together: together) }
    case .atLeast(let count, let parts):
      parts.count { allows($0, together: together) } >= count
    case .course(let course): has(course, together: together || course.concurrent)
    case .corequisite(let part): allows(part, together: true)
    case .not, .credits, .standing, .programme, .opaque, .none: true
    }
  }

  private func has(_ course: CourseRequirement, together: Bool) -> Bool {
    guard let index = catalog.index(ofKey: course.key, provider: provider) else { return true }
    return before.contains(index) || (together && beside.contains(index))
  }
}
