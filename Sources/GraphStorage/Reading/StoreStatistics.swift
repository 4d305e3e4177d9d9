import GRDB
import KnowledgeGraph

/// How much of what is in the file.
public struct StoreStatistics: Sendable, Hashable {
  public struct Count: Sendable, Hashable {
    public var name: String
    public var count: Int

    public init(name: String, count: Int) {
      self.name = name
      self.count = count
    }
  }

  /// Each list by name. Retired nodes are counted apart.
  public var nodesByClass: [Count]
  public var relationshipsByRelation: [Count]
  public var interactionsByRelation: [Count]
  public var requirementsByStatus: [Count]
  public var retiredNodes: Int
  public var records: Int
  public var sources: Int
  /// Pages times page size, without the journal.
  public var bytes: Int
}

extension GraphStore {
  /// O(size of the graph): it counts.
  public func statistics() throws -> StoreStatistics {
    try read { db in
      var census = Census(stated: try CatalogNodes.stated(db))
      let sources = try SourceRecords.all(db)
      try RecordWalk(db).walk(sources, &census)
      let names = try NameReading.names(db)
      let retired = try Retirement(db: db).all()
      return StoreStatistics(
        nodesByClass: try Self.nodesByClass(db, names, Set(retired)),
        relationshipsByRelation: Self.counts(census.relationshipsByName, names),
        interactionsByRelation: try Self.interactionsByRelation(db),
        requirementsByStatus: Self.counts(census.requirementsByStatus, census.statusNames),
        retiredNodes: retired.count,
        records: sources.reduce(0) { $0 + $1.generations.reduce(0) { $0 + $1.count } },
        sources: try Self.number(db, "SELECT count(*) FROM feed"),
        bytes: try Self.number(db, "PRAGMA page_count") * Self.number(db, "PRAGMA page_size"))
    }
  }

  private static func counts(
    _ counts: [Int64: Int], _ names: [Int64: String]
  ) -> [StoreStatistics.Count] {
    counts.map { .init(name: names[$0.key] ?? "", count: $0.value) }.sorted { $0.name < $1.name }
  }

  private static func nodesByClass(
    _ db: Database, _ names: [Int64: String], _ retired: Set<Int64>
  ) throws -> [StoreStatistics.Count] {
    let shown = try CatalogNodes.shown(db)
    let query = try BoundStatement(db, "SELECT id, class FROM node ORDER BY id")
    var counts: [Int64: Int] = [:]
    while try query.step() {
      guard shown.contains(query.integer(0)), !retired.contains(query.integer(0)) else { continue }
      counts[query.integer(1), default: 0] += 1
    }
    return Self.counts(counts, names)
  }

  private static func interactionsByRelation(_ db: Database) throws -> [StoreStatistics.Count] {
    let query = try BoundStatement(
      db,
      """
      SELECT name.text, count(*) FROM interaction JOIN name ON name.id = relation
      GROUP BY name.text ORDER BY 1
      """)
    var counts: [StoreStatistics.Count] = []
    while try query.step() {
      counts.append(.init(name: query.text(0), count: Int(query.integer(1))))
    }
    return counts
  }

  private static func number(_ db: Database, _ sql: String) throws -> Int {
    try BoundStatement(db, sql).first { Int($0.integer(0)) } ?? 0
  }
}

/// Counts relationships by relation and requirements by status, each once.
private struct Census: StatementVisitor {
  let stated: IdentifierSet
  private(set) var relationshipsByName: [Int64: Int] = [:]
  private(set) var requirementsByStatus: [Int64: Int] = [:]
  private var relationships = IdentifierSet()
  private var requirements = IdentifierSet()

  init(stated: IdentifierSet) { self.stated = stated }

  var statusNames: [Int64: String] {
    Dictionary(
      uniqueKeysWithValues: RequirementStatus.stored.enumerated().map {
        (Int64($0.offset), $0.element.rawValue)
      })
  }

  mutating func visit(_ statement: StoredStatement, _ place: StatementPlace) {
    guard statement.kind != .node, stated.contains(statement.node) else { return }
    if statement.kind == .relationship {
      if stated.contains(statement.end), relationships.insert(statement.id) {
        relationshipsByName[statement.name, default: 0] += 1
      }
    } else if requirements.insert(statement.id), let status = statement.words.first {
      requirementsByStatus[Int64(status), default: 0] += 1
    }
  }
}
