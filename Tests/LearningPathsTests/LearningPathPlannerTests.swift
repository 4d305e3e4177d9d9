import KnowledgeGraph
import LearningPaths
import Proofs
import Testing

/// Worlds small enough to know the answer.
@Suite struct LearningPathPlannerTests {
  typealias Entry = (String, effort: Double?, credits: Double?, requirements: [Requirement])

  private func ask(
    _ entries: [Entry], _ goals: String..., finished: [String] = [], unit: String? = "hours",
    options: PlanOptions = PlanOptions()
  ) -> PlanOutcome {
    let catalog = Catalogues.make(entries, unit: unit)
    let found = { (key: String) in catalog.courses.first { $0.key == key } }
    return LearningPathPlanner(catalog: catalog).plan(
      goals: goals.compactMap { found($0).map(PlanGoal.course) },
      finished: Set(finished.compactMap { found($0)?.id }), options: options)
  }

  private func answer(_ outcome: PlanOutcome) throws -> LearningPathAnswer {
    guard case .plan(let answer) = outcome else {
      throw UnexpectedOutcome(outcome: outcome)
    }
    return answer
  }

  private func obstacle(_ outcome: PlanOutcome) throws -> UnreachableGoal {
    guard case .unreachable(let why) = outcome else {
      throw UnexpectedOutcome(outcome: outcome)
    }
    return why
  }

  struct UnexpectedOutcome: Error { var outcome: PlanOutcome }

  private func layout(_ answer: LearningPathAnswer) -> [String] {
    answer.steps.map { "\($0.term) \($0.course.key) \($0.role.rawValue)" }
  }

  // MARK: Choosing

  /// Alone, each goal is cheapest by its own course; together the shared one is cheaper.
  @Test func sharedSubgoalsAreCountedOnce() throws {
    let answer = try answer(
      ask(
        [
          ("P", 1, nil, [oneOf("A", "S")]), ("Q", 1, nil, [oneOf("B", "S")]),
          ("A", 2, nil, []), ("B", 2, nil, []), ("S", 3, nil, []),
        ], "P", "Q"))
    #expect(layout(answer) == ["1 S chosen", "2 P goal", "2 Q goal"])
    #expect(answer.effort == 5)
    #expect(answer.lowerBound == 5)
    #expect(answer.optimal)
    #expect(answer.steps[0].neededFor == ["P", "Q"])
  }

  /// Two of three courses cover three pairs; no single packing proves it, cases do.
  @Test func aTriangleIsProvenByCases() throws {
    let answer = try answer(
      ask(
        [
          ("G", 1, nil, [oneOf("A", "B"), oneOf("B", "C"), oneOf("A", "C")]),
          ("A", 1, nil, []), ("B", 1, nil, []), ("C", 1, nil, []),
        ], "G"))
    #expect(answer.effort == 3)
    #expect(answer.optimal)
    guard case .split = answer.certificate else {
      Issue.record("expected cases, found \(answer.certificate)")
      return
    }
  }

  @Test func nothingIsNeededForWhatIsFinished() throws {
    let answer = try answer(ask([("A", 1, nil, [need("B")])], "A", finished: ["A"]))
    #expect(answer.steps == [])
    #expect(answer.effort == 0)
    #expect(answer.optimal)
    #expect(answer.certificate == .landmarks([]))
  }

  @Test func preferenceBreaksTies() throws {
    let catalog = Catalogues.make([
      ("G", 1, nil, [oneOf("A", "B", "C")]), ("A", 2, nil, []), ("B", 2, nil, []),
      ("C", 2, nil, []),
    ])
    for wanted in 2...4 as ClosedRange<Int64> {
      let outcome = LearningPathPlanner(catalog: catalog).plan(
        goals: [.course(catalog.courses[0])], preference: { $0 == wanted ? 1 : 0 })
      let answer = try answer(outcome)
      #expect(answer.steps[0].course.id == wanted)
    }
  }

