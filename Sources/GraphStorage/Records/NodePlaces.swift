import GRDB

/// For each node the record of one feed that states it first, so that where a node comes from is
/// found without reading all records; four bytes a node.
struct NodePlaces {
  let feed: Int64
  /// By node: the record's number in the lower 31 bits, above it whether other records of the feed
  /// state the node too; 0 where the feed does not state it.
  private(set) var words: [UInt32]

  static let severalBit: UInt32 = 1 << 31
  /// Nodes from `1024 · part` on stand in one row.
  private static let nodesInPart = 1024

  init(feed: Int64, words: [UInt32] = []) {
    self.feed = feed
    self.words = words
  }

  func isStated(_ node: Int64) -> Bool { node < words.count && words[Int(node)] != 0 }

  var stated: IdentifierSet {
    var set = IdentifierSet()
    for node in words.indices where words[node] != 0 { set.insert(Int64(node)) }
    return set
  }

  /// Notes that a record states the node. True for the first that does.
  @discardableResult
  mutating func note(_ node: Int64, _ record: Int64) -> Bool {
    let slot = Int(node)
    if slot >= words.count {
      words.append(contentsOf: repeatElement(0, count: max(slot + 1 - words.count, words.count)))
    }
    let word = UInt32(truncatingIfNeeded: record) & ~Self.severalBit
    let known = words[slot]
    if known == 0 {
      words[slot] = word
      return true
    }
    if known & ~Self.severalBit != word { words[slot] = known | Self.severalBit }
    return false
  }

  /// Takes over what `earlier` says of nodes that are not in here.
  mutating func fill(from earlier: NodePlaces) {
    for node in earlier.words.indices where earlier.words[node] != 0 {
      if node < words.count, words[node] != 0 {
        words[node] |= Self.severalBit
      } else {
        note(Int64(node), 0)
        words[node] = earlier.words[node]
      }
    }
  }

  // MARK: The table

  static func read(_ db: Database, feed: Int64) throws -> NodePlaces {
    let query = try BoundStatement(db, "SELECT part, entries FROM places WHERE feed = ?")
    query.bind(feed, at: 1)
    var places = NodePlaces(feed: feed)
    while try query.step() {
      let first = Int(query.integer(0)) * nodesInPart
      let bytes = query.blob(1)
      guard bytes.count == 4 * nodesInPart, first >= 0 else { throw MalformedRecord() }
      let end = first + nodesInPart
      if places.words.count < end {
        places.words.append(contentsOf: repeatElement(0, count: end - places.words.count))
      }
      for slot in 0..<nodesInPart {
        places.words[first + slot] = UInt32(
          littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * slot, as: UInt32.self))
      }
    }
    return places
  }

  /// The feed's word for one node.
  static func word(_ db: Database, feed: Int64, node: Int64) throws -> UInt32 {
    let query = try BoundStatement(db, "SELECT entries FROM places WHERE feed = ? AND part = ?")
    query.bind(feed, at: 1)
    query.bind(node / Int64(nodesInPart), at: 2)
    return try query.first { row in
      let offset = 4 * (Int(node) % nodesInPart)
      guard row.blob(0).count >= offset + 4 else { throw MalformedRecord() }
      return UInt32(
        littleEndian: row.blob(0).loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    } ?? 0
  }

  /// Brings the table to this, and keeps what stood there before for undoing.
  /// - Returns: whether anything was different.
  func write(_ db: Database, replacing old: NodePlaces, _ undo: UndoLog) throws -> Bool {
    var hasChanged = false
    let parts = (max(words.count, old.words.count) + Self.nodesInPart - 1) / Self.nodesInPart
    for part in 0..<parts {
      let (before, after) = (old.part(part), self.part(part))
      guard before != after else { continue }
      hasChanged = true
      try undo.keep(.places, feed: feed, part: Int64(part), before)
      try PartTable.places.set(db, feed: feed, part: Int64(part), after)
    }
    return hasChanged
  }

  private func part(_ part: Int) -> [UInt8]? {
    let first = part * Self.nodesInPart
    let here = words[min(first, words.count)..<min(first + Self.nodesInPart, words.count)]
    guard here.contains(where: { $0 != 0 }) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * Self.nodesInPart)
    for word in here { bytes.append(littleEndian: word) }
    bytes.append(contentsOf: repeatElement(0, count: 4 * Self.nodesInPart - bytes.count))
    return bytes
  }
}
