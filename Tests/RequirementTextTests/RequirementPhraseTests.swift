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
      (.opaque("permission of the instructor"), "permission of the instructor"),
      (.none, "none"),
    ])
  func words(requirement: Requirement, words: String) {
    #expect(RequirementPhrase(requirement).text == words)
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
    case 1: return .programme(["Nursing Program", "B.Sc. Honours program"][below(2)])
    case 2:
      return .credits(count: Double(3 * (1 + below(4))), of: [nil, "HIST %", "PSYO 2%"][below(3)])
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
