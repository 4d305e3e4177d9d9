import Glibc

/// Quality of a yes-or-no prediction for pairs of learner and item.
///
/// - `auc`: probability that a positive pair scores above a negative one, ties one half.
/// - `accuracy`, `f1`: at probability 0.5.
/// - `logLoss`: mean of −ln p of what was so, p kept within 1e-15 of 0 and 1.
public struct ClassificationMetrics: Sendable, Hashable {
  public var auc: Double
  public var accuracy: Double
  public var f1: Double
  public var logLoss: Double

  /// - Parameters:
  ///   - scores: one a pair, any monotone scale.
  ///   - calibration: turns them into probabilities.
  public init(scores: [Double], labels: [Bool], calibration: PlattCalibration) {
    precondition(scores.count == labels.count, "one label a score")
    auc = areaUnderCurve(scores: scores, labels: labels)
    var (truePositive, falsePositive, falseNegative, right, loss) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (score, label) in zip(scores, labels) {
      let p = min(max(calibration.probability(score), 1e-15), 1 - 1e-15)
      let predicted = p >= 0.5
      if predicted == label { right += 1 }
      if predicted, label { truePositive += 1 }
      if predicted, !label { falsePositive += 1 }
      if !predicted, label { falseNegative += 1 }
      loss -= log(label ? p : 1 - p)
    }
    let n = Double(max(scores.count, 1))
    accuracy = right / n
    logLoss = loss / n
    let denominator = 2 * truePositive + falsePositive + falseNegative
    f1 = denominator > 0 ? 2 * truePositive / denominator : 0
  }
}

/// Mann–Whitney: the mean rank of the positives, ties at the middle of the places they cover.
/// 0.5 when one of the classes is absent. O(n log n).
func areaUnderCurve(scores: [Double], labels: [Bool]) -> Double {
  let order = scores.indices.sorted { scores[$0] < scores[$1] }
  let positives = Double(labels.count { $0 })
  let negatives = Double(labels.count) - positives
  guard positives > 0, negatives > 0 else { return 0.5 }
  var rankSum = 0.0
  var start = 0
  while start < order.count {
    var end = start
    while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
    let middle = Double(start + end + 1) / 2
    rankSum += middle * Double(order[start..<end].count { labels[$0] })
    start = end
  }
  return (rankSum - positives * (positives + 1) / 2) / (positives * negatives)
}

/// p = σ(slope · score + offset), fitted by Newton steps on the logistic loss (Platt 1999, with his
/// smoothed targets, so that separable scores keep finite parameters).
public struct PlattCalibration: Sendable, Hashable {
  public private(set) var slope = 0.0
  public private(set) var offset = 0.0
  /// Scores are divided by this before fitting, so that steps are well scaled.
  private var scale = 1.0

  public init(scores: [Double], labels: [Bool]) {
    let finite = scores.filter(\.isFinite).map(abs)
    scale = max(finite.max() ?? 1, 1e-12)
    let positives = Double(labels.count { $0 })
    let negatives = Double(labels.count) - positives
    let targets = labels.map { $0 ? (positives + 1) / (positives + 2) : 1 / (negatives + 2) }
    let inputs = scores.map { $0.isFinite ? $0 / scale : 0 }
    for _ in 0..<100 where !improve(inputs, targets) { break }
  }

  public func probability(_ score: Double) -> Double {
    1 / (1 + exp(-(slope * score / scale + offset)))
  }

  /// One damped Newton step; false when it changed nothing to speak of.
  private mutating func improve(_ inputs: [Double], _ targets: [Double]) -> Bool {
    var (g0, g1, h00, h01, h11) = (0.0, 0.0, 1e-9, 0.0, 1e-9)
    for (x, target) in zip(inputs, targets) {
      let p = 1 / (1 + exp(-(slope * x + offset)))
      let weight = max(p * (1 - p), 1e-6)
      g0 += (p - target) * x
      g1 += p - target
      h00 += weight * x * x
      h01 += weight * x
      h11 += weight
    }
    let determinant = h00 * h11 - h01 * h01
    guard determinant > 1e-18 else { return false }
    let steps = ((h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant)
    slope -= steps.0
    offset -= steps.1
    return abs(steps.0) + abs(steps.1) > 1e-10
  }
}
