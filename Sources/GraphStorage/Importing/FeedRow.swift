import GRDB

/// The row of a source in `feed`.
struct Feed {
  let id: Int64
  let isNew: Bool
  /// What the last import counted, with the catalogue version for which it holds; nil where there
  /// is more to say than counts.
  private(set) var counts: Counts?
  private let known: [String]

  /// How much of the catalogue one feed states.
  struct Counts: Equatable {
    var nodes: Int
    var relationships: Int
    var requirements: Int
    var catalog: Int64

    init(nodes: Int, relationships: Int, requirements: Int, catalog: Int64) {
      self.nodes = nodes
      self.relationships = relationships
      self.requirements = requirements
      self.catalog = catalog
    }

    init?(text: String) {
      let numbers = text.split(separator: " ").compactMap { Int($0) }
      guard numbers.count == 4 else { return nil }
      (nodes, relationships, requirements) = (numbers[0], numbers[1], numbers[2])
      catalog = Int64(numbers[3])
    }

    var text: String { "\(nodes) \(relationships) \(requirements) \(catalog)" }
  }

  /// Finds the source's row, or makes it; a new source stands behind all others.
  init(_ db: Database, _ source: FeedSource) throws {
    let find = try BoundStatement(
      db, "SELECT id, path, profile, content_hash, counts FROM feed WHERE source = ?")
    find.bind(source.sourceName, at: 1)
    if let (id, known, counts) = try find.first({
      ($0.integer(0), (1...3).map($0.text), $0.text(4))
    }) {
      (self.id, self.known, isNew) = (id, known, false)
      self.counts = Counts(text: counts)
      return
    }
    let add = try BoundStatement(
      db,
      """
      INSERT INTO feed (source, path, profile, content_hash, catalog, preference)
      VALUES (?, ?, ?, '', 0, (SELECT ifnull(max(preference), 0) + 1 FROM feed)) RETURNING id
      """)
    add.bind(source.sourceName, at: 1)
    add.bind(source.path, at: 2)
    add.bind(source.profile, at: 3)
    var id: Int64 = 0
    while try add.step() { id = add.integer(0) }
    (self.id, known, isNew) = (id, [], true)
  }

  /// Whether the row says something else than `source` and `contentHash` do.
  func differs(from source: FeedSource, contentHash: String) -> Bool {
    known != [source.path, source.profile, contentHash]
  }

  /// - Parameters:
  ///   - catalog: the version this import made, nil when it changed nothing.
  ///   - counts: nil where there is more to say than counts.
  func update(
    _ db: Database, _ source: FeedSource, contentHash: String, catalog: Int64?, counts: Counts?
  ) throws {
    let update = try BoundStatement(
      db,
      """
      UPDATE feed SET path = ?, profile = ?, content_hash = ?, catalog = ifnull(?, catalog),
        counts = ? WHERE id = ?
      """)
    update.bind(source.path, at: 1)
    update.bind(source.profile, at: 2)
    update.bind(contentHash, at: 3)
    if let catalog { update.bind(catalog, at: 4) } else { update.bindNull(at: 4) }
    update.bind(counts?.text ?? "", at: 5)
    update.bind(id, at: 6)
    try update.run()
  }
}
