import KnowledgeGraph
import LearningPaths
import Proofs
import Testing

/// What a finished course counts as is finished too, but for credits.
@Suite struct EquivalentCoursesTests {
  /// The catalogue with equivalents from its numbers, and what the finished courses count as.
  private func world(seed: UInt64) -> (PlanningCatalog, finished: Set<Int64>, all: Set<Int64>) {
    let plain = Catalogues.random(
      seed: seed, count: 8, exclusions: seed % 2 == 0, credits: false, corequisites: true)
    let finished: Set<Int64> = [Int64(seed % 8) + 1, Int64(seed % 5) + 1]
    let courses = plain.courses.map { course in
      var course = course
      course.equivalents = [(course.id + Int64(seed % 3)) % 8 + 1].filter { $0 != course.id }
      return course
    }
    let catalog = PlanningCatalog(courses: courses, effortUnit: plain.effortUnit)
    let counted = courses.filter { finished.contains($0.id) }.flatMap(\.equivalents)
    return (catalog, finished, finished.union(counted))
  }

  @Test func plansAreThoseFromEverythingThatCounts() throws {
    var counted = 0
    for seed in 1...120 as ClosedRange<UInt64> {
      let (catalog, finished, all) = world(seed: seed)
      let plain = PlanningCatalog(
        courses: catalog.courses.map { course in
          var course = course
          course.equivalents = []
          return course
        }, effortUnit: catalog.effortUnit)
      let goals = [PlanningPropertyTests.goal([7], catalog)]
      var outcome = LearningPathPlanner(catalog: catalog).plan(goals: goals, finished: finished)
      if case .plan(var answer) = outcome {
        counted += answer.counted?.count ?? 0
        for pair in answer.counted ?? [] { try expectDeclared(pair, catalog, finished) }
        answer.counted = nil
        outcome = .plan(answer)
        let reference = ReferencePlans(catalog, finished: all)
        let open = [[7]].filter { !$0.contains(where: reference.finished.contains) }
        #expect(answer.effort == reference.leastEffort(open), "seed \(seed)")
      }
      #expect(
        outcome == LearningPathPlanner(catalog: plain).plan(goals: goals, finished: all),
        "seed \(seed)")
    }
    #expect(counted > 20)
  }

  private func expectDeclared(
    _ pair: CountedCourse, _ catalog: PlanningCatalog, _ finished: Set<Int64>
  ) throws {
    let from = try #require(catalog.courses.first { $0.key == pair.finished })
    let to = try #require(catalog.courses.first { $0.key == pair.countsAs })
    #expect(finished.contains(from.id) && !finished.contains(to.id))
    #expect(from.equivalents.contains(to.id))
  }

  @Test func whatOnlyCountsEarnsNoCredits() throws {
    let courses = [
      PlanningCatalog.Course(
        id: 1, key: "A", title: "A", effort: 1, credits: 5, equivalents: [2]),
      PlanningCatalog.Course(id: 2, key: "B", title: "B", effort: 1, credits: 5),
      PlanningCatalog.Course(id: 3, key: "C", title: "C", effort: 1, credits: 5),
      PlanningCatalog.Course(
        id: 4, key: "D", title: "D", effort: 1, requirements: [.credits(count: 10, of: nil)]),
    ]
    let catalog = PlanningCatalog(courses: courses, effortUnit: "hours")
    let outcome = LearningPathPlanner(catalog: catalog).plan(
      goals: [.course(courses[3])], finished: [1])
    guard case .plan(let answer) = outcome else {
      Issue.record("there is a plan: C, then D")
      return
    }
    #expect(answer.steps.map(\.course.key) == ["C", "D"])
    #expect(answer.counted == nil)
  }
}
