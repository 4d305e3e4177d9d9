import GRDB

/// The tables of the file and the steps that lead to them.
///
/// `user_version` is the number of steps that have been made. A step is never changed once
/// released; a new one is added at the end.
struct Schema: Sendable {
  struct Step: Sendable {
    var name: String
    var sql: String
  }

  /// "DCNT" in ASCII: marks a SQLite file as ours.
  static let applicationID: Int64 = 0x4443_4E54

  var steps: [Step]

  /// What this program reads and writes.
  static let current = Schema(steps: [
    Step(name: "catalogue, activity, models", sql: catalogue + activity + models),
    Step(name: "search", sql: SearchIndex.schema),
  ])

  var version: Int { steps.count }

  /// Each step runs in a transaction of its own, which also counts `user_version` up.
  func migrator() -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for (position, step) in steps.enumerated() {
      migrator.registerMigration(step.name) { db in
        try db.execute(sql: step.sql)
        try db.execute(sql: "PRAGMA user_version = \(position + 1)")
        try db.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
      }
    }
    return migrator
  }

  /// What feeds say is kept record by record, and the graph is what the records say together: no
  /// row for a property or a relationship. `Records/` describes the byte strings.
  ///
  /// `record` columns elsewhere have no foreign key: to check one, SQLite would search for each
  /// record that goes. The import keeps them right, and `checkInvariants` looks.
  private static let catalogue = """
    CREATE TABLE counter (
      name TEXT PRIMARY KEY,
      value INTEGER NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO counter VALUES
      ('catalog', 0), ('activity', 0), ('model', 0), ('node', 0), ('relationship', 0),
      ('requirement', 0), ('record', 0);

    -- Names of classes, relations and properties, and providers' keys, each written once.
    CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
    CREATE TABLE provider (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);

    -- The identity of whatever was ever named; a node is in the catalogue while a record states
    -- it. provider 0: the node belongs to nobody. (class, provider, key) is unique: the import
    -- sees to it and checkInvariants looks, since an index would cost more than the rows.
    CREATE TABLE node (
      id INTEGER PRIMARY KEY,
      class INTEGER NOT NULL REFERENCES name(id),
      provider INTEGER NOT NULL,
      key TEXT NOT NULL
    );

    -- What left the catalogue and is named by learners' histories, with what it showed last.
    CREATE TABLE retired (node INTEGER PRIMARY KEY REFERENCES node(id), properties BLOB NOT NULL);

    -- preference: the lower stands before the higher where sources disagree. counts: what the
    -- last import counted, while `counted` is the catalogue version; empty when there is more to
    -- say than counts.
    CREATE TABLE feed (
      id INTEGER PRIMARY KEY,
      source TEXT NOT NULL UNIQUE,
      path TEXT NOT NULL,
      profile TEXT NOT NULL,
      content_hash TEXT NOT NULL,
      catalog INTEGER NOT NULL,
      preference INTEGER NOT NULL,
      counts TEXT NOT NULL DEFAULT ''
    );

    -- facts: RecordReader. raw: the record's text as it stood in the feed.
    CREATE TABLE record (id INTEGER PRIMARY KEY, facts BLOB NOT NULL);
    CREATE TABLE record_text (record INTEGER PRIMARY KEY, raw BLOB NOT NULL);

    -- Manifest and NodePlaces.
    CREATE TABLE manifest (
      feed INTEGER NOT NULL REFERENCES feed(id),
      part INTEGER NOT NULL,
      entries BLOB NOT NULL,
      PRIMARY KEY (feed, part)
    );
    CREATE TABLE places (
      feed INTEGER NOT NULL REFERENCES feed(id),
      part INTEGER NOT NULL,
      entries BLOB NOT NULL,
      PRIMARY KEY (feed, part)
    );

    -- UndoLog: the last import, and what was before it.
    CREATE TABLE undo (
      feed INTEGER NOT NULL,
      is_new INTEGER NOT NULL,
      path TEXT NOT NULL,
      profile TEXT NOT NULL,
      content_hash TEXT NOT NULL,
      catalog INTEGER NOT NULL,
      counts TEXT NOT NULL,
      node INTEGER NOT NULL,
      record INTEGER NOT NULL,
      interaction INTEGER NOT NULL,
      changed INTEGER NOT NULL
    );
    CREATE TABLE undo_part (
      sort TEXT NOT NULL,
      feed INTEGER NOT NULL,
      part INTEGER NOT NULL,
      entries BLOB
    );
    CREATE TABLE undo_record (record INTEGER PRIMARY KEY);
    CREATE TABLE undo_retired (node INTEGER PRIMARY KEY, properties BLOB);

    """

  private static let activity = """
    CREATE TABLE interaction (
      seq INTEGER PRIMARY KEY,
      learner INTEGER NOT NULL REFERENCES node(id),
      item INTEGER NOT NULL REFERENCES node(id),
      relation INTEGER NOT NULL REFERENCES name(id),
      timestamp REAL,
      value REAL,
      feed INTEGER NOT NULL REFERENCES feed(id),
      line INTEGER NOT NULL
    );
    -- A missing time or value is equal to a missing one, which NULLs alone would not be.
    CREATE UNIQUE INDEX interaction_row ON interaction
      (learner, item, relation, ifnull(timestamp, ''), ifnull(value, ''));
    CREATE INDEX interaction_item ON interaction (item);

    """

  private static let models = """
    CREATE TABLE model (
      id INTEGER PRIMARY KEY,
      version INTEGER NOT NULL,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      metadata TEXT NOT NULL,
      catalog INTEGER NOT NULL,
      activity INTEGER NOT NULL,
      UNIQUE (version, kind, name)
    );
    CREATE TABLE model_blob (
      model INTEGER NOT NULL REFERENCES model(id),
      name TEXT NOT NULL,
      part INTEGER NOT NULL,
      segment BLOB NOT NULL,
      PRIMARY KEY (model, name, part)
    );

    -- The compiled adjacency; all of it can be made again.
    CREATE TABLE adjacency (
      type TEXT NOT NULL,
      direction INTEGER NOT NULL,
      part INTEGER NOT NULL,
      segment BLOB NOT NULL,
      PRIMARY KEY (type, direction, part)
    );
    """
}
