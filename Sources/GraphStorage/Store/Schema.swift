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

  /// What a feed says is kept for each source apart (`node_property.feed`, the `*_statement`
  /// tables), and the graph is what the sources say together: a property's value is that of the
  /// earliest source that states it. So a source can change its mind or go without touching what
  /// another says.
  ///
  /// `record` columns have no foreign key: to check one, SQLite would scan every statement for
  /// each record that goes. The import keeps them right, and `checkInvariants` looks.
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

    -- provider 0: the node belongs to nobody. retired: no source states it any more, but
    -- learners' histories do.
    CREATE TABLE node (
      id INTEGER PRIMARY KEY,
      class INTEGER NOT NULL REFERENCES name(id),
      provider INTEGER NOT NULL,
      key TEXT NOT NULL,
      retired INTEGER NOT NULL DEFAULT 0,
      UNIQUE (class, provider, key)
    );

    CREATE TABLE feed (
      id INTEGER PRIMARY KEY,
      source TEXT NOT NULL UNIQUE,
      path TEXT NOT NULL,
      profile TEXT NOT NULL,
      content_hash TEXT NOT NULL,
      catalog INTEGER NOT NULL
    );

    CREATE TABLE record (
      id INTEGER PRIMARY KEY,
      feed INTEGER NOT NULL REFERENCES feed(id),
      name TEXT NOT NULL,
      line INTEGER NOT NULL,
      "column" INTEGER NOT NULL,
      hash BLOB NOT NULL,
      raw TEXT NOT NULL
    );
    CREATE UNIQUE INDEX record_hash ON record (feed, hash);

    -- kind: 0 boolean, 1 integer, 2 float, 3 string, 4 list as JSON.
    CREATE TABLE node_property (
      node INTEGER NOT NULL REFERENCES node(id),
      name INTEGER NOT NULL,
      feed INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      value,
      PRIMARY KEY (node, name, feed)
    ) WITHOUT ROWID;

    CREATE TABLE node_statement (
      node INTEGER NOT NULL REFERENCES node(id),
      feed INTEGER NOT NULL,
      record INTEGER NOT NULL,
      line INTEGER NOT NULL,
      "column" INTEGER NOT NULL,
      PRIMARY KEY (node, feed)
    ) WITHOUT ROWID;

    CREATE TABLE relationship (
      id INTEGER PRIMARY KEY,
      type INTEGER NOT NULL,
      start INTEGER NOT NULL REFERENCES node(id),
      "end" INTEGER NOT NULL REFERENCES node(id)
    );
    CREATE UNIQUE INDEX relationship_ends ON relationship (start, type, "end");
    CREATE INDEX relationship_end ON relationship ("end");

    CREATE TABLE relationship_statement (
      relationship INTEGER NOT NULL REFERENCES relationship(id),
      feed INTEGER NOT NULL,
      record INTEGER NOT NULL,
      line INTEGER NOT NULL,
      "column" INTEGER NOT NULL,
      properties TEXT,
      PRIMARY KEY (relationship, feed)
    ) WITHOUT ROWID;

    CREATE TABLE requirement (
      id INTEGER PRIMARY KEY,
      course INTEGER NOT NULL REFERENCES node(id),
      kind TEXT NOT NULL,
      text TEXT NOT NULL,
      tree TEXT NOT NULL,
      status TEXT NOT NULL
    );
    CREATE INDEX requirement_course ON requirement (course, kind);

    CREATE TABLE requirement_statement (
      requirement INTEGER NOT NULL REFERENCES requirement(id),
      feed INTEGER NOT NULL,
      record INTEGER NOT NULL,
      line INTEGER NOT NULL,
      "column" INTEGER NOT NULL,
      PRIMARY KEY (requirement, feed)
    ) WITHOUT ROWID;

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
