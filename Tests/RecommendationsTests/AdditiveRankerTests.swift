import KnowledgeGraph
import PathReasoning
import Proofs
import Testing

@testable import Recommendations

@Suite struct AdditiveRankerTests {
  /// Σ_f θ_f Σ_k decay^age M_f[h_k, i], as the specification writes it.
  private func reference(_ ranker: AdditiveRanker, _ history: [Int32], _ item: Int32) -> Double {
    var score = 0.0
    for (index, family) in ranker.model.families.enumerated() {
      if family.kind == .popularity {
        score += family.weight * ranker.evidence.popularity[Int(item)]
      }
      for (place, own) in history.enumerated() {
        let age = history.count - 1 - place
        var recency = 1.0
        for _ in 0..<age { recency *= family.decay ?? 0 }
        score += family.weight * recency * ranker.evidence.value(family: index, own, item)
      }
    }
    return score
  }

  @Test(arguments: [[], [3], [3, 0, 7, 12, 5]] as [[Int32]])
  func scoresFollowTheSpecification(history: [Int32]) throws {
    let ranker = try RankingWorld(seed: 1).ranker()
    let scores = ranker.score(history: history)
    for item in 0..<Int32(20) {
      let expected = reference(ranker, history, item)
      #expect(abs(scores[Int(item)] - expected) < 1e-12 * max(1, abs(expected)))
    }
  }

  @Test(arguments: [0, 1, 4, 1000])
  func linesAndOtherSumToTheScore(lineBudget: Int) throws {
    let ranker = try RankingWorld(seed: 1).ranker()
    let history: [Int32] = [3, 0, 7, 12, 5]
    let scores = ranker.score(history: history)
    for item in 0..<Int32(20) where !history.contains(item) {
      let ledger = ranker.ledger(
        history: history, item: item, naming: ItemNames(), action: { _ in "COMPLETED" },
        lineBudget: lineBudget)
      #expect(abs(ledger.total - scores[Int(item)]) <= 1e-12 * max(1, abs(scores[Int(item)])))
      #expect(ledger.lines.count <= lineBudget)
      let amounts = ledger.lines.map { abs($0.amount) }
      #expect(amounts == amounts.sorted(by: >))
      #expect(amounts.allSatisfy { $0 >= ledger.other.largest && $0 > 0 })
      #expect((ledger.other.lines == 0) == (ledger.other.largest == 0))
    }
  }

  @Test func aLineNamesTheActionAndItsEvidence() throws {
    let ranker = try RankingWorld(seed: 1).ranker()
    let ledger = ranker.ledger(
      history: [4, 7], item: 10, naming: ItemNames(),
      action: { $0 == 4 ? "ENROLLED" : "COMPLETED" }, lineBudget: 1000)
    let families = Set(ledger.lines.map(\.family))
    #expect(families.count > 2)
    for line in ledger.lines {
      if line.family == "popularity" {
        #expect(line.because == nil)
      } else {
        let action = try #require(line.because)
        #expect(action.action == (action.course.key == "C4" ? "ENROLLED" : "COMPLETED"))
      }
      let pairs = ledger.lines.filter { $0.family == line.family && $0.because == line.because }
      #expect(pairs.count == 1)
    }
  }

  @Test func equalScoresRankByItemNumberAndMasksHold() throws {
    let log = InteractionLog(
      learnerKeys: (0..<20).map { "L\($0)" }, itemCount: 6,
      histories: (0..<20).map { $0 % 2 == 0 ? [0, 3, 1] : [3, 1, 0] })
    let model = AdditiveModel(
      families: [RankingFamily(name: "popularity", kind: .popularity, weight: 1)], seed: 1,
      fittedOn: 0)
    let ranker = try AdditiveRanker(model: model, log: log, attributes: [])
    let list = ranker.rank(history: [], masked: [1], limit: 4)
    #expect(list.map(\.item) == [0, 3, 2, 4])
    #expect(list.map(\.rank) == [1, 2, 3, 4])
    let admitted = ranker.rank(history: [], masked: [1], limit: 4) { $0 != 0 }
    #expect(admitted.map(\.item) == [3, 2, 4, 5])
    #expect(ranker.rank(of: 4, history: [], masked: [1]).rank == 4)
    #expect(ranker.rank(of: 1, history: [], masked: [1]).rank == 2)
    #expect(ranker.rank(history: [], masked: [], limit: 0).isEmpty)
  }

  @Test func aNewLearnerIsScoredByTheirHistoryAlone() throws {
    let world = RankingWorld(seed: 1)
    let ranker = try world.ranker()
    let known = try #require(world.log.histories.first { $0.count > 3 })
    #expect(ranker.score(history: known) != ranker.score(history: [known[0]]))
    #expect(ranker.score(history: [1, 4]) != ranker.score(history: [4, 1]))
  }

  @Test func weightsCanBeChangedOnTheSameMatrices() throws {
    let ranker = try RankingWorld(seed: 1).ranker()
    let zeros = [Double](repeating: 0, count: ranker.model.families.count)
    #expect(ranker.settingWeights(zeros).score(history: [3, 5]).allSatisfy { $0 == 0 })
    let same = ranker.settingWeights(ranker.model.families.map(\.weight))
    #expect(same.score(history: [3, 5]) == ranker.score(history: [3, 5]))
  }
}
