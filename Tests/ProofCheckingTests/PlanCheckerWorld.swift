import KnowledgeGraph
import Proofs

/// A catalogue with every sort of requirement, and a plan in it that holds, made by hand.
enum PlanCheckerWorld {
  static func course(_ key: String) -> Requirement { .course(CourseRequirement(key)) }

  private static func entry(
    _ id: Int64, _ key: String, _ effort: Double?, _ requirements: [Requirement] = [],
    topics: [String] = []
  ) -> PlanningCatalog.Course {
    PlanningCatalog.Course(
      id: id, provider: "uni", key: key, title: "Title of \(key)", effort: effort, credits: 5,
      requirements: requirements, topics: topics)
  }

  /// A needs nothing; B needs A; C or D leads to E; LAB goes with E; X is excluded by E.
  static let catalog = PlanningCatalog(
    courses: [
      entry(1, "A", 10), entry(2, "B", 20, [course("A")]),
      entry(3, "C", 40, [course("B")]),
      entry(
        4, "D", 30,
        [.all([course("B"), .any([.opaque("consent"), .standing("third year")])])]),
      entry(
        5, "E", 50,
        [
          .any([course("C"), .course(CourseRequirement("D", minimumGrade: "B"))]),
          .corequisite(course("LAB")), .not(course("X")),
        ], topics: ["learning"]),
      entry(6, "LAB", 5, [.corequisite(course("E"))]),
      entry(7, "X", 1), entry(8, "F", nil, [.credits(count: 30, of: nil)], topics: ["learning"]),
      entry(9, "G", 25, [course("A"), course("NOWHERE")]),
    ], effortUnit: "hours")

  static func name(_ id: Int64, _ key: String) -> CourseName {
    CourseName(id: id, key: key, title: "Title of \(key)", provider: "uni")
  }

  private static func step(
    _ id: Int64, _ key: String, _ term: Int, _ effort: Double, _ role: PathStep.Role,
    _ neededFor: [String]
  ) -> PathStep {
    PathStep(
      course: name(id, key), term: term, effort: effort, role: role, neededFor: neededFor)
  }

  static func landmark(_ anyOf: [String], _ weight: Double) -> PathLandmark {
    PathLandmark(anyOf: anyOf, weight: weight)
  }

  /// To E, from nothing: A, B, D, then E with its laboratory. 115 hours, and no less.
  static var answer: LearningPathAnswer {
    LearningPathAnswer(
      versions: Versions(catalog: 1), learner: "L-1",
      target: [PathGoal(kind: .course, key: "E", title: "Title of E", provider: "uni")],
      steps: [
        step(1, "A", 1, 10, .forced, ["B"]), step(2, "B", 2, 20, .forced, ["D"]),
        step(4, "D", 3, 30, .chosen, ["E"]), step(5, "E", 4, 50, .goal, ["LAB"]),
        step(6, "LAB", 4, 5, .forced, ["E"]),
      ],
      effort: 115, effortUnit: "hours", lowerBound: 115, optimal: true,
      assumptions: [
        PathAssumption(course: "D", kind: .opaque, text: "consent"),
        PathAssumption(course: "E", kind: .minimumGrade, text: "D B"),
      ],
      certificate: .landmarks([
        landmark(["A"], 10), landmark(["B"], 20), landmark(["C", "D"], 30), landmark(["E"], 50),
        landmark(["LAB"], 5),
      ]),
      alternatives: [
        AlternativePath(
          steps: [
            step(1, "A", 1, 10, .forced, ["B"]), step(2, "B", 2, 20, .forced, ["C"]),
            step(3, "C", 3, 40, .chosen, ["E"]), step(5, "E", 4, 50, .goal, ["LAB"]),
            step(6, "LAB", 4, 5, .forced, ["E"]),
          ], effort: 125, added: ["C"], dropped: ["D"])
      ])
  }
}
