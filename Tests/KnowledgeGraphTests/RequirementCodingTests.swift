import FoundationEssentials
import KnowledgeGraph
import Testing

@Suite("Requirements as JSON")
struct RequirementCodingTests {
  @Test(
    "Has the published form",
    arguments: [
      (Requirement.all([.none]), #"{"all":[{"none":true}]}"#),
      (
        .course(CourseRequirement("ECE 220", minimumGrade: "C", concurrent: true)),
        #"{"concurrent":true,"course":"ECE 220","minimumGrade":"C"}"#
      ),
      (.course(CourseRequirement("ECE 220")), #"{"course":"ECE 220"}"#),
      (
        .atLeast(count: 2, of: [.opaque("x"), .standing("third year")]),
        #"{"atLeast":{"count":2,"of":[{"opaque":"x"},{"standing":"third year"}]}}"#
      ),
      (.credits(count: 6, of: "PH%"), #"{"credits":{"count":6,"of":"PH%"}}"#),
      (.credits(count: 6, of: "A 1%|B 2"), #"{"credits":{"count":6,"of":"A 1%|B 2"}}"#),
      (.consent("ask"), #"{"kind":"consent","opaque":"ask"}"#),
      (.exam("TOEFL 550"), #"{"kind":"exam","opaque":"TOEFL 550"}"#),
      (
        .all([.standing("third year"), .opaque("x")]),
        #"{"all":[{"standing":"third year"},{"opaque":"x"}]}"#
      ),
      (.credits(count: 1.5, of: nil), #"{"credits":{"count":1.5}}"#),
      (
        .not(.corequisite(.any([.programme("Law")]))),
        #"{"not":{"corequisite":{"any":[{"programme":"Law"}]}}}"#
      ),
    ])
  func form(tree: Requirement, json: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    #expect(String(decoding: try encoder.encode(tree), as: UTF8.self) == json)
    #expect(try JSONDecoder().decode(Requirement.self, from: Data(json.utf8)) == tree)
  }

  @Test("An unknown kind of opaque span is opaque")
  func unknownKind() throws {
    let json = #"{"opaque":"x","kind":"later"}"#
    #expect(try JSONDecoder().decode(Requirement.self, from: Data(json.utf8)) == .opaque("x"))
  }

  @Test("Typed spans are opaque")
  func typedSpans() {
    for leaf in [Requirement.consent("x"), .exam("x")] {
      #expect(leaf.status == .opaque)
      #expect(Requirement.not(leaf).status == .opaque)
      #expect(Requirement.any([leaf, .course(CourseRequirement("A 1"))]).status == .partial)
      #expect(leaf.opaqueSpans == ["x"])
      #expect(leaf.courses().isEmpty)
    }
    #expect(Requirement.all([]).status == .exact)
  }

  @Test(arguments: 0..<100)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let tree = random.tree(depth: 4, courseCount: 9)
    let data = try JSONEncoder().encode(tree)
    #expect(try JSONDecoder().decode(Requirement.self, from: data) == tree)
  }

  @Test(arguments: [
    "{}", "[]", #"{"minimumGrade":"C"}"#, #"{"kind":"exam"}"#, #"{"all":3}"#,
    #"{"atLeast":{"count":1}}"#,
  ])
  func malformedIsRefused(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Requirement.self, from: Data(json.utf8))
    }
  }

  @Test func lists() {
    let a = CourseRequirement("A 1")
    let b = CourseRequirement("B 2")
    let tree = Requirement.all([
      .any([.course(b), .opaque("x")]), .course(a), .course(b),
      .not(.course(CourseRequirement("C"))),
      .corequisite(.opaque("y")),
    ])
    #expect(tree.courses() == [b, a])
    #expect(tree.courses(includingExcluded: true).map(\.key) == ["B 2", "A 1", "C"])
    #expect(tree.opaqueSpans == ["x", "y"])
    #expect(tree.status == .partial)
    #expect(Requirement.opaque("x").status == .opaque)
    #expect(Requirement.none.status == .exact)
  }
}
