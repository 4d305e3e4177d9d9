import CatalogFeed
import Diagnostics
import FoundationEssentials
import KnowledgeGraph
import Testing

@Suite struct ReaderTests {
  static let mapping = mappingDocument(
    """
    <detect root="list"><has path="list/course"/></detect>
    <provider><key value="p"/></provider>
    <record name="course" path="list/course">
      <node class="Course">
        <key path="@key"/>
        <property name="title" path="title"/>
        <property name="credits" path="credits"/>
        <requirement kind="prerequisite" path="needs"/>
        <requirement kind="prerequisite" path="also"/>
      </node>
    </record>
    """)

  @Test func aSecondItemOfOneKeyIsReported() throws {
    let reading = try read(
      """
      <list>
      <course key="A"><title>One</title></course>
      <course key="A"><title>Two</title></course>
      </list>
      """, mapping: Self.mapping)
    let warning = try #require(reading.diagnostics.first)
    #expect(warning.code == "feed.repeated-key")
    #expect(warning.place?.line == 3)
    #expect(warning.hint == "the first stands at line 2")
    #expect(reading.nodes.count { $0.node.nodeClass == "Course" } == 2)
  }

  @Test func missingKeysAndBadValuesAreReported() throws {
    let reading = try read(
      "<list>\n<course><title>No key</title></course>\n"
        + "<course key='B'><credits>three</credits></course></list>", mapping: Self.mapping)
    #expect(reading.diagnostics.map(\.code) == ["feed.missing-key", "feed.bad-value"])
    #expect(reading.diagnostics.map { $0.place?.line } == [2, 3])
    #expect(reading.diagnostics[1].found == "three")
    #expect(reading.diagnostics[1].expected == "float")
    #expect(reading.node("Course", "B")?.properties.isEmpty == true)
    #expect(reading.summary.unconsumed == [PathCount(path: "list/course/title", count: 1)])
  }

  @Test func manyDiagnosticsAreCounted() throws {
    let courses = String(repeating: "<course/>", count: 35)
    let reading = try read("<list>\(courses)</list>", mapping: Self.mapping)
    #expect(reading.diagnostics.count == 21)
    #expect(reading.diagnostics.last?.message == "15 more of this kind are not listed.")
  }

  @Test func requirementsOfOneKindAreOneFact() throws {
    let reading = try read(
      "<list><course key='A'><needs>B</needs><needs>C</needs><also>D</also></course></list>",
      mapping: Self.mapping)
    let fact = try #require(reading.requirements.first)
    #expect(reading.requirements.count == 1)
    #expect(fact.text == "B\nC\nD")
    #expect(fact.requirement == .all([.all([.opaque("B"), .opaque("C")]), .opaque("D")]))
    #expect(fact.status == .opaque)
    #expect(reading.summary.requirements.first?.opaque == 1)
  }

  @Test func aFeedWithoutRecords() throws {
    let reading = try read("<list><lesson/></list>", mapping: Self.mapping)
    #expect(reading.diagnostics.map(\.code) == ["feed.no-records"])
  }

  @Test func recordsWithinRecords() throws {
    let mapping = mappingDocument(
      """
      <detect root="list"><has path="list/house"/></detect>
      <record name="house" path="list/house">
        <provider><key path="@key"/></provider>
        <node class="Provider"><property name="title" path="name"/></node>
      </record>
      <record name="course" path="list/house/course">
        <provider><key path="../@key"/></provider>
        <node class="Course"><key path="@key"/><property name="title" template="{../name}: {.}"/>
          <relationship relation="offeredBy" to="provider"/></node>
      </record>
      """)
    let reading = try read(
      """
      <list><house key="h"><name>H</name><course key="1">a</course>\
      <course key="2">b</course><foot/></house><house key="i"><course key="1">c</course></house></list>
      """, mapping: mapping)
    #expect(reading.records.map(\.name) == ["course", "course", "house", "course", "house"])
    #expect(reading.records[2].raw == "<house key=\"h\"><name>H</name><foot/></house>")
    #expect(reading.records[4].raw == "<house key=\"i\"></house>")
    #expect(reading.node("Course", "2")?.properties["title"] == .string("H: b"))
    #expect(reading.node("Provider", "h")?.properties["title"] == .string("H"))
    // Without a name the template has no value; the text is listed.
    #expect(reading.nodes.last { $0.node.nodeClass == "Course" }?.properties.isEmpty == true)
    #expect(reading.summary.unconsumed == [PathCount(path: "list/house/course", count: 1)])
    #expect(reading.nodes.count { $0.node.nodeClass == "Provider" } == 2)
  }

  @Test func aRepeatedNodeIsStatedOnce() throws {
    let mapping = mappingDocument(
      """
      <detect root="list"><has path="list/section"/></detect>
      <record name="section" path="list/section">
        <node class="Course" id="c" once="true"><key path="course"/><property name="title" path="title"/></node>
        <node class="CourseInstance"><key template="{course} {@n}"/><property name="title" path="title"/>
          <relationship relation="instanceOf" to="c"/></node>
      </record>
      """)
    let reading = try read(
      """
      <list><section n="1"><course>A</course><title>First</title></section>
      <section n="2"><course>A</course><title>Second</title></section></list>
      """, mapping: mapping)
    #expect(reading.diagnostics.isEmpty)
    let courses = reading.nodes.filter { $0.node.nodeClass == "Course" }
    #expect(courses.map(\.properties) == [["title": .string("First")], [:]])
    #expect(reading.node("CourseInstance", "A 2")?.properties["title"] == .string("Second"))
    #expect(reading.relationships.map(\.end.key) == ["A", "A"])
    #expect(reading.summary.unconsumed.isEmpty)
  }

  @Test func emitAndProgressCanStop() throws {
    struct Full: Error {}
    let folder = try TemporaryFolder()
    let ontology = try ontology()
    let mapping = try #require(
      FeedMapping.load(
        path: try folder.write("m.xml", Self.mapping), schemaDirectory: feedsDirectory,
        ontology: ontology
      ).value)
    let courses = (0..<20_000).map { "<course key='\($0)'/>" }.joined()
    let path = try folder.write("feed.xml", "<list>\(courses)</list>")
    let reader = CatalogReader(
      mapping: mapping, ontology: ontology, requirementParser: OpaqueParser())
    #expect(throws: Full.self) { try reader.read(path: path) { _ in throw Full() } }
    var seen = 0
    #expect(throws: CancellationError.self) {
      try reader.read(
        path: path, progress: { done, total in done < total / 2 }, emit: { _ in seen += 1 })
    }
    #expect(seen > 0 && seen < 20_000)
    var progress: [Int] = []
    _ = try reader.read(
      path: path,
      progress: { done, total in
        progress.append(done)
        return total >= done
      }, emit: { _ in })
    #expect(progress == progress.sorted() && progress.count >= 3)
  }

  @Test func manyElementsOutsideOfRecordsAreLetGo() throws {
    let strays = (0..<10_000).map { "<stray n='\($0)'>x</stray>" }.joined()
    let reading = try read(
      "<list><course key='A'/>\(strays)<course key='B'/></list>", mapping: Self.mapping)
    #expect(reading.summary.records == 2)
    #expect(
      reading.summary.unconsumed == [
        PathCount(path: "list/stray", count: 10_000),
        PathCount(path: "list/stray/@n", count: 10_000),
      ])
  }
}
