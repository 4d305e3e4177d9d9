import Diagnostics
import GRDB
import KnowledgeGraph

extension GraphStore {
  /// Records what learners did, in one transaction. Interactions are numbered in the order they
  /// are emitted; the same row again (learner, item, relation, timestamp and value) is unchanged,
  /// also when another source brings it.
  ///
  /// Rows whose item is no node of the store are rejected and reported with their line, at most
  /// twenty one by one.
  ///
  /// - Parameters:
  ///   - learnerClass: the class of nodes that learners are.
  ///   - dryRun: says what would change and changes nothing.
  ///   - reading: as for `importFeed`.
  public func recordActivity(
    _ source: FeedSource, learnerClass: String, dryRun: Bool = false,
    reading: (_ emit: (ActivityFact) throws -> Void) throws -> ReadingOutcome
  ) throws -> ActivitySummary {
    try write { db in
      var recording = try ActivityRecording(db, source: source, learnerClass: learnerClass)
      let outcome = try reading { fact in try recording.add(fact) }
      let (completion, summary) = try recording.finish(outcome)
      return (dryRun ? .rollback : completion, summary)
    }
  }
}

/// One activity source under way, inside its transaction.
private struct ActivityRecording {
  private let db: Database
  private let source: FeedSource
  private let learnerClass: String
  private let feed: Feed
  private let sequenceBefore: Int64
  private var sequence: Int64
  private var identities: NodeIdentities
  private var relations: NameTable
  private var learnersBefore: Int64
  private var summary: ActivitySummary
  private let insert: BoundStatement
  private let shown: IdentifierSet

  init(_ db: Database, source: FeedSource, learnerClass: String) throws {
    self.db = db
    self.source = source
    self.learnerClass = learnerClass
    feed = try Feed(db, source)
    sequenceBefore = try Counters.value(.activity, db)
    sequence = sequenceBefore
    identities = try NodeIdentities(db)
    learnersBefore = identities.last
    relations = try NameTable.names(db)
    summary = ActivitySummary(activityVersion: sequence)
    insert = try BoundStatement(
      db,
      """
      INSERT OR IGNORE INTO interaction (seq, learner, item, relation, timestamp, value, feed, line)
      VALUES (?6, ?1, ?2, ?3, ?4, ?5, ?7, ?8)
      """)
    shown = try CatalogNodes.shown(db)
  }

  mutating func add(_ fact: ActivityFact) throws {
    guard shown.contains(fact.item) else { return reject(fact) }
    let learner = try identities.identifier(of: NodeReference(learnerClass, key: fact.learner))
    let relation = try relations.identifier(fact.relation)
    insert.bind(learner, at: 1)
    insert.bind(fact.item, at: 2)
    insert.bind(relation, at: 3)
    insert.bind(fact.timestamp, at: 4)
    insert.bind(fact.value, at: 5)
    insert.bind(sequence + 1, at: 6)
    insert.bind(feed.id, at: 7)
    insert.bind(fact.line, at: 8)
    try insert.run()
    if insert.changes == 1 {
      sequence += 1
      summary.added += 1
    } else {
      summary.unchanged += 1
    }
  }

  private mutating func reject(_ fact: ActivityFact) {
    summary.rejected += 1
    guard summary.rejected <= 20 else { return }
    summary.diagnostics.append(
      Diagnostic(
        .warning, code: "activity.unknown-item", "No node \(fact.item) is in the graph.",
        place: SourcePlace(file: source.path, line: fact.line)))
  }

  mutating func finish(
    _ outcome: ReadingOutcome
  ) throws -> (Database.TransactionCompletion, ActivitySummary) {
    if outcome.hasErrors { return (.rollback, ActivitySummary(activityVersion: sequenceBefore)) }
    summary.learnersAdded = Int(identities.last - learnersBefore)
    summary.activityVersion = sequence
    let isRefreshed = feed.isNew || feed.differs(from: source, contentHash: outcome.contentHash)
    guard summary.added > 0 || isRefreshed else { return (.rollback, summary) }
    let undo = try UndoLog(db)
    try undo.begin(feed: feed)
    try feed.update(
      db, source, contentHash: outcome.contentHash, catalog: nil, counts: feed.counts)
    try undo.close(changed: false)
    try Counters.set(.activity, to: sequence, db)
    try Counters.set(.node, to: identities.last, db)
    return (.commit, summary)
  }
}
