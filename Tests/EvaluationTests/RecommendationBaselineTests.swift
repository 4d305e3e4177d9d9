import Foundation
import KnowledgeGraph
import Testing

@testable import Evaluation

@Suite struct RecommendationBaselineTests {
  private let log = InteractionLog(
    learnerKeys: ["a", "b", "c", "d", "e"], itemCount: 5,
    histories: [[0, 1, 2], [0, 1], [1, 2, 3], [0, 2], [3]])

  private func scores(_ scorer: any ItemScorer, _ history: [Int32]) -> [Double] {
    var scores = [99.0]
    scorer.scores(user: 0, history: history, into: &scores)
    return scores
  }

  private func degree(_ item: Int) -> Double {
    Double(log.histories.count { $0.contains(Int32(item)) })
  }

  @Test func popularityCountsLearners() {
    #expect(scores(PopularityScorer(log: log), [4]) == [3, 3, 3, 2, 0])
  }

  @Test func markovChainSharesOutTheNextStep() {
    let scorer = MarkovChainScorer(log: log)
    let afterOne = scores(scorer, [3, 1])
    #expect(abs(afterOne[2] - 1) < 1e-6)
    let afterZero = scores(scorer, [0])
    #expect(abs(afterZero[1] - 2.0 / 3) < 1e-6 && abs(afterZero[2] - 1.0 / 3) < 1e-6)
    // Nothing follows: by popularity, and never above a true succession.
    #expect(afterZero[3] > afterZero[4] && afterZero[3] < 1e-6)
    #expect(scores(scorer, [])[0] > scores(scorer, [])[3])
  }

  @Test func itemKNNIsTheCosineOfTheNearest() {
    let all = scores(ItemKNNScorer(log: log), [1])
    #expect(abs(all[0] - 2 / (degree(0) * degree(1)).squareRoot()) < 1e-12)
    #expect(abs(all[3] - 1 / (degree(3) * degree(1)).squareRoot()) < 1e-12)
    #expect(all[1] == 0 && all[4] == 0)
    let two = scores(ItemKNNScorer(log: log, neighbours: 2), [1])
    #expect(two[0] > 0 && two[2] > 0 && two[3] == 0)
  }

  @Test func rp3BetaFollowsItsEquation() {
    let found = scores(RP3BetaScorer(log: log, alpha: 0.7, beta: 0.3), [1, 3])
    for item in 0..<4 {
      var expected = 0.0
      for own in [1, 3] where own != item {
        for history in log.histories
        where history.contains(Int32(own)) && history.contains(Int32(item)) {
          expected +=
            pow(1 / degree(own), 0.7) * pow(1 / Double(history.count), 0.7)
            / pow(degree(item), 0.3)
        }
      }
      #expect(abs(found[item] - expected) < 1e-12)
    }
  }

  @Test func easeIsTheBestLinearModelWithoutADiagonal() throws {
    let scorer = try #require(EASEScorer(log: log, regularisation: 2))
    let weights = (0..<5).map { scores(scorer, [Int32($0)]) }
    // At the optimum the gradient of ‖X − XB‖² + λ‖B‖² vanishes off the diagonal.
    for i in 0..<5 {
      #expect(weights[i][i] == 0)
      for h in 0..<5 where h != i {
        var slope = 2 * weights[h][i]
        for history in log.histories where history.contains(Int32(h)) {
          let predicted = history.reduce(0.0) { $0 + weights[Int($1)][i] }
          slope += predicted - (history.contains(Int32(i)) ? 1 : 0)
        }
        #expect(abs(slope) < 1e-10)
      }
    }
  }

  @Test func easeDeclinesWhatItCannotHold() {
    #expect(EASEScorer(log: log, maximumItems: 4) == nil)
    #expect(EASEScorer(log: log, regularisation: 0) == nil)
  }

  @Test func theInverseIsOne() throws {
    var generator = EvaluationGenerator(seed: 3)
    let n = 19
    var matrix = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      for column in 0...row {
        let value = Double.random(in: -1...1, using: &generator) + (row == column ? 30 : 0)
        matrix[row * n + column] = value
        matrix[column * n + row] = value
      }
    }
    let inverse = try #require(symmetricInverse(matrix, size: n))
    for row in 0..<n {
      for column in 0..<n {
        let product = (0..<n).reduce(0.0) {
          $0 + matrix[row * n + $1] * inverse[$1 * n + column]
        }
        #expect(abs(product - (row == column ? 1 : 0)) < 1e-12)
      }
    }
    #expect(symmetricInverse([1, 2, 2, 1], size: 2) == nil)
  }
}
