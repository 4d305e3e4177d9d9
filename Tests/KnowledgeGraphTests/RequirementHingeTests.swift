import KnowledgeGraph
import Testing

/// Facts for the courses `c0`, `c1`, … ; `changed` gives the opposite for a key.
private struct HingeFacts: RequirementFacts {
  var finished: Set<String>
  var known = 6

  func finished(_ course: CourseRequirement) -> Truth {
    guard let number = Int(course.key.dropFirst()), number < known else { return .cannotTell }
    return finished.contains(course.key) ? .met : .notMet
  }

  func creditsEarned(matching pattern: String?) -> Double {
    3 * Double(finished.count { key in pattern.map { courseKey(key, matches: $0) } ?? true })
  }
}

@Suite("What a requirement hinges on")
struct RequirementHingeTests {
  private func hinges(_ tree: Requirement, _ finished: Set<String> = ["c0"]) -> [RequirementHinge] {
    tree.hinges(HingeFacts(finished: finished))
  }

  private func course(_ key: String, concurrent: Bool = false) -> Requirement {
    .course(CourseRequirement(key, concurrent: concurrent))
  }

  @Test("Each leaf that is not as it would have to be, with its kind")
  func kinds() {
    let tree = Requirement.all([
      course("c0"), course("c1"), course("c2", concurrent: true), course("x9"),
      .corequisite(.any([course("c3"), course("c4")])), .not(course("c0")), .not(course("c1")),
      .credits(count: 6, of: "c%"), .credits(count: 3, of: nil), .standing("third year"),
      .programme("Law"), .consent("permission"), .exam("TOEFL 550"), .opaque("grit"), .none,
      course("c1"),
    ])
    #expect(
      hinges(tree) == [
        RequirementHinge(.course, "c1", .notMet),
        RequirementHinge(.together, "c2", .cannotTell),
        RequirementHinge(.unknownCourse, "x9", .cannotTell),
        RequirementHinge(.together, "c3", .cannotTell),
        RequirementHinge(.together, "c4", .cannotTell),
        RequirementHinge(.exclusion, "c0", .notMet),
        RequirementHinge(.credits, "6 credits of c%", .notMet),
        RequirementHinge(.standing, "third year", .cannotTell),
        RequirementHinge(.programme, "Law", .cannotTell),
        RequirementHinge(.consent, "permission", .cannotTell),
        RequirementHinge(.exam, "TOEFL 550", .cannotTell),
        RequirementHinge(.opaque, "grit", .cannotTell),
      ])
  }

  @Test("Nothing where the requirement is met, and all alternatives where none is")
  func connectives() {
    #expect(hinges(.any([course("c0"), .consent("x")])).isEmpty)
    #expect(hinges(.any([course("c1"), .consent("x")])).map(\.kind) == [.course, .consent])
    #expect(
      hinges(.atLeast(count: 2, of: [course("c0"), course("c1"), course("c2")])).map(\.text)
        == ["c1", "c2"])
    #expect(hinges(.not(.all([course("c0"), course("c1")]))).isEmpty)
    #expect(hinges(.not(.credits(count: 3, of: nil))).map(\.text) == ["fewer than 3 credits"])
    #expect(hinges(.any([])).map(\.kind) == [.impossible])
    #expect(hinges(.not(.none)).map(\.kind) == [.impossible])
  }

  /// There are hinges exactly when the requirement is not met; what is not among them may change
  /// without its becoming met; and with all of them changed it is met.
  @Test(arguments: 0..<300)
  func hingesDecide(seed: UInt64) {
    var random = SplitMix(state: seed)
    let tree = random.tree(depth: 4, courseCount: 6)
    let finished = Set((0..<6).filter { _ in random.below(2) == 0 }.map { "c\($0)" })
    let facts = HingeFacts(finished: finished)
    let hinges = tree.hinges(facts)
    #expect(hinges.isEmpty == (tree.evaluate(facts) == .met))
    guard !hinges.isEmpty else { return }
    let listed = Set(hinges.map(\.text))
    let others = (0..<6).map { "c\($0)" }.filter { !listed.contains($0) }
    for bits in 0..<(1 << others.count) {
      let changed = others.indices.filter { bits >> $0 & 1 == 1 }.map { others[$0] }
      let world = HingeFacts(finished: finished.symmetricDifference(changed))
      #expect(tree.evaluate(world) != .met, "\(tree) \(changed)")
    }
  }

  @Test("In words, of a catalogue's course")
  func admissibility() {
    let courses = [
      PlanningCatalog.Course(id: 1, key: "A", title: "A", credits: 3),
      PlanningCatalog.Course(id: 2, key: "B", title: "B", credits: 3),
      PlanningCatalog.Course(
        id: 3, key: "C", title: "C",
        requirements: [.all([course("A"), .any([course("B"), .consent("ask")])])]),
    ]
    let admissibility = Admissibility(PlanningCatalog(courses: courses, effortUnit: nil))
    #expect(admissibility.evaluate(2, finished: []) == .notMet)
    #expect(admissibility.hingesOn(2, finished: []) == ["A", "B", "ask"])
    #expect(admissibility.evaluate(2, finished: [0]) == .cannotTell)
    #expect(admissibility.hingesOn(2, finished: [0]) == ["ask"])
    #expect(
      admissibility.hinges(2, finished: [0]) == [
        RequirementHinge(.course, "B", .notMet), RequirementHinge(.consent, "ask", .cannotTell),
      ])
    #expect(admissibility.hingesOn(2, finished: [0, 1]).isEmpty)
    #expect(admissibility.hinges(0, finished: []).isEmpty)
  }

  @Test("With which grade a course was finished is not known")
  func minimumGrade() {
    let graded = Requirement.course(CourseRequirement("A", minimumGrade: "C"))
    let courses = [
      PlanningCatalog.Course(id: 1, key: "A", title: "A"),
      PlanningCatalog.Course(id: 2, key: "B", title: "B", requirements: [graded]),
    ]
    let admissibility = Admissibility(PlanningCatalog(courses: courses, effortUnit: nil))
    #expect(admissibility.evaluate(1, finished: []) == .notMet)
    #expect(admissibility.hinges(1, finished: []) == [RequirementHinge(.course, "A", .notMet)])
    #expect(admissibility.evaluate(1, finished: [0]) == .cannotTell)
    #expect(
      admissibility.hinges(1, finished: [0])
        == [RequirementHinge(.minimumGrade, "C in A", .cannotTell)])
    #expect(admissibility.hingesOn(1, finished: [0]) == ["C in A"])
  }
}
