import CatalogFeed
import Diagnostics
import FoundationEssentials
import KnowledgeGraph
import Testing

@Suite struct MappingTests {
  private func load(_ document: String) throws -> Diagnosed<FeedMapping?> {
    let folder = try TemporaryFolder()
    return FeedMapping.load(
      path: try folder.write("m.xml", document), schemaDirectory: feedsDirectory,
      ontology: try ontology())
  }

  /// A mapping whose course node holds `rule`, on line 7.
  private func document(_ rule: String) -> String {
    mappingDocument(
      """
      <namespace prefix="k" uri="urn:k"/>
      <detect root="list"><has path="list/course"/></detect>
      <record name="course" path="list/course">
        <node class="Course" id="c">
          <key path="@key"/>
          \(rule)
        </node>
      </record>
      """)
  }

  @Test func shippedMappingsAreSound() throws {
    let names = try library().mappings.map(\.name)
    #expect(names == names.sorted())
    #expect(names.contains("docent"))
    #expect(names.count >= 5)
  }

  @Test(
    arguments: [
      ("<property name='titel' path='t'/>", "mapping.unknown-property", "did you mean title?"),
      (
        "<relationship relation='teachs' to='c'/>", "mapping.unknown-relation",
        "did you mean teaches?"
      ),
      (
        "<node class='Curse'><key path='@k'/></node>", "mapping.unknown-class",
        "did you mean Course?"
      ),
      ("<relationship relation='teaches' to='d'/>", "mapping.unknown-node", "did you mean c?"),
      ("<property name='title' path='a['/>", "mapping.bad-path", nil),
      ("<property name='title' path='q:a'/>", "mapping.bad-path", nil),
      ("<property name='title' path='//@a'/>", "mapping.bad-path", nil),
      ("<property name='title' template='{a'/>", "mapping.bad-template", nil),
      ("<property name='title'/>", "mapping.no-value", nil),
      ("<property name='title' path='a' value='b'/>", "mapping.no-value", nil),
      ("<relationship relation='teaches'/>", "mapping.no-target", nil),
      ("<requirement kind='prerequisite'/>", "mapping.no-value", nil),
      ("<node class='Topic'/>", "mapping.no-key", nil),
      ("<node class='Topic' id='c'><key path='@k'/></node>", "mapping.repeated-id", nil),
      ("<requirement kind='wish' path='a'/>", "mapping.invalid", nil),
      ("<propertie name='title' path='a'/>", "mapping.invalid", nil),
      ("<property path='a'/>", "mapping.invalid", nil),
    ] as [(String, String, String?)])
  func mistakesAreReportedWithTheirPlace(rule: String, code: String, hint: String?) throws {
    let found = try load(document(rule))
    #expect(found.value == nil)
    let mistake = try #require(found.diagnostics.first)
    #expect(mistake.code == code)
    #expect(mistake.severity == .error)
    #expect(mistake.place?.line == 7)
    if let hint { #expect(mistake.hint == hint) }
  }

  @Test func whatIsNoMapping() throws {
    #expect(try load("<mapping/>").diagnostics.map(\.code) == ["mapping.invalid"])
    #expect(try load("<mapping").hasErrors)
    let missing = FeedMapping.load(
      path: "/nonexistent.xml", schemaDirectory: feedsDirectory, ontology: try ontology())
    #expect(missing.diagnostics.map(\.code) == ["mapping.unreadable"])
    let noSchema = FeedMapping.load(
      path: "/nonexistent.xml", schemaDirectory: "/nonexistent", ontology: try ontology())
    #expect(noSchema.hasErrors)
  }
}
