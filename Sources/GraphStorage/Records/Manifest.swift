import GRDB
import KnowledgeGraph

/// Which records are what a source says, where they stand in its feed, and which of them speak
/// for it when they disagree.
///
/// A record's facts and text are written once and never changed; all that an import may change
/// about them stands here, 32 bytes a record. So a feed in which everything only moved rewrites a
/// few bytes a record, and an import is undone by putting the old bytes back.
struct Manifest {
  struct Entry: Equatable {
    var record: Int64
    /// Of the facts and the text.
    var digest: Checksum
    var line: UInt32
    var column: UInt32
    /// The position among the records of its import, from 0.
    var position: UInt32
    /// From 1. What a later generation states stands before what an earlier one does. A feed
    /// that is all its source says leaves one generation; one that says a part leaves the records
    /// it did not mention in the earlier one.
    var generation: UInt32
  }

  let feed: Int64
  /// Ascending by record.
  private(set) var entries: [Entry] = []

  init(feed: Int64, entries: [Entry]) {
    self.feed = feed
    self.entries = entries
  }

  /// The records in the order in which they speak: the last generation first, within one the order
  /// of the feed.
  var generations: [[Entry]] {
    var found: [UInt32: [Entry]] = [:]
    for entry in entries { found[entry.generation, default: []].append(entry) }
    return found.sorted { $0.key > $1.key }.map { $0.value.sorted { $0.position < $1.position } }
  }

  // MARK: The table

  /// Records with numbers from `512 · part` on stand in one row.
  private static let recordsInPart: Int64 = 512
  private static let entryLength = 32

  static func read(_ db: Database, feed: Int64) throws -> Manifest {
    let query = try BoundStatement(
      db, "SELECT part, entries FROM manifest WHERE feed = ? ORDER BY part")
    query.bind(feed, at: 1)
    var manifest = Manifest(feed: feed, entries: [])
    while try query.step() {
      try manifest.take(query.blob(1), from: query.integer(0) * recordsInPart)
    }
    return manifest
  }

  /// What one record's entry says; nil when the source has no such record.
  static func entry(_ db: Database, feed: Int64, record: Int64) throws -> Entry? {
    let part = record / recordsInPart
    let query = try BoundStatement(
      db, "SELECT entries FROM manifest WHERE feed = ? AND part = ?")
    query.bind(feed, at: 1)
    query.bind(part, at: 2)
    var manifest = Manifest(feed: feed, entries: [])
    _ = try query.first { row in try manifest.take(row.blob(0), from: part * recordsInPart) }
    return manifest.entries.first { $0.record == record }
  }

  private mutating func take(_ bytes: UnsafeRawBufferPointer, from first: Int64) throws {
    guard bytes.count == Self.entryLength * Int(Self.recordsInPart) else { throw MalformedRecord() }
    for slot in 0..<Int(Self.recordsInPart) {
      let start = slot * Self.entryLength
      func word(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start + offset, as: UInt32.self))
      }
      func long(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self))
      }
      guard word(28) != 0 else { continue }
      entries.append(
        Entry(
          record: first + Int64(slot), digest: Checksum(high: long(0), low: long(8)),
          line: word(16), column: word(20), position: word(24), generation: word(28)))
    }
  }

  /// Brings the table to what `entries` says, and keeps what stood there before for undoing.
  /// - Returns: whether anything was different.
  func write(_ db: Database, replacing old: Manifest, _ undo: UndoLog) throws -> Bool {
    var hasChanged = false
    var (mine, theirs) = (entries[...], old.entries[...])
    while let first = [mine.first, theirs.first].compactMap({ $0?.record }).min() {
      let part = first / Self.recordsInPart
      let before = Self.takePart(part, &theirs)
      let after = Self.takePart(part, &mine)
      guard before != after else { continue }
      hasChanged = true
      try undo.keep(.manifest, feed: feed, part: part, before)
      try PartTable.manifest.set(db, feed: feed, part: part, after)
    }
    return hasChanged
  }

  private static func takePart(_ part: Int64, _ entries: inout ArraySlice<Entry>) -> [UInt8]? {
    let end =
      entries.firstIndex { $0.record / recordsInPart != part } ?? entries.endIndex
    guard end > entries.startIndex else { return nil }
    var bytes = [UInt8](repeating: 0, count: entryLength * Int(recordsInPart))
    for entry in entries[..<end] {
      entry.write(to: &bytes, at: Int(entry.record % recordsInPart) * entryLength)
    }
    entries = entries[end...]
    return bytes
  }
}

extension Manifest.Entry {
  fileprivate func write(to bytes: inout [UInt8], at start: Int) {
    bytes.withUnsafeMutableBytes { bytes in
      for (offset, word) in [(0, digest.high), (8, digest.low)] {
        bytes.storeBytes(of: word.littleEndian, toByteOffset: start + offset, as: UInt64.self)
      }
      for (offset, word) in [(16, line), (20, column), (24, position), (28, generation)] {
        bytes.storeBytes(of: word.littleEndian, toByteOffset: start + offset, as: UInt32.self)
      }
    }
  }
}
