import Diagnostics
import GRDB
import KnowledgeGraph

extension GraphStore {
  /// Brings what a feed says into the graph, in one transaction.
  ///
  /// Each source's statements are kept apart, and the graph is what the sources say together: a
  /// property's value is that of the earliest source that states it, and within a feed the first
  /// in document order. A feed adds and updates. What it no longer mentions stays, except that a
  /// requirement is replaced by what the feed now says for the same course and kind. With
  /// `options.full` all that this source stated before and states no longer is withdrawn; a fact
  /// that another source states stays, and a node that a learner's history names stays with the
  /// property `retired`.
  ///
  /// The catalogue version grows by one when nodes, relationships, their properties or
  /// requirements are others than before. Importing the same feed again writes nothing; a feed in
  /// which things only moved refreshes their places.
  ///
  /// Relationships and requirements that name a node no feed states are left out, counted as
  /// `rejected` and reported with their place.
  ///
  /// - Parameter reading: called once; reads the feed and emits its records in document order. It
  ///   must not call this store. What it throws, or lets through from `emit`, ends the import with
  ///   the graph as it was.
  /// - Complexity: O(facts · log graph) time; memory a few bytes for each node and relationship
  ///   of the graph, however large the feed.
  public func importFeed(
    _ source: FeedSource, options: ImportOptions = ImportOptions(),
    reading: (_ emit: (FeedRecord) throws -> Void) throws -> ReadingOutcome
  ) throws -> ImportSummary {
    try write { db in
      var merge = try FeedMerge(db, source: source, options: options)
      let outcome = try reading { record in try merge.add(record) }
      let before = try Counters.value(.catalog, db)
      if outcome.hasErrors {
        let summary = ImportSummary(
          outcome: .refused, records: merge.recordCount, catalogVersion: before)
        return (.rollback, summary)
      }
      return try merge.finish(outcome, versionBefore: before)
    }
  }
}

extension FeedMerge {
  /// Settles the feed and says whether to keep it.
  fileprivate mutating func finish(
    _ outcome: ReadingOutcome, versionBefore: Int64
  ) throws -> (Database.TransactionCompletion, ImportSummary) {
    let settlement = try settle()
    try records.removeOrphans(db)
    var summary = try summary(settlement, versionBefore: versionBefore)
    let hasChanges =
      summary.nodes.hasChanges || summary.relationships.hasChanges
      || summary.requirements.hasChanges
    if options.dryRun { return (.rollback, summary) }
    summary.outcome = hasChanges ? .changed : .unchanged
    guard hasChanges || isRefreshed(settlement, outcome) else { return (.rollback, summary) }
    if hasChanges { summary.catalogVersion += 1 }
    try feed.update(
      db, source, contentHash: outcome.contentHash,
      catalog: hasChanges ? summary.catalogVersion : nil)
    try saveCounters(catalog: summary.catalogVersion)
    return (.commit, summary)
  }

  private func isRefreshed(_ settlement: Settlement, _ outcome: ReadingOutcome) -> Bool {
    feed.isNew || feed.differs(from: source, contentHash: outcome.contentHash)
      || settlement.refreshed + nodes.refreshed + relationships.refreshed
        + requirements.refreshed + records.refreshed > 0
  }

  private func saveCounters(catalog: Int64) throws {
    try Counters.set(.catalog, to: catalog, db)
    try Counters.set(.node, to: identities.last, db)
    try Counters.set(.relationship, to: relationships.last, db)
    try Counters.set(.requirement, to: requirements.last, db)
    try Counters.set(.record, to: records.last, db)
    try nodes.properties.dropTemporaryTable(db)
    try relationships.properties.dropTemporaryTable(db)
  }

  private func summary(
    _ settlement: Settlement, versionBefore: Int64
  ) throws -> ImportSummary {
    ImportSummary(
      outcome: .dryRun, records: recordCount, nodes: try nodeCounts(settlement),
      relationships: try relationshipCounts(settlement),
      requirements: requirementCounts(settlement), rejected: settlement.dangling.count,
      diagnostics: try diagnostics(settlement), catalogVersion: versionBefore)
  }

  private func nodeCounts(_ settlement: Settlement) throws -> ChangeCounts {
    let isStated = try BoundStatement(db, "SELECT 1 FROM node_statement WHERE node = ? LIMIT 1")
    var updated = 0
    var updatedHere = 0
    for node in try nodes.properties.changedNodes(db) where !nodes.added.contains(node) {
      isStated.bind(node, at: 1)
      guard try isStated.first({ _ in true }) != nil else { continue }
      updated += 1
      if nodes.stated.contains(node) { updatedHere += 1 }
    }
    return ChangeCounts(
      added: nodes.addedCount, updated: updated,
      unchanged: nodes.statedCount - nodes.addedCount - updatedHere,
      removed: settlement.nodesRemoved)
  }

  private func relationshipCounts(_ settlement: Settlement) throws -> ChangeCounts {
    let changed = try relationships.properties.changed(db)
    let changedHere = changed.count { relationships.seen.contains($0) }
    return ChangeCounts(
      added: relationships.addedCount - settlement.addedRelationshipsLeftOut,
      updated: changed.count,
      unchanged: relationships.seenCount - settlement.seenRelationshipsLeftOut - changedHere,
      removed: settlement.relationshipsRemoved)
  }

  private func requirementCounts(_ settlement: Settlement) -> ChangeCounts {
    ChangeCounts(
      added: requirements.addedCount - settlement.addedRequirementsLeftOut
        - settlement.requirementsUpdated,
      updated: settlement.requirementsUpdated,
      unchanged: requirements.seenCount - settlement.seenRequirementsLeftOut,
      removed: settlement.requirementsRemoved)
  }
}
