import KnowledgeGraph

extension PlanningCatalog {
  /// The catalogue in which nothing is assumed where a course would do: of every `any`, the
  /// branches that can only be assumed (opaque, standing, programme, a course that the catalogue
  /// does not hold) are left out when another branch names a course of the catalogue or credits.
  ///
  /// `CS 101 or consent of the instructor` then plans CS 101. Whoever plans with this catalogue
  /// has to check the plan with it, too. O(catalogue).
  public func preferringCourses() -> PlanningCatalog {
    PlanningCatalog(
      courses: courses.map { course in
        var stricter = course
        stricter.requirements = course.requirements.map {
          withoutWaivers($0, provider: course.provider)
        }
        return stricter
      }, effortUnit: effortUnit)
  }

  private func withoutWaivers(_ tree: Requirement, provider: String?) -> Requirement {
    switch tree {
    case .any(let parts):
      let solid = parts.filter { isSolid($0, provider: provider) }
      let kept = solid.isEmpty ? parts : solid
      return .any(kept.map { withoutWaivers($0, provider: provider) })
    case .all(let parts): return .all(parts.map { withoutWaivers($0, provider: provider) })
    case .atLeast(let count, let parts):
      return .atLeast(count: count, of: parts.map { withoutWaivers($0, provider: provider) })
    case .corequisite(let part): return .corequisite(withoutWaivers(part, provider: provider))
    case .not, .course, .credits, .standing, .programme, .opaque, .consent, .exam, .none:
      return tree
    }
  }

  /// Rests on a course of the catalogue or on credits, if only in part.
  private func isSolid(_ tree: Requirement, provider: String?) -> Bool {
    switch tree {
    case .course(let course): index(ofKey: course.key, provider: provider) != nil
    case .credits: true
    case .all(let parts), .any(let parts), .atLeast(_, let parts):
      parts.contains { isSolid($0, provider: provider) }
    case .corequisite(let part): isSolid(part, provider: provider)
    case .not, .standing, .programme, .opaque, .consent, .exam: false
    case .none: true
    }
  }
}
