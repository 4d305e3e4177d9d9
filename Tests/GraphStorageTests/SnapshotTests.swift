import Diagnostics
import FoundationEssentials
import GRDB
import KnowledgeGraph
import Testing

@testable import GraphStorage

@Suite struct SnapshotTests {
  /// A graph with enough of everything, from a seed.
  private func world(_ store: GraphStore, seed: UInt64 = 7) throws {
    var generator = SeededGenerator(state: seed)
    let records = (0..<40).map { number in
      let subject = course("C\(number)")
      var facts = [node(subject, ["title": .string("Course \(number)")])]
      for _ in 0..<4 {
        let other = topic("t\(Int.random(in: 0..<9, using: &generator))")
        facts += [node(other), relation("teaches", subject, other, ["weight": .float(1)])]
      }
      return record(facts, line: number)
    }
    try store.bring(feedA, records)
    let items = try store.nodeIdentifiers(nodeClass: "Course")
    try store.record(
      (0..<200).compactMap { row in
        items.randomElement(using: &generator).map {
          ActivityFact(
            learner: "L\(row % 11)", item: $0.id, relation: "completed", timestamp: Double(row),
            line: row)
        }
      })
  }

  /// The graph straight from the records, without segments.
  private func bruteForce(_ store: GraphStore) throws -> Set<String> {
    try store.read { db in
      let contents = try SnapshotContents(db, typeName: { $0.uppercased() })
      return Set(
        contents.relationships.map {
          "\($0.id) \($0.type) \(contents.nodes[Int($0.start)].key) "
            + contents.nodes[Int($0.end)].key
        })
    }
  }

  private func lines(_ graph: GraphSnapshot, _ direction: Direction) -> Set<String> {
    var lines: Set<String> = []
    for type in graph.relationshipTypes {
      for index in graph.nodes.indices.map({ NodeIndex($0) }) {
        for step in graph.neighbours(of: index, type: type, direction: direction) {
          let ends = direction == .outgoing ? (index, step.node) : (step.node, index)
          lines.insert(
            "\(step.relationship) \(type) \(graph.key(of: ends.0)) \(graph.key(of: ends.1))")
        }
      }
    }
    return lines
  }

