/// Finds the records of a source's earlier generations that add nothing to what its later ones
/// say: they can go.
struct PastContributions {
  private(set) var idle = IdentifierSet()
  private let feed: Int64?
  private var nodes = IdentifierSet()
  private var properties = PropertyMask()
  private var relationships = IdentifierSet()
  private var contributes = false

  init(feed: Int64?) { self.feed = feed }

  /// A walk leaves out relationships and requirements that were said anew, so one that it comes to
  /// counts; and so does the first to state a node or a property.
  mutating func visit(_ statement: StoredStatement, _ place: StatementPlace) throws {
    switch statement.kind {
    case .node:
      if nodes.insert(statement.node) { contributes = true }
      try statement.eachProperty { name, _ in
        if properties.insert(node: statement.node, name: name) { contributes = true }
      }
    case .relationship, .requirement: contributes = true
    }
  }

  mutating func endRecord(_ place: StatementPlace) {
    if place.generation > 0, !contributes { idle.insert(place.entry.record) }
    contributes = false
  }
}
