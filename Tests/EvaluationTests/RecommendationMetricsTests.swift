import Foundation
import KnowledgeGraph
import Testing

@testable import Evaluation

@Suite struct RecommendationMetricsTests {
  private func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-12 }

  @Test func oneListByHand() {
    // Hits at ranks 2 and 4 of a list of four; three are to be found.
    let metrics = ListMetrics(list: [9, 1, 8, 2], wanted: [1, 2, 3], cutoff: 4)
    #expect(near(metrics.recall, 2.0 / 3))
    #expect(near(metrics.precision, 0.5))
    #expect(metrics.hit == 1)
    #expect(near(metrics.mrr, 0.5))
    #expect(near(metrics.map, (0.5 + 0.5) / 3))
    let gain = 1 / log2(3.0) + 1 / log2(5.0)
    let ideal = 1 + 1 / log2(3.0) + 1 / log2(4.0)
    #expect(near(metrics.ndcg, gain / ideal))
  }

  @Test func whatStandsBehindTheCutoffDoesNotCount() {
    let metrics = ListMetrics(list: [9, 8, 1], wanted: [1], cutoff: 2)
    #expect(metrics == ListMetrics())
    #expect(ListMetrics(list: [1], wanted: [], cutoff: 2) == ListMetrics())
  }

  @Test func aPerfectListScoresOneHoweverShort() {
    let metrics = ListMetrics(list: [1, 2, 5, 6], wanted: [2, 1], cutoff: 4)
    #expect(near(metrics.ndcg, 1) && near(metrics.map, 1) && near(metrics.recall, 1))
    #expect(near(metrics.precision, 0.5))
  }

  @Test func exposureByHand() {
    // Five items; the head is the one with most learners, item 2.
    let metrics = ExposureMetrics(lists: [[0, 2], [0, 1]], popularity: [3, 1, 5, 0, 0])
    #expect(near(metrics.coverage, 0.6))
    // Items are shown 0, 0, 1, 1 and 2 times: Σ (2i − 6) x_i over 5 · 4.
    let moments = [0.0, 0, 1, 1, 2].enumerated().reduce(0.0) {
      $0 + (2 * Double($1.offset + 1) - 6) * $1.element
    }
    #expect(near(metrics.gini, moments / 20))
    #expect(near(metrics.novelty, (2 * (1 - 0.6) + (1 - 0.2) + 0) / 4))
    #expect(near(metrics.longTailShare, (0.5 + 1) / 2))
  }

  @Test func evenExposureHasNoInequality() {
    let metrics = ExposureMetrics(lists: [[0, 1], [2, 3]], popularity: [1, 1, 1, 1])
    #expect(metrics.gini == 0 && metrics.coverage == 1)
  }

  @Test func bestItemsBreakTiesByNumberAndPutNonsenseLast() {
    let scores = [1.0, 3, .nan, 3, 2]
    #expect(bestItems(scores, among: 0..<5, count: 4) == [1, 3, 4, 0])
    #expect(bestItems(scores, among: [4, 2, 0], count: 9) == [4, 0, 2])
    #expect(bestItems(scores, among: 0..<5, count: 0).isEmpty)
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func areaUnderTheCurveCountsPairs(seed: UInt64) {
    var generator = EvaluationGenerator(seed: seed)
    let scores = (0..<40).map { _ in Double(Int.random(in: 0..<8, using: &generator)) }
    let labels = (0..<40).map { _ in Bool.random(using: &generator) }
    var (wins, pairs) = (0.0, 0.0)
    for a in 0..<40 where labels[a] {
      for b in 0..<40 where !labels[b] {
        pairs += 1
        wins += scores[a] > scores[b] ? 1 : scores[a] == scores[b] ? 0.5 : 0
      }
    }
    #expect(near(areaUnderCurve(scores: scores, labels: labels), wins / pairs))
    #expect(areaUnderCurve(scores: [1, 2], labels: [true, true]) == 0.5)
  }

  @Test func calibrationRecoversALogisticCurve() {
    var generator = EvaluationGenerator(seed: 8)
    let scores = (0..<20_000).map { _ in Double.random(in: -30...30, using: &generator) }
    let labels = scores.map {
      Double.random(in: 0..<1, using: &generator) < 1 / (1 + exp(-(0.2 * $0 - 1)))
    }
    let calibration = PlattCalibration(scores: scores, labels: labels)
    for score in [-20.0, 0, 5, 20] {
      let expected = 1 / (1 + exp(-(0.2 * score - 1)))
      #expect(abs(calibration.probability(score) - expected) < 0.02)
    }
  }

  @Test func separableScoresKeepFiniteProbabilities() {
    let scores = [0.0, 1, 10, 11]
    let labels = [false, false, true, true]
    let metrics = ClassificationMetrics(
      scores: scores, labels: labels,
      calibration: PlattCalibration(scores: scores, labels: labels))
    #expect(metrics.auc == 1 && metrics.accuracy == 1 && metrics.f1 == 1)
    #expect(metrics.logLoss > 0 && metrics.logLoss < 0.5)
  }
}
