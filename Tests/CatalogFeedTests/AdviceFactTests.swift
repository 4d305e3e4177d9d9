import CatalogFeed
import FoundationEssentials
import KnowledgeGraph
import Testing

/// Reads every text as requiring A 1 and recommending its second and third clause.
private struct AdvisingParser: RequirementTextParsing {
  func parse(
    _ text: String, kind: RequirementFact.Kind, context: RequirementContext
  ) -> ParsedRequirement {
    let clauses = text.split(separator: ".").dropFirst()
    return ParsedRequirement(
      status: .exact, requirement: .course(CourseRequirement("A 1")), text: text,
      advice: clauses.map { clause in
        let start = text.distance(from: text.startIndex, to: clause.startIndex)
        return RequirementAdvice(
          requirement: .opaque(String(clause)), range: start..<(start + clause.count),
          text: String(clause))
      })
  }
}

@Suite struct AdviceFactTests {
  private func requirements(_ requires: String) throws -> [RequirementFact] {
    let feed = """
      <catalog xmlns="urn:docent:catalog:1"><provider key="p"><title>P</title>
      <course key="B 1"><title>B</title>\(requires)</course></provider></catalog>
      """
    let folder = try TemporaryFolder()
    let mapping = try #require(try library().mapping(named: "docent"))
    return try read(
      path: try folder.write("catalog.xml", feed), mapping: mapping, ontology: try ontology(),
      parser: AdvisingParser()
    ).requirements
  }

  @Test("What a text recommends is a fact of its own, and binds nobody")
  func advice() throws {
    let facts = try requirements("<requires><text>A 1.B  2.C 3</text></requires>")
    #expect(facts.map(\.kind) == [.prerequisite, .recommended])
    #expect(facts[0].requirement == .course(CourseRequirement("A 1")))
    #expect(facts[0].status == .exact)
    #expect(facts[1].text == "B 2; C 3")
    #expect(facts[1].requirement.opaqueSpans.count == 2)
    #expect(facts[1].status == .opaque)
  }

  @Test("Advice stated beside it joins it")
  func joined() throws {
    let facts = try requirements(
      "<requires><text>A 1.B 2</text></requires><recommends><course key=\"C 3\"/></recommends>")
    #expect(facts.map(\.kind) == [.prerequisite, .recommended])
    #expect(
      facts[1].requirement == .all([.opaque("B 2"), .course(CourseRequirement("C 3"))]))
    #expect(facts[1].status == .partial)
  }

  @Test("A tree is taken as it stands, whatever its words recommend")
  func tree() throws {
    let facts = try requirements("<requires><text>A 1.B 2</text><course key=\"A 2\"/></requires>")
    #expect(facts.map(\.kind) == [.prerequisite])
  }
}
