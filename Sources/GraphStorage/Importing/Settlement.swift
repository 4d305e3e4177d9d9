import Diagnostics
import GRDB
import KnowledgeGraph

/// What the end of a feed decides: what its source says no longer, which ends are missing, which
/// nodes leave the catalogue.
struct Settlement {
  var relationshipsRemoved = 0
  /// Relationships that were seen or added in this import and then left out.
  var seenRelationshipsLeftOut = 0
  var addedRelationshipsLeftOut = 0
  var requirementsRemoved = 0
  var requirementsUpdated = 0
  var seenRequirementsLeftOut = 0
  var addedRequirementsLeftOut = 0
  var nodesRemoved = 0
  /// Statements withdrawn while another source still makes them.
  var refreshed = 0
  var dangling = DanglingEnds()
  /// Relationships of other sources that lost an end.
  var endsWithdrawn = 0
  /// Nodes that left the catalogue and stay for learners' histories.
  var kept: [Int64] = []
}

extension FeedMerge {
  /// To be called once, after the last record.
  func settle() throws -> Settlement {
    var settlement = Settlement()
    var withdrawn = IdentifierSet()
    if options.full {
      try withdrawRelationships(&settlement)
      try withdrawProperties(&settlement)
      withdrawn = try withdrawNodes(&settlement)
    }
    let dangling = try danglingNodes()
    try replaceRequirements(&settlement) { !withdrawn.contains($0) && !dangling.contains($0) }
    try leaveOut(dangling, &settlement)
    try withdrawn.visit { node in
      try strip(node, &settlement)
      try removeFromCatalogue(node, &settlement)
    }
    return settlement
  }

  /// Identifiers in one statement table of this feed for which `isGone`, ascending.
  private func statements(
    _ subject: StatementPlaces.Subject, where isGone: (Int64) -> Bool
  ) throws -> [Int64] {
    let query = try BoundStatement(
      db, "SELECT \(subject.rawValue) FROM \(subject.rawValue)_statement WHERE feed = ?")
    query.bind(feed.id, at: 1)
    var found: [Int64] = []
    while try query.step() {
      if isGone(query.integer(0)) { found.append(query.integer(0)) }
    }
    return found
  }

  private func withdrawRelationships(_ settlement: inout Settlement) throws {
    let gone = try statements(.relationship) {
      !relationships.isNew($0) && !relationships.seen.contains($0)
    }
    for id in gone {
      if try relationships.places.isStatedElsewhere(id) {
        try relationships.properties.rememberShown(id)
        try relationships.places.delete(id)
        settlement.refreshed += 1
      } else {
        try delete(.relationship, id)
        settlement.relationshipsRemoved += 1
      }
    }
  }

  /// A requirement that went and one that came count as one updated, where the course stays.
  private func replaceRequirements(
    _ settlement: inout Settlement, courseStays: (Int64) -> Bool
  ) throws {
    let candidates = try statements(.requirement) {
      !requirements.isNew($0) && !requirements.seen.contains($0)
    }
    var replaced = requirements.addedToOld
    for id in candidates {
      guard let slot = try slot(ofRequirement: id), options.full || requirements.isRestated(slot)
      else { continue }
      if try requirements.places.isStatedElsewhere(id) {
        try requirements.places.delete(id)
        settlement.refreshed += 1
        continue
      }
      try delete(.requirement, id)
      if courseStays(slot.course), let open = replaced[slot], open > 0 {
        replaced[slot] = open - 1
        settlement.requirementsUpdated += 1
      } else {
        settlement.requirementsRemoved += 1
      }
    }
  }

  private func slot(ofRequirement id: Int64) throws -> RequirementMerge.Slot? {
    let query = try BoundStatement(db, "SELECT course, kind FROM requirement WHERE id = ?")
    query.bind(id, at: 1)
    return try query.first { .init(course: $0.integer(0), kind: $0.text(1)) }
  }

  /// Properties that the feed stated of a node that it still states, and states no longer.
  private func withdrawProperties(_ settlement: inout Settlement) throws {
    let query = try BoundStatement(db, "SELECT node, name FROM node_property WHERE feed = ?")
    query.bind(feed.id, at: 1)
    var gone: [(node: Int64, name: Int64)] = []
    while try query.step() {
      let (node, name) = (query.integer(0), query.integer(1))
      if nodes.stated.contains(node), !nodes.mask.contains(node: node, name: name) {
        gone.append((node, name))
      }
    }
    for (node, name) in gone { try withdrawProperty(name, of: node, &settlement) }
  }

  private func withdrawProperty(
    _ name: Int64, of node: Int64, _ settlement: inout Settlement
  ) throws {
    try nodes.properties.rememberShown(node: node, name: name)
    let remove = try BoundStatement(
      db, "DELETE FROM node_property WHERE node = ? AND name = ? AND feed = ?")
    remove.bind(node, at: 1)
    remove.bind(name, at: 2)
    remove.bind(feed.id, at: 3)
    try remove.run()
    settlement.refreshed += 1
  }

  /// The nodes that no feed states any more; the rest only lose what this feed said of them.
  private func withdrawNodes(_ settlement: inout Settlement) throws -> IdentifierSet {
    var withdrawn = IdentifierSet()
    for node in try statements(.node, where: { !nodes.stated.contains($0) }) {
      let isStatedElsewhere = try nodes.places.isStatedElsewhere(node)
      try nodes.places.delete(node)
      settlement.refreshed += 1
      if isStatedElsewhere {
        for name in try namesOfProperties(node) {
          try withdrawProperty(name, of: node, &settlement)
        }
      } else {
        withdrawn.insert(node)
      }
    }
    return withdrawn
  }

  private func namesOfProperties(_ node: Int64) throws -> [Int64] {
    let query = try BoundStatement(
      db, "SELECT name FROM node_property WHERE node = ? AND feed = ?")
    query.bind(node, at: 1)
    query.bind(feed.id, at: 2)
    var names: [Int64] = []
    while try query.step() { names.append(query.integer(0)) }
    return names
  }

  /// Deletes the fact and all statements of it.
  func delete(_ subject: StatementPlaces.Subject, _ id: Int64) throws {
    let table = subject.rawValue
    for sql in [
      "DELETE FROM \(table)_statement WHERE \(table) = ?", "DELETE FROM \(table) WHERE id = ?",
    ] {
      let remove = try BoundStatement(db, sql)
      remove.bind(id, at: 1)
      try remove.run()
    }
  }
}
