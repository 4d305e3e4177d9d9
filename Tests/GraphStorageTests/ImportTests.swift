import Diagnostics
import KnowledgeGraph
import Testing

@testable import GraphStorage

@Suite struct ImportTests {
  private let records = [
    record(
      [
        node(course("A"), ["title": .string("Alpha"), "credits": .float(3)], line: 2),
        relation("teaches", course("A"), topic("t"), ["weight": .integer(2)], line: 4),
        prerequisite(
          course("A"), "B or C", .any([.course(.init("B")), .course(.init("C"))]), line: 5),
      ], line: 2),
    record([node(topic("t"), ["title": .string("Topic")], line: 9)], line: 9),
    record([node(course("B"), ["title": .string("Beta")], line: 12)], line: 12),
  ]

  @Test func firstImportAddsEverything() throws {
    let store = try memoryStore()
    let summary = try store.bring(feedA, records)
    #expect(summary.outcome == .changed)
    #expect(summary.records == 3)
    #expect(summary.nodes == ChangeCounts(added: 3))
    #expect(summary.relationships == ChangeCounts(added: 1))
    #expect(summary.requirements == ChangeCounts(added: 1))
    #expect(summary.diagnostics.isEmpty)
    #expect(try store.versions() == Versions(catalog: 1))
    #expect(try store.checkInvariants() == [])
  }

  @Test func sameFeedAgainChangesNothing() throws {
    let folder = try TemporaryFolder()
    let path = folder.file()
    try GraphStore.open(path: path, createIfMissing: true).bring(feedA, records)
    let before = try logicalDump(path)
    let store = try GraphStore.open(path: path, createIfMissing: false)
    for full in [false, true] {
      let summary = try store.bring(feedA, records, full: full)
      #expect(summary.outcome == .unchanged)
      #expect(summary.nodes == ChangeCounts(unchanged: 3))
      #expect(summary.relationships == ChangeCounts(unchanged: 1))
      #expect(summary.requirements == ChangeCounts(unchanged: 1))
      #expect(summary.catalogVersion == 1)
    }
    try store.close()
    #expect(try logicalDump(path) == before)
  }

