/// What learners did with items, as the ranker and the checker read it: for each learner the
/// distinct items, oldest first.
///
/// An item's place is that of the learner's first evidence of it. Items and learners are numbered
/// densely from 0; the numbers follow the order of the arrays given.
public struct InteractionLog: Sendable, Hashable {
  /// The learner's key, by learner number.
  public let learnerKeys: [String]
  /// How many items there are; item numbers are below it.
  public let itemCount: Int
  /// Distinct item numbers, oldest first, by learner number.
  public let histories: [[Int32]]

  /// Drops repeats of an item within a history, keeping its first place. Item numbers outside
  /// `0 ..< itemCount` are a programmer's error.
  public init(learnerKeys: [String], itemCount: Int, histories: [[Int32]]) {
    precondition(learnerKeys.count == histories.count, "one history a learner")
    self.learnerKeys = learnerKeys
    self.itemCount = itemCount
    self.histories = histories.map { history in
      var seen: Set<Int32> = []
      return history.filter { item in
        precondition(item >= 0 && Int(item) < itemCount, "item number out of range")
        return seen.insert(item).inserted
      }
    }
  }

  /// The log without the last item of every learner who has at least two, and those last items
  /// (nil where there was none to take): the rows that weights are fitted on, so that no weight is
  /// fitted on the rows its matrices were built from.
  public func holdingOutLast() -> (log: InteractionLog, targets: [Int32?]) {
    var kept: [[Int32]] = []
    var targets: [Int32?] = []
    for history in histories {
      let splits = history.count >= 2
      kept.append(splits ? Array(history.dropLast()) : history)
      targets.append(splits ? history.last : nil)
    }
    return (
      InteractionLog(learnerKeys: learnerKeys, itemCount: itemCount, histories: kept), targets
    )
  }

  /// Number of learners with the item in their history, by item number.
  public func itemDegrees() -> [Int] {
    var degrees = [Int](repeating: 0, count: itemCount)
    for history in histories {
      for item in history { degrees[Int(item)] += 1 }
    }
    return degrees
  }
}
