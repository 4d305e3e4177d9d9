import KnowledgeGraph
import Testing

@testable import GraphStorage

/// Random imports, partial, full, dry and failing, from three sources, with activity in between,
/// against `ReferenceGraph`: the same graph, the same counts, sound after every step.
@Suite struct RandomOperationTests {
  @Test(arguments: 1...12) func storeAgreesWithTheReference(seed: UInt64) throws {
    var world = World(store: try memoryStore(), generator: SeededGenerator(state: seed))
    for _ in 0..<25 {
      try world.step()
      #expect(try world.store.checkInvariants() == [])
      try world.compare()
    }
  }
}

private struct World {
  let store: GraphStore
  var generator: SeededGenerator
  var reference = ReferenceGraph()
  var version: Int64 = 0
  var actions: Set<ActivityFact> = []
  var last: (source: String, records: [FeedRecord], full: Bool)?

  private static let keys = ["A", "B", "C", "D", "E"]

  mutating func step() throws {
    switch Int.random(in: 0..<10, using: &generator) {
    case 0..<4: try bring(source(), feed(), full: false)
    case 4..<7: try bring(source(), feed(), full: true)
    case 7: try bringWithoutEffect()
    case 8: try act()
    default:
      guard let last else { return }
      let version = self.version
      try bring(last.source, last.records, full: last.full)
      #expect(self.version == version, "the same feed again is no change")
    }
  }

  private mutating func bring(_ source: String, _ records: [FeedRecord], full: Bool) throws {
    var expected = reference.bring(source, records, full: full)
    if expected.outcome == .changed { version += 1 }
    let feed = FeedSource(path: "\(source).xml", profile: "test", sourceName: source)
    let summary = try store.bring(feed, records, full: full)
    expected.catalogVersion = version
    expected.diagnostics = summary.diagnostics
    #expect(summary == expected)
    last = (source, records, full)
  }

  private mutating func bringWithoutEffect() throws {
    let records = feed()
    let full = Bool.random(using: &generator)
    let dry = Bool.random(using: &generator)
    let source = FeedSource(path: "x", profile: "test", sourceName: source())
    try store.bring(source, records, full: full, dryRun: dry, hasErrors: !dry)
    last = nil
  }

  private mutating func act() throws {
    let known = reference.view.nodes.keys.filter { $0.nodeClass == "Course" }
      .sorted { ($0.provider ?? "", $0.key) < ($1.provider ?? "", $1.key) }
    guard let item = known.randomElement(using: &generator) else { return }
    let fact = ActivityFact(
      learner: ["L1", "L2"].randomElement(using: &generator) ?? "L1",
      item: try store.identifier(item), relation: "completed",
      timestamp: Bool.random(using: &generator) ? 100 : nil, line: 1)
    let summary = try store.record([fact, fact])
    let isNew = actions.insert(fact).inserted
    #expect((summary.added, summary.unchanged) == (isNew ? 1 : 0, isNew ? 1 : 2))
    reference.active.insert(item)
    reference.learners.insert(NodeReference("Learner", key: fact.learner))
  }

  func compare() throws {
    let graph = try store.plainSnapshot()
    #expect(graph.versions == Versions(catalog: version, activity: Int64(actions.count)))
    var nodes: [NodeReference: ReferenceGraph.Properties] = [:]
    for index in graph.nodes.indices {
      nodes[graph.reference(NodeIndex(index))] = graph.nodes[index].properties
    }
    var expected = reference.view.nodes
    for (node, properties) in reference.retired {
      expected[node] = properties.merging(["retired": .boolean(true)]) { $1 }
    }
    for learner in reference.learners { expected[learner] = [:] }
    #expect(nodes == expected)
    #expect(links(graph) == reference.view.links)
    #expect(try requirements(graph) == reference.view.requirements)
  }

  private func links(_ graph: GraphSnapshot) -> [ReferenceGraph.Link: ReferenceGraph.Properties] {
    var links: [ReferenceGraph.Link: ReferenceGraph.Properties] = [:]
    for type in graph.relationshipTypes where type != "COMPLETED" {
      for start in graph.nodes.indices {
        for step in graph.neighbours(of: NodeIndex(start), type: type, direction: .outgoing) {
          let link = ReferenceGraph.Link(
            relation: type.lowercased(), start: graph.reference(NodeIndex(start)),
            end: graph.reference(step.node))
          links[link] = graph.relationship(step.relationship)?.properties
        }
      }
    }
    return links
  }

  private func requirements(
    _ graph: GraphSnapshot
  ) throws -> [ReferenceGraph.Slot: Set<ReferenceGraph.Words>] {
    var found: [ReferenceGraph.Slot: Set<ReferenceGraph.Words>] = [:]
    for stored in try store.requirements() {
      let course = try #require(graph.index(ofID: stored.course))
      let slot = ReferenceGraph.Slot(course: graph.reference(course), kind: stored.kind)
      found[slot, default: []].insert(.init(text: stored.text, tree: stored.requirement))
    }
    return found
  }

  // MARK: Feeds

  private mutating func source() -> String {
    ["a", "b", "c"].randomElement(using: &generator) ?? "a"
  }

  private mutating func feed() -> [FeedRecord] {
    (0..<Int.random(in: 0..<7, using: &generator)).map { position in
      let count = Int.random(in: 0..<6, using: &generator)
      return record((0..<count).map { _ in fact(line: position) }, line: position)
    }
  }

  private mutating func fact(line: Int) -> Fact {
    switch Int.random(in: 0..<5, using: &generator) {
    case 0..<2: return node(anyNode(), properties(), line: line)
    case 2..<4:
      let name = Bool.random(using: &generator) ? "teaches" : "near"
      return relation(
        name, anyNode(), anyNode(), Bool.random(using: &generator) ? [:] : properties(), line: line)
    default:
      let key = Self.keys.randomElement(using: &generator) ?? "A"
      var fact = RequirementFact(
        course: anyNode(), kind: .prerequisite, text: "take \(key)",
        requirement: .course(.init(key)), status: .exact, place: FeedPlace(line: line))
      if Bool.random(using: &generator) { fact.kind = .recommended }
      return .requirement(fact)
    }
  }

  private mutating func anyNode() -> NodeReference {
    let key = Self.keys.randomElement(using: &generator) ?? "A"
    switch Int.random(in: 0..<3, using: &generator) {
    case 0: return course(key)
    case 1: return course(key, nil)
    default: return topic(key)
    }
  }

  private mutating func properties() -> ReferenceGraph.Properties {
    var properties: ReferenceGraph.Properties = [:]
    for name in ["title", "credits", "level"] where Bool.random(using: &generator) {
      properties[name] = .integer(Int64.random(in: 0..<3, using: &generator))
    }
    return properties
  }
}
