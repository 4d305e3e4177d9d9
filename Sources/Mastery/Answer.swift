/// One answer of a learner to an item, in numbers that a ``MasteryVocabulary`` gives out.
public struct Answer: Sendable, Hashable {
  /// The question; ``MasteryVocabulary/unknown`` for one that was never seen.
  public var item: Int32
  /// The topics (skills) the item asks for, each once; several are one answer all the same.
  public var topics: [Int32]
  public var isCorrect: Bool
  /// Seconds since 1970; nil where only the order is known.
  public var time: Double?

  public init(item: Int32, topics: [Int32], isCorrect: Bool, time: Double? = nil) {
    self.item = item
    self.topics = topics
    self.isCorrect = isCorrect
    self.time = time
  }
}

/// Numbers for the names of items and topics, in the order they are first met.
public struct MasteryVocabulary: Sendable, Hashable {
  /// The number of every name that was not met.
  public static let unknown: Int32 = -1

  public private(set) var items: [String] = []
  public private(set) var topics: [String] = []
  private var itemNumbers: [String: Int32] = [:]
  private var topicNumbers: [String: Int32] = [:]

  public init() {}

  public func item(_ name: String) -> Int32 { itemNumbers[name] ?? Self.unknown }
  public func topic(_ name: String) -> Int32 { topicNumbers[name] ?? Self.unknown }

  public mutating func addItem(_ name: String) -> Int32 {
    if let known = itemNumbers[name] { return known }
    itemNumbers[name] = Int32(items.count)
    items.append(name)
    return Int32(items.count - 1)
  }

  public mutating func addTopic(_ name: String) -> Int32 {
    if let known = topicNumbers[name] { return known }
    topicNumbers[name] = Int32(topics.count)
    topics.append(name)
    return Int32(topics.count - 1)
  }
}
