import KnowledgeGraph
import Testing

@testable import CatalogFeed

@Suite struct AICCScriptTests {
  private func read(_ text: String) -> Requirement { AICCScript.requirement(text) { "k " + $0 } }
  private func unit(_ name: String, grade: String? = nil) -> Requirement {
    .course(CourseRequirement("k " + name, minimumGrade: grade))
  }

  @Test func unitsAndOperators() {
    #expect(read("S1") == unit("S1"))
    #expect(read(" S1&S2 ") == .all([unit("S1"), unit("S2")]))
    #expect(read("S1|S2&S3") == .any([unit("S1"), .all([unit("S2"), unit("S3")])]))
    #expect(read("(S1|S2)&~S3") == .all([.any([unit("S1"), unit("S2")]), .not(unit("S3"))]))
    #expect(read("~~S1") == unit("S1"))
    #expect(read("\"unit one\" & A-1.b") == .all([unit("unit one"), unit("A-1.b")]))
  }

  @Test func statuses() {
    #expect(read("S1=\"passed\"") == unit("S1", grade: "passed"))
    #expect(read("S1 = passed & S2") == .all([unit("S1", grade: "passed"), unit("S2")]))
    #expect(read("S1=\"completed\"") == unit("S1"))
    #expect(read("S1<>\"passed\"") == .not(unit("S1", grade: "passed")))
    #expect(read("S1=\"failed\"|S2") == .any([.opaque("S1=\"failed\""), unit("S2")]))
    #expect(read("S1<>not attempted") == .not(.opaque("S1=not attempted")))
  }

  @Test func sets() {
    let three = [unit("S1"), unit("S2"), unit("S3")]
    #expect(read("2*{S1,S2,S3}") == .atLeast(count: 2, of: three))
    #expect(
      read("3 * { S1 , S2 & S3 , 1*{S1,S2} } & S4")
        == .all([
          .atLeast(
            count: 3,
            of: [
              unit("S1"), .all([unit("S2"), unit("S3")]),
              .atLeast(count: 1, of: Array(three[..<2])),
            ]),
          unit("S4"),
        ]))
  }

  @Test(arguments: [
    "", " ", "&", "S1 &", "S1 S2", "(S1", "S1)", "{S1}", "0*{S1}", "x*{S1}", "2*{}", "2*{S1", "S1=",
    "S1<>", "S1<S2", "~", "S1 | | S2", "\"", "99999999999999999999*{S1}", "2*S1", "S1 == S2",
  ])
  func whatIsNoExpressionStaysAsItIs(text: String) {
    #expect(read(text) == .opaque(text))
  }

  @Test func depthAndLengthAreBounded() {
    let deep = String(repeating: "(", count: 5000) + "S1" + String(repeating: ")", count: 5000)
    #expect(read(deep) == .opaque(deep))
    let negated = String(repeating: "~", count: 5001) + "S1"
    #expect(read(negated) == .opaque(negated))
    let long = Array(repeating: "S1", count: 2000).joined(separator: "&")
    #expect(read(long).courses().count == 1)
  }

  @Test("any run of marks is read or stays opaque")
  func totality() {
    let alphabet = [
      "S1", "&", "|", "~", "(", ")", "{", "}", ",", "*", "=", "<>", "<", "\"", "2", " ",
    ]
    var state: UInt64 = 7
    for _ in 0..<2000 {
      var text = ""
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += alphabet[Int(state >> 33) % alphabet.count]
      }
      let parsed = read(text)
      if case .opaque(let kept) = parsed { #expect(kept == text || text.contains("=")) }
    }
  }
}
