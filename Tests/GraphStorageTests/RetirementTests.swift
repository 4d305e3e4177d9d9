import Diagnostics
import KnowledgeGraph
import Testing

@testable import GraphStorage

/// What full and partial feeds take away, and what several sources together hold on to.
@Suite struct RetirementTests {
  private let whole = [
    record([node(course("A"), ["title": .string("a"), "credits": .integer(3)])]),
    record([
      node(course("B"), ["title": .string("b")]), node(topic("t")),
      relation("teaches", course("B"), topic("t")),
      prerequisite(course("B"), "A", .course(.init("A"))),
    ]),
  ]

  @Test func aPartialFeedRetiresNothing() throws {
    let store = try memoryStore()
    try store.bring(feedA, whole)
    let summary = try store.bring(feedA, [whole[0]])
    #expect(summary.outcome == .unchanged)
    #expect(try store.plainSnapshot().nodeCount == 3)
    #expect(try store.requirements().count == 1)
  }

  @Test func aFullFeedRetiresWhatItNoLongerHolds() throws {
    let store = try memoryStore()
    try store.bring(feedA, whole)
    let summary = try store.bring(
      feedA, [record([node(course("A"), ["title": .string("a")])])], full: true)
    #expect(summary.nodes == ChangeCounts(updated: 1, removed: 2))
    #expect(summary.relationships == ChangeCounts(removed: 1))
    #expect(summary.requirements == ChangeCounts(removed: 1))
    let graph = try store.plainSnapshot()
    #expect(graph.nodes.map(\.key) == ["A"])
    #expect(graph.properties(of: 0) == ["key": .string("A"), "title": .string("a")])
    #expect(try store.statistics().records == 1)
    #expect(try store.checkInvariants() == [])
  }

  @Test func anEmptyFullFeedWarns() throws {
    let store = try memoryStore()
    try store.bring(feedA, whole)
    let summary = try store.bring(feedA, [], full: true)
    #expect(summary.nodes == ChangeCounts(removed: 3))
    #expect(summary.diagnostics.map(\.code) == ["feed.full-and-empty"])
    #expect(try store.checkInvariants() == [])
  }

  @Test func whatAnotherSourceStatesStays() throws {
    let store = try memoryStore()
    try store.bring(feedA, whole)
    let second = try store.bring(
      feedB,
      [
        record([
          node(course("B"), ["title": .string("other"), "hours": .integer(9)]), node(topic("t")),
          relation("teaches", course("B"), topic("t")),
        ])
      ])
    #expect(second.nodes == ChangeCounts(updated: 1, unchanged: 1))
    #expect(second.relationships == ChangeCounts(unchanged: 1))
    let title = { () throws -> PropertyValue? in
      let graph = try store.plainSnapshot()
      return graph.property("title", of: graph.nodes(labelled: "Course", key: "B")[0])
    }
    #expect(try title() == .string("b"), "the earlier source's value stands")
    let summary = try store.bring(feedA, [whole[0]], full: true)
    #expect(summary.nodes == ChangeCounts(updated: 1, unchanged: 1))
    #expect(summary.relationships == ChangeCounts())
    #expect(summary.requirements == ChangeCounts(removed: 1))
    #expect(try title() == .string("other"))
    #expect(try store.checkInvariants() == [])
  }

  @Test func aSourceOnlyRetiresItsOwn() throws {
    let store = try memoryStore()
    try store.bring(feedA, whole)
    let summary = try store.bring(feedB, [record([node(course("C"))])], full: true)
    #expect(summary.nodes == ChangeCounts(added: 1))
    #expect(try store.plainSnapshot().nodeCount == 4)
  }

  @Test func relationshipsOfOthersGoWithTheirEnd() throws {
    let store = try memoryStore()
    try store.bring(feedA, whole)
    try store.bring(
      feedB, [record([node(course("C")), relation("near", course("C"), course("B"))])])
    let summary = try store.bring(feedA, [whole[0]], full: true)
    #expect(summary.relationships == ChangeCounts(removed: 2))
    #expect(summary.diagnostics.map(\.code) == ["feed.end-withdrawn"])
    #expect(try store.checkInvariants() == [])
  }

  @Test func aNodeInAHistoryIsKeptAsRetiredAndComesBack() throws {
    let store = try memoryStore()
    try store.bring(feedA, whole)
    let b = try store.identifier(course("B"))
    try store.record([ActivityFact(learner: "L", item: b, relation: "completed", line: 1)])
    let summary = try store.bring(feedA, [whole[0]], full: true)
    #expect(summary.nodes == ChangeCounts(unchanged: 1, removed: 2))
    #expect(summary.diagnostics.map(\.code) == ["feed.retired-but-kept"])
    #expect(summary.diagnostics.first?.message.contains("u:B") == true)
    let graph = try store.plainSnapshot()
    let index = try #require(graph.index(ofID: b))
    #expect(graph.property("retired", of: index) == .boolean(true))
    #expect(graph.property("title", of: index) == .string("b"), "histories still show it")
    #expect(try store.source(ofNode: b) == [])
    #expect(try store.statistics().retiredNodes == 1)
    #expect(try store.checkInvariants() == [])

    let back = try store.bring(
      feedB, [record([node(course("B"), ["hours": .integer(1)])])])
    #expect(back.nodes == ChangeCounts(added: 1))
    let again = try store.plainSnapshot()
    #expect(again.index(ofID: b) == index)
    #expect(again.properties(of: index) == ["key": .string("B"), "hours": .integer(1)])
  }

  @Test func aRetiredEndCannotBeNamed() throws {
    let store = try memoryStore()
    try store.bring(feedA, whole)
    let b = try store.identifier(course("B"))
    try store.record([ActivityFact(learner: "L", item: b, relation: "completed", line: 1)])
    try store.bring(feedA, [whole[0]], full: true)
    let summary = try store.bring(
      feedB, [record([node(course("C")), relation("near", course("C"), course("B"), line: 6)])])
    #expect(summary.rejected == 1)
    #expect(summary.diagnostics.first?.place?.line == 6)
    #expect(try store.checkInvariants() == [])
  }

  @Test func requirementsOfARestatedCourseAreReplacedAsASet() throws {
    let store = try memoryStore()
    let facts = { (texts: [String]) in
      [node(course("A"))]
        + texts.map { prerequisite(course("A"), $0, .course(.init($0))) }
    }
    try store.bring(feedA, [record(facts(["x", "y"]))])
    let summary = try store.bring(feedA, [record(facts(["y", "z", "w"]))])
    #expect(summary.requirements == ChangeCounts(added: 1, updated: 1, unchanged: 1))
    #expect(Set(try store.requirements().map(\.text)) == ["y", "z", "w"])
    let silent = try store.bring(feedA, [record([node(course("A"))])])
    #expect(silent.requirements == ChangeCounts(), "a course without any says nothing of them")
    #expect(try store.requirements().count == 3)
  }

  @Test func identifiersAreNeverGivenTwice() throws {
    let store = try memoryStore()
    try store.bring(feedA, [record([node(course("A"))])])
    let first = try store.identifier(course("A"))
    try store.bring(feedA, [], full: true)
    try store.bring(feedA, [record([node(course("Z"))])])
    #expect(try store.identifier(course("Z")) > first)
  }
}
