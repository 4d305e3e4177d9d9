#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Fits a ``MasteryModel`` to the answers of many learners.
///
/// The items' difficulties are first set to the log odds of a wrong answer, drawn to the mean by
/// ``pseudoAnswers``; then the weights minimise the convex
///
///     Σ_t ln(1 + e^{z_t}) − y_t z_t + ½ Σ_j λ_j w_j²,   z_t = Σ_j w_j x_tj
///
/// with λ = ``regularisation`` for what belongs to one item or topic and a thousandth for the terms
/// that all share. Deterministic: the same answers give the same bytes.
public struct MasteryFit: Sendable, Hashable {
  public var regularisation = 1.0
  /// Answers of mean difficulty that each item is given beforehand.
  public var pseudoAnswers = 4.0
  public var maximumIterations = 100

  public init() {}

  /// - Parameters:
  ///   - histories: the answers of each learner, oldest first.
  ///   - progress: of the iterations, 0 … 1; false ends the fit where it stands.
  /// - Complexity: O(answers · topics an item) an iteration.
  public func fit(
    _ histories: [[Answer]], itemCount: Int, topicCount: Int,
    progress: (Double) -> Bool = { _ in true }
  ) -> MasteryModel {
    let features = MasteryFeatures(itemCount: itemCount, topicCount: topicCount)
    let difficulties = difficulties(histories, itemCount: itemCount)
    let rows = rows(histories, features, difficulties)
    let penalties = (0..<features.count).map {
      $0 < MasteryFeatures.Common.allCases.count ? regularisation / 1000 : regularisation
    }
    let loss = LogisticLoss(rows: rows, penalties: penalties)
    let weights = LimitedMemoryBFGS(maximumIterations: maximumIterations).minimise(
      from: [Double](repeating: 0, count: features.count), curvatures: loss.curvatures,
      progress: progress, loss.value)
    return MasteryModel(features: features, difficulties: difficulties, weights: weights)
  }

  private func difficulties(_ histories: [[Answer]], itemCount: Int) -> [Double] {
    var right = [Double](repeating: 0, count: itemCount)
    var all = [Double](repeating: 0, count: itemCount)
    for answer in histories.joined() where answer.item >= 0 {
      all[Int(answer.item)] += 1
      if answer.isCorrect { right[Int(answer.item)] += 1 }
    }
    let answers = all.reduce(0, +)
    let mean = (right.reduce(0, +) + 1) / (answers + 2)
    return zip(right, all).map { right, all in
      let share = (right + pseudoAnswers * mean) / (all + pseudoAnswers)
      return log((1 - share) / share)
    }
  }

  private func rows(
    _ histories: [[Answer]], _ features: MasteryFeatures, _ difficulties: [Double]
  ) -> LogisticRows {
    var rows = LogisticRows()
    for history in histories {
      var trace = LearnerTrace()
      for answer in history {
        features.visit(item: answer.item, topics: answer.topics, trace) { rows.add($0, $1) }
        rows.endRow(label: answer.isCorrect)
        let difficulty = answer.item >= 0 ? difficulties[Int(answer.item)] : 0
        trace.take(answer, difficulty: difficulty)
      }
    }
    return rows
  }
}
