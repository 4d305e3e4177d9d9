import CatalogFeed
import Diagnostics
import FoundationEssentials
import KnowledgeGraph
import Testing

@Suite struct DetectionTests {
  private func detect(_ feed: String) throws -> Diagnosed<FeedMapping?> {
    let folder = try TemporaryFolder()
    return try library().detect(path: try folder.write("feed.xml", feed))
  }

  @Test(arguments: [
    ("<catalog xmlns='urn:docent:catalog:1'><provider/></catalog>", "docent"),
    ("<root><course><reg_num>1</reg_num></course></root>", "reed"),
    ("<root><course_listing><section_listing/></course_listing></root>", "uwm"),
    (
      "<c:catalog xmlns:c='http://xcri.org/profiles/1.2/catalog'><c:provider/></c:catalog>",
      "xcri-cap"
    ),
  ])
  func byRootAndTellingPath(feed: String, dialect: String) throws {
    let found = try detect(feed)
    #expect(found.diagnostics.isEmpty)
    #expect(found.value?.name == dialect)
  }

  @Test func unknownDialect() throws {
    let found = try detect(
      "<?xml version='1.0'?>\n<catalog xmlns='urn:other'><provider/></catalog>")
    #expect(found.value == nil)
    let refusal = try #require(found.diagnostics.first)
    #expect(refusal.code == "feed.unknown-dialect")
    #expect(refusal.severity == .error)
    #expect(refusal.found == "<catalog> in the namespace urn:other")
    #expect(refusal.expected?.contains("docent") == true)
    #expect(refusal.hint?.contains("--profile") == true)
    #expect(refusal.place?.line == 2)
    // The right root is not enough.
    #expect(
      try detect("<root><lesson/></root>").diagnostics.map(\.code) == ["feed.unknown-dialect"])
  }

  @Test(arguments: [
    ("", "feed.empty"), ("a,b,c\n1,2,3\n", "feed.not-xml"), ("<", "feed.truncated"),
  ])
  func whatIsNoFeed(feed: String, code: String) throws {
    let found = try detect(feed)
    #expect(found.value == nil)
    #expect(found.diagnostics.map(\.code) == [code])
  }

  @Test func aTruncatedFeedHasADialectAllTheSame() throws {
    #expect(try detect("<root><course><reg_num>1").value?.name == "reed")
  }

  @Test func moreThanOneDialect() throws {
    let folder = try TemporaryFolder()
    let text = ReaderTests.mapping
    _ = try folder.write("a.xml", text)
    _ = try folder.write("b.xml", text.replacing("name=\"test\"", with: "name=\"other\""))
    _ = try folder.write("c.xml", text)
    let schema = try Data(contentsOf: URL(filePath: feedsDirectory + "/feed-mapping.xsd"))
    _ = try folder.write("feed-mapping.xsd", Array(schema))
    let library = FeedMappingLibrary.load(directory: folder.path, ontology: try ontology())
    #expect(library.value.mappings.map(\.name) == ["other", "test"])
    #expect(library.diagnostics.map(\.code) == ["mapping.repeated-name"])
    let found = library.value.detect(path: try folder.write("feed", "<list><course/></list>"))
    #expect(found.diagnostics.map(\.code) == ["feed.ambiguous-dialect"])
    #expect(found.diagnostics.first?.found == "other, test")
  }

  @Test func filesAndDirectories() throws {
    let folder = try TemporaryFolder()
    #expect(FeedFiles.find(at: folder.path).diagnostics.map(\.code) == ["feed.no-feed"])
    let feed = try folder.write("b.xml", "<a/>")
    let activity = try folder.write("a.csv", "x")
    _ = try folder.write("notes.txt", "x")
    #expect(FeedFiles.find(at: folder.path).value == [activity, feed])
    #expect(FeedFiles.find(at: feed).value == [feed])
    let missing = FeedFiles.find(at: folder.path + "/c.xml")
    #expect(missing.diagnostics.map(\.code) == ["feed.unreadable"])
    #expect(missing.diagnostics.first?.hint == "did you mean b.xml?")
  }
}
