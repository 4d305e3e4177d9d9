/// The source that a feed comes from. It keeps its identity across re-imports, so that a newer
/// copy of a catalogue updates what the older one said.
public struct FeedSource: Sendable, Hashable {
  /// The file as the user named it; provenance shows it.
  public var path: String
  /// The dialect the feed was read by, such as a mapping's name or `activity-csv`.
  public var profile: String
  /// The identity. Two imports with the same name are two states of one source.
  public var sourceName: String

  public init(path: String, profile: String, sourceName: String) {
    self.path = path
    self.profile = profile
    self.sourceName = sourceName
  }

  /// The usual identity: the profile with the provider that the operator gave, or without one
  /// with the file's name. The folder does not count: a catalogue fetched anew into another
  /// folder is still the same source.
  public init(path: String, profile: String, provider: String? = nil) {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    self.init(path: path, profile: profile, sourceName: "\(profile):\(provider ?? file)")
  }
}

/// How a feed is brought in.
public struct ImportOptions: Sendable, Hashable {
  /// The feed is all that its source says: what the source said before and says no longer is
  /// retired. Without it a feed only adds and updates.
  public var full: Bool
  /// Everything is done and counted, then rolled back.
  public var dryRun: Bool

  public init(full: Bool = false, dryRun: Bool = false) {
    self.full = full
    self.dryRun = dryRun
  }
}

/// What the reader of a feed tells the store when it has come to the end.
public struct ReadingOutcome: Sendable, Hashable {
  /// A hash of the feed's bytes, in whatever form the reader makes; kept as provenance.
  public var contentHash: String
  /// The feed was refused; everything that was emitted is rolled back.
  public var hasErrors: Bool

  public init(contentHash: String, hasErrors: Bool = false) {
    self.contentHash = contentHash
    self.hasErrors = hasErrors
  }
}
