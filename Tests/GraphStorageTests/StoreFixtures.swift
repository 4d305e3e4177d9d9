import Diagnostics
import FoundationEssentials
import GRDB
import GraphStorage
import KnowledgeGraph
import Testing

/// A folder that goes with the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "docent-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String = "graph.db") -> String { "\(path)/\(name)" }
}

func memoryStore() throws -> GraphStore {
  try GraphStore.open(path: ":memory:", createIfMissing: true)
}

let feedA = FeedSource(path: "feeds/a.xml", profile: "test", sourceName: "a")
let feedB = FeedSource(path: "feeds/b.xml", profile: "test", sourceName: "b")

func course(_ key: String, _ provider: String? = "u") -> NodeReference {
  NodeReference("Course", provider: provider, key: key)
}

func topic(_ key: String) -> NodeReference { NodeReference("Topic", key: key) }

func node(
  _ reference: NodeReference, _ properties: [String: PropertyValue] = [:], line: Int = 1
) -> Fact {
  .node(NodeFact(reference, properties: properties, place: FeedPlace(line: line, column: 3)))
}

func relation(
  _ name: String, _ start: NodeReference, _ end: NodeReference,
  _ properties: [String: PropertyValue] = [:], line: Int = 1
) -> Fact {
  .relationship(
    RelationshipFact(
      name, from: start, to: end, properties: properties, place: FeedPlace(line: line)))
}

func prerequisite(
  _ course: NodeReference, _ text: String, _ tree: Requirement,
  status: RequirementStatus = .exact, line: Int = 1
) -> Fact {
  .requirement(
    RequirementFact(
      course: course, kind: .prerequisite, text: text, requirement: tree, status: status,
      place: FeedPlace(line: line)))
}

/// A record whose text names its facts, so that another content is another text.
func record(_ facts: [Fact], line: Int = 1, raw: String? = nil) -> FeedRecord {
  FeedRecord(
    name: "course", place: FeedPlace(line: line),
    raw: raw ?? "<record>\(facts.count)\(facts)</record>",
    facts: facts)
}

extension GraphStore {
  @discardableResult
  func bring(
    _ source: FeedSource, _ records: [FeedRecord], full: Bool = false, dryRun: Bool = false,
    hash: String = "h", hasErrors: Bool = false
  ) throws -> ImportSummary {
    try importFeed(source, options: ImportOptions(full: full, dryRun: dryRun)) { emit in
      for record in records { try emit(record) }
      return ReadingOutcome(contentHash: hash, hasErrors: hasErrors)
    }
  }

  @discardableResult
  func record(
    _ facts: [ActivityFact], source: FeedSource = FeedSource(path: "log.csv", profile: "csv")
  ) throws -> ActivitySummary {
    try recordActivity(source, learnerClass: "Learner") { emit in
      for fact in facts { try emit(fact) }
      return ReadingOutcome(contentHash: "h")
    }
  }

  func plainSnapshot() throws -> GraphSnapshot {
    try snapshot(typeName: { $0.uppercased() })
  }

  func identifier(_ reference: NodeReference) throws -> Int64 {
    let found = try nodeIdentifiers(nodeClass: reference.nodeClass).first {
      $0.key == reference.key && $0.provider == reference.provider
    }
    return try #require(found).id
  }
}

/// Every row of every table but the compiled adjacency, as text.
func logicalDump(_ path: String) throws -> [String] {
  let queue = try DatabaseQueue(path: path)
  return try queue.read { db in
    let tables = try String.fetchAll(
      db,
      sql: """
        SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'adjacency' ORDER BY name
        """)
    return try tables.flatMap { table in
      try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { "\(table) \($0)" }
    }
  }
}

func refusalCode(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let refused as RefusedRequest {
    return refused.diagnostics.first?.code
  } catch {
    return "\(error)"
  }
}

/// SplitMix64 (Steele, Lea and Flood 2014): small, seeded, the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
