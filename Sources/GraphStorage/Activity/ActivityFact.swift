import Diagnostics

/// One thing a learner did with an item.
public struct ActivityFact: Sendable, Hashable {
  /// The learner's key; the learner becomes a node when it is new.
  public var learner: String
  /// The item's node identifier.
  public var item: Int64
  /// The relation's name in the ontology, such as `completed`.
  public var relation: String
  /// Seconds since 1970; nil when the source does not say.
  public var timestamp: Double?
  /// A rating, a fraction watched, a score; nil when there is none.
  public var value: Double?
  /// 1-based line of the source.
  public var line: Int

  public init(
    learner: String, item: Int64, relation: String, timestamp: Double? = nil,
    value: Double? = nil, line: Int
  ) {
    self.learner = learner
    self.item = item
    self.relation = relation
    self.timestamp = timestamp
    self.value = value
    self.line = line
  }
}

/// What became of one activity source.
public struct ActivitySummary: Sendable, Hashable {
  /// Interactions that are new.
  public var added: Int
  /// Rows that were there already: same learner, item, relation, timestamp and value.
  public var unchanged: Int
  public var learnersAdded: Int
  /// Rows whose item is no node of the store.
  public var rejected: Int
  public var diagnostics: [Diagnostic]
  /// The activity sequence after the import.
  public var activityVersion: Int64

  public init(
    added: Int = 0, unchanged: Int = 0, learnersAdded: Int = 0, rejected: Int = 0,
    diagnostics: [Diagnostic] = [], activityVersion: Int64
  ) {
    self.added = added
    self.unchanged = unchanged
    self.learnersAdded = learnersAdded
    self.rejected = rejected
    self.diagnostics = diagnostics
    self.activityVersion = activityVersion
  }
}
