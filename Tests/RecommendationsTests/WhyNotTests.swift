import KnowledgeGraph
import PathReasoning
import Proofs
import Testing

@testable import Recommendations

@Suite struct WhyNotTests {
  private let anything: (Int32, [Int32]) -> Bool = { _, _ in true }

  /// Whether the item is in the list after completing `set`, by asking the ranker anew.
  private func enters(
    _ item: Int32, _ set: [Int32], _ ranker: AdditiveRanker, _ history: [Int32], limit: Int,
    _ admits: @escaping (Int32, [Int32]) -> Bool
  ) -> RankedItem? {
    let after = history + set
    return ranker.rank(history: after, masked: Set(after), limit: limit) { admits($0, after) }
      .first { $0.item == item }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func whatIsProposedHoldsAndIsSmallest(seed: UInt64) throws {
    let ranker = try RankingWorld(seed: seed, items: 14, learners: 50).ranker()
    let history: [Int32] = [2, 9]
    let rest = (0..<Int32(14)).filter { !history.contains($0) }
    var (singles, pairs) = (0, 0)
    for item in rest {
      let finding = WhyNot(ranker).explain(
        item: item, history: history, masked: Set(history), limit: 2, admits: anything)
      if finding.isListed {
        #expect(finding.changes.isEmpty && finding.standing.rank <= 2)
        continue
      }
      let gap = try #require(finding.gap)
      #expect(gap >= 0)
      let others = rest.filter { $0 != item }
      let workingSingles = others.filter {
        enters(item, [$0], ranker, history, limit: 2, anything) != nil
      }
      let smallest = finding.changes.first?.complete.count
      #expect((smallest == 1) == !workingSingles.isEmpty)
      if workingSingles.isEmpty {
        let hasPair = others.contains { a in
          others.contains { b in
            a != b && enters(item, [a, b], ranker, history, limit: 2, anything) != nil
          }
        }
        #expect(finding.changes.isEmpty == !hasPair)
      }
      for change in finding.changes {
        let place = try #require(
          enters(item, change.complete, ranker, history, limit: 2, anything))
        #expect(place.rank == change.rankAfter && place.score == change.scoreAfter)
        if change.complete.count == 1 { singles += 1 } else { pairs += 1 }
      }
    }
    #expect(singles > 0)
  }

  @Test func prerequisitesAreAskedAgainAfterTheChange() throws {
    let ranker = try RankingWorld(seed: 1).ranker()
    // Item 10 needs 6 and 13, and 13 needs 6.
    let admits: (Int32, [Int32]) -> Bool = { item, history in
      switch item {
      case 10: history.contains(6) && history.contains(13)
      case 13: history.contains(6)
      default: true
      }
    }
    let finding = WhyNot(ranker).explain(
      item: 10, history: [4, 7], masked: [4, 7], limit: 8, suggestions: [[13, 6]],
      admits: admits)
    #expect(!finding.isAdmitted && !finding.isListed)
    let change = try #require(finding.changes.first)
    #expect(change.complete == [6, 13])
    #expect(enters(10, [6, 13], ranker, [4, 7], limit: 8, admits)?.rank == change.rankAfter)
  }

  @Test func longerSetsAreTriedWhenSuggested() throws {
    let ranker = try RankingWorld(seed: 1).ranker()
    let needs: Set<Int32> = [5, 6, 13]
    let admits: (Int32, [Int32]) -> Bool = { item, history in
      item != 10 || needs.isSubset(of: history)
    }
    func finding(_ suggestions: [[Int32]]) -> WhyNotFinding {
      WhyNot(ranker).explain(
        item: 10, history: [4, 7], masked: [4, 7], limit: 10, suggestions: suggestions,
        admits: admits)
    }
    #expect(finding([]).changes.isEmpty)
    #expect(finding([[5, 6, 13]]).changes.map(\.complete) == [[5, 6, 13]])
  }

  @Test func whatIsTakenIsNotBroughtBack() throws {
    let ranker = try RankingWorld(seed: 1).ranker()
    let finding = WhyNot(ranker).explain(
      item: 7, history: [4, 7], masked: [4, 7], limit: 3, admits: anything)
    #expect(finding.isMasked && !finding.isListed && finding.changes.isEmpty)
  }

  @Test func aListThatIsNotFullHasNoRival() throws {
    let ranker = try RankingWorld(seed: 1).ranker()
    let finding = WhyNot(ranker).explain(
      item: 5, history: [4], masked: [4], limit: 30, admits: anything)
    #expect(finding.rival == nil && finding.gap == nil && finding.isListed)
  }
}