  @Test func aTopicIsReachedByItsCheapestCourse() throws {
    let catalog = PlanningCatalog(
      courses: [
        .init(id: 1, key: "A", title: "A", effort: 5, topics: ["ml"]),
        .init(id: 2, key: "B", title: "B", effort: 2, requirements: [need("C")], topics: ["ml"]),
        .init(id: 3, key: "C", title: "C", effort: 1),
      ], effortUnit: "hours")
    let answer = try answer(
      LearningPathPlanner(catalog: catalog).plan(
        goals: [.topic(key: "ml", title: "Machine learning", in: catalog)]))
    #expect(layout(answer) == ["1 C chosen", "2 B goal"])
    #expect(answer.steps[1].neededFor == ["ml"])
  }

  // MARK: Terms

  @Test func mutualCorequisitesShareATerm() throws {
    let answer = try answer(
      ask(
        [
          ("A", 1, nil, [.corequisite(need("B")), need("C")]),
          ("B", 1, nil, [.corequisite(need("A"))]), ("C", 1, nil, []),
        ], "A"))
    #expect(layout(answer) == ["1 C forced", "2 A goal", "2 B forced"])
    #expect(answer.optimal)
  }

  @Test func concurrentMentionsAllowTheSameTerm() throws {
    let answer = try answer(
      ask(
        [
          ("A", 1, nil, [.course(CourseRequirement("B", concurrent: true))]),
          ("B", 1, nil, []), ("D", 1, nil, [need("A")]),
        ], "D"))
    #expect(answer.steps.map(\.term) == [1, 1, 2])
  }

