import Diagnostics
import KnowledgeGraph
import Testing

@testable import GraphStorage

@Suite struct ActivityTests {
  private func storeWithCourses() throws -> (GraphStore, Int64, Int64) {
    let store = try memoryStore()
    try store.bring(feedA, [record([node(course("A")), node(course("B"))])])
    return (store, try store.identifier(course("A")), try store.identifier(course("B")))
  }

  @Test func rowsAreNumberedInOrderAndLearnersAreMade() throws {
    let (store, a, b) = try storeWithCourses()
    let summary = try store.record([
      ActivityFact(
        learner: "L2", item: b, relation: "completed", timestamp: 20, value: 0.5, line: 2),
      ActivityFact(learner: "L1", item: a, relation: "viewed", line: 3),
      ActivityFact(learner: "L2", item: a, relation: "completed", timestamp: 10, line: 4),
    ])
    #expect((summary.added, summary.learnersAdded, summary.activityVersion) == (3, 2, 3))
    #expect(try store.versions() == Versions(catalog: 1, activity: 3))
    let stored = try store.interactions()
    #expect(stored.map(\.seq) == [1, 2, 3])
    #expect(stored.map(\.item) == [b, a, a])
    #expect(stored.map(\.timestamp) == [20, nil, 10])
    #expect(stored.map(\.value) == [0.5, nil, nil])
    #expect(try store.nodeIdentifiers(nodeClass: "Learner").map(\.key) == ["L2", "L1"])
    #expect(
      try store.source(ofRelationship: GraphStore.interactionIDBase + 2) == [
        FactSource(file: "log.csv", line: 3, column: 0, recordName: "", profile: "csv")
      ])
    #expect(try store.checkInvariants() == [])
  }

  @Test func theSameRowAgainIsUnchanged() throws {
    let (store, a, _) = try storeWithCourses()
    let rows = [
      ActivityFact(learner: "L", item: a, relation: "viewed", line: 2),
      ActivityFact(learner: "L", item: a, relation: "viewed", timestamp: 1, line: 3),
      ActivityFact(learner: "L", item: a, relation: "viewed", timestamp: 1, value: 1, line: 4),
      ActivityFact(learner: "L", item: a, relation: "rated", timestamp: 1, value: 1, line: 5),
    ]
    #expect(try store.record(rows).added == 4)
    let again = try store.record(rows)
    #expect((again.added, again.unchanged, again.learnersAdded) == (0, 4, 0))
    let elsewhere = try store.record(
      rows + [ActivityFact(learner: "M", item: a, relation: "viewed", line: 9)],
      source: FeedSource(path: "other.csv", profile: "csv"))
    #expect((elsewhere.added, elsewhere.unchanged, elsewhere.learnersAdded) == (1, 4, 1))
    #expect(try store.versions().activity == 5)
  }

  @Test func unknownItemsAreRejectedWithTheirLine() throws {
    let (store, a, _) = try storeWithCourses()
    let summary = try store.record([
      ActivityFact(learner: "L", item: 99, relation: "viewed", line: 2),
      ActivityFact(learner: "M", item: a, relation: "viewed", line: 3),
    ])
    #expect((summary.added, summary.rejected, summary.learnersAdded) == (1, 1, 1))
    #expect(summary.diagnostics.first?.place == SourcePlace(file: "log.csv", line: 2))
    #expect(try store.checkInvariants() == [])
  }

  @Test func errorsRollBack() throws {
    let (store, a, _) = try storeWithCourses()
    let summary = try store.recordActivity(
      FeedSource(path: "x", profile: "csv"), learnerClass: "Learner"
    ) { emit in
      try emit(ActivityFact(learner: "L", item: a, relation: "viewed", line: 1))
      return ReadingOutcome(contentHash: "", hasErrors: true)
    }
    #expect(summary == ActivitySummary(activityVersion: 0))
    #expect(try store.interactions() == [])
    #expect(try store.nodeIdentifiers(nodeClass: "Learner") == [])
  }
}
