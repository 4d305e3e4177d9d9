import GRDB
import KnowledgeGraph

/// Brings the requirement facts of one feed together.
///
/// A requirement has no identity but its words: when the feed states a kind of requirement of a
/// course again, all it said before of that kind and course is replaced.
struct RequirementMerge {
  /// A course and the kind of requirement stated of it.
  struct Slot: Hashable {
    var course: Int64
    var kind: String
  }

  /// The last identifier given.
  private(set) var last: Int64
  /// Requirements that the feed states and that are older than this import.
  private(set) var seen = IdentifierSet()
  private(set) var seenCount = 0
  /// How many were added, by course and kind, where the course is older than this import.
  private(set) var addedToOld: [Slot: Int] = [:]
  private(set) var addedCount = 0
  private(set) var refreshed = 0

  let places: StatementPlaces
  private let lastBefore: Int64
  private var restated: [String: IdentifierSet] = [:]
  private let candidates: BoundStatement
  private let add: BoundStatement

  init(_ db: Database, feed: Int64) throws {
    last = try Counters.value(.requirement, db)
    lastBefore = last
    places = try StatementPlaces(db, of: .requirement, feed: feed)
    candidates = try BoundStatement(
      db, "SELECT id, text, tree, status FROM requirement WHERE course = ? AND kind = ?")
    add = try BoundStatement(
      db,
      """
      INSERT INTO requirement (id, course, kind, text, tree, status) VALUES (?, ?, ?, ?, ?, ?)
      """)
  }

  func isNew(_ requirement: Int64) -> Bool { requirement > lastBefore }

  /// Whether the feed has stated this kind of requirement of the course.
  func isRestated(_ slot: Slot) -> Bool { restated[slot.kind]?.contains(slot.course) ?? false }

  /// - Parameters:
  ///   - tree: the stored form of the fact's requirement.
  ///   - courseIsNew: the course was made in this transaction.
  mutating func state(
    _ fact: RequirementFact, tree: String, of course: Int64, courseIsNew: Bool,
    at place: StatementPlace
  ) throws {
    let slot = Slot(course: course, kind: fact.kind.rawValue)
    let isFirst = restated[slot.kind, default: IdentifierSet()].insert(course)
    if !(courseIsNew && isFirst), let known = try identifier(fact, tree, slot) {
      guard !isNew(known), seen.insert(known) else { return }
      seenCount += 1
      if try places.refresh(known, place) != .same { refreshed += 1 }
      return
    }
    try insert(fact, tree, slot)
    try places.insert(last, place)
    addedCount += 1
    if !courseIsNew { addedToOld[slot, default: 0] += 1 }
  }

  private func identifier(
    _ fact: RequirementFact, _ tree: String, _ slot: Slot
  ) throws -> Int64? {
    candidates.bind(slot.course, at: 1)
    candidates.bind(slot.kind, at: 2)
    var found: Int64?
    while try candidates.step() {
      if found == nil, candidates.text(1) == fact.text, candidates.text(2) == tree,
        candidates.text(3) == fact.status.rawValue
      {
        found = candidates.integer(0)
      }
    }
    return found
  }

  private mutating func insert(_ fact: RequirementFact, _ tree: String, _ slot: Slot) throws {
    last += 1
    add.bind(last, at: 1)
    add.bind(slot.course, at: 2)
    add.bind(slot.kind, at: 3)
    add.bind(fact.text, at: 4)
    add.bind(tree, at: 5)
    add.bind(fact.status.rawValue, at: 6)
    try add.run()
  }
}
