import KnowledgeGraph
import Proofs
import Testing

@testable import ProofChecking

@Suite struct PlanCheckerTests {
  private typealias World = PlanCheckerWorld
  private let checker = PlanChecker(catalog: PlanCheckerWorld.catalog)

  private func faults(
    _ answer: LearningPathAnswer, finished: Set<Int64> = []
  ) -> [ProofFault] {
    checker.check(answer, finished: finished)
  }

  @Test func aTruePlanHasNoFaults() {
    #expect(faults(World.answer) == [])
  }

  @Test func whatIsFinishedIsNotNeededAgain() {
    var answer = World.answer
    #expect(faults(answer, finished: [1]).contains { $0.place == "steps[0]" })
    answer.steps.removeFirst()
    for index in answer.steps.indices { answer.steps[index].term -= 1 }
    answer.effort = 105
    answer.lowerBound = 105
    answer.alternatives = []
    answer.certificate = .landmarks([
      World.landmark(["B"], 20), World.landmark(["C", "D"], 30), World.landmark(["E"], 50),
      World.landmark(["LAB"], 5),
    ])
    #expect(faults(answer, finished: [1]) == [])
    #expect(!faults(answer).isEmpty)
    #expect(faults(answer, finished: [1, 7]).contains { $0.message.contains("not met") })
  }

  @Test func splitsTakeTheSmallerBound() {
    var answer = World.answer
    let rest = [World.landmark(["A"], 10), World.landmark(["B"], 20)]
    let end = [World.landmark(["E"], 50), World.landmark(["LAB"], 5)]
    answer.certificate = .split(
      course: "D", with: .landmarks(rest + end),
      without: .landmarks(rest + end + [World.landmark(["C"], 40)]))
    #expect(faults(answer) == [])
    // A course that a split pays for cannot carry a weight as well.
    answer.certificate = .split(
      course: "D", with: .landmarks(rest + end + [World.landmark(["C", "D"], 5)]),
      without: .landmarks(rest + end + [World.landmark(["C"], 40)]))
    #expect(faults(answer).contains { $0.place == "certificate.with.landmarks[4].anyOf" })
    answer.certificate = .split(
      course: "D",
      with: .split(course: "D", with: .landmarks(rest + end), without: .landmarks([])),
      without: .landmarks([]))
    #expect(faults(answer).contains { $0.place == "certificate.with.split" })
  }

  @Test func anEmptyLandmarkSaysThatThereIsNoPlan() {
    var answer = World.answer
    let five = [
      World.landmark(["A"], 10), World.landmark(["C", "D"], 30), World.landmark(["E"], 50),
      World.landmark(["LAB"], 5),
    ]
    answer.certificate = .split(
      course: "B", with: .landmarks(five), without: .landmarks([World.landmark([], 1000)]))
    #expect(faults(answer) == [])
    answer.certificate = .split(
      course: "C", with: .landmarks(five), without: .landmarks([World.landmark([], 1000)]))
    #expect(faults(answer).contains { $0.place == "certificate.without.landmarks[0].anyOf" })
  }

  @Test func aGapMayBeStated() {
    var answer = World.answer
    answer.certificate = .landmarks([World.landmark(["C", "D"], 30)])
    answer.lowerBound = 30
    answer.optimal = false
    #expect(faults(answer) == [])
    answer.optimal = true
    #expect(faults(answer).map(\.place) == ["optimal"])
  }

  @Test func topicsAreReachedByAnyCourseThatTeachesThem() {
    // F needs thirty credits, has no stated effort, and teaches the topic.
    let finished: Set<Int64> = [1, 2, 3, 4, 7, 9]
    let step = PathStep(
      course: World.name(8, "F"), term: 1, effort: 20, role: .goal, neededFor: ["learning"])
    var answer = LearningPathAnswer(
      versions: Versions(), learner: nil,
      target: [PathGoal(kind: .topic, key: "learning", title: "Learning")], steps: [step],
      effort: 20, effortUnit: "hours", lowerBound: 20, optimal: true,
      assumptions: [PathAssumption(course: "F", kind: .missingEffort, text: "hours")],
      certificate: .landmarks([World.landmark(["E", "F"], 20)]))
    #expect(faults(answer, finished: finished) == [])
    #expect(faults(answer, finished: [1, 2, 3]).contains { $0.place == "steps[0]" })
    answer.assumptions = []
    #expect(faults(answer, finished: finished).map(\.place) == ["assumptions"])
  }

  @Test func coursesThatTheCatalogueLacksMustBeAssumed() {
    let steps = [
      PathStep(
        course: World.name(1, "A"), term: 1, effort: 10, role: .forced, neededFor: ["G"]),
      PathStep(course: World.name(9, "G"), term: 2, effort: 25, role: .goal, neededFor: []),
    ]
    var answer = LearningPathAnswer(
      versions: Versions(), learner: nil,
      target: [PathGoal(kind: .course, key: "G", title: "Title of G", provider: "uni")],
      steps: steps, effort: 35, effortUnit: "hours", lowerBound: 35, optimal: true,
      assumptions: [PathAssumption(course: "G", kind: .unknownCourse, text: "NOWHERE")],
      certificate: .landmarks([World.landmark(["A"], 10), World.landmark(["G"], 25)]))
    #expect(faults(answer) == [])
    answer.assumptions = []
    #expect(faults(answer).map(\.place) == ["steps[1]"])
  }

  @Test func sharedKeysAreToldApartByProvider() {
    let twins = PlanningCatalog(
      courses: ["p", "q"].enumerated().map { index, provider in
        PlanningCatalog.Course(
          id: Int64(index), provider: provider, key: "K", title: "K",
          requirements: index == 0 ? [] : [.course(CourseRequirement("L"))])
      } + [PlanningCatalog.Course(id: 5, provider: "q", key: "L", title: "L")],
      effortUnit: nil)
    let answer = LearningPathAnswer(
      versions: Versions(), learner: nil,
      target: [PathGoal(kind: .course, key: "K", title: "K", provider: "q")],
      steps: [
        PathStep(
          course: CourseName(id: 5, key: "L", title: "L", provider: "q"), term: 1, effort: 1,
          role: .forced, neededFor: ["q:K"]),
        PathStep(
          course: CourseName(id: 1, key: "K", title: "K", provider: "q"), term: 2, effort: 1,
          role: .goal, neededFor: []),
      ], effort: 2, effortUnit: "courses", lowerBound: 2, optimal: true, assumptions: [],
      certificate: .landmarks([World.landmark(["L"], 1), World.landmark(["q:K"], 1)]))
    #expect(PlanChecker(catalog: twins).check(answer, finished: []) == [])
    var wrong = answer
    wrong.certificate = .landmarks([World.landmark(["L"], 1), World.landmark(["p:K"], 1)])
    #expect(
      PlanChecker(catalog: twins).check(wrong, finished: []).map(\.place)
        == ["certificate.landmarks[1].anyOf"])
  }
}
