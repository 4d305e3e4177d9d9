import Diagnostics
import GRDB
import KnowledgeGraph

/// One import under way, inside its transaction: takes the feed's records one by one, then
/// settles what the whole feed means for the graph.
///
/// Facts go straight into the tables; what is not to be is rolled back or removed at the end.
/// Memory is a bit or a few bytes for each thing in the graph, whatever the size of the feed.
struct FeedMerge {
  let db: Database
  let source: FeedSource
  let options: ImportOptions
  let feed: Feed
  var identities: NodeIdentities
  var records: RecordMerge
  var nodes: NodeMerge
  var relationships: RelationshipMerge
  var requirements: RequirementMerge
  /// Nodes named as the end of a relationship or as the course of a requirement.
  var referenced = IdentifierSet()
  var recordCount = 0
  var tooDeep: [Diagnostic] = []

  init(_ db: Database, source: FeedSource, options: ImportOptions) throws {
    self.db = db
    self.source = source
    self.options = options
    feed = try Feed(db, source)
    identities = try NodeIdentities(db)
    records = try RecordMerge(db, feed: feed.id)
    nodes = try NodeMerge(db, feed: feed.id)
    relationships = try RelationshipMerge(db, feed: feed.id)
    requirements = try RequirementMerge(db, feed: feed.id)
  }

  mutating func add(_ record: FeedRecord) throws {
    recordCount += 1
    let id = try records.identifier(of: record)
    for fact in record.facts {
      switch fact {
      case .node(let fact): try add(fact, StatementPlace(record: id, fact.place))
      case .relationship(let fact): try add(fact, StatementPlace(record: id, fact.place))
      case .requirement(let fact): try add(fact, StatementPlace(record: id, fact.place))
      }
    }
  }

  private mutating func add(_ fact: NodeFact, _ place: StatementPlace) throws {
    let node = try identities.identifier(of: fact.node)
    try nodes.state(
      node, isNew: identities.isNew(node), properties: storable(fact.properties, fact.place),
      at: place)
  }

  private mutating func add(_ fact: RelationshipFact, _ place: StatementPlace) throws {
    var fact = fact
    fact.properties = storable(fact.properties, fact.place)
    let start = try identities.identifier(of: fact.start)
    let end = try identities.identifier(of: fact.end)
    referenced.insert(start)
    referenced.insert(end)
    try relationships.state(
      fact, from: start, to: end, endIsNew: identities.isNew(start) || identities.isNew(end),
      at: place)
  }

  private mutating func add(_ fact: RequirementFact, _ place: StatementPlace) throws {
    guard let tree = fact.requirement.storedText else {
      return noteTooDeep("A requirement", fact.place)
    }
    let course = try identities.identifier(of: fact.course)
    referenced.insert(course)
    try requirements.state(
      fact, tree: tree, of: course, courseIsNew: identities.isNew(course), at: place)
  }

  private mutating func storable(
    _ properties: [String: PropertyValue], _ place: FeedPlace
  ) -> [String: PropertyValue] {
    guard properties.values.contains(where: \.isTooDeep) else { return properties }
    noteTooDeep("A property", place)
    return properties.filter { !$0.value.isTooDeep }
  }

  private mutating func noteTooDeep(_ what: String, _ place: FeedPlace) {
    tooDeep.append(
      Diagnostic(
        .warning, code: "feed.nested-too-deeply",
        "\(what) is nested more than \(JSONValue.deepestNesting) levels deep and was left out.",
        place: SourcePlace(file: source.path, line: place.line)))
  }
}

/// The row of a source in `feed`.
struct Feed {
  let id: Int64
  let isNew: Bool
  private let known: [String]

  /// Finds the source's row, or makes it.
  init(_ db: Database, _ source: FeedSource) throws {
    let find = try BoundStatement(
      db, "SELECT id, path, profile, content_hash FROM feed WHERE source = ?")
    find.bind(source.sourceName, at: 1)
    if let (id, known) = try find.first({ ($0.integer(0), (1...3).map($0.text)) }) {
      (self.id, self.known, isNew) = (id, known, false)
      return
    }
    let add = try BoundStatement(
      db,
      """
      INSERT INTO feed (source, path, profile, content_hash, catalog) VALUES (?, ?, ?, '', 0)
      RETURNING id
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

  /// - Parameter catalog: the version this import made, nil when it changed nothing.
  func update(
    _ db: Database, _ source: FeedSource, contentHash: String, catalog: Int64?
  ) throws {
    let update = try BoundStatement(
      db,
      """
      UPDATE feed SET path = ?, profile = ?, content_hash = ?, catalog = ifnull(?, catalog)
      WHERE id = ?
      """)
    update.bind(source.path, at: 1)
    update.bind(source.profile, at: 2)
    update.bind(contentHash, at: 3)
    if let catalog { update.bind(catalog, at: 4) } else { update.bindNull(at: 4) }
    update.bind(id, at: 5)
    try update.run()
  }
}
