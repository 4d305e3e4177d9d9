import KnowledgeGraph
import Proofs
import Testing

@testable import ProofChecking

/// Z counts as A: whoever finished Z may leave A out, and has to say why.
@Suite struct PlanCheckerEquivalentsTests {
  private typealias World = PlanCheckerWorld

  private static let catalog = PlanningCatalog(
    courses: World.catalog.courses + [
      PlanningCatalog.Course(
        id: 10, provider: "uni", key: "Z", title: "Title of Z", effort: 7, credits: 5,
        equivalents: [1])
    ], effortUnit: "hours")

  /// `PlanCheckerWorld.answer` from A on.
  private var answer: LearningPathAnswer {
    var answer = World.answer
    answer.steps.removeFirst()
    for index in answer.steps.indices { answer.steps[index].term -= 1 }
    answer.effort = 105
    answer.lowerBound = 105
    answer.alternatives = []
    answer.certificate = .landmarks([
      World.landmark(["B"], 20), World.landmark(["C", "D"], 30), World.landmark(["E"], 50),
      World.landmark(["LAB"], 5),
    ])
    answer.counted = [CountedCourse(finished: "Z", countsAs: "A")]
    return answer
  }

  private func faults(_ answer: LearningPathAnswer, finished: Set<Int64>) -> [String] {
    PlanChecker(catalog: Self.catalog).check(answer, finished: finished).map(\.place)
  }

  @Test func anEquivalentOfAFinishedCourseIsNotNeeded() {
    #expect(faults(answer, finished: [10]) == [])
    #expect(faults(World.answer, finished: [10]).contains("steps[0]"))
    #expect(faults(World.answer, finished: []) == [])
  }

  @Test func theEquivalentMustBeFinished() {
    #expect(faults(answer, finished: []).contains("steps[0]"))
    // Equivalence holds from Z to A here, and not back.
    #expect(faults(answer, finished: [1]) == ["counted"])
  }

  @Test func whatItRestsOnIsSaidAndNothingElse() {
    for counted in [
      nil, [], [CountedCourse(finished: "B", countsAs: "A")],
      [CountedCourse(finished: "Z", countsAs: "A"), CountedCourse(finished: "Z", countsAs: "A")],
      [CountedCourse(finished: "Z", countsAs: "A"), CountedCourse(finished: "Z", countsAs: "X")],
    ] as [[CountedCourse]?] {
      var tampered = answer
      tampered.counted = counted
      let found = faults(tampered, finished: [10])
      #expect(!found.isEmpty && Set(found) == ["counted"])
    }
  }

  @Test func creditsAreEarnedOnce() {
    let courses = [
      PlanningCatalog.Course(id: 1, key: "A", title: "A", credits: 5, equivalents: [2]),
      PlanningCatalog.Course(id: 2, key: "B", title: "B", credits: 5),
      PlanningCatalog.Course(
        id: 3, key: "C", title: "C", credits: 5, requirements: [.credits(count: 10, of: nil)]),
    ]
    let claim = LearningPathAnswer(
      versions: Versions(), learner: "L", target: [PathGoal(kind: .course, key: "C", title: "C")],
      steps: [
        PathStep(
          course: CourseName(id: 3, key: "C", title: "C", provider: nil), term: 1, effort: 1,
          role: .goal, neededFor: [])
      ], effort: 1, effortUnit: "courses", lowerBound: 1, optimal: true, assumptions: [],
      certificate: .landmarks([World.landmark(["C"], 1)]))
    let checker = PlanChecker(catalog: PlanningCatalog(courses: courses, effortUnit: nil))
    #expect(checker.check(claim, finished: [1]).map(\.place) == ["steps[0]"])
    #expect(checker.check(claim, finished: [1, 2]) == [])
  }
}