  @Test func creditsPerTermSpreadThePlan() throws {
    let entries: [Entry] = [
      ("G", 1, 3, [need("A", "B", "C", "Z")]), ("A", 1, 3, []), ("B", 1, 3, []), ("C", 1, 3, []),
      ("Z", 1, 3, [need("Y")]), ("Y", 1, 3, []),
    ]
    let free = try answer(ask(entries, "G"))
    #expect(free.steps.map(\.term).max() == 3)
    let capped = try answer(ask(entries, "G", options: PlanOptions(creditsPerTerm: 6)))
    // Y has the longest chain after it and goes first; the rest is level, and goes by key.
    #expect(
      capped.steps.map { "\($0.term) \($0.course.key)" }
        == ["1 A", "1 Y", "2 B", "2 C", "3 Z", "4 G"])
    let hours = try answer(ask(entries, "G", options: PlanOptions(effortPerTerm: 1)))
    #expect(hours.steps.map(\.term) == [1, 2, 3, 4, 5, 6])
    let tooSmall = try obstacle(ask(entries, "G", options: PlanOptions(creditsPerTerm: 2)))
    #expect(tooSmall.conflict.count == 1)
    #expect(!tooSmall.relaxations.isEmpty)
  }

  @Test func limitsRefuseWithARelaxation() throws {
    let entries: [Entry] = [("A", 4, nil, [need("B")]), ("B", 4, nil, [])]
    let dear = try obstacle(ask(entries, "A", options: PlanOptions(maximumEffort: 7)))
    #expect(dear.conflict[0].reason.contains("every plan takes at least 8 hours"))
    #expect(dear.relaxations == ["allow 8 hours"])
    let long = try obstacle(ask(entries, "A", options: PlanOptions(maximumTerms: 1)))
    #expect(long.relaxations == ["allow 2 terms"])
  }

  // MARK: Exclusions and credits

  @Test func exclusionsBindThePlanAndLeaveAGap() throws {
    let answer = try answer(
      ask(
        [
          ("G", 1, nil, [oneOf("A", "D"), need("B")]), ("A", 1, nil, []),
          ("B", 1, nil, [.not(need("A"))]), ("D", 5, nil, []),
        ], "G"))
    #expect(answer.steps.map(\.course.key).sorted() == ["B", "D", "G"])
    #expect(answer.effort == 7)
    #expect(answer.lowerBound == 3)
    #expect(!answer.optimal)
  }

  @Test func aFinishedCourseExcludesForGood() throws {
    let entries: [Entry] = [
      ("G", 1, nil, [oneOf("A", "D")]), ("A", 1, nil, [.not(need("X"))]), ("D", 5, nil, []),
      ("X", 1, nil, []),
    ]
    let answer = try answer(ask(entries, "G", finished: ["X"]))
    #expect(answer.effort == 6)
    #expect(answer.optimal)
    let blocked = try obstacle(ask(Array(entries[1...]), "A", finished: ["X"]))
    #expect(blocked.conflict[0].reason == "may not be taken after X, which is finished")
  }

  @Test func incompatibleNeedsAreReported() throws {
    let why = try obstacle(
      ask(
        [
          ("G", 1, nil, [need("A", "B")]), ("A", 1, nil, []), ("B", 1, nil, [.not(need("A"))]),
        ], "G"))
    #expect(why.conflict.contains { $0.course == "B" && $0.reason.contains("A") })
  }

  @Test func creditsAreFilledUpCheaply() throws {
    let entries: [Entry] = [
      ("PH 300", 3, 3, [.credits(count: 6, of: "PH%")]), ("PH 101", 4, 3, []),
      ("PH 102", 2, 3, []), ("PH 103", 3, 3, []), ("MA 1", 1, 9, []),
      ("PH 200", 1, 3, [need("MA 9")]), ("MA 9", 1, 1, [need("MA 9")]),
    ]
    let answer = try answer(ask(entries, "PH 300"))
    #expect(
      answer.steps.map { "\($0.term) \($0.course.key)" } == ["1 PH 102", "1 PH 103", "2 PH 300"])
    #expect(answer.steps[0].neededFor == ["PH 300"])
    let finished = try self.answer(ask(entries, "PH 300", finished: ["PH 101", "PH 103"]))
    #expect(finished.steps.map(\.course.key) == ["PH 300"])
    let never = try obstacle(ask(Array(entries[0...1]), "PH 300"))
    #expect(never.conflict[0].reason.hasPrefix("needs 6 credits of PH%"))
  }

  // MARK: Broken catalogues

  @Test func aCircleIsReportedNotLoopedOn() throws {
    let why = try obstacle(
      ask(
        [
          ("G", 1, nil, [need("A")]), ("A", 1, nil, [need("B")]), ("B", 1, nil, [need("C")]),
          ("C", 2, nil, [need("A")]),
        ], "G"))
    #expect(why.conflict.map(\.course) == ["G", "A", "B", "C"])
    #expect(why.conflict[3].reason == "needs A, which closes the circle A → B → C → A")
    #expect(
      why.relaxations == [
        "count A as finished", "count B as finished", "count C as finished",
      ])
  }

  @Test func aCircleWithAWayOutIsLegal() throws {
    let answer = try answer(
      ask(
        [
          ("A", 1, nil, [oneOf("B", "C")]), ("B", 1, nil, [need("A")]), ("C", 9, nil, []),
        ], "A"))
    #expect(answer.steps.map(\.course.key) == ["C", "A"])
    #expect(answer.optimal)
  }

  @Test func danglingGoalsAreNamed() throws {
    let catalog = Catalogues.make([("A", 1, nil, [])])
    let lost = PlanGoal(PathGoal(kind: .course, key: "X", title: "X"), courses: [99])
    let topic = PlanGoal.topic(key: "ml", title: "ML", in: catalog)
    let outcome = LearningPathPlanner(catalog: catalog).plan(
      goals: [lost, topic, .course(catalog.courses[0])])
    let why = try obstacle(outcome)
    #expect(why.conflict.map(\.course) == ["X", "ml"])
    #expect(why.relaxations == ["leave out the goal X", "leave out the goal ml"])
  }

  // MARK: Assumptions and names

  @Test func assumptionsAreListedOnlyWhereReliedOn() throws {
    let entries: [Entry] = [
      (
        "G", nil, nil,
        [
          .any([.course(CourseRequirement("A")), .opaque("consent")]),
          .course(CourseRequirement("A", minimumGrade: "C")), .standing("third year"),
          .course(CourseRequirement("ZZ 9")),
        ]
      ),
      ("A", 3, nil, []), ("B", 7, nil, []), ("C", 5, nil, []),
    ]
    let answer = try answer(ask(entries, "G"))
    #expect(
      answer.assumptions == [
        PathAssumption(course: "G", kind: .missingEffort, text: "hours"),
        PathAssumption(course: "G", kind: .minimumGrade, text: "A C"),
        PathAssumption(course: "G", kind: .standing, text: "third year"),
        PathAssumption(course: "G", kind: .unknownCourse, text: "ZZ 9"),
      ])
    // The lower median of 3, 5 and 7 for G.
    #expect(answer.effort == 8)
  }

  @Test func waiversGiveWayToCoursesWhenAsked() throws {
    let catalog = Catalogues.make([
      ("G", 1, nil, [.any([.opaque("consent"), .course(CourseRequirement("A"))])]),
      ("A", 3, nil, [.any([.opaque("test"), .course(CourseRequirement("gone"))])]),
    ])
    let plan = { (catalog: PlanningCatalog) in
      LearningPathPlanner(catalog: catalog).plan(goals: [.course(catalog.courses[0])])
    }
    #expect(try answer(plan(catalog)).steps.map(\.course.key) == ["G"])
    let strict = try answer(plan(catalog.preferringCourses()))
    #expect(strict.steps.map(\.course.key) == ["A", "G"])
    #expect(strict.assumptions == [PathAssumption(course: "A", kind: .opaque, text: "test")])
  }

  @Test func coursesOfOneKeyAreToldApart() throws {
    let catalog = PlanningCatalog(
      courses: [
        .init(id: 1, provider: "p", key: "M", title: "M"),
        .init(id: 2, provider: "q", key: "M", title: "M", requirements: [need("N")]),
        .init(id: 3, provider: "q", key: "N", title: "N"),
      ], effortUnit: nil)
    let answer = try answer(
      LearningPathPlanner(catalog: catalog).plan(goals: [.course(catalog.courses[1])]))
    #expect(answer.effortUnit == "courses")
    #expect(answer.steps[0].neededFor == ["q:M"])
    #expect(
      answer.certificate
        == .landmarks([
          PathLandmark(anyOf: ["q:M"], weight: 1), PathLandmark(anyOf: ["N"], weight: 1),
        ]))
  }

  @Test func alternativesSayWhatChanges() throws {
    let answer = try answer(
      ask(
        [
          ("G", 1, nil, [oneOf("A", "B", "C")]), ("A", 1, nil, []), ("B", 2, nil, [need("D")]),
          ("C", 9, nil, []), ("D", 1.5, nil, []),
        ], "G", options: PlanOptions(alternatives: 5)))
    #expect(answer.alternatives.map(\.effort) == [4.5, 10])
    #expect(answer.alternatives.map(\.added) == [["B", "D"], ["C"]])
    #expect(answer.alternatives.map(\.dropped) == [["A"], ["A"]])
    #expect(answer.alternatives[0].steps.map(\.term) == [1, 2, 3])
  }

  // MARK: Size

  /// A catalogue rich in alternatives: certificates of sampled goals hold under the yardstick.
  @Test func certificatesHoldOnALargerCatalogue() throws {
    let catalog = Catalogues.layered(
      seed: 1, layers: 6, width: 60, groups: 1...2, options: 1...4)
    let planner = LearningPathPlanner(catalog: catalog)
    let reference = ReferencePlans(catalog)
    for course in stride(from: 200, to: 360, by: 20) {
      let answer = try answer(planner.plan(goals: [.course(catalog.courses[course])]))
      #expect(reference.faults(in: answer.steps, [[course]]) == [])
      let bound = reference.bound(answer.certificate, [[course]])
      #expect(abs((bound ?? -1) - answer.lowerBound) < 1e-9)
      #expect(answer.optimal)
    }
  }

  @Test func effortsThatAreNoDecimalsKeepTheBoundBelow() throws {
    let third = 1.0 / 3
    let answer = try answer(
      ask([("A", third, nil, [oneOf("B", "C")]), ("B", third, nil, []), ("C", 1e7, nil, [])], "A"))
    #expect(answer.effort == 2 * third)
    #expect(answer.lowerBound <= answer.effort)
    #expect(answer.effort - answer.lowerBound < 1e-4)
  }
}
