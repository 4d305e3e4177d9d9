import GRDB
import KnowledgeGraph

extension GraphStore {
  /// The whole graph in memory, as of one committed state: nodes ascending by identifier, stated
  /// relationships, interactions, and what `derived` adds.
  ///
  /// An interaction is a relationship from learner to item whose identifier is
  /// `interactionIDBase` plus its sequence number, with the properties `timestamp` and `value`
  /// where known. A node that left the catalogue and is kept for learners' histories has the
  /// property `retired`, true.
  ///
  /// The adjacency is read from the file when it was compiled from exactly this state; otherwise
  /// it is compiled and, if the file is open for writing and not busy, kept for the next time.
  ///
  /// - Parameters:
  ///   - superclasses: for each class the labels above it.
  ///   - typeName: the relationship type of a relation's name: `taughtBy` → `TAUGHT_BY`.
  ///   - derived: relationships that follow from the nodes and requirements. Their ends are
  ///     positions in `nodes`, their identifiers begin at `derivedIDBase`; they are kept as given.
  /// - Complexity: O(nodes + properties + relationships · log degree).
  public func snapshot(
    superclasses: [String: [String]] = [:], typeName: (String) -> String,
    derived: (_ nodes: [GraphSnapshot.Node], _ requirements: [StoredRequirement]) throws
      -> [RelationshipRecord] = { _, _ in [] }
  ) throws -> GraphSnapshot {
    let (contents, requirements) = try read { db in
      (try SnapshotContents(db, typeName: typeName), try Self.requirements(db))
    }
    let records = contents.relationships + (try derived(contents.nodes, requirements))
    return GraphSnapshot(
      versions: contents.versions, nodes: contents.nodes, superclasses: superclasses,
      adjacency: try adjacency(
        of: records, versions: contents.versions, nodeCount: contents.nodes.count),
      relationships: records)
  }

  private func adjacency(
    of records: [RelationshipRecord], versions: Versions, nodeCount: Int
  ) throws -> [String: Adjacency] {
    var entries: [String: [RelationshipEnds]] = [:]
    for record in records {
      entries[record.type, default: []].append(
        RelationshipEnds(start: record.start, end: record.end, id: record.id))
    }
    var compiled: [String: Adjacency] = [:]
    var missing: [(type: String, stamp: AdjacencyStamp)] = []
    try read { db in
      for (type, entries) in entries.sorted(by: { $0.key < $1.key }) {
        let stamp = AdjacencyStamp(versions, rowCount: nodeCount, entries: entries)
        compiled[type] = try AdjacencyTable.read(db, type: type, stamp, count: entries.count)
        if compiled[type] == nil { missing.append((type, stamp)) }
      }
    }
    for (type, stamp) in missing {
      compiled[type] = Self.compile(entries[type] ?? [], rowCount: stamp.rowCount)
    }
    if !missing.isEmpty { keep(compiled, missing) }
    return compiled
  }

  private static func compile(_ entries: [RelationshipEnds], rowCount: Int) -> Adjacency {
    Adjacency(
      forward: CompressedRows(
        rowCount: rowCount, entries: entries.map { ($0.start, $0.end, $0.id) }),
      reverse: CompressedRows(
        rowCount: rowCount, entries: entries.map { ($0.end, $0.start, $0.id) }))
  }

  /// Stores what was compiled. It can always be made again, so a store that cannot be written
  /// just now goes without.
  private func keep(
    _ compiled: [String: Adjacency], _ missing: [(type: String, stamp: AdjacencyStamp)]
  ) {
    guard access == .readWrite else { return }
    try? write { db in
      for type in try AdjacencyTable.types(db) where compiled[type] == nil {
        try AdjacencyTable.remove(db, type: type)
      }
      for (type, stamp) in missing {
        guard let adjacency = compiled[type] else { continue }
        try AdjacencyTable.write(db, type: type, adjacency, stamp)
      }
      return (.commit, ())
    }
  }
}
