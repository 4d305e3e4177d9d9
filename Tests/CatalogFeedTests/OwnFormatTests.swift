import CatalogFeed
import Diagnostics
import FoundationEssentials
import KnowledgeGraph
import Testing
import XMLParsing

@Suite struct OwnFormatTests {
  static let feed = """
    <?xml version="1.0" encoding="UTF-8"?>
    <catalog xmlns="urn:docent:catalog:1" generated="2026-01-15T09:00:00Z">
      <provider key="harbour">
        <title>Harbour College</title>
        <title xml:lang="zh">海港学院</title>
        <topic key="graphs"><title>Graphs</title><broader topic="mathematics"/></topic>
        <instructor key="okafor"><title>N. Okafor</title></instructor>
        <programme key="bsc"><title>BSc</title></programme>
        <course key="CS 225">
          <title>Data Structures</title>
          <title xml:lang="zh">数据结构</title>
          <credits>4</credits>
          <hours>110.5</hours>
          <level>intermediate</level>
          <language>en</language>
          <teaches topic="graphs"/>
          <taughtBy instructor="okafor"/>
          <partOf programme="bsc"/>
          <equivalentTo course="CS 226"/>
          <requires>
            <text>see the handbook</text>
            <all>
              <course key="CS 101" minimumGrade="C"/>
              <any><course key="A"/><course key="B" concurrent="true"/></any>
              <atLeast count="2"><course key="C"/><course key="D"/><course key="E"/></atLeast>
              <not><course key="F"/></not>
              <corequisite><course key="G"/></corequisite>
              <credits count="30" of="CS%"/>
              <standing>second year</standing>
              <programme>BSc</programme>
              <opaque>permission</opaque>
              <opaque kind="consent">consent of the head</opaque>
              <opaque kind="exam">TOEFL 90</opaque>
              <credits count="12" of="MATH 1%|STAT%"/>
            </all>
          </requires>
          <recommends><course key="H"/></recommends>
          <excludes><any><course key="I"/><course key="J"/></any></excludes>
          <section key="CS 225 A"><term>2026</term><start>2026-02-02</start><taughtBy instructor="okafor"/></section>
        </course>
        <course key="CS 300"><title>Algorithms</title><requires><text>CS 225</text></requires></course>
        <course key="CS 1"><title>Start</title><requires><none/></requires><corequisites><course key="K"/></corequisites></course>
      </provider>
    </catalog>
    """

  private func reading() throws -> Reading {
    let folder = try TemporaryFolder()
    let library = try library()
    let path = try folder.write("catalog.xml", Self.feed)
    let mapping = try #require(library.detect(path: path).value)
    return try read(path: path, mapping: mapping, ontology: try ontology(), parser: ContextParser())
  }

  @Test func nodesAndRelationships() throws {
    let reading = try reading()
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.summary.unconsumed.isEmpty)
    #expect(reading.summary.ignored.map(\.path) == ["d:catalog/@generated"])
    #expect(
      reading.node("Course", "CS 225")?.properties == [
        "title": .string("Data Structures"), "title_zh": .string("数据结构"), "credits": .float(4),
        "hours": .float(110.5), "level": .string("intermediate"), "language": .string("en"),
      ])
    #expect(
      reading.node("Provider", "harbour")?.properties == [
        "title": .string("Harbour College"), "title_zh": .string("海港学院"),
      ])
    #expect(reading.node("Provider", "harbour")?.node.provider == nil)
    #expect(
      reading.nodes.allSatisfy { $0.node.nodeClass == "Provider" || $0.node.provider == "harbour" })
    let stated = Set(reading.relationships.map { "\($0.start.key) \($0.relation) \($0.end.key)" })
    #expect(
      stated == [
        "graphs broader mathematics", "CS 225 offeredBy harbour", "CS 225 teaches graphs",
        "CS 225 taughtBy okafor", "CS 225 partOf bsc", "CS 225 equivalentTo CS 226",
        "CS 225 A instanceOf CS 225", "CS 300 offeredBy harbour", "CS 1 offeredBy harbour",
      ])
  }

  @Test func requirementTrees() throws {
    let facts = try reading().requirements
    #expect(
      facts.map(\.kind) == [
        .prerequisite, .exclusion, .recommended, .prerequisite, .prerequisite, .corequisite,
      ])
    let tree = Requirement.all([
      .course(CourseRequirement("CS 101", minimumGrade: "C")),
      .any([.course(CourseRequirement("A")), .course(CourseRequirement("B", concurrent: true))]),
      .atLeast(
        count: 2,
        of: ["C", "D", "E"].map { .course(CourseRequirement($0)) }),
      .not(.course(CourseRequirement("F"))),
      .corequisite(.course(CourseRequirement("G"))),
      .credits(count: 30, of: "CS%"), .standing("second year"), .programme("BSc"),
      .opaque("permission"), .consent("consent of the head"), .exam("TOEFL 90"),
      .credits(count: 12, of: "MATH 1%|STAT%"),
    ])
    #expect(facts[0].requirement == tree)
    #expect(facts[0].status == .partial)
    #expect(facts[0].text == "see the handbook")
    #expect(facts[0].place.line == 20)
    #expect(
      facts[1].requirement
        == .not(.any([.course(CourseRequirement("I")), .course(CourseRequirement("J"))])))
    #expect(facts[2].requirement == .course(CourseRequirement("H")))
    #expect(facts[3].requirement == .standing("CS| |CS 225"))
    #expect(facts[4].requirement == .none)
    #expect(facts[4].status == .exact)
    #expect(facts[5].requirement == .corequisite(.course(CourseRequirement("K"))))
  }

  @Test func theSchemaAcceptsIt() throws {
    let schema = try XMLSchemaValidator(
      path: feedsDirectory + "/docent-catalog.xsd", imports: ["xml.xsd"])
    #expect(schema.validate(Array(Self.feed.utf8), name: "f", family: "feed").isEmpty)
    for (old, new) in [
      ("<credits>4</credits>", "<credits>four</credits>"), ("key=\"CS 300\"", ""),
      ("<none/>", "<none/><none/>"), ("count=\"2\"", "count=\"0\""),
      ("<title>Algorithms</title>", "<titel>Algorithms</titel>"),
      ("<standing>second year</standing>", "<standing> </standing>"),
      ("kind=\"exam\"", "kind=\"luck\""), ("<opaque kind=\"exam\">TOEFL 90", "<opaque> "),
    ] {
      let broken = Self.feed.replacing(old, with: new)
      #expect(broken != Self.feed)
      let found = schema.validate(Array(broken.utf8), name: "f", family: "feed")
      #expect(found.contains { $0.code == "feed.invalid" && $0.place?.line != nil }, "\(new)")
    }
  }

  @Test func theExampleCatalogueFollowsTheSchemaAndIsReadWhole() throws {
    let path = packageRoot + "/Examples/catalog.xml"
    let schema = try XMLSchemaValidator(
      path: feedsDirectory + "/docent-catalog.xsd", imports: ["xml.xsd"])
    let bytes = try XMLFileSource(path: path).readAll()
    #expect(schema.validate(bytes, name: path, family: "feed").isEmpty)
    let mapping = try #require(try library().mapping(named: "docent"))
    let reading = try read(path: path, mapping: mapping, ontology: try ontology())
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.summary.unconsumed.isEmpty)
    let stated = Set(reading.nodes.map(\.node))
    #expect(
      reading.relationships.allSatisfy { stated.contains($0.start) && stated.contains($0.end) })
  }
}
