import CatalogFeed
import Diagnostics
import FoundationEssentials
import KnowledgeGraph
import Testing

/// Dialects whose records name each other, and whose values say their language in their own way.
@Suite struct ReferenceDialectTests {
  private let mapping = mappingDocument(
    """
    <detect root="list"><has path="list/offer"/></detect>
    <provider><key value="p"/></provider>
    <record name="offer" path="list/offer">
      <node class="Course" id="course" elsewhere="true"><key path="@of"/>
        <property name="description" path="text"/>
        <relationship relation="offeredBy" to="provider"/></node>
      <node class="CourseInstance"><key path="@id"/>
        <relationship relation="instanceOf" to="course"/></node>
      <ignore path="text" reason="not the course's"/>
    </record>
    <record name="course" path="list/course">
      <node class="Course"><key path="@id"/>
        <property name="title" path="title" language-path="@in"/></node>
    </record>
    """)

  private let feed = """
    <list><offer id="O1" of="C"><text>x</text></offer><offer id="O2" of="C"/>
    <course id="C"><title in="en">One</title><title in="nl">Een</title><title in="en">Uno</title>
    </course></list>
    """

  @Test func aNodeStatedElsewhereIsStatedOnce() throws {
    let reading = try read(feed, mapping: mapping)
    #expect(reading.diagnostics.isEmpty)
    let course = NodeReference("Course", provider: "p", key: "C")
    #expect(reading.nodes.filter { $0.node == course }.count == 1)
    #expect(
      reading.relationships.filter { $0.relation == "offeredBy" }.map(\.start) == [course, course])
    #expect(
      reading.relationships.filter { $0.relation == "instanceOf" }.map(\.end) == [course, course])
    #expect(reading.summary.ignored.map(\.count) == [1])
  }

  @Test func theFirstValueOfEachLanguage() throws {
    let reading = try read(feed, mapping: mapping)
    let course = try #require(reading.node("Course", "C"))
    #expect(course.properties == ["title": .string("One"), "title_nl": .string("Een")])
    // The second English title is listed, not lost.
    #expect(
      reading.summary.unconsumed.map(\.path) == ["list/course/title", "list/course/title/@in"])
    #expect(reading.summary.unconsumed.map(\.count) == [1, 1])
  }

  private static let opportunities = realFeeds + "/elm/loq.xml"

  @Test(.enabled(if: FileManager.default.fileExists(atPath: opportunities)))
  func learningOpportunities() throws {
    let found = try library().detect(path: Self.opportunities)
    let mapping = try #require(found.value)
    #expect(mapping.name == "elm-loq")
    let reading = try read(path: Self.opportunities, mapping: mapping, ontology: try ontology())
    // The sample's numbers of credits are made-up letters.
    #expect(reading.diagnostics.map(\.code) == ["feed.bad-value", "feed.bad-value"])
    #expect(reading.summary.records == 8)
    #expect(reading.summary.unconsumed.isEmpty)
    let counts = Dictionary(grouping: Set(reading.nodes.map(\.node)), by: \.nodeClass)
      .mapValues(\.count)
    #expect(counts == ["Course": 2, "CourseInstance": 2, "Provider": 2, "Topic": 10])
    let course = try #require(reading.node("Course", "http://Q-01"))
    #expect(course.properties["title"] == .string("r6Z7KzQdvNjTBUzF1z"))
    #expect(course.properties["title_nl"] == .string("zUL49ME"))
    #expect(course.properties["level"] == .string("EQF 2"))
    #expect(reading.requirements.map(\.text) == ["wmoORvUoHWmxTnO", "t-Bh"])
    let stated = Set(reading.nodes.map(\.node))
    #expect(
      reading.relationships.allSatisfy { stated.contains($0.start) && stated.contains($0.end) })
  }
}
