import GRDB

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
      StoreStatistics(
        nodesByClass: try Self.counts(
          db, "node JOIN name ON name.id = class WHERE retired = 0 GROUP BY name.text"),
        relationshipsByRelation: try Self.counts(
          db, "relationship JOIN name ON name.id = type GROUP BY name.text"),
        interactionsByRelation: try Self.counts(
          db, "interaction JOIN name ON name.id = relation GROUP BY name.text"),
        requirementsByStatus: try Self.counts(db, "requirement GROUP BY status", name: "status"),
        retiredNodes: try Self.number(db, "SELECT count(*) FROM node WHERE retired = 1"),
        records: try Self.number(db, "SELECT count(*) FROM record"),
        sources: try Self.number(db, "SELECT count(*) FROM feed"),
        bytes: try Self.number(db, "PRAGMA page_count") * Self.number(db, "PRAGMA page_size"))
    }
  }

  private static func counts(
    _ db: Database, _ groups: String, name: String = "name.text"
  ) throws -> [StoreStatistics.Count] {
    let query = try BoundStatement(db, "SELECT \(name), count(*) FROM \(groups) ORDER BY 1")
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
