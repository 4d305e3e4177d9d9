import CatalogFeed
import Diagnostics
import KnowledgeGraph
import Testing

/// Mistakes in mapping documents are shown where they stand, with the name that was meant.
@Suite struct MappingDiagnosticTests {
  struct Mistake: Sendable {
    var rule: String
    var code: String
    var line: Int
    var column: Int
    var length: Int
    var hint: String
  }

  /// The rule stands on line 7, after ten spaces of the document and none of its own.
  static let mistakes = [
    Mistake(
      rule: "<property name=\"titel\" path=\"t\"/>", code: "mapping.unknown-property", line: 7,
      column: 17, length: 5, hint: "did you mean title?"),
    Mistake(
      rule: "<property name=\"titel\"\n   path=\"t\"\n   many=\"join\"/>",
      code: "mapping.unknown-property", line: 7, column: 17, length: 5,
      hint: "did you mean title?"),
    Mistake(
      rule: "<relationship relation='teachs' to='c'/>", code: "mapping.unknown-relation", line: 7,
      column: 25, length: 6, hint: "did you mean teaches?"),
    Mistake(
      rule: "<node class='Curse'><key path='@k'/></node>", code: "mapping.unknown-class", line: 7,
      column: 14, length: 5, hint: "did you mean Course?"),
    Mistake(
      rule: "<propertie name='title' path='a'/>", code: "mapping.invalid", line: 7, column: 2,
      length: 9, hint: "did you mean property?"),
    Mistake(
      rule: "<property name='title' pth='a'/>", code: "mapping.invalid", line: 7, column: 24,
      length: 3, hint: "did you mean path?"),
    Mistake(
      rule: "<requirement kind='prerequisit' path='a'/>", code: "mapping.invalid", line: 7,
      column: 20, length: 11, hint: "did you mean prerequisite?"),
    Mistake(
      rule: "<property name='title' path='a'><upercase/></property>", code: "mapping.invalid",
      line: 7, column: 34, length: 8, hint: "did you mean uppercase?"),
  ]

  @Test(arguments: mistakes)
  func placeAndNearestName(mistake: Mistake) throws {
    let document = """
      <mapping xmlns="urn:docent:feed-mapping:1" name="test" title="Test">
      <detect root="list"><has path="list/course"/></detect>
      <record name="course" path="list/course">
      <node class="Course" id="c">
      <key path="@key"/>

      \(mistake.rule)
      </node>
      </record>
      </mapping>
      """
    let folder = try TemporaryFolder()
    let loaded = FeedMapping.load(
      path: try folder.write("m.xml", document), schemaDirectory: feedsDirectory,
      ontology: try ontology())
    #expect(loaded.value == nil)
    let found = try #require(loaded.diagnostics.first)
    #expect(found.code == mistake.code)
    #expect(found.place?.line == mistake.line)
    #expect(found.place?.column == mistake.column)
    #expect(found.place?.length == mistake.length)
    #expect(found.hint == mistake.hint)
  }
}
