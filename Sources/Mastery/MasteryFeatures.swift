#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The terms of the logit of a right answer, in the form of performance factors analysis with the
/// features that Gervet et al. found best for logistic regression (“When is deep learning the best
/// approach to knowledge tracing?”, JEDM 2020): counts of right and wrong answers in all and on the
/// item's topics, as logarithms; averages that follow lately; and an Elo rating.
///
/// An item with k topics takes the mean of their terms, so that it is one answer however many
/// topics it asks for: writing such an answer as k rows would let each row see the others' result.
struct MasteryFeatures: Sendable, Hashable {
  /// Terms that every answer has.
  enum Common: Int, CaseIterable {
    case bias, successes, failures, average, fastAverage, ability
    case itemSuccesses, itemFailures
    case topicSuccesses, topicFailures, topicAverage
  }

  let itemCount: Int
  let topicCount: Int

  /// Common terms, then a bias for each item and topic, then the slopes of each topic's successes
  /// and failures.
  var count: Int { Common.allCases.count + itemCount + 3 * topicCount }

  /// Hands each term's number and value to `emit`. O(topics of the item).
  func visit(
    item: Int32, topics: [Int32], _ trace: LearnerTrace, emit: (Int32, Double) -> Void
  ) {
    visitCommon(item: item, trace, emit)
    let firstItem = Int32(Common.allCases.count)
    if item >= 0, item < itemCount { emit(firstItem + item, 1) }
    let share = 1 / Double(max(1, topics.count))
    for topic in topics { visit(topic: topic, share: share, trace, emit) }
  }

  private func visitCommon(
    item: Int32, _ trace: LearnerTrace, _ emit: (Int32, Double) -> Void
  ) {
    func add(_ term: Common, _ value: Double) {
      if value != 0 { emit(Int32(term.rawValue), value) }
    }
    add(.bias, 1)
    add(.successes, log1p(Double(trace.total.successes)))
    add(.failures, log1p(Double(trace.total.failures)))
    add(.average, trace.total.average - 0.5)
    add(.fastAverage, trace.fastAverage - 0.5)
    add(.ability, trace.ability)
    guard item >= 0, let tally = trace.byItem[item] else { return }
    add(.itemSuccesses, log1p(Double(tally.successes)))
    add(.itemFailures, log1p(Double(tally.failures)))
  }

  private func visit(
    topic: Int32, share: Double, _ trace: LearnerTrace, _ emit: (Int32, Double) -> Void
  ) {
    let first = Int32(Common.allCases.count + itemCount)
    let isKnown = topic >= 0 && topic < topicCount
    if isKnown { emit(first + topic, share) }
    guard topic >= 0, let tally = trace.byTopic[topic] else { return }
    let successes = share * log1p(Double(tally.successes))
    let failures = share * log1p(Double(tally.failures))
    emit(Int32(Common.topicSuccesses.rawValue), successes)
    emit(Int32(Common.topicFailures.rawValue), failures)
    emit(Int32(Common.topicAverage.rawValue), share * (tally.average - 0.5))
    guard isKnown else { return }
    emit(first + Int32(topicCount) + topic, successes)
    emit(first + Int32(2 * topicCount) + topic, failures)
  }
}
