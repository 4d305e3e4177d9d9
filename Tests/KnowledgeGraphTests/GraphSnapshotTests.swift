import KnowledgeGraph
import Testing

/// Two providers that share a key, a title borne twice, and a loop.
private let snapshot: GraphSnapshot = {
  func course(_ id: Int64, _ provider: String?, _ key: String, _ title: String)
    -> GraphSnapshot.Node
  {
    GraphSnapshot.Node(
      id: id, nodeClass: "Course", provider: provider, key: key,
      properties: ["title": .string(title), "title_zh": .string("课程\(id)")])
  }
  return GraphSnapshot(
    nodes: [
      course(10, "ubc", "MATH 100", "Calculus"), course(11, "uwm", "MATH 100", "Calculus I"),
      course(12, "ubc", "CS 225", "Data Structures"), course(13, "ubc", "CS 226", "Algorithms"),
      course(14, nil, "X-1", "Algorithms"),
      GraphSnapshot.Node(id: 20, nodeClass: "Topic", key: "graphs"),
    ],
    superclasses: ["Course": ["Thing"]],
    relationships: [
      RelationshipRecord(id: 1, type: "TEACHES", start: 2, end: 5),
      RelationshipRecord(id: 2, type: "TEACHES", start: 3, end: 5),
      RelationshipRecord(id: 3, type: "NEXT", start: 2, end: 3),
      RelationshipRecord(id: 4, type: "NEXT", start: 3, end: 2),
      RelationshipRecord(id: 5, type: "NEXT", start: 2, end: 2),
    ])
}()

@Suite("Names of nodes")
struct NodeNamesTests {
  private let names = NodeNames(snapshot, label: "Course")

  @Test(arguments: [
    ("CS 225", 2), ("cs225", 2), (" Cs  225 ", 2), ("ubc:MATH 100", 0), ("UWM : math100", 1),
    ("calculus i", 1), ("data structures", 2), ("课程13", 3), ("X-1", 4),
  ])
  func found(name: String, node: NodeIndex) {
    #expect(names.resolve(name) == .found(node))
  }

  @Test(arguments: [
    ("MATH 100", ["ubc:MATH 100", "uwm:MATH 100"]), ("algorithms", ["ubc:CS 226", "X-1"]),
  ])
  func ambiguous(name: String, candidates: [String]) {
    #expect(names.resolve(name) == .ambiguous(candidates))
  }

  @Test func unknownGivesTheNearest() {
    #expect(names.resolve("CS 22") == .unknown(nearest: ["CS 225", "CS 226"]))
    #expect(names.resolve("Data Structure") == .unknown(nearest: ["Data Structures"]))
    #expect(names.resolve("no such thing at all") == .unknown(nearest: []))
    // A provider that has no such course is no reason to take another's.
    #expect(names.resolve("reed:CS 225") != .found(2))
    #expect(NodeNames(snapshot, label: "Topic").resolve("CS 225") != .found(2))
  }

  @Test func qualifiedKeys() {
    #expect(names.qualifiedKey(1) == "uwm:MATH 100")
    #expect(names.qualifiedKey(4) == "X-1")
    #expect(foldedName(" A\t b\u{3000}C") == "abc")
  }
}

@Suite("Graph snapshot")
struct GraphSnapshotTests {
  @Test func labelsAndKeys() {
    #expect(snapshot.nodes(labelled: "Thing") == [0, 1, 2, 3, 4])
    #expect(snapshot.nodes(labelled: "Topic") == [5])
    #expect(snapshot.nodes(labelled: nil).count == snapshot.nodeCount)
    #expect(snapshot.nodes(labelled: "Course", key: "MATH 100") == [0, 1])
    #expect(snapshot.nodes(labelled: "Topic", key: "MATH 100").isEmpty)
    #expect(snapshot.labels == ["Course", "Thing", "Topic"])
    #expect(snapshot.labels(of: 0) == ["Course", "Thing"])
    #expect(snapshot.relationshipTypes == ["NEXT", "TEACHES"])
    #expect(snapshot.propertyNames == ["key", "title", "title_zh"])
    #expect(snapshot.index(ofID: 12) == 2)
    #expect(snapshot.title(of: 5) == "graphs")
    #expect(snapshot.property("key", of: 2) == .string("CS 225"))
    #expect(snapshot.property("credits", of: 2) == nil)
  }

  @Test func steps() {
    func steps(_ node: NodeIndex, _ direction: Direction) -> [Int64] {
      snapshot.neighbours(of: node, type: "NEXT", direction: direction).map(\.relationship)
    }
    #expect(steps(2, .outgoing) == [5, 3])
    #expect(steps(2, .incoming) == [5, 4])
    // Outgoing first, the loop once.
    #expect(steps(2, .both) == [5, 3, 4])
    #expect(snapshot.degree(of: 2, type: "NEXT", direction: .both) == 3)
    #expect(snapshot.degree(of: 5, type: "TEACHES", direction: .incoming) == 2)
    #expect(snapshot.neighbours(of: 2, type: "NONE", direction: .both).isEmpty)
    #expect(snapshot.relationshipCount(type: "NEXT") == 3)
    #expect(snapshot.relationship(4)?.end == 2)
    #expect(snapshot.relationship(99) == nil)
  }
}
