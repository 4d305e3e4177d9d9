import CatalogFeed
import Diagnostics
import Docent
import Foundation
import GraphStorage
import KnowledgeGraph
import QueryExecution
import Testing

/// A feed in a dialect that nobody has seen before is read by a mapping document beside it.
@Suite("An unseen dialect")
struct UnseenDialectTests {
  static let feed = """
    <?xml version="1.0" encoding="UTF-8"?>
    <timetable>
      <unit id="BOT-1"><called>Mosses</called><needs/><points>3</points></unit>
      <unit id="BOT-2"><called>Ferns</called><needs>BOT-1</needs><points>4</points></unit>
      <unit id="BOT-3"><called>Conifers</called><needs>BOT-2</needs><points>5</points>
        <greenhouse>East wing</greenhouse></unit>
    </timetable>
    """

  static let mapping = """
    <?xml version="1.0" encoding="UTF-8"?>
    <mapping xmlns="urn:docent:feed-mapping:1" name="timetable" title="A garden's timetable">
      <detect root="timetable"><has path="timetable/unit"/></detect>
      <provider><key value="garden"/></provider>
      <record name="unit" path="timetable/unit">
        <node class="Course">
          <key path="@id"/>
          <property name="title" path="called"/>
          <property name="credits" path="points"/>
          <requirement kind="prerequisite" path="needs"/>
        </node>
      </record>
    </mapping>
    """

  private func folderWithFeed() throws -> (TemporaryFolder, feed: String, mapping: String) {
    let folder = try TemporaryFolder()
    return (
      folder, try folder.write(Self.feed, to: "garden.xml"),
      try folder.write(Self.mapping, to: "timetable.xml")
    )
  }

  @Test("Without the mapping the dialect is unknown, and the hint says what to do")
  func refusedWithoutMapping() throws {
    let (folder, feed, _) = try folderWithFeed()
    let session = try openSession(folder.file("graph.db"))
    let report = try session.importFiles(ImportRequest(files: [feed]))[0]
    #expect(report.failed)
    let refusal = report.diagnostics.first { $0.code == "feed.unknown-dialect" }
    #expect(refusal?.hint?.contains("--profile") == true)
    #expect(refusal?.place?.file == feed)
  }

  @Test("With it the feed is read, and the one element that nobody consumes is listed")
  func readWithMapping() throws {
    let (folder, feed, mapping) = try folderWithFeed()
    let session = try openSession(folder.file("graph.db"))
    let report = try session.importFiles(ImportRequest(files: [feed], profile: mapping))[0]
    #expect(!report.failed, "\(report.diagnostics)")
    #expect(report.profile == "timetable")
    #expect(report.records == 3)
    #expect(report.unconsumed.map(\.path) == ["timetable/unit/greenhouse"])
    #expect(report.unconsumed.map(\.count) == [1])
    #expect(report.consumed == 11)
    let titles = try session.rows(
      "MATCH (c:Course) RETURN c.key AS key, c.title AS title ORDER BY key")
    #expect(titles.column("key").map(\.string) == ["BOT-1", "BOT-2", "BOT-3"])
    #expect(titles.column("title").map(\.string) == ["Mosses", "Ferns", "Conifers"])
  }

  @Test("Put in the ontology's feeds folder, the dialect is found by itself")
  func detectedOnceInstalled() throws {
    let (folder, feed, mapping) = try folderWithFeed()
    let ontology = try folder.makeOntology(
      "Ontology", documents: [ProjectFiles.ontologyDocument],
      feeds: ProjectFiles.feedDocuments("xsd") + ProjectFiles.feedDocuments("xml") + [mapping])
    let session = try openSession(folder.file("graph.db"), ontology: ontology)
    let report = try session.importFiles(ImportRequest(files: [feed]))[0]
    #expect(!report.failed && report.profile == "timetable" && report.nodes.added == 4)
    #expect(try FeedProfiles.all(ontologyDirectory: ontology).contains { $0.name == "timetable" })
  }

  @Test("A misspelt dialect is refused with the nearest name")
  func misspeltProfile() throws {
    let (folder, feed, _) = try folderWithFeed()
    let session = try openSession(folder.file("graph.db"))
    let report = try session.importFiles(ImportRequest(files: [feed], profile: "docet"))[0]
    #expect(report.failed)
    #expect(report.diagnostics.first?.hint?.contains("docent") == true)
  }

  @Test("A mapping that names a class the ontology lacks is refused at its line")
  func mappingAgainstOntology() throws {
    let (folder, feed, _) = try folderWithFeed()
    let wrong = Self.mapping.replacingOccurrences(of: "\"Course\"", with: "\"Coarse\"")
    let mapping = try folder.write(wrong, to: "wrong.xml")
    let session = try openSession(folder.file("graph.db"))
    let report = try session.importFiles(ImportRequest(files: [feed], profile: mapping))[0]
    let error = report.diagnostics.first { $0.severity == .error }
    #expect(error?.place?.file == mapping)
    #expect(error?.place?.line == 6)
    #expect(try session.versions() == Versions())
  }
}
