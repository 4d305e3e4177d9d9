import FoundationEssentials

/// Isotonic regression: the non-decreasing step function of a score that is nearest, by weighted
/// squares, to what happened (pool adjacent violators; Zadrozny and Elkan 2002).
///
/// Each observation says whether a link with this score held; its weight says for how many
/// candidates it stands, so that negatives may be a sample of all.
public struct ProbabilityCalibration: Sendable, Hashable {
  public struct Observation: Sendable, Hashable {
    public var score: Float
    public var holds: Bool
    public var weight: Double

    public init(score: Float, holds: Bool, weight: Double = 1) {
      self.score = score
      self.holds = holds
      self.weight = weight
    }
  }

  /// Blocks of the step function: from this score on, this probability.
  private let steps: [(score: Float, probability: Double)]
  /// Observations it was fitted on.
  public let count: Int

  /// O(n log n). Without observations every probability is 0.
  public init(_ observations: [Observation]) {
    count = observations.count
    struct Block {
      var score: Float
      var positive: Double
      var weight: Double
      var mean: Double { positive / weight }
    }
    var blocks: [Block] = []
    for one in observations.sorted(by: { $0.score < $1.score })
    where one.weight > 0 && !one.score.isNaN {
      let positive = one.holds ? one.weight : 0
      if let last = blocks.last, last.score == one.score {
        blocks[blocks.count - 1].positive += positive
        blocks[blocks.count - 1].weight += one.weight
      } else {
        blocks.append(Block(score: one.score, positive: positive, weight: one.weight))
      }
    }
    var pooled: [Block] = []
    for block in blocks {
      pooled.append(block)
      while pooled.count > 1, pooled[pooled.count - 2].mean >= pooled[pooled.count - 1].mean {
        let upper = pooled.removeLast()
        pooled[pooled.count - 1].positive += upper.positive
        pooled[pooled.count - 1].weight += upper.weight
      }
    }
    steps = pooled.map { ($0.score, $0.mean) }
  }

  /// Between two steps the value of the lower one; below the first, the first's.
  public func probability(of score: Float) -> Double {
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].score <= score { low = middle + 1 } else { high = middle }
    }
    return steps.isEmpty ? 0 : steps[max(0, low - 1)].probability
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.count == b.count && a.steps.count == b.steps.count
      && zip(a.steps, b.steps).allSatisfy { $0 == $1 }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for step in steps {
      hasher.combine(step.score)
      hasher.combine(step.probability)
    }
  }
}

extension ProbabilityCalibration {
  /// Mean squared difference of probability and outcome, weighted; 0 is perfect.
  public static func brierScore(_ pairs: [(probability: Double, observation: Observation)])
    -> Double
  {
    let weight = pairs.reduce(0) { $0 + $1.observation.weight }
    guard weight > 0 else { return 0 }
    return pairs.reduce(0) { sum, pair in
      let error = pair.probability - (pair.observation.holds ? 1 : 0)
      return sum + pair.observation.weight * error * error
    } / weight
  }
}
