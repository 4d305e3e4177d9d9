#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the answers of one learner, taken in order, come to: all that a prediction of the next one
/// reads. Taking an answer is O(topics of its item).
public struct LearnerTrace: Sendable, Hashable {
  /// Right and wrong answers, and how it went lately.
  struct Tally: Sendable, Hashable {
    var successes = 0
    var failures = 0
    /// Exponentially weighted share of right answers; one half before the first.
    var average = 0.5

    mutating func take(_ isCorrect: Bool, rate: Double) {
      if isCorrect { successes += 1 } else { failures += 1 }
      average += rate * ((isCorrect ? 1 : 0) - average)
    }
  }

  private(set) var total = Tally()
  /// As `total.average`, but three times as quick to follow.
  private(set) var fastAverage = 0.5
  private(set) var byTopic: [Int32: Tally] = [:]
  private(set) var byItem: [Int32: Tally] = [:]
  /// Elo rating of the learner on the scale of the items' difficulties, in logits.
  private(set) var ability = 0.0

  public init() {}

  /// How fast the averages follow: of everything, of everything lately, of a topic.
  static let slowRate = 0.1
  static let fastRate = 0.3

  /// Takes an answer. The rating moves by
  ///
  ///     θ ← θ + U(n) (r − σ(θ − d)),   U(n) = a / (1 + b n)
  ///
  /// with n the answers so far, r 1 for a right one, d the item's difficulty, a = 0.4, b = 0.05
  /// (Pelánek, “Applications of the Elo rating system in adaptive educational systems”, 2016).
  public mutating func take(_ answer: Answer, difficulty: Double) {
    let count = Double(total.successes + total.failures)
    let expected = 1 / (1 + exp(difficulty - ability))
    ability += 0.4 / (1 + 0.05 * count) * ((answer.isCorrect ? 1 : 0) - expected)
    total.take(answer.isCorrect, rate: Self.slowRate)
    fastAverage += Self.fastRate * ((answer.isCorrect ? 1 : 0) - fastAverage)
    for topic in answer.topics {
      byTopic[topic, default: Tally()].take(answer.isCorrect, rate: Self.fastRate)
    }
    byItem[answer.item, default: Tally()].take(answer.isCorrect, rate: Self.fastRate)
  }

  /// Right and wrong answers on a topic so far.
  public func evidence(on topic: Int32) -> (successes: Int, failures: Int) {
    byTopic[topic].map { ($0.successes, $0.failures) } ?? (0, 0)
  }
}
