import KnowledgeGraph
import Testing

@testable import GraphStorage

/// Taking the last import back.
@Suite struct UndoTests {
  private let whole = [
    record([node(course("A"), ["title": .string("a"), "credits": .integer(3)], line: 2)], line: 2),
    record([
      node(course("B"), ["title": .string("b")]), node(topic("t")),
      relation("teaches", course("B"), topic("t"), ["weight": .integer(1)]),
      prerequisite(course("B"), "A", .course(.init("A"))),
    ]),
  ]

  /// Everything that a reader of the graph can see but the versions.
  private func dump(_ store: GraphStore) throws -> [String] {
    let graph = try store.plainSnapshot()
    var lines: [String] = []
    for node in graph.nodes {
      let properties = node.properties.sorted { $0.key < $1.key }
      lines.append("\(node.id) \(node.nodeClass) \(node.provider ?? "") \(node.key) \(properties)")
      lines.append("\(try store.source(ofNode: node.id))")
      lines.append("\(try store.propertySources(ofNode: node.id).sorted { $0.key < $1.key })")
      lines.append(try store.rawRecord(ofNode: node.id) ?? "")
      for type in graph.relationshipTypes {
        for step in graph.neighbours(
          of: try #require(graph.index(ofID: node.id)), type: type, direction: .outgoing)
        {
          let record = try #require(graph.relationship(step.relationship))
          let properties = record.properties.sorted { $0.key < $1.key }
          lines.append("\(record.id) \(type) \(record.start) \(record.end) \(properties)")
          lines.append("\(try store.source(ofRelationship: record.id))")
        }
      }
    }
    lines += try store.requirements().map { "\($0)" }
    lines += try store.interactions().map { "\($0)" }
    lines += try store.sources().map { "\($0)" }
    return lines
  }

  @Test func thereMustBeAnImport() throws {
    let store = try memoryStore()
    #expect(refusalCode { _ = try store.undoLastImport() } == "undo.nothing")
  }

  @Test func aFirstImportIsTakenBackOnce() throws {
    let store = try memoryStore()
    let before = try dump(store)
    try store.bring(feedA, whole)
    let undone = try store.undoLastImport()
    #expect(undone.sourceName == "a")
    #expect(undone.versions == Versions(catalog: 2), "versions go on")
    #expect(try dump(store) == before)
    #expect(try store.checkInvariants() == [])
    #expect(refusalCode { _ = try store.undoLastImport() } == "undo.nothing")
    #expect(try store.bring(feedA, whole).catalogVersion == 3)
  }

  @Test(arguments: [false, true]) func aReimportIsTakenBack(full: Bool) throws {
    let store = try memoryStore()
    try store.bring(feedA, whole)
    let b = try store.identifier(course("B"))
    try store.record([ActivityFact(learner: "L", item: b, relation: "completed", line: 1)])
    let before = try dump(store)
    let change = [record([node(course("A"), ["title": .string("new")]), node(course("C"))])]
    try store.bring(feedA, change, full: full)
    #expect(try dump(store) != before)
    _ = try store.undoLastImport()
    #expect(try dump(store) == before)
    #expect(try store.checkInvariants() == [])
    #expect(try store.bring(feedA, whole, full: true).outcome == .unchanged)
  }

  @Test func activityIsTakenBackAndItsNumbersAreNotGivenAgain() throws {
    let store = try memoryStore()
    try store.bring(feedA, whole)
    let a = try store.identifier(course("A"))
    let before = try dump(store)
    try store.record([ActivityFact(learner: "L", item: a, relation: "completed", line: 1)])
    let undone = try store.undoLastImport()
    #expect(undone.interactions == 1)
    #expect(undone.versions == Versions(catalog: 1, activity: 2))
    #expect(try dump(store) == before)
    try store.record([ActivityFact(learner: "L", item: a, relation: "viewed", line: 1)])
    #expect(try store.interactions().map(\.seq) == [3])
    #expect(try store.checkInvariants() == [])
  }

  @Test func aRetiredNodeThatCameBackIsRetiredAgain() throws {
    let store = try memoryStore()
    try store.bring(feedA, whole)
    let b = try store.identifier(course("B"))
    try store.record([ActivityFact(learner: "L", item: b, relation: "completed", line: 1)])
    try store.bring(feedA, [whole[0]], full: true)
    let before = try dump(store)
    try store.bring(feedB, [record([node(course("B"))])])
    _ = try store.undoLastImport()
    #expect(try dump(store) == before)
    #expect(try store.checkInvariants() == [])
  }

  @Test(arguments: 1...20) func randomImportsAreTakenBack(seed: UInt64) throws {
    let store = try memoryStore()
    var generator = SeededGenerator(state: seed)
    for _ in 0..<12 {
      let before = try dump(store)
      let version = try store.versions()
      let wasWritten = try step(store, &generator)
      guard wasWritten, Bool.random(using: &generator) else { continue }
      let undone = try store.undoLastImport()
      #expect(try dump(store) == before)
      #expect(try store.checkInvariants() == [])
      #expect(
        undone.versions.catalog + undone.versions.activity
          > version.catalog + version.activity)
      #expect(refusalCode { _ = try store.undoLastImport() } == "undo.nothing")
    }
  }

  /// Imports something. True when the graph has changed.
  private func step(_ store: GraphStore, _ generator: inout SeededGenerator) throws -> Bool {
    let courses = try store.nodeIdentifiers(nodeClass: "Course")
    if Int.random(in: 0..<4, using: &generator) == 0,
      let item = courses.randomElement(using: &generator)
    {
      let time = Double(Int.random(in: 0..<50, using: &generator))
      let fact = ActivityFact(
        learner: "L\(Int.random(in: 0..<3, using: &generator))", item: item.id,
        relation: "completed", timestamp: time, line: 1)
      return try store.record([fact]).added > 0
    }
    let records = (0..<Int.random(in: 0..<5, using: &generator)).map { line in
      let keys = (0..<3).map { _ in "K\(Int.random(in: 0..<6, using: &generator))" }
      let credits = Int64.random(in: 0..<3, using: &generator)
      return record(
        [
          node(course(keys[0]), ["credits": .integer(credits)], line: line),
          relation("near", course(keys[0]), course(keys[1]), ["n": .integer(credits)], line: line),
          prerequisite(course(keys[0]), keys[2], .course(.init(keys[2])), line: line),
        ], line: line)
    }
    let source = Bool.random(using: &generator) ? feedA : feedB
    let summary = try store.bring(
      source, records, full: Bool.random(using: &generator), hash: "\(generator.next())")
    return summary.outcome == .changed
  }
}
