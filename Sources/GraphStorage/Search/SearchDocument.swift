import KnowledgeGraph

/// What the search index reads of one node.
public struct SearchDocument: Sendable, Hashable {
  /// The node's identifier in the store.
  public var node: Int64
  public var key: String
  /// Titles, in every language the node has.
  public var titles: [String]
  /// Titles of the topics it teaches.
  public var topics: [String]
  /// Descriptions and other prose.
  public var prose: [String]

  public init(
    node: Int64, key: String, titles: [String], topics: [String] = [], prose: [String] = []
  ) {
    self.node = node
    self.key = key
    self.titles = titles
    self.topics = topics
    self.prose = prose
  }

  /// The columns of the index, in its order. A key is found with and without its spaces.
  var columns: [String] {
    [
      key + " " + foldedName(key), titles.joined(separator: " ‖ "),
      topics.joined(separator: " ‖ "), prose.joined(separator: " ‖ "),
    ].map(SearchText.normalized)
  }
}

/// A node that a search found.
public struct SearchHit: Sendable, Hashable {
  public var node: Int64
  /// BM25 over the columns with the weights key 10, title 8, topic 4, prose 1; greater is better.
  public var score: Double
  /// Whether every word occurs; otherwise only some of them do, or words that begin like them.
  public var holdsEveryWord: Bool
}
