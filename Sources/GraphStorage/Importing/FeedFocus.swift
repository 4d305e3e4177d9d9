/// What the feed that is being imported states, and what cannot be shown because a node that it
/// names is in no feed.
struct FeedFocus {
  let feed: Int64
  /// The generation that the import makes.
  let generation: UInt32
  /// Stated by this generation.
  private(set) var relationships = IdentifierSet()
  private(set) var requirements = IdentifierSet()
  /// Of those, the ones that cannot be shown.
  private(set) var missing: [MissingEnd] = []
  private(set) var missingCount = 0
  /// Relationships and requirements of other sources, or of earlier generations, that cannot be
  /// shown.
  private(set) var hiddenRelationships = IdentifierSet()
  private(set) var hiddenRequirements = IdentifierSet()
  private var position: [MissingEnd.Key: Int] = [:]

  /// A node that facts of the feed name and no feed states.
  struct MissingEnd {
    struct Key: Hashable {
      var node: Int64
      /// A relation's number, or a requirement's kind.
      var name: Int64
      var isRequirement: Bool
    }

    var key: Key
    var count: Int
    /// The first place, by line.
    var line: Int
    var column: Int
  }

  init(feed: Int64, generation: UInt32) {
    self.feed = feed
    self.generation = generation
  }

  mutating func note(
    _ statement: StoredStatement, _ place: StatementPlace, isVisible: Bool, stated: IdentifierSet
  ) {
    let isRequirement = statement.kind == .requirement
    guard place.feed == feed, place.entry.generation == generation else {
      if !isVisible {
        if isRequirement {
          hiddenRequirements.insert(statement.id)
        } else {
          hiddenRelationships.insert(statement.id)
        }
      }
      return
    }
    let isFirst =
      isRequirement ? requirements.insert(statement.id) : relationships.insert(statement.id)
    guard isFirst, !isVisible else { return }
    missingCount += 1
    let end = stated.contains(statement.node) ? statement.end : statement.node
    note(
      MissingEnd(
        key: .init(node: end, name: statement.name, isRequirement: isRequirement), count: 1,
        line: place.line(statement), column: Int(statement.column)))
  }

  private mutating func note(_ end: MissingEnd) {
    guard let known = position[end.key] else {
      position[end.key] = missing.count
      missing.append(end)
      return
    }
    missing[known].count += 1
    if (end.line, end.column) < (missing[known].line, missing[known].column) {
      (missing[known].line, missing[known].column) = (end.line, end.column)
    }
  }
}
