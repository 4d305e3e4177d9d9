import GRDB
import KnowledgeGraph

extension FeedMerge {
  /// Nodes that this feed names and no feed states.
  func danglingNodes() throws -> IdentifierSet {
    let isStated = try BoundStatement(db, "SELECT 1 FROM node_statement WHERE node = ? LIMIT 1")
    var dangling = IdentifierSet()
    try referenced.visit(notIn: nodes.stated) { node in
      isStated.bind(node, at: 1)
      if !identities.isNew(node), try isStated.first({ _ in true }) != nil { return }
      dangling.insert(node)
    }
    return dangling
  }

  /// Removes what this feed hung on nodes that no feed states, and the nodes made for it.
  func leaveOut(_ dangling: IdentifierSet, _ settlement: inout Settlement) throws {
    let remove = try BoundStatement(db, "DELETE FROM node WHERE id = ?")
    try dangling.visit { node in
      try strip(node, &settlement)
      guard identities.isNew(node) else { return }
      remove.bind(node, at: 1)
      try remove.run()
    }
  }

  /// Removes every relationship and requirement of a node that is not in the catalogue.
  func strip(_ node: Int64, _ settlement: inout Settlement) throws {
    let reference = try self.reference(node)
    for id in try attached(node, "SELECT id FROM relationship WHERE start = ?1 OR \"end\" = ?1") {
      try stripRelationship(id, from: reference, &settlement)
    }
    for id in try attached(node, "SELECT id FROM requirement WHERE course = ?1") {
      try stripRequirement(id, from: reference, &settlement)
    }
  }

  private func attached(_ node: Int64, _ sql: String) throws -> [Int64] {
    let query = try BoundStatement(db, sql)
    query.bind(node, at: 1)
    var found: [Int64] = []
    while try query.step() { found.append(query.integer(0)) }
    return found.sorted()
  }

  private func stripRelationship(
    _ id: Int64, from node: NodeReference, _ settlement: inout Settlement
  ) throws {
    let isNew = relationships.isNew(id)
    let isSeen = !isNew && relationships.seen.contains(id)
    if isNew || isSeen, let place = try relationships.places.place(id) {
      let what = try relation(ofRelationship: id)
      settlement.dangling.note(node, what, isRequirement: false, at: place)
    }
    try delete(.relationship, id)
    if isNew {
      settlement.addedRelationshipsLeftOut += 1
    } else {
      settlement.relationshipsRemoved += 1
      if isSeen { settlement.seenRelationshipsLeftOut += 1 } else { settlement.endsWithdrawn += 1 }
    }
  }

  private func stripRequirement(
    _ id: Int64, from node: NodeReference, _ settlement: inout Settlement
  ) throws {
    let isNew = requirements.isNew(id)
    let isSeen = !isNew && requirements.seen.contains(id)
    if isNew || isSeen, let place = try requirements.places.place(id) {
      let query = try BoundStatement(db, "SELECT kind FROM requirement WHERE id = ?")
      query.bind(id, at: 1)
      let kind = try query.first { $0.text(0) } ?? ""
      settlement.dangling.note(node, kind, isRequirement: true, at: place)
    }
    try delete(.requirement, id)
    if isNew {
      settlement.addedRequirementsLeftOut += 1
    } else {
      settlement.requirementsRemoved += 1
      if isSeen { settlement.seenRequirementsLeftOut += 1 } else { settlement.endsWithdrawn += 1 }
    }
  }

  /// A node that no feed states goes, unless a learner's history names it: then it stays with
  /// what it showed last, marked as retired.
  func removeFromCatalogue(_ node: Int64, _ settlement: inout Settlement) throws {
    settlement.nodesRemoved += 1
    let used = try BoundStatement(
      db,
      """
      SELECT 1 WHERE EXISTS (SELECT 1 FROM interaction WHERE learner = ?1)
        OR EXISTS (SELECT 1 FROM interaction WHERE item = ?1)
      """)
    used.bind(node, at: 1)
    let isUsed = try used.first { _ in true } ?? false
    if isUsed { settlement.kept.append(node) }
    let sql =
      isUsed
      ? ["UPDATE node SET retired = 1 WHERE id = ?"]
      : ["DELETE FROM node_property WHERE node = ?", "DELETE FROM node WHERE id = ?"]
    for sql in sql {
      let change = try BoundStatement(db, sql)
      change.bind(node, at: 1)
      try change.run()
    }
  }

  func reference(_ node: Int64) throws -> NodeReference {
    let query = try BoundStatement(
      db,
      """
      SELECT name.text, provider.key, node.key FROM node JOIN name ON name.id = node.class
      LEFT JOIN provider ON provider.id = node.provider WHERE node.id = ?
      """)
    query.bind(node, at: 1)
    return try query.first {
      NodeReference($0.text(0), provider: $0.optionalText(1), key: $0.text(2))
    } ?? NodeReference("?", key: "?")
  }

  private func relation(ofRelationship id: Int64) throws -> String {
    let query = try BoundStatement(
      db,
      """
      SELECT name.text FROM relationship JOIN name ON name.id = relationship.type
      WHERE relationship.id = ?
      """)
    query.bind(id, at: 1)
    return try query.first { $0.text(0) } ?? ""
  }
}
