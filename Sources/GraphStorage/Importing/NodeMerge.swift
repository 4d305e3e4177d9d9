import GRDB
import KnowledgeGraph

/// Brings the node facts of one feed together: within the feed the first stated value of a
/// property stands, and a value stated again differently is a conflict.
struct NodeMerge {
  /// Nodes the feed has stated so far.
  private(set) var stated = IdentifierSet()
  private(set) var statedCount = 0
  /// Nodes that no feed stated before; `stated` too.
  private(set) var added = IdentifierSet()
  private(set) var addedCount = 0
  private(set) var refreshed = 0
  private(set) var conflicts = Conflicts()
  private(set) var mask = PropertyMask()

  let places: StatementPlaces
  let properties: NodeProperties
  private var names: NameTable
  private let restore: BoundStatement
  private let forgetProperties: BoundStatement

  init(_ db: Database, feed: Int64) throws {
    places = try StatementPlaces(db, of: .node, feed: feed)
    properties = try NodeProperties(db, feed: feed)
    names = try NameTable.names(db)
    restore = try BoundStatement(db, "UPDATE node SET retired = 0 WHERE id = ?")
    forgetProperties = try BoundStatement(db, "DELETE FROM node_property WHERE node = ?")
  }

  /// - Parameter isNew: the node was made in this transaction.
  mutating func state(
    _ node: Int64, isNew: Bool, properties: [String: PropertyValue], at place: StatementPlace
  ) throws {
    if stated.insert(node) { try stateFirst(node, isNew: isNew, at: place) }
    if properties.keys.contains(where: { names.known($0) == nil }) {
      // Numbers are given in the order of the names, not in the dictionary's.
      for name in properties.keys.sorted() { _ = try names.identifier(name) }
    }
    for (name, value) in properties {
      try set(try names.identifier(name), to: value, of: node, name, at: place)
    }
  }

  private mutating func stateFirst(_ node: Int64, isNew: Bool, at place: StatementPlace) throws {
    statedCount += 1
    if isNew {
      try places.insert(node, place)
      return noteAdded(node)
    }
    switch try places.refresh(node, place) {
    case .same: break
    case .moved: refreshed += 1
    case .added:
      refreshed += 1
      if try !places.isStatedElsewhere(node) { try comeBack(node) }
    }
  }

  /// A node that was retired, or known only from learners' actions, enters the catalogue. What
  /// it showed last is no longer what any feed states.
  private mutating func comeBack(_ node: Int64) throws {
    noteAdded(node)
    restore.bind(node, at: 1)
    try restore.run()
    forgetProperties.bind(node, at: 1)
    try forgetProperties.run()
  }

  private mutating func noteAdded(_ node: Int64) {
    added.insert(node)
    addedCount += 1
  }

  private mutating func set(
    _ name: Int64, to value: PropertyValue, of node: Int64, _ text: String, at place: StatementPlace
  ) throws {
    guard mask.insert(node: node, name: name) else {
      let first = try properties.value(node: node, name: name)
      if first != value { conflicts.note(text, node: node, line: place.line) }
      return
    }
    if !added.contains(node) {
      guard try properties.value(node: node, name: name) != value else { return }
      try properties.rememberShown(node: node, name: name)
      refreshed += 1
    }
    try properties.set(node: node, name: name, to: value)
  }
}

/// Properties that one feed states twice with different values.
struct Conflicts {
  private(set) var count = 0
  private(set) var first: (name: String, node: Int64, line: Int)?

  mutating func note(_ name: String, node: Int64, line: Int) {
    count += 1
    guard let known = first else {
      first = (name, node, line)
      return
    }
    // A dictionary's order decides within one fact; the name makes it the same every time.
    if known.node == node, known.line == line, name < known.name { first = (name, node, line) }
  }
}