  @Test func snapshotEqualsTheTablesCompiledAndRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.file()
    let store = try GraphStore.open(path: path, createIfMissing: true)
    try world(store)
    let expected = try bruteForce(store)
    #expect(expected.count > 200)
    for _ in 0..<2 {
      let graph = try store.plainSnapshot()
      #expect(graph.versions == (try store.versions()))
      #expect(lines(graph, .outgoing) == expected)
      #expect(lines(graph, .incoming) == expected)
      #expect(graph.nodes.map(\.id) == graph.nodes.map(\.id).sorted())
    }
    let action = try #require(
      try store.plainSnapshot().relationship(GraphStore.interactionIDBase + 1))
    #expect(action.properties == ["timestamp": .float(0)])
  }

  private func segments(_ path: String) throws -> [Row] {
    try DatabaseQueue(path: path).read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM adjacency ORDER BY type, direction, part")
    }
  }

  @Test func segmentsAreKeptAndReadInsteadOfCompiling() throws {
    let folder = try TemporaryFolder()
    let path = folder.file()
    let store = try GraphStore.open(path: path, createIfMissing: true)
    try world(store)
    let graph = try store.plainSnapshot()
    let kept = try segments(path)
    #expect(kept.count == 4, "two types, two directions")
    let entries = (graph.adjacency(type: "TEACHES")?.forward.count) ?? 0
    #expect(try segments(path) == kept)

    // Proof that they are read: a well-formed segment with another relationship in it shows.
    let records = (0..<graph.nodeCount).flatMap { start in
      graph.neighbours(of: NodeIndex(start), type: "TEACHES", direction: .outgoing).compactMap {
        graph.relationship($0.relationship)
      }
    }.sorted { $0.id < $1.id }
    let stamp = AdjacencyStamp(
      graph.versions, rowCount: graph.nodeCount,
      entries: records.map { RelationshipEnds(start: $0.start, end: $0.end, id: $0.id) })
    let forged = CompressedRows(
      rowCount: graph.nodeCount, entries: records.map { ($0.start, 0, $0.id) })
    try store.write { db in
      try AdjacencyTable.write(
        db, type: "TEACHES", Adjacency(forward: forged, reverse: forged), stamp)
      return (.commit, ())
    }
    #expect(forged.count == entries)
    #expect(try store.plainSnapshot().adjacency(type: "TEACHES")?.forward == forged)
  }

  @Test(arguments: [0, 16, 40, 47, 48, 60, 100, 1000])
  func damagedSegmentsAreCompiledAgain(offset: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.file()
    let store = try GraphStore.open(path: path, createIfMissing: true)
    try world(store)
    let graph = try store.plainSnapshot()
    let kept = try segments(path)
    try store.write { db in
      let row = try #require(
        try Row.fetchOne(db, sql: "SELECT rowid, segment FROM adjacency ORDER BY type, direction"))
      var bytes: Data = row[1]
      bytes[min(offset, bytes.count - 1)] ^= 0x10
      try db.execute(
        sql: "UPDATE adjacency SET segment = ? WHERE rowid = ?",
        arguments: [bytes, row[0] as Int64])
      return (.commit, ())
    }
    let again = try store.plainSnapshot()
    #expect(lines(again, .outgoing) == lines(graph, .outgoing))
    #expect(again.adjacency(type: "COMPLETED") == graph.adjacency(type: "COMPLETED"))
    #expect(try segments(path) == kept, "mended in the file")
  }

  @Test func changesMakeSegmentsStaleAndTypesThatWentAreDropped() throws {
    let folder = try TemporaryFolder()
    let path = folder.file()
    let store = try GraphStore.open(path: path, createIfMissing: true)
    try world(store)
    _ = try store.plainSnapshot()
    let kept = try segments(path)
    try store.bring(
      feedB, [record([node(course("N")), relation("near", course("N"), course("N"))])])
    #expect(try store.plainSnapshot().relationshipCount(type: "NEAR") == 1)
    #expect(try segments(path) != kept)
    try store.bring(feedB, [], full: true)
    let last = try store.plainSnapshot()
    #expect(last.relationshipCount(type: "NEAR") == 0)
    #expect(try Set(segments(path).map { $0["type"] as String }) == ["COMPLETED", "TEACHES"])
  }

  @Test func derivedRelationshipsAreAddedAndLabelsFollowSuperclasses() throws {
    let store = try memoryStore()
    try store.bring(
      feedA,
      [
        record([
          node(course("A")), node(course("B")),
          prerequisite(course("B"), "A", .course(.init("A")), line: 6),
        ])
      ])
    var seen: [StoredRequirement] = []
    let graph = try store.snapshot(
      superclasses: ["Course": ["Thing"]], typeName: { $0 },
      derived: { nodes, requirements in
        seen = requirements
        #expect(nodes.map(\.key) == ["A", "B"])
        return [
          RelationshipRecord(
            id: GraphStore.derivedIDBase, type: "DIRECT_PREREQUISITE", start: 1, end: 0,
            kind: .inferred)
        ]
      })
    #expect(seen.first?.place.line == 6)
    #expect(seen.first?.place.file == "feeds/a.xml")
    #expect(graph.nodes(labelled: "Thing") == [0, 1])
    #expect(
      graph.neighbours(of: 1, type: "DIRECT_PREREQUISITE", direction: .outgoing)
        == [Neighbour(node: 0, relationship: GraphStore.derivedIDBase)])
    #expect(try store.source(ofRelationship: GraphStore.derivedIDBase) == [])
  }

  @Test func statisticsCount() throws {
    let store = try memoryStore()
    try world(store)
    let statistics = try store.statistics()
    #expect(statistics.nodesByClass.map(\.name) == ["Course", "Learner", "Topic"])
    #expect(statistics.nodesByClass.first?.count == 40)
    #expect(statistics.records == 40)
    #expect(statistics.sources == 2)
    #expect(statistics.interactionsByRelation == [.init(name: "completed", count: 200)])
    #expect(statistics.bytes > 0)
  }
}
