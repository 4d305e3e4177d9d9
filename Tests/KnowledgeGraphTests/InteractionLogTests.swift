import KnowledgeGraph
import Testing

@Suite("Interaction log")
struct InteractionLogTests {
  private let log = InteractionLog(
    learnerKeys: ["a", "b", "c", "d"], itemCount: 5,
    histories: [[3, 1, 3, 2, 1], [4], [], [1, 0]])

  @Test func keepsTheFirstPlaceOfAnItem() {
    #expect(log.histories == [[3, 1, 2], [4], [], [1, 0]])
    #expect(log.itemDegrees() == [1, 2, 1, 1, 1])
  }

  @Test func holdsOutTheLastOfTwoOrMore() {
    let (kept, targets) = log.holdingOutLast()
    #expect(kept.histories == [[3, 1], [4], [], [1]])
    #expect(targets == [2, nil, nil, 0])
    #expect(kept.learnerKeys == log.learnerKeys)
    #expect(kept.itemCount == 5)
    #expect(kept.itemDegrees().reduce(0, +) + targets.count { $0 != nil } == 6)
  }

  @Test func attributesAreDistinctAndAscending() {
    let attributes = ItemAttributes(
      relation: "TEACHES", entityCount: 4, entities: [[3, 1, 3], [], [0]])
    #expect(attributes.entities == [[1, 3], [], [0]])
  }
}
