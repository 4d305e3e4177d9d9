import CatalogFeed
import Diagnostics
import KnowledgeGraph
import Testing

/// ELM learning opportunities, by a small feed of its own: an opportunity before the course it
/// offers and the organisation that provides it.
@Suite struct LearningOpportunityDialectTests {
  static let feed = """
    <Courses xmlns="http://data.europa.eu/snb/model/ap/loq-constraints/" xsdVersion="3.1.0"
        xmlns:skos="http://www.w3.org/2004/02/skos/core#">
      <learningOpportunityReferences><learningOpportunity id="urn:o:1">
        <title language="fr">Session d'automne</title><title language="en">Autumn term</title>
        <homepage><language uri="urn:l:ENG"/><contentUrl>https://example.eu/1</contentUrl></homepage>
        <temporal><startDate>2024-09-01T00:00:00</startDate></temporal>
        <priceDetail><amount><unit
          uri="http://publications.europa.eu/resource/authority/currency/EUR"/><value>90</value>
        </amount></priceDetail>
        <providedBy idref="urn:p:1"/>
        <learningAchievementSpecification idref="urn:c:1"/>
        <defaultLanguage uri="urn:l:FRA"/>
      </learningOpportunity></learningOpportunityReferences>
      <learningAchievementSpecificationReferences><learningAchievementSpecification id="urn:c:1">
        <title language="en">Statics</title><title language="fr">Statique</title>
        <description language="fr">Forces.</description>
        <ISCEDFCode uri="http://data.europa.eu/snb/isced-f/0715"/>
        <volumeOfLearning>PT150H</volumeOfLearning>
        <creditPoint><framework uri="urn:ects"/><point>6</point></creditPoint>
        <language uri="http://publications.europa.eu/resource/authority/language/FRA"/>
        <entryRequirement><noteLiteral language="fr">Algèbre</noteLiteral>
          <noteLiteral language="en">MATH 101</noteLiteral></entryRequirement>
        <learningOutcome idref="urn:lo:1"/>
        <EQFLevel uri="http://data.europa.eu/snb/eqf/6"/>
      </learningAchievementSpecification></learningAchievementSpecificationReferences>
      <learningOutcomeReferences><learningOutcome id="urn:lo:1">
        <title language="en">Drawing free bodies</title></learningOutcome>
      </learningOutcomeReferences>
      <agentReferences><organisation id="urn:p:1"><legalName language="en">Example School</legalName>
      </organisation></agentReferences>
    </Courses>
    """

  private func reading() throws -> Reading {
    let folder = try TemporaryFolder()
    let path = try folder.write("feed.xml", Self.feed)
    let found = try library().detect(path: path)
    #expect(found.value?.name == "elm-loq")
    return try read(path: path, mapping: try #require(found.value), ontology: try ontology())
  }

  @Test func courseOfferingOutcomeAndProvider() throws {
    let reading = try reading()
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.summary.unconsumed.isEmpty)
    #expect(
      reading.records.map(\.name) == ["opportunity", "achievement", "outcome", "organisation"])
    let course = try #require(reading.node("Course", "urn:c:1"))
    #expect(course.node.provider == nil)
    #expect(
      course.properties == [
        "title": .string("Statics"), "title_fr": .string("Statique"),
        "description_fr": .string("Forces."), "credits": .float(6),
        "creditStatement": .string("6 (urn:ects)"), "hours": .float(150),
        "level": .string("EQF 6"), "language": .string("fr"),
        "restrictions": .string("MATH 101"), "restrictions_fr": .string("Algèbre"),
      ])
    let offering = try #require(reading.node("CourseInstance", "urn:o:1"))
    #expect(offering.properties["title"] == .string("Autumn term"))
    #expect(offering.properties["title_fr"] == .string("Session d'automne"))
    #expect(offering.properties["cost"] == .string("90 EUR"))
    let said = reading.relationships.map { "\($0.start.key) \($0.relation) \($0.end.key)" }
    #expect(
      said.sorted() == [
        "urn:c:1 offeredBy urn:p:1", "urn:c:1 teaches http://data.europa.eu/snb/isced-f/0715",
        "urn:c:1 teaches urn:lo:1", "urn:o:1 instanceOf urn:c:1",
      ])
    #expect(reading.node("Provider", "urn:p:1")?.properties["title"] == .string("Example School"))
  }

  /// The English text is read; each language's words are kept with the course.
  @Test func entryRequirement() throws {
    #expect(try reading().requirements.map(\.text) == ["MATH 101"])
  }
}
