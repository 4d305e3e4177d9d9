#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Quality of probabilities told before the outcome was seen.
///
/// - `auc`: probability that a right answer was given more than a wrong one, ties one half.
/// - `logLoss`: mean of −ln p of what was so; `brier`: mean of (p − y)²; `accuracy`: at 0.5.
/// - `calibrationError`: mean over the bins, weighted by their counts, of |predicted − observed|.
public struct PredictionFigures: Sendable, Hashable, Encodable {
  /// The predictions that fall into one tenth of 0 … 1.
  public struct Bin: Sendable, Hashable, Encodable {
    public var from: Double
    public var to: Double
    public var count: Int
    /// Mean prediction; 0 in an empty bin.
    public var predicted: Double
    /// Share of right answers; 0 in an empty bin.
    public var observed: Double
  }

  public var answers: Int
  public var auc: Double
  public var logLoss: Double
  public var accuracy: Double
  public var brier: Double
  public var calibration: [Bin]
  public var calibrationError: Double

  /// - Parameters:
  ///   - predictions: in 0 … 1, kept within 1e-15 of the ends for the log loss.
  ///   - outcomes: one each.
  public init(predictions: [Double], outcomes: [Bool]) {
    precondition(predictions.count == outcomes.count, "one outcome a prediction")
    let n = Double(max(1, predictions.count))
    answers = predictions.count
    auc = areaUnderCurve(scores: predictions, labels: outcomes)
    var (loss, right, squares) = (0.0, 0.0, 0.0)
    for (prediction, outcome) in zip(predictions, outcomes) {
      let p = min(max(prediction, 1e-15), 1 - 1e-15)
      loss -= log(outcome ? p : 1 - p)
      if (p >= 0.5) == outcome { right += 1 }
      squares += (p - (outcome ? 1 : 0)) * (p - (outcome ? 1 : 0))
    }
    (logLoss, accuracy, brier) = (loss / n, right / n, squares / n)
    calibration = Self.bins(predictions, outcomes)
    calibrationError = calibration.reduce(0) {
      $0 + Double($1.count) / n * abs($1.predicted - $1.observed)
    }
  }

  private static func bins(_ predictions: [Double], _ outcomes: [Bool]) -> [Bin] {
    var bins = (0..<10).map {
      Bin(from: Double($0) / 10, to: Double($0 + 1) / 10, count: 0, predicted: 0, observed: 0)
    }
    for (prediction, outcome) in zip(predictions, outcomes) {
      let bin = min(9, max(0, Int(prediction * 10)))
      bins[bin].count += 1
      bins[bin].predicted += prediction
      bins[bin].observed += outcome ? 1 : 0
    }
    return bins.map { bin in
      var bin = bin
      let count = Double(max(1, bin.count))
      bin.predicted /= count
      bin.observed /= count
      return bin
    }
  }
}

extension PredictionFigures {
  /// The log loss of one probability for all of the answers.
  public func constantLogLoss(_ probability: Double) -> Double {
    let p = min(max(probability, 1e-15), 1 - 1e-15)
    let right = calibration.reduce(0) { $0 + $1.observed * Double($1.count) }
    let share = right / Double(max(1, answers))
    return -(share * log(p) + (1 - share) * log(1 - p))
  }
}
