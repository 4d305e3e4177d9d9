import KnowledgeGraph

/// What came of reading a feed.
public struct FeedReading: Sendable, Hashable {
  /// Records emitted.
  public var records = 0
  /// Bytes of the file.
  public var bytes = 0
  /// SHA-256 of the file's bytes, hexadecimal.
  public var contentHash = ""
  /// Values of the feed (texts of elements, attributes) that a rule used.
  public var consumed = 0
  /// Values that the mapping leaves out on purpose, by path.
  public var ignored: [IgnoredValues] = []
  /// Values that no rule used, by path. Nothing else of the feed is missing from the graph.
  public var unconsumed: [PathCount] = []
  /// How the requirement texts read, in the order of ``RequirementFact/Kind``, kinds without any
  /// left out.
  public var requirements: [RequirementCount] = []

  public init() {}
}

/// How often a path of a feed held a value.
public struct PathCount: Sendable, Hashable {
  /// From the root, with the mapping's prefixes: `catalog/course/@id`.
  public var path: String
  public var count: Int

  public init(path: String, count: Int) {
    self.path = path
    self.count = count
  }
}

public struct IgnoredValues: Sendable, Hashable {
  public var path: String
  public var count: Int
  /// Why the mapping leaves them out.
  public var reason: String

  public init(path: String, count: Int, reason: String) {
    self.path = path
    self.count = count
    self.reason = reason
  }
}

/// How many requirements of one kind were understood wholly, in part, not at all.
public struct RequirementCount: Sendable, Hashable {
  public var kind: RequirementFact.Kind
  public var exact = 0
  public var partial = 0
  public var opaque = 0

  public init(kind: RequirementFact.Kind) { self.kind = kind }

  mutating func add(_ status: RequirementStatus) {
    switch status {
    case .exact: exact += 1
    case .partial: partial += 1
    case .opaque: opaque += 1
    }
  }
}
