/// Quality of a ranking of single right answers.
///
/// With rᵢ the rank of the i-th answer, from 1, and n answers:
///
///     MRR = 1/n Σ 1/rᵢ      Hits@k = 1/n |{i : rᵢ ≤ k}|      mean rank = 1/n Σ rᵢ
///
/// Ranks may be halves: a tie is ranked at the mean of the places it covers (Berrendorf et al.
/// 2020, the "realistic" rank), so that a scorer gains nothing by giving everything one score.
public struct RankMetrics: Sendable, Hashable {
  public var mrr: Double
  public var hits1: Double
  public var hits3: Double
  public var hits10: Double
  public var meanRank: Double
  /// Answers ranked.
  public var count: Int

  /// Metrics of `ranks`, each at least 1; all zero when there are none.
  public init(ranks: [Double]) {
    let n = Double(max(ranks.count, 1))
    func hits(_ k: Double) -> Double { Double(ranks.count { $0 <= k }) / n }
    mrr = ranks.reduce(0) { $0 + 1 / $1 } / n
    hits1 = hits(1)
    hits3 = hits(3)
    hits10 = hits(10)
    meanRank = ranks.reduce(0, +) / n
    count = ranks.count
  }
}

/// The rank of the answer at `answer` among `scores`, higher being better, without the candidates
/// in `leftOut` (indices, each at most once, `answer` not among them).
///
/// With b remaining candidates above it and e others level with it: 1 + b + e/2. A score that is
/// not a number ranks behind everything. O(candidates).
public func meanTieRank(
  of answer: Int, in scores: UnsafeBufferPointer<Float>, leavingOut leftOut: [Int32] = []
) -> Double {
  let wanted = scores[answer]
  guard !wanted.isNaN else { return Double(scores.count - leftOut.count) }
  var above = 0
  var level = -1
  for score in scores {
    above += score > wanted ? 1 : 0
    level += score == wanted ? 1 : 0
  }
  for other in leftOut {
    let score = scores[Int(other)]
    above -= score > wanted ? 1 : 0
    level -= score == wanted ? 1 : 0
  }
  return Double(1 + above) + Double(level) / 2
}
