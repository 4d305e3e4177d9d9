import Diagnostics

/// How many of one sort of thing an import touched. An import without change has only
/// `unchanged`.
public struct ChangeCounts: Sendable, Hashable, Codable {
  /// In the catalogue now and not before.
  public var added: Int
  /// Before and now, with another content.
  public var updated: Int
  /// Stated by the feed as the catalogue already had it.
  public var unchanged: Int
  /// In the catalogue before and not now.
  public var removed: Int

  public init(added: Int = 0, updated: Int = 0, unchanged: Int = 0, removed: Int = 0) {
    self.added = added
    self.updated = updated
    self.unchanged = unchanged
    self.removed = removed
  }

  /// Whether the catalogue is another one for it.
  public var hasChanges: Bool { added > 0 || updated > 0 || removed > 0 }
}

/// What became of one import.
public struct ImportSummary: Sendable, Hashable {
  public enum Outcome: String, Sendable, Hashable, Codable {
    /// Committed; the catalogue version is one higher.
    case changed
    /// Nothing that an answer could rest on is different; the catalogue version stands. Places
    /// that moved in the feed were refreshed.
    case unchanged
    /// What would have been done, rolled back.
    case dryRun
    /// The reader found errors; rolled back, and every count but `records` is zero.
    case refused
  }

  public var outcome: Outcome
  /// Records the reader emitted.
  public var records: Int
  public var nodes: ChangeCounts
  public var relationships: ChangeCounts
  public var requirements: ChangeCounts
  /// Relationships and requirements left out because an end is stated by no feed.
  public var rejected: Int
  public var diagnostics: [Diagnostic]
  /// The catalogue version after the import (after a dry run: the one before it).
  public var catalogVersion: Int64

  public init(
    outcome: Outcome, records: Int = 0, nodes: ChangeCounts = ChangeCounts(),
    relationships: ChangeCounts = ChangeCounts(), requirements: ChangeCounts = ChangeCounts(),
    rejected: Int = 0, diagnostics: [Diagnostic] = [], catalogVersion: Int64
  ) {
    self.outcome = outcome
    self.records = records
    self.nodes = nodes
    self.relationships = relationships
    self.requirements = requirements
    self.rejected = rejected
    self.diagnostics = diagnostics
    self.catalogVersion = catalogVersion
  }
}
