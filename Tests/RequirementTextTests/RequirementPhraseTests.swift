import KnowledgeGraph
import RequirementText
import Testing

@Suite("Requirements in words")
struct RequirementPhraseTests {
  @Test(
    "Reads well",
    arguments: [
      (
        Requirement.all([
          .any([course("CHEM 113"), course("CHEM 123")]), .standing("third year"),
        ]), "CHEM 113 or CHEM 123, and third-year standing"
      ),
      (
        .any([
          .credits(count: 6, of: "HIST %"), .all([course("HIST 122"), .standing("third year")]),
        ]), "6 credits of HIST, or HIST 122 and third-year standing"
      ),
      (
        .all([.course(CourseRequirement("MATH 100", minimumGrade: "B-")), course("MATH 101")]),
        "(a grade of B- or better in MATH 100) and MATH 101"
      ),
      (
        .atLeast(count: 2, of: [course("A 1"), course("B 2"), course("C 3")]),
        "two of A 1, B 2, C 3"
      ),
      (.not(course("CS 1")), "not open to students with credit in CS 1"),
      (.credits(count: 9, of: "MATH 3%"), "9 credits of 300-level MATH"),
      (.credits(count: 4.5, of: nil), "4.5 credits"),
      (.credits(count: 3, of: "PH%"), "3 credits of courses matching PH%"),
      (
        .credits(count: 9, of: "MATH 1%|STAT 2%|CS 101"),
        "9 credits of courses matching MATH 1%|STAT 2%|CS 101"
      ),
      (.credits(count: 6, of: "ART 3%|ART 4%"), "6 credits of 300- or 400-level ART courses"),
      (
        .all([.credits(count: 9, of: "CS 101|CS 102"), course("MATH 100")]),
        "(9 credits from CS 101, CS 102) and MATH 100"
      ),
      (
        .any([.all([course("A 1"), course("B 2")]), .consent("consent of the head")]),
        "A 1 and B 2, or consent of the head"
      ),
      (.exam("a placement test"), "a placement test"),
      (.opaque("permission of the instructor"), "permission of the instructor"),
      (.none, "none"),
    ])
  func words(requirement: Requirement, words: String) {
    #expect(RequirementPhrase(requirement).text == words)
  }

  @Test("So are trees that end in a request for consent or an exam", arguments: 0..<300)
  func inverseWithConsent(seed: UInt64) {
    var trees = TreeMaker(seed: seed &+ 10_000)
    let request = trees.request()
    let head = trees.tree(depth: 2).simplified()
    let tree = Requirement.any([head, request]).simplified()
    for tree in [tree, .all([head, request]).simplified(), request] where !holdsNegation(tree) {
      let words = RequirementPhrase(tree).text
      let parsed = RequirementTextParser().parse(
        words, kind: .prerequisite, context: RequirementContext())
      #expect(parsed.requirement == tree, "\(words)")
      #expect(parsed.status == tree.status)
    }
  }

  private func holdsNegation(_ tree: Requirement) -> Bool {
    RequirementPhrase(tree).text.contains("not open to")
  }

  @Test("What is written is read back as the same tree", arguments: 0..<400)
  func inverse(seed: UInt64) {
    var trees = TreeMaker(seed: seed)
    let tree = trees.tree(depth: 3).simplified()
    let words = RequirementPhrase(tree).text
    let parsed = RequirementTextParser().parse(
      words, kind: .prerequisite, context: RequirementContext())
    #expect(parsed.requirement == tree, "\(words)")
    #expect(parsed.status == .exact)
  }
}

private func course(_ key: String) -> Requirement { .course(CourseRequirement(key)) }

/// Random trees of the shapes that `RequirementPhrase` promises to invert.
private struct TreeMaker {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0xD1B5_4A32_D192_ED03 }

  /// Steele, Lea and Flood's SplitMix64.
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  private mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func request() -> Requirement {
    [
      .consent("permission of the department head"), .consent("consent of instructor"),
      .exam("a placement test"), .exam("TOEFL 90"),
    ][below(4)]
  }

  mutating func tree(depth: Int) -> Requirement {
    guard depth > 0 else { return atom() }
    switch below(6) {
    case 0, 1: return .all(parts(depth))
    case 2, 3: return .any(parts(depth))
    case 4:
      let members = distinct((0..<4).map { _ in tree(depth: depth - 1).simplified() })
      return members.count < 3 ? atom() : .atLeast(count: 2, of: members)
    default: return atom()
    }
  }

  private func distinct(_ trees: [Requirement]) -> [Requirement] {
    var kept: [Requirement] = []
    for tree in trees where !kept.contains(tree) { kept.append(tree) }
    return kept
  }

  private mutating func parts(_ depth: Int) -> [Requirement] {
    (0..<(2 + below(3))).map { _ in tree(depth: depth - 1) }
  }

  private mutating func atom() -> Requirement {
    switch below(10) {
    case 0: return .standing(["third year", "junior", "second year in Biology"][below(3)])
    case 1:
      return .programme(
        ["Nursing Program", "B.Sc. Honours program", "majors in Computer Science"][below(3)])
    case 2:
      let sets = [
        nil, "HIST %", "PSYO 2%", "PSYO 2%|PSYO 3%|PSYO 4%", "MATH 101|CS 203|CS 207",
        "MATH 1%|STAT 2%|CS 101",
      ]
      return .credits(count: Double(3 * (1 + below(4))), of: sets[below(sets.count)])
    case 3: return .not(.course(CourseRequirement(key())))
    case 4: return .corequisite(.any([plain(), plain()]).simplified())
    case 5:
      return .course(
        CourseRequirement(
          key(), minimumGrade: below(2) == 0 ? nil : ["C", "B-", "65%"][below(3)],
          concurrent: below(2) == 0))
    default: return plain()
    }
  }

  private mutating func plain() -> Requirement { .course(CourseRequirement(key())) }

  private mutating func key() -> String {
    "\(["MATH", "CHEM", "PHYS", "BIO SCI"][below(4)]) \(100 + below(400))"
  }
}