  @Test func movedRecordsAreNoChangeAndTheirPlacesAreRefreshed() throws {
    let store = try memoryStore()
    let facts = { (line: Int) in [node(course("A"), ["title": .string("x")], line: line)] }
    try store.bring(feedA, [record(facts(5), line: 5, raw: "<r/>")])
    let moved = try store.bring(feedA, [record(facts(70), line: 70, raw: "<r/>")])
    #expect(moved.outcome == .unchanged)
    #expect(moved.nodes == ChangeCounts(unchanged: 1))
    let id = try store.identifier(course("A"))
    #expect(
      try store.source(ofNode: id) == [
        FactSource(
          file: "feeds/a.xml", line: 70, column: 3, recordName: "course", profile: "test")
      ])
    #expect(try store.versions().catalog == 1)
  }

  @Test func changedPropertiesRelationshipsAndRequirementsAreUpdates() throws {
    let store = try memoryStore()
    try store.bring(feedA, records)
    let summary = try store.bring(
      feedA,
      [
        record([
          node(course("A"), ["title": .string("Alpha 2")]),
          relation("teaches", course("A"), topic("t"), ["weight": .integer(5)]),
          prerequisite(course("A"), "B", .course(.init("B"))),
        ])
      ])
    #expect(summary.nodes == ChangeCounts(updated: 1))
    #expect(summary.relationships == ChangeCounts(updated: 1))
    #expect(summary.requirements == ChangeCounts(updated: 1))
    let graph = try store.plainSnapshot()
    let a = try #require(graph.nodes(labelled: "Course", key: "A").first)
    #expect(graph.property("title", of: a) == .string("Alpha 2"))
    #expect(graph.property("credits", of: a) == .float(3), "a partial feed takes nothing away")
    #expect(try store.requirements().map(\.requirement) == [.course(.init("B"))])
    #expect(try store.versions().catalog == 2)
    #expect(try store.checkInvariants() == [])
  }

  @Test func firstStatedValueStandsAndConflictsAreTold() throws {
    let store = try memoryStore()
    let summary = try store.bring(
      feedA,
      [
        record([node(course("A"), ["title": .string("one")], line: 3)]),
        record([node(course("A"), ["title": .string("two"), "hours": .integer(4)], line: 8)]),
        record([node(course("A"), ["title": .string("one")], line: 9)]),
      ])
    #expect(summary.nodes == ChangeCounts(added: 1))
    let note = try #require(summary.diagnostics.first)
    #expect(note.code == "feed.conflicting-property")
    #expect(note.place == SourcePlace(file: "feeds/a.xml", line: 8))
    let graph = try store.plainSnapshot()
    #expect(
      graph.properties(of: 0)
        == ["key": .string("A"), "title": .string("one"), "hours": .integer(4)])
  }

  @Test func repeatedRelationshipsAreOneWithThePropertiesOfBoth() throws {
    let store = try memoryStore()
    let ends = [node(course("A")), node(topic("t"))]
    let feed = [
      record(ends + [relation("teaches", course("A"), topic("t"))]),
      record([relation("teaches", course("A"), topic("t"), ["weight": .float(0.5)])]),
      record([relation("teaches", course("A"), topic("t"), ["weight": .float(1)])]),
    ]
    #expect(try store.bring(feedA, feed).relationships == ChangeCounts(added: 1))
    #expect(try store.bring(feedA, feed).outcome == .unchanged)
    let graph = try store.plainSnapshot()
    #expect(graph.relationship(1)?.properties == ["weight": .float(0.5)])
  }

  @Test func danglingEndsAreLeftOutAndReportedWithTheirPlace() throws {
    let store = try memoryStore()
    let feed = [
      record([
        node(course("A")), relation("teaches", course("A"), topic("nowhere"), line: 4),
        relation("teaches", course("A"), topic("here"), line: 5),
      ]),
      record([node(topic("here"))]),
      record([
        node(course("B")), relation("teaches", course("B"), topic("nowhere"), line: 14),
        prerequisite(course("ghost"), "A", .course(.init("A")), line: 15),
      ]),
    ]
    let summary = try store.bring(feedA, feed)
    #expect(summary.rejected == 3)
    #expect(summary.relationships == ChangeCounts(added: 1))
    #expect(summary.requirements == ChangeCounts())
    #expect(summary.nodes == ChangeCounts(added: 3))
    #expect(
      summary.diagnostics.map(\.code) == [
        "feed.dangling-relationship", "feed.dangling-requirement",
      ])
    #expect(summary.diagnostics.first?.place == SourcePlace(file: "feeds/a.xml", line: 4))
    #expect(summary.diagnostics.first?.message.contains("Topic \"nowhere\"") == true)
    #expect(summary.diagnostics.first?.message.contains("2 times") == true)
    #expect(try store.checkInvariants() == [])
    let again = try store.bring(feedA, feed)
    #expect(again.outcome == .unchanged)
    #expect(again.rejected == 3)
  }

  @Test func manyMissingEndsAreGrouped() throws {
    let store = try memoryStore()
    let facts = (1...50).map { relation("teaches", course("A"), topic("t\($0)"), line: $0) }
    let summary = try store.bring(feedA, [record([node(course("A"))] + facts)])
    #expect(summary.rejected == 50)
    #expect(summary.diagnostics.count == 21)
    #expect(summary.diagnostics.last?.message.hasPrefix("30 more nodes") == true)
  }

  @Test func anEndStatedByAnEarlierFeedWillDo() throws {
    let store = try memoryStore()
    try store.bring(feedA, [record([node(topic("t"))])])
    let summary = try store.bring(
      feedB, [record([node(course("A")), relation("teaches", course("A"), topic("t"))])])
    #expect(summary.rejected == 0)
    #expect(summary.relationships == ChangeCounts(added: 1))
  }

  @Test func errorsAndThrownErrorsLeaveTheGraphAsItWas() throws {
    struct Stop: Error {}
    let folder = try TemporaryFolder()
    let path = folder.file()
    let store = try GraphStore.open(path: path, createIfMissing: true)
    try store.bring(feedA, records)
    let before = try logicalDump(path)
    let other = [record([node(course("Z"), ["title": .string("z")])])]
    let refused = try store.bring(feedB, other, hasErrors: true)
    #expect(refused.outcome == .refused)
    #expect(refused.nodes == ChangeCounts())
    #expect(throws: Stop.self) {
      try store.importFeed(feedB) { emit in
        try emit(other[0])
        throw Stop()
      }
    }
    #expect(try logicalDump(path) == before)
    #expect(try store.bring(feedB, other).nodes == ChangeCounts(added: 1))
  }

  @Test func dryRunSaysTheSameAndChangesNothing() throws {
    let folder = try TemporaryFolder()
    let path = folder.file()
    let store = try GraphStore.open(path: path, createIfMissing: true)
    try store.bring(feedA, records)
    let before = try logicalDump(path)
    let next = [record([node(course("A"), ["title": .string("new")]), node(course("D"))])]
    let dry = try store.bring(feedA, next, full: true, dryRun: true)
    #expect(dry.outcome == .dryRun)
    #expect(try logicalDump(path) == before)
    var real = try store.bring(feedA, next, full: true)
    #expect(real.catalogVersion == 2)
    (real.outcome, real.catalogVersion) = (.dryRun, 1)
    #expect(real == dry)
  }

  @Test func everySortOfPropertyComesBackAsItWas() throws {
    let store = try memoryStore()
    let properties: [String: PropertyValue] = [
      "yes": .boolean(true), "no": .boolean(false), "n": .integer(.min), "f": .float(-0.1),
      "whole": .float(3), "inf": .float(-.infinity), "empty": .string(""),
      "text": .string("高等数学 \"quoted\" \\ \u{1} 🎓"),
      "list": .list([
        .integer(1), .float(1), .string("a"), .list([.boolean(true)]), .float(.infinity),
      ]),
    ]
    let facts = [
      node(course("A"), properties), node(topic("t")),
      relation("teaches", course("A"), topic("t"), properties),
    ]
    try store.bring(feedA, [record(facts)])
    let graph = try store.plainSnapshot()
    var shown = graph.properties(of: 0)
    shown["key"] = nil
    #expect(shown == properties)
    #expect(graph.relationship(1)?.properties == properties)
    #expect(try store.bring(feedA, [record(facts)]).outcome == .unchanged)
  }

  @Test func moreThanSixtyFourPropertyNamesAreKeptApart() throws {
    let store = try memoryStore()
    let properties = Dictionary(
      uniqueKeysWithValues: (0..<100).map { ("p\($0)", PropertyValue.integer($0)) })
    let feed = [record([node(course("A"), properties)])]
    try store.bring(feedA, feed)
    #expect(try store.bring(feedA, feed, full: true).outcome == .unchanged)
    var fewer = properties
    fewer["p99"] = nil
    let summary = try store.bring(feedA, [record([node(course("A"), fewer)])], full: true)
    #expect(summary.nodes == ChangeCounts(updated: 1))
    #expect(try store.plainSnapshot().properties(of: 0).count == 100)
  }

  @Test func treesNestedBeyondReasonAreLeftOut() throws {
    let store = try memoryStore()
    var tree = Requirement.course(.init("B"))
    for _ in 0..<2000 { tree = .all([tree]) }
    let summary = try store.bring(
      feedA,
      [record([node(course("A")), prerequisite(course("A"), "deep", tree, line: 7)], raw: "r")])
    #expect(summary.diagnostics.map(\.code) == ["feed.nested-too-deeply"])
    #expect(summary.requirements == ChangeCounts())
  }

  @Test func rawRecordsAndSourcesCanBeShown() throws {
    let store = try memoryStore()
    try store.bring(
      feedA,
      [record([node(course("A"), line: 4), node(topic("t"))], line: 4, raw: "<course>é</course>")])
    try store.bring(feedB, [record([node(course("A"), line: 40)], line: 40, raw: "<other/>")])
    let id = try store.identifier(course("A"))
    #expect(try store.rawRecord(ofNode: id) == "<course>é</course>")
    #expect(try store.source(ofNode: id).map(\.file) == ["feeds/a.xml", "feeds/b.xml"])
    #expect(try store.source(ofNode: id).map(\.line) == [4, 40])
    #expect(try store.rawRecord(ofNode: 999) == nil)
  }
}
