/// Two values of one property of which only the first is shown.
struct PropertyConflict {
  struct Place: Hashable {
    var feed: Int64
    var line: Int
    var column: Int
  }

  var subject: Int64
  var isRelationship: Bool
  /// The property's number.
  var name: Int64
  var kept: Place
  var left: Place
}

/// Looks closely at what is stated more than once: finds the properties on which statements
/// disagree, and the digests of relationships that several statements make together.
///
/// Memory is some ten bytes for each property of the nodes and relationships it looks at.
struct PropertyConflicts: StatementVisitor {
  let nodes: IdentifierSet
  let relationships: IdentifierSet
  let focus: (feed: Int64, generation: UInt32)
  /// Of the feed in focus with itself; the first of each.
  private(set) var within: [PropertyConflict] = []
  private(set) var withinCount = 0
  /// Between the feed in focus and others.
  private(set) var between: [PropertyConflict] = []
  private(set) var betweenCount = 0
  private(set) var relationshipDigests: [Int64: UInt64] = [:]
  private var first: [Key: First] = [:]

  private struct Key: Hashable {
    var subject: Int64
    var isRelationship: Bool
    var name: Int64
  }

  private struct First {
    var digest: UInt64
    var place: PropertyConflict.Place
    /// What the source that is walked through now said first.
    var ownDigest: UInt64
    var own: PropertyConflict.Place
    var ownGeneration: UInt32
  }

  /// So many of each sort are kept with their places.
  private static let kept = 20

  init(nodes: IdentifierSet, relationships: IdentifierSet, feed: Int64, generation: UInt32) {
    self.nodes = nodes
    self.relationships = relationships
    focus = (feed, generation)
  }

  mutating func visit(_ statement: StoredStatement, _ place: StatementPlace) throws {
    let subject: Int64
    switch statement.kind {
    case .node:
      subject = statement.node
      guard nodes.contains(subject) else { return }
    case .relationship:
      subject = statement.id
      guard relationships.contains(subject) else { return }
      if relationshipDigests[subject] == nil { relationshipDigests[subject] = 0 }
    case .requirement: return
    }
    let isRelationship = statement.kind == .relationship
    let here = PropertyConflict.Place(
      feed: place.feed, line: place.line(statement), column: Int(statement.column))
    try statement.eachProperty { name, value in
      let key = Key(subject: subject, isRelationship: isRelationship, name: name)
      compare(key, Checksum(value, seed: UInt64(name)).high, here, place.entry.generation)
    }
  }

  private mutating func compare(
    _ key: Key, _ digest: UInt64, _ here: PropertyConflict.Place, _ generation: UInt32
  ) {
    guard var known = first[key] else {
      first[key] = First(
        digest: digest, place: here, ownDigest: digest, own: here, ownGeneration: generation)
      if key.isRelationship { relationshipDigests[key.subject, default: 0] ^= digest }
      return
    }
    if known.own.feed == here.feed {
      let isThisImport = here.feed == focus.feed && generation == focus.generation
      if isThisImport, known.ownGeneration == generation, known.ownDigest != digest {
        withinCount += 1
        Self.keep(conflict(key, kept: known.own, left: here), in: &within)
      }
      return
    }
    (known.own, known.ownDigest, known.ownGeneration) = (here, digest, generation)
    first[key] = known
    if digest != known.digest, here.feed == focus.feed || known.place.feed == focus.feed {
      betweenCount += 1
      Self.keep(conflict(key, kept: known.place, left: here), in: &between)
    }
  }

  private func conflict(
    _ key: Key, kept: PropertyConflict.Place, left: PropertyConflict.Place
  ) -> PropertyConflict {
    PropertyConflict(
      subject: key.subject, isRelationship: key.isRelationship, name: key.name, kept: kept,
      left: left)
  }

  private static func keep(_ conflict: PropertyConflict, in list: inout [PropertyConflict]) {
    if list.count < kept { list.append(conflict) }
  }
}
