import KnowledgeGraph
import Proofs

/// A course of one provider, by key.
func course(
  _ key: String, _ requirements: Requirement..., credits: Double? = nil, provider: String? = nil,
  title: String = ""
) -> PlanningCatalog.Course {
  PlanningCatalog.Course(
    id: 0, provider: provider, key: key, title: title, credits: credits,
    requirements: requirements)
}

/// A catalogue of these, numbered in order.
func catalog(_ courses: [PlanningCatalog.Course]) -> PlanningCatalog {
  PlanningCatalog(
    courses: courses.enumerated().map { index, course in
      var course = course
      course.id = Int64(index + 1)
      return course
    }, effortUnit: nil)
}

func subject(_ courses: [PlanningCatalog.Course]) -> LintSubject { LintSubject(catalog(courses)) }

extension Requirement: ExpressibleByStringLiteral {
  /// A course by its key, so that trees read like requirements.
  public init(stringLiteral key: String) { self = .course(CourseRequirement(key)) }
}

extension Requirement {
  static func beside(_ key: String) -> Requirement {
    .course(CourseRequirement(key, concurrent: true))
  }

  static func course(_ key: String, grade: String) -> Requirement {
    .course(CourseRequirement(key, minimumGrade: grade))
  }
}
