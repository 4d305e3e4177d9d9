import GRDB
import KnowledgeGraph

/// Brings the relationship facts of one feed together. A relationship is its relation and its two
/// ends; stated twice in a feed it is one, at its first place, with the properties of both.
struct RelationshipMerge {
  /// The last identifier given.
  private(set) var last: Int64
  /// Relationships of the graph before this import that the feed states.
  private(set) var seen = IdentifierSet()
  private(set) var seenCount = 0
  private(set) var addedCount = 0
  private(set) var refreshed = 0
  private(set) var conflicts = Conflicts()

  let places: StatementPlaces
  let properties: RelationshipProperties
  private let lastBefore: Int64
  private var names: NameTable
  private let find: BoundStatement
  private let add: BoundStatement

  init(_ db: Database, feed: Int64) throws {
    last = try Counters.value(.relationship, db)
    lastBefore = last
    places = try StatementPlaces(db, of: .relationship, feed: feed)
    properties = try RelationshipProperties(db, feed: feed)
    names = try NameTable.names(db)
    find = try BoundStatement(
      db, "SELECT id FROM relationship WHERE start = ? AND type = ? AND \"end\" = ?")
    add = try BoundStatement(
      db,
      "INSERT OR IGNORE INTO relationship (id, start, type, \"end\") VALUES (?, ?, ?, ?)")
  }

  func isNew(_ relationship: Int64) -> Bool { relationship > lastBefore }

  /// - Parameter endIsNew: one of the ends was made in this transaction, so the relationship
  ///   cannot be older.
  mutating func state(
    _ fact: RelationshipFact, from start: Int64, to end: Int64, endIsNew: Bool,
    at place: StatementPlace
  ) throws {
    let type = try names.identifier(fact.relation)
    let text = PropertyObject.text(fact.properties)
    if !endIsNew, let known = try identifier(start, type, end) {
      return try restate(known, fact, text, at: place)
    }
    if try insert(start, type, end) {
      try places.insert(last, place)
      if let text { try properties.set(last, to: text) }
    } else if let known = try identifier(start, type, end) {
      try restate(known, fact, text, at: place)
    }
  }

  private func identifier(_ start: Int64, _ type: Int64, _ end: Int64) throws -> Int64? {
    find.bind(start, at: 1)
    find.bind(type, at: 2)
    find.bind(end, at: 3)
    return try find.first { $0.integer(0) }
  }

  private mutating func insert(_ start: Int64, _ type: Int64, _ end: Int64) throws -> Bool {
    add.bind(last + 1, at: 1)
    add.bind(start, at: 2)
    add.bind(type, at: 3)
    add.bind(end, at: 4)
    try add.run()
    guard add.changes == 1 else { return false }
    last += 1
    addedCount += 1
    return true
  }

  private mutating func restate(
    _ relationship: Int64, _ fact: RelationshipFact, _ text: String?, at place: StatementPlace
  ) throws {
    guard !isNew(relationship), seen.insert(relationship) else {
      return try stateAgain(relationship, fact, at: place)
    }
    seenCount += 1
    if try places.refresh(relationship, place) != .same { refreshed += 1 }
    guard try properties.text(relationship) != text else { return }
    try properties.rememberShown(relationship)
    try properties.set(relationship, to: text)
    refreshed += 1
  }

  /// Adds what an earlier statement of the same feed left open.
  private mutating func stateAgain(
    _ relationship: Int64, _ fact: RelationshipFact, at place: StatementPlace
  ) throws {
    guard !fact.properties.isEmpty else { return }
    var all = try PropertyObject.properties(try properties.text(relationship))
    let before = all
    for (name, value) in fact.properties {
      if let first = all[name] {
        if first != value { conflicts.note(name, node: relationship, line: place.line) }
      } else {
        all[name] = value
      }
    }
    guard all != before else { return }
    if !isNew(relationship) { try properties.rememberShown(relationship) }
    try properties.set(relationship, to: PropertyObject.text(all))
  }
}
