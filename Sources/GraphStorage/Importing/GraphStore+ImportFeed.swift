import Diagnostics
import GRDB
import KnowledgeGraph

extension GraphStore {
  /// Brings what a feed says into the graph, in one transaction.
  ///
  /// Each source's records are kept apart, and the graph is what the sources say together: a
  /// property's value is that of the source that stands first of those that state it (the order
  /// of their first import, unless `prefer` has put one in front), and within a feed the first in
  /// document order. A feed adds and updates. What it no longer mentions stays, except that a
  /// requirement is replaced by what the feed now says for the same course and kind. With
  /// `options.full` all that this source stated before and states no longer is withdrawn; a fact
  /// that another source states stays, and a node that a learner's history names stays with the
  /// property `retired`.
  ///
  /// The catalogue version grows by one when nodes, relationships, their properties or
  /// requirements are others than before. Importing the same feed again writes nothing; a feed in
  /// which things only moved refreshes their places.
  ///
  /// Relationships and requirements that name a node no feed states are kept with their record and
  /// not shown, counted as `rejected` and reported with their place; they are shown as soon as a
  /// feed states the node.
  ///
  /// - Parameter reading: called once; reads the feed and emits its records in document order. It
  ///   must not call this store. What it throws, or lets through from `emit`, ends the import with
  ///   the graph as it was.
  /// - Complexity: O(facts) time for a first import and for one without changes, else O(facts of
  ///   all sources); memory some tens of bytes for each node and record, however large the feed.
  public func importFeed(
    _ source: FeedSource, options: ImportOptions = ImportOptions(),
    reading: (_ emit: (FeedRecord) throws -> Void) throws -> ReadingOutcome
  ) throws -> ImportSummary {
    try importRecords(source, options) { pipeline in
      let names = StatementNames()
      return try reading { record in try pipeline.add(RecordStatements(record, names: names)) }
    }
  }

  /// The same for a reading that hands over records as plain values.
  ///
  /// - Parameter reading: as for `importFeed`; all records are of one reading, with the
  ///   same `StatementNames`. It runs on the calling thread while the records that it has emitted
  ///   are stored on another.
  public func importStatements(
    _ source: FeedSource, options: ImportOptions = ImportOptions(),
    reading: (_ emit: (RecordStatements) throws -> Void) throws -> ReadingOutcome
  ) throws -> ImportSummary {
    try importRecords(source, options) { pipeline in
      try reading { record in try pipeline.add(record) }
    }
  }

  private func importRecords(
    _ source: FeedSource, _ options: ImportOptions,
    reading: (RecordPipeline) throws -> ReadingOutcome
  ) throws -> ImportSummary {
    try write { db in
      let pipeline = RecordPipeline(try FeedMerge(db, source: source, options: options))
      defer { pipeline.wait() }
      let outcome = try reading(pipeline)
      var merge = try pipeline.finish()
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
    let retiring = try Retirement(db: db).used(settlement.left)
    var summary = ImportSummary(
      outcome: .dryRun, records: recordCount, nodes: settlement.nodes,
      relationships: settlement.relationships, requirements: settlement.requirements,
      rejected: settlement.rejected, diagnostics: try diagnostics(settlement, retiring),
      catalogVersion: versionBefore)
    if options.dryRun { return (.rollback, summary) }
    summary.outcome = settlement.hasChanges ? .changed : .unchanged
    guard try settlement.hasChanges || isRefreshed(settlement, outcome) else {
      return (.rollback, summary)
    }
    if settlement.hasChanges { summary.catalogVersion += 1 }
    try keep(settlement, summary, outcome, retiring)
    return (.commit, summary)
  }

  private func isRefreshed(_ settlement: Settlement, _ outcome: ReadingOutcome) throws -> Bool {
    if feed.isNew || feed.differs(from: source, contentHash: outcome.contentHash) { return true }
    if settlement.manifest.entries != before.entries { return true }
    return try settlement.places.stated != NodePlaces.read(db, feed: feed.id).stated
  }

  private func keep(
    _ settlement: Settlement, _ summary: ImportSummary, _ outcome: ReadingOutcome,
    _ retiring: [Int64]
  ) throws {
    let undo = try UndoLog(db)
    try undo.begin(feed: feed)
    let retirement = Retirement(db: db)
    if !retiring.isEmpty {
      // The manifests in the file are still those from before.
      try retirement.retire(retiring, showing: try SourceRecords.all(db), undo)
    }
    try retirement.restore(settlement.places.stated, undo)
    _ = try settlement.manifest.write(db, replacing: before, undo)
    _ = try settlement.places.write(
      db, replacing: try NodePlaces.read(db, feed: feed.id), undo)
    for record in settlement.withdrawn { try undo.withdraw(record: record) }
    try updateFeed(settlement, summary, outcome)
    try saveCounters(catalog: summary.catalogVersion)
    try undo.close(changed: settlement.hasChanges)
  }

  private func updateFeed(
    _ settlement: Settlement, _ summary: ImportSummary, _ outcome: ReadingOutcome
  ) throws {
    let isPlain = summary.diagnostics.isEmpty && summary.rejected == 0
    var counts = isPlain ? settlement.own : nil
    counts?.catalog = summary.catalogVersion
    try feed.update(
      db, source, contentHash: outcome.contentHash,
      catalog: settlement.hasChanges ? summary.catalogVersion : nil,
      counts: counts)
  }

  private func saveCounters(catalog: Int64) throws {
    try Counters.set(.catalog, to: catalog, db)
    try Counters.set(.node, to: encoder.lastNode, db)
    try Counters.set(.relationship, to: facts.lastRelationship, db)
    try Counters.set(.requirement, to: facts.lastRequirement, db)
    try Counters.set(.record, to: lastRecord, db)
  }
}
