import KnowledgeGraph
import LearningPaths
import Proofs
import Testing

/// The planner against brute force over all subsets of small random catalogues.
@Suite struct PlanningPropertyTests {
  struct Mix: Sendable, CustomTestStringConvertible {
    var name: String
    var exclusions = false
    var credits = false
    var corequisites = false
    var testDescription: String { name }
    static let all = [
      Mix(name: "plain"), Mix(name: "corequisites", corequisites: true),
      Mix(name: "exclusions", exclusions: true),
      Mix(name: "everything", exclusions: true, credits: true, corequisites: true),
    ]
  }

  @Test(arguments: Mix.all) func plansAgreeWithBruteForce(_ mix: Mix) {
    var proven = 0
    var reachable = 0
    for seed in 1...150 as ClosedRange<UInt64> {
      let catalog = Catalogues.random(
        seed: seed, count: 8, exclusions: mix.exclusions, credits: mix.credits,
        corequisites: mix.corequisites)
      let finished: Set<Int64> = seed % 3 == 0 ? [Int64(seed % 8) + 1] : []
      let goals = seed % 2 == 0 ? [[7]] : [[7], [5, 6]]
      let reference = ReferencePlans(catalog, finished: finished)
      let open = goals.filter { !$0.contains(where: reference.finished.contains) }
      let least = reference.leastEffort(open)
      let outcome = LearningPathPlanner(catalog: catalog).plan(
        goals: goals.map { Self.goal($0, catalog) }, finished: finished)
      switch outcome {
      case .unreachable(let why):
        #expect(least == nil || mix.credits, "seed \(seed)")
        #expect(!why.conflict.isEmpty || mix.credits, "seed \(seed)")
      case .plan(let answer):
        reachable += 1
        check(answer, reference, open, least: least, seed: seed)
        if answer.optimal { proven += 1 }
        if !mix.exclusions, !mix.credits { #expect(answer.optimal, "seed \(seed)") }
        if !mix.credits { #expect(answer.effort == least, "seed \(seed)") }
      }
    }
    #expect(reachable >= 60)
    #expect(proven * 10 >= reachable * 7)
  }

  private func check(
    _ answer: LearningPathAnswer, _ reference: ReferencePlans, _ goals: [[Int]], least: Double?,
    seed: UInt64
  ) {
    #expect(reference.faults(in: answer.steps, goals) == [], "seed \(seed)")
    #expect(answer.effort == answer.steps.reduce(0) { $0 + $1.effort })
    let bound = reference.bound(answer.certificate, goals)
    #expect(bound != nil, "seed \(seed): the certificate proves nothing")
    #expect(abs((bound ?? -1) - answer.lowerBound) < 1e-9, "seed \(seed)")
    #expect(answer.lowerBound <= (least ?? .infinity) + 1e-9, "seed \(seed)")
    if answer.optimal { #expect(answer.effort == least, "seed \(seed)") }
  }

  @Test func alternativesAreDifferentPlansInOrder() {
    var seen = 0
    for seed in 1...120 as ClosedRange<UInt64> {
      let catalog = Catalogues.random(
        seed: seed, count: 8, exclusions: false, credits: false, corequisites: true)
      let reference = ReferencePlans(catalog)
      let outcome = LearningPathPlanner(catalog: catalog).plan(
        goals: [Self.goal([7], catalog)], options: PlanOptions(alternatives: 3))
      guard case .plan(let answer) = outcome else { continue }
      var plans = [Set(answer.steps.map(\.course.id))]
      var last = answer.effort
      for other in answer.alternatives {
        seen += 1
        #expect(reference.faults(in: other.steps, [[7]]) == [], "seed \(seed)")
        #expect(other.effort >= last, "seed \(seed)")
        last = other.effort
        let plan = Set(other.steps.map(\.course.id))
        #expect(!plans.contains(plan), "seed \(seed)")
        plans.append(plan)
        let keys = Set(other.steps.map(\.course.key))
        let first = Set(answer.steps.map(\.course.key))
        #expect(other.added == keys.subtracting(first).sorted())
        #expect(other.dropped == first.subtracting(keys).sorted())
      }
    }
    #expect(seen > 15)
  }

  @Test func theSameQuestionHasTheSameAnswer() {
    let catalog = Catalogues.random(
      seed: 5, count: 10, exclusions: true, credits: true, corequisites: true)
    let ask = {
      LearningPathPlanner(catalog: catalog).plan(
        goals: [Self.goal([9], catalog)], options: PlanOptions(alternatives: 2))
    }
    #expect(ask() == ask())
  }

  static func goal(_ courses: [Int], _ catalog: PlanningCatalog) -> PlanGoal {
    courses.count == 1
      ? .course(catalog.courses[courses[0]])
      : PlanGoal(
        PathGoal(kind: .topic, key: "topic", title: "Topic"),
        courses: Set(courses.map { catalog.courses[$0].id }))
  }
}
