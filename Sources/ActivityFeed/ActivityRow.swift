/// One thing a learner did, as an activity file says it.
public struct ActivityRow: Sendable, Hashable {
  /// Where the row begins, 1-based.
  public var line: Int
  /// The learner's key.
  public var learner: String
  /// The item's name as written; nil when the row names only a topic.
  public var item: String?
  /// As the ontology writes it: `completed`.
  public var action: String
  /// Name of the ontology's relation that records the action.
  public var relation: String
  /// Seconds since 1970-01-01T00:00:00Z; nil when the file does not say.
  public var timestamp: Double?
  /// A rating, a fraction watched, a score; nil when the file does not say.
  public var value: Double?
  /// The topic's name as written.
  public var topic: String?
  /// Other names of the item, to be tried in order when ``item`` names none: of a statement about a
  /// part of a course, the course that its context names.
  public var otherItems: [String] = []

  public init(
    line: Int, learner: String, item: String?, action: String, relation: String,
    timestamp: Double? = nil, value: Double? = nil, topic: String? = nil
  ) {
    self.line = line
    self.learner = learner
    self.item = item
    self.action = action
    self.relation = relation
    self.timestamp = timestamp
    self.value = value
    self.topic = topic
  }
}

/// What came of reading an activity file.
public struct ActivityReading: Sendable, Hashable {
  /// Rows emitted.
  public var rows = 0
  /// Rows reported and left out.
  public var rejected = 0
  /// Bytes of the file.
  public var bytes = 0
  /// SHA-256 of the file's bytes, hexadecimal.
  public var contentHash = ""

  public init() {}
}
