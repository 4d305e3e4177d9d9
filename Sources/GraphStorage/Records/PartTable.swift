import GRDB

/// A table that holds something of each feed cut into numbered parts.
enum PartTable: String {
  /// `Manifest`.
  case manifest
  /// `NodePlaces`.
  case places

  /// Writes a part, or removes it.
  func set(_ db: Database, feed: Int64, part: Int64, _ bytes: [UInt8]?) throws {
    let change = try BoundStatement(
      db,
      bytes == nil
        ? "DELETE FROM \(rawValue) WHERE feed = ? AND part = ?"
        : "INSERT OR REPLACE INTO \(rawValue) (feed, part, entries) VALUES (?, ?, ?)")
    change.bind(feed, at: 1)
    change.bind(part, at: 2)
    if let bytes { change.bind(bytes, at: 3) }
    try change.run()
  }
}
