/// The three counters that say which state of the file an answer was made from.
///
/// An answer whose versions differ from the file's is *stale*, which is not the same as *false*.
public struct Versions: Sendable, Hashable, Codable {
  /// Grows by one with every import that changed the catalogue.
  public var catalog: Int64
  /// Sequence number of the last recorded action.
  public var activity: Int64
  /// Version of the stored model; 0 before the first training.
  public var model: Int64

  public init(catalog: Int64 = 0, activity: Int64 = 0, model: Int64 = 0) {
    self.catalog = catalog
    self.activity = activity
    self.model = model
  }
}
