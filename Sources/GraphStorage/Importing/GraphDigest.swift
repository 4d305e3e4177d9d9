/// The graph that a set of records makes, so condensed that two of them can be compared: which
/// nodes, relationships and requirements there are, and a digest of each one's properties.
///
/// Memory is some bytes for each node and bits for each relationship, and eight bytes for each
/// relationship with properties.
struct GraphDigest: StatementVisitor {
  /// Nodes that some feed states.
  let stated: IdentifierSet
  private(set) var relationships = IdentifierSet()
  private(set) var requirements = IdentifierSet()
  /// By requirement: its course and, in the lowest three bits, its kind.
  private(set) var slots: [Int64] = []

  /// Nodes of which some property is stated more than once.
  private(set) var restatedNodes = IdentifierSet()
  /// Relationships that are stated more than once, once at least with properties.
  private(set) var restatedRelationships = IdentifierSet()

  private var nodeDigests: [UInt64] = []
  private var relationshipDigests: [UInt64] = []
  private var shown = PropertyMask()
  private var withProperties = IdentifierSet()
  private(set) var focus: FeedFocus?
  private var past: PastContributions

  /// - Parameter focus: counts what one feed states apart.
  init(stated: IdentifierSet, focus: FeedFocus? = nil) {
    self.stated = stated
    self.focus = focus
    past = PastContributions(feed: focus?.feed)
  }

  mutating func visit(_ statement: StoredStatement, _ place: StatementPlace) throws {
    switch statement.kind {
    case .node: try visitNode(statement, place)
    case .relationship: try visitRelationship(statement, place)
    case .requirement: visitRequirement(statement, place)
    }
    if focus?.feed == place.feed { try past.visit(statement, place) }
  }

  mutating func endRecord(_ place: StatementPlace) throws {
    if focus?.feed == place.feed { past.endRecord(place) }
  }

  /// Records of earlier generations of the feed in focus that add nothing to what later ones say.
  var idleRecords: IdentifierSet { past.idle }

  private mutating func visitNode(_ statement: StoredStatement, _ place: StatementPlace) throws {
    let node = statement.node
    try statement.eachProperty { name, value in
      guard shown.insert(node: node, name: name) else {
        restatedNodes.insert(node)
        return
      }
      Self.mix(&nodeDigests, node, Checksum(value, seed: UInt64(name)).high)
    }
  }

  private mutating func visitRelationship(_ statement: StoredStatement, _ place: StatementPlace)
    throws
  {
    let isVisible = stated.contains(statement.node) && stated.contains(statement.end)
    focus?.note(statement, place, isVisible: isVisible, stated: stated)
    guard isVisible else { return }
    let id = statement.id
    let isFirst = relationships.insert(id)
    let hasProperties = !statement.properties.isEmpty
    if !isFirst {
      if hasProperties || withProperties.contains(id) { restatedRelationships.insert(id) }
      return
    }
    guard hasProperties else { return }
    withProperties.insert(id)
    try statement.eachProperty { name, value in
      Self.mix(&relationshipDigests, id, Checksum(value, seed: UInt64(name)).high)
    }
  }

  private mutating func visitRequirement(_ statement: StoredStatement, _ place: StatementPlace) {
    let isVisible = stated.contains(statement.node)
    focus?.note(statement, place, isVisible: isVisible, stated: stated)
    guard isVisible, requirements.insert(statement.id) else { return }
    let slot = Int(statement.id)
    if slot >= slots.count {
      slots.append(contentsOf: repeatElement(0, count: max(slot + 1 - slots.count, slots.count)))
    }
    slots[slot] = statement.node << 3 | statement.name
  }

  /// Digests of single properties are added up by exclusive or, so that their order does not
  /// count.
  static func mix(_ digests: inout [UInt64], _ id: Int64, _ digest: UInt64) {
    let slot = Int(id)
    if slot >= digests.count {
      digests.append(
        contentsOf: repeatElement(0, count: max(slot + 1 - digests.count, digests.count)))
    }
    digests[slot] ^= digest
  }

  // MARK: Comparing

  func node(_ id: Int64) -> UInt64 { id < nodeDigests.count ? nodeDigests[Int(id)] : 0 }

  func relationship(_ id: Int64) -> UInt64 {
    id < relationshipDigests.count ? relationshipDigests[Int(id)] : 0
  }

  /// Puts in what a closer look at relationships that are stated more than once has found.
  mutating func correct(_ exact: [Int64: UInt64]) {
    for (id, digest) in exact {
      Self.mix(&relationshipDigests, id, relationship(id) ^ digest)
    }
  }
}
