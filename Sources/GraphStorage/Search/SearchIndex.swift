import GRDB
import KnowledgeGraph

/// The full-text index: an FTS5 table with a row for each node, and what is known of its rows.
struct SearchIndex {
  /// The step of the schema that makes the tables.
  static let schema = """
    CREATE VIRTUAL TABLE search_text USING fts5
      (key, title, topic, prose, tokenize = 'porter unicode61 remove_diacritics 2');
    CREATE TABLE search_row (node INTEGER PRIMARY KEY, hash BLOB NOT NULL);
    CREATE TABLE search_state (catalog INTEGER NOT NULL);
    INSERT INTO search_state VALUES (-1);
    """

  private let db: Database

  init(_ db: Database) { self.db = db }

  /// The catalogue version that the index was made of; -1 when it never was.
  static func version(_ db: Database) throws -> Int64 {
    try BoundStatement(db, "SELECT catalog FROM search_state").first { $0.integer(0) } ?? -1
  }

  // MARK: Writing

  func update(_ documents: some Sequence<SearchDocument>, catalog: Int64) throws {
    var gone = try hashes()
    let add = try BoundStatement(
      db,
      "INSERT INTO search_text (rowid, key, title, topic, prose) VALUES (?, ?, ?, ?, ?)")
    let note = try BoundStatement(
      db, "INSERT OR REPLACE INTO search_row (node, hash) VALUES (?, ?)")
    for document in documents {
      let columns = document.columns
      let hash = Checksum(columns.joined(separator: "\u{1F}")).bytes
      let known = gone.removeValue(forKey: document.node)
      guard known != hash else { continue }
      if known != nil { try remove(document.node) }
      add.bind(document.node, at: 1)
      for (position, text) in columns.enumerated() { add.bind(text, at: Int32(position + 2)) }
      try add.run()
      note.bind(document.node, at: 1)
      note.bind(hash, at: 2)
      try note.run()
    }
    for node in gone.keys.sorted() { try remove(node) }
    try db.execute(sql: "UPDATE search_state SET catalog = ?", arguments: [catalog])
  }

  private func hashes() throws -> [Int64: [UInt8]] {
    let query = try BoundStatement(db, "SELECT node, hash FROM search_row")
    var hashes: [Int64: [UInt8]] = [:]
    while try query.step() { hashes[query.integer(0)] = Array(query.blob(1)) }
    return hashes
  }

  private func remove(_ node: Int64) throws {
    for sql in [
      "DELETE FROM search_text WHERE rowid = ?", "DELETE FROM search_row WHERE node = ?",
    ] {
      let statement = try BoundStatement(db, sql)
      statement.bind(node, at: 1)
      try statement.run()
    }
  }

  // MARK: Reading

  func hits(_ query: SearchQuery, columns: [String], limit: Int) throws -> [SearchHit] {
    var found: [SearchHit] = []
    var seen: Set<Int64> = []
    for strictness in SearchQuery.Strictness.allCases where found.count < limit {
      if strictness == .anyWord, !found.isEmpty { break }
      guard let expression = query.expression(strictness, columns: columns) else { return [] }
      for hit in try rows(expression, limit: limit, strictness) where found.count < limit {
        if seen.insert(hit.node).inserted { found.append(hit) }
      }
    }
    return found
  }

  private func rows(
    _ expression: String, limit: Int, _ strictness: SearchQuery.Strictness
  ) throws -> [SearchHit] {
    let statement = try BoundStatement(
      db,
      """
      SELECT rowid, -bm25(search_text, 10, 8, 4, 1) AS score FROM search_text
      WHERE search_text MATCH ? ORDER BY score DESC, rowid LIMIT ?
      """)
    statement.bind(expression, at: 1)
    statement.bind(limit, at: 2)
    var hits: [SearchHit] = []
    while try statement.step() {
      hits.append(
        SearchHit(
          node: statement.integer(0), score: statement.double(1),
          holdsEveryWord: strictness == .everyWord))
    }
    return hits
  }
}
