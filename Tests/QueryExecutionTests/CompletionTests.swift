import QueryExecution
import Testing

@Suite struct CompletionTests {
  private func complete(_ text: String) -> [String] {
    QueryCompletions.candidates(
      for: text, at: text.unicodeScalars.count, graph: SampleCatalog.snapshot,
      procedures: SampleCatalog.engine.procedures.map(\.signature))
  }

  @Test(arguments: [
    ("MATCH (c:", ["Course", "Learner", "Topic"]), ("MATCH (c:co", ["Course"]),
    ("MATCH (c)-[:", ["BROADER", "COMPLETED", "MAY_REQUIRE", "TEACHES"]),
    ("MATCH (c)-[r:TE", ["TEACHES"]), ("MATCH (c)-[:TEACHES|B", ["BROADER"]),
    ("MATCH (c) RETURN c.t", ["title"]), ("WHY \"CS 2", ["CS 200", "CS 225"]),
    ("WHY 'math", ["MATH 100", "mathematics"]), ("CALL docent.re", ["recommend"]),
  ])
  func completesFromTheGraph(_ text: String, _ expected: [String]) {
    #expect(complete(text) == expected)
  }

  @Test func completesKeywords() {
    #expect(complete("MAT").contains("MATCH"))
    #expect(complete("MATCH (c) RE").contains("RETURN"))
    #expect(complete("wh").contains("WHY"))
  }

  @Test func offersVariablesFirst() {
    #expect(complete("MATCH (course:Course) RETURN co").first == "course")
  }

  @Test func knowsTheCursor() {
    let found = QueryCompletions.candidates(
      for: "MATCH (c:Co) RETURN c", at: 11, graph: SampleCatalog.snapshot)
    #expect(found == ["Course"])
  }
}
