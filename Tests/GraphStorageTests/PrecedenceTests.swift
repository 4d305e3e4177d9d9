import Diagnostics
import KnowledgeGraph
import Testing

@testable import GraphStorage

/// Which source wins where two disagree, and how that is said.
@Suite struct PrecedenceTests {
  private func store() throws -> GraphStore {
    let store = try memoryStore()
    let facts = [node(course("A"), ["title": .string("from a"), "credits": .integer(3)], line: 4)]
    try store.bring(feedA, [record(facts, line: 4)])
    return store
  }

  private let other = [
    record([node(course("A"), ["title": .string("from b"), "credits": .integer(3)], line: 9)])
  ]

  private func title(_ store: GraphStore) throws -> PropertyValue? {
    try store.plainSnapshot().property("title", of: 0)
  }

  @Test func disagreementsAreToldWithBothPlaces() throws {
    let store = try store()
    let summary = try store.bring(feedB, other)
    #expect(summary.outcome == .unchanged, "the value that is shown is the same")
    let note = try #require(summary.diagnostics.first)
    #expect(summary.diagnostics.count == 1)
    #expect(note.code == "import.conflict")
    #expect(note.severity == .note)
    #expect(note.message.contains("`title` of Course \"u:A\""))
    #expect(note.message.contains("feeds/a.xml:4"))
    #expect(note.found?.contains("feeds/b.xml:9") == true)
  }

  @Test func theFirstImportedStandsUntilAnotherIsPreferred() throws {
    let store = try store()
    try store.bring(feedB, other)
    let id = try store.identifier(course("A"))
    #expect(try title(store) == .string("from a"))
    #expect(try store.propertySources(ofNode: id)["title"]?.file == "feeds/a.xml")
    let version = try store.versions().catalog
    #expect(try store.prefer(sourceName: "b").map(\.sourceName) == ["b", "a"])
    #expect(try store.versions().catalog == version + 1)
    #expect(try title(store) == .string("from b"))
    #expect(try store.propertySources(ofNode: id)["title"]?.line == 9)
    #expect(try store.source(ofNode: id).map(\.file) == ["feeds/b.xml", "feeds/a.xml"])
    _ = try store.prefer(sourceName: "b")
    #expect(try store.versions().catalog == version + 1, "no change, no new version")
    #expect(try store.checkInvariants() == [])
  }

  @Test func anUnknownSourceIsRefusedWithTheNearest() throws {
    let store = try store()
    #expect(refusalCode { _ = try store.prefer(sourceName: "aa") } == "feeds.unknown-source")
  }

  @Test func manyDisagreementsAreCounted() throws {
    let store = try memoryStore()
    func feed(_ value: Int64) -> [FeedRecord] {
      (0..<50).map { record([node(course("C\($0)"), ["credits": .integer(value)])], line: $0) }
    }
    try store.bring(feedA, feed(1))
    let summary = try store.bring(feedB, feed(2))
    #expect(summary.diagnostics.count == 21)
    #expect(summary.diagnostics.last?.message.contains("30 more") == true)
  }
}
