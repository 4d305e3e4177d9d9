import KnowledgeGraph

/// Nodes that relationships or requirements name and no feed states, with what was left out for
/// each.
struct DanglingEnds {
  struct Entry {
    var node: NodeReference
    /// A relation's name, or the kind of a requirement.
    var what: String
    var isRequirement: Bool
    var count: Int
    /// The first place, by line.
    var line: Int
    var column: Int
  }

  private(set) var entries: [Entry] = []
  private(set) var count = 0
  private var position: [Key: Int] = [:]

  private struct Key: Hashable {
    var node: NodeReference
    var what: String
    var isRequirement: Bool
  }

  mutating func note(
    _ node: NodeReference, _ what: String, isRequirement: Bool, at place: StatementPlace
  ) {
    count += 1
    let key = Key(node: node, what: what, isRequirement: isRequirement)
    guard let known = position[key] else {
      position[key] = entries.count
      entries.append(
        Entry(
          node: node, what: what, isRequirement: isRequirement, count: 1, line: place.line,
          column: place.column))
      return
    }
    entries[known].count += 1
    if (place.line, place.column) < (entries[known].line, entries[known].column) {
      (entries[known].line, entries[known].column) = (place.line, place.column)
    }
  }
}
