import Diagnostics
import FoundationEssentials
import KnowledgeGraph
import Testing

@testable import CatalogFeed

@Suite struct ProfileCheckTests {
  private static let mapping = mappingDocument(
    """
    <detect root="list"><has path="list/course"/></detect>
    <provider><key value="p"/></provider>
    <record name="course" path="list/course">
      <node class="Course" id="course">
        <key path="@code"/>
        <property name="title" path="name"/>
        <property name="level" path="level"/>
        <relationship relation="offeredBy" to="provider"/>
        <relationship relation="teaches" each="topic">
          <target class="Topic"><key path="."/><property name="title" path="."/></target>
        </relationship>
        <requirement kind="prerequisite" path="needs"/>
      </node>
      <ignore path="secret" reason="nobody's business"/>
    </record>
    """)

  private static let feed = """
    <list>
    <course code="A1"><name>One</name><topic>x</topic><topic>y</topic><secret>s</secret></course>
    <course code="A2"><name>Two</name><needs>A1</needs><rest t="u">r</rest></course>
    <course code="A2"><name>Two again</name></course>
    <course><name>Nameless</name></course>
    <course code="A5"><topic>x</topic></course>
    </list>
    """

  private func check(_ feed: String) throws -> ProfileCheck {
    let folder = try TemporaryFolder()
    let ontology = try ontology()
    let loaded = FeedMapping.load(
      path: try folder.write("m.xml", Self.mapping), schemaDirectory: feedsDirectory,
      ontology: ontology)
    let checker = ProfileChecker(
      ontology: ontology, feedsDirectory: feedsDirectory, parser: OpaqueParser())
    return try checker.check(
      file: try folder.write("feed.xml", feed), mapping: try #require(loaded.value))
  }

  @Test func whatEachRuleDid() throws {
    let check = try check(Self.feed)
    #expect(check.records == [ProfileCheck.RecordReport(name: "course", count: 5)])
    let rules = check.rules.map { "\($0.rule.effect.words) \($0.count) \($0.example)" }
    #expect(
      rules == [
        "node Course 4 A1", "property title 3 One", "property level 0 ",
        "relationship offeredBy 4 p", "relationship teaches 3 x", "property title 3 x",
        "requirement prerequisite 1 A1",
      ])
    #expect(check.rules.last?.opaque == 1)
    #expect(check.rules.map(\.rule.line) == check.rules.map(\.rule.line).sorted())
  }

  @Test func whatIsLeftAndWhatIsWrong() throws {
    let check = try check(Self.feed)
    #expect(
      check.left == [
        ProfileCheck.LeftValues(
          path: "list/course/name", count: 1, examples: ["One", "Two", "Two again"]),
        ProfileCheck.LeftValues(path: "list/course/rest", count: 1, examples: ["r"]),
        ProfileCheck.LeftValues(path: "list/course/rest/@t", count: 1, examples: ["u"]),
      ])
    #expect(check.ignored.map(\.reason) == ["nobody's business"])
    #expect(check.missingKeys == 1)
    #expect(check.repeatedKeys == 1)
    #expect(check.untitled == 1)
    #expect(!check.hasErrors)
    let idle = check.diagnostics.filter { $0.code == "profile.idle-rule" }
    #expect(idle.map(\.found) == ["level"])
    #expect(idle.first?.place?.line == 8)
  }

  @Test func aBrokenFeedIsAnError() throws {
    #expect(try check("<list><course code='A'>").hasErrors)
  }

  @Test func sketchesAreExactWhenSmallAndNearWhenLarge() {
    var small = DistinctSketch()
    for number in 0..<1000 { small.insert(DistinctSketch.hash("\(number % 700)".utf8)) }
    #expect(small.distinct == 700)
    #expect(small.repeated == 300)
    var large = DistinctSketch()
    for number in 0..<100_000 { large.insert(DistinctSketch.hash("\(number)".utf8)) }
    #expect(abs(large.distinct - 100_000) < 10_000)
    #expect(large.repeated == 0)
  }

  @Test(
    arguments: [
      ("12", .integer), ("3.5", .number), ("3,5", .number), ("2024-01-31", .date),
      ("2024-01-31T10:00:00Z", .date), ("PT2H", .duration), ("P", .code), ("18:30", .time),
      ("6:30 pm", .time), ("en", .language), ("de-AT", .language), ("https://a.example/x", .url),
      ("CS 225", .code), ("A150", .code), ("BUS", .code), ("Algebra", .text),
      ("An introduction to all that there is to know here.", .prose),
    ] as [(String, ValueKind)])
  func kinds(text: String, kind: ValueKind) {
    #expect(ValueKind(text) == kind)
  }
}

/// The chapter on dialects says all that the schema declares.
@Suite struct MappingReferenceTests {
  @Test func everyElementAndAttributeIsInTheReference() throws {
    let names = SchemaNames(path: feedsDirectory + "/" + FeedMapping.schemaName)
    let data = try #require(FileManager.default.contents(atPath: feedsDirectory + "/README.md"))
    let chapter = String(decoding: data, as: UTF8.self)
    #expect(!names.elements.isEmpty && !names.attributes.isEmpty)
    for name in names.elements + names.attributes {
      let isNamed = ["`\(name)`", "<\(name)", "`\(name)=", " \(name)="].contains {
        chapter.contains($0)
      }
      #expect(isNamed, "the reference does not mention \(name)")
    }
  }
}
