import Diagnostics
import KnowledgeGraph

/// A recommendation benchmark: what is known of each learner, what is to be found, and what the
/// items share.
///
/// Items are those of the training and the test interactions; learners likewise. A learner who is
/// in the test alone has an empty training history.
public struct RecommendationDataset: Sendable {
  /// Tokens by item number.
  public let items: [String]
  /// The training histories, oldest first.
  public let log: InteractionLog
  /// By learner number the items to be found, distinct, none of them in the training history.
  public let test: [[Int32]]
  /// Test rows with a label, for click-through prediction; empty when the file had no labels.
  public let labelled: [LabelledInteraction]
  /// What items share, one a relation of the graph file, by the relation's name; empty without a
  /// graph.
  public let attributes: [ItemAttributes]
  /// Tokens of the entities, by relation and entity number.
  public let entities: [String: [String]]

  public init(
    items: [String], log: InteractionLog, test: [[Int32]], labelled: [LabelledInteraction] = [],
    attributes: [ItemAttributes] = [], entities: [String: [String]] = [:]
  ) {
    precondition(test.count == log.histories.count, "one list of test items a learner")
    self.items = items
    self.log = log
    self.test = zip(test, log.histories).map { wanted, history in
      var seen = Set(history)
      return wanted.filter { seen.insert($0).inserted }
    }
    self.labelled = labelled
    self.attributes = attributes
    self.entities = entities
  }
}

/// A pair of learner and item, and whether the learner took to it.
public struct LabelledInteraction: Sendable, Hashable {
  public var user: Int
  public var item: Int32
  public var isPositive: Bool

  public init(user: Int, item: Int32, isPositive: Bool) {
    self.user = user
    self.item = item
    self.isPositive = isPositive
  }
}

/// Ways to cut one log into a part to learn from and a part to find.
public enum RecommendationSplit {
  /// The last item of every learner who has at least two is to be found.
  public static func leavingLastOut(
    _ log: InteractionLog
  ) -> (train: InteractionLog, test: [[Int32]]) {
    let (train, targets) = log.holdingOutLast()
    return (train, targets.map { $0.map { [$0] } ?? [] })
  }

  /// Each interaction is to be found with probability `fraction`, drawn by `seed`; a learner's
  /// order is kept. A learner always keeps at least one item to learn from.
  public static func random(
    _ log: InteractionLog, fraction: Double, seed: UInt64
  ) -> (train: InteractionLog, test: [[Int32]]) {
    var generator = EvaluationGenerator(seed: seed)
    var kept: [[Int32]] = []
    var test: [[Int32]] = []
    for history in log.histories {
      let drawn = history.map { ($0, Double.random(in: 0..<1, using: &generator) < fraction) }
      let train = drawn.filter { !$0.1 }.map(\.0)
      kept.append(train.isEmpty ? Array(history.prefix(1)) : train)
      test.append(drawn.filter(\.1).map(\.0).filter { !train.isEmpty || $0 != history[0] })
    }
    let train = InteractionLog(
      learnerKeys: log.learnerKeys, itemCount: log.itemCount, histories: kept)
    return (train, test)
  }
}

/// SplitMix64 (Steele, Lea & Flood 2014), so that a seed gives the same sample everywhere.
struct EvaluationGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
