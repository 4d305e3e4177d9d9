#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The probability that a learner answers an item rightly, from the answers they gave before:
///
///     p = σ( Σ w_j x_j )
///
/// over the terms of ``MasteryFeatures``. Nothing but counts, averages and one rating is kept of a
/// learner, so that an answer changes the next prediction at once and every term can be shown.
public struct MasteryModel: Sendable, Hashable {
  let features: MasteryFeatures
  /// Of each item, in logits: greater is harder.
  let difficulties: [Double]
  let weights: [Double]

  init(features: MasteryFeatures, difficulties: [Double], weights: [Double]) {
    self.features = features
    self.difficulties = difficulties
    self.weights = weights
  }

  /// A model in which nothing was fitted to data: the common terms have weights rounded from what
  /// several public logs agree on, items and topics have none.
  ///
  /// It is for a platform that has no answers yet. Its log loss is below that of the constant which
  /// knows the mean of the log.
  public static let unfitted: MasteryModel = {
    let features = MasteryFeatures(itemCount: 0, topicCount: 0)
    var weights = [Double](repeating: 0, count: features.count)
    let set: [(MasteryFeatures.Common, Double)] = [
      (.bias, 0.3), (.average, 1.0), (.fastAverage, 0.6), (.ability, 0.6),
      (.topicSuccesses, 0.3), (.topicFailures, -0.1), (.topicAverage, 0.8),
    ]
    for (term, weight) in set { weights[term.rawValue] = weight }
    return MasteryModel(features: features, difficulties: [], weights: weights)
  }()

  /// Weights that are not zero, and difficulties.
  public var parameterCount: Int { weights.count { $0 != 0 } + difficulties.count }

  /// - Complexity: O(topics).
  public func probability(item: Int32, topics: [Int32], _ trace: LearnerTrace) -> Double {
    var logit = 0.0
    features.visit(item: item, topics: topics, trace) { logit += weights[Int($0)] * $1 }
    return 1 / (1 + exp(-logit))
  }

  /// The trace after one more answer.
  public func take(_ answer: Answer, into trace: inout LearnerTrace) {
    trace.take(answer, difficulty: difficulty(of: answer.item))
  }

  /// The probability of each answer of one learner being right, each told before it is seen.
  public func replay(_ answers: [Answer], from trace: inout LearnerTrace) -> [Double] {
    answers.map { answer in
      defer { take(answer, into: &trace) }
      return probability(item: answer.item, topics: answer.topics, trace)
    }
  }

  private func difficulty(of item: Int32) -> Double {
    item >= 0 && item < difficulties.count ? difficulties[Int(item)] : 0
  }
}
