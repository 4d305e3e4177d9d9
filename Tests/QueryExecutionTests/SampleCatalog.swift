import KnowledgeGraph
import QueryExecution
import QueryPlanning

/// A little catalogue with known answers: five courses, three topics, three learners.
enum SampleCatalog {
  static let snapshot: GraphSnapshot = {
    var builder = GraphBuilder()
    let intro = builder.course("CS 100", "Introduction to Programming", credits: 4)
    let data = builder.course("CS 200", "Data Structures", credits: 3)
    let algorithms = builder.course("CS 225", "Algorithms", credits: 4)
    let learning = builder.course("CS 300", "Machine Learning", credits: 3)
    let calculus = builder.course("MATH 100", "Calculus", credits: 5)
    let programming = builder.node("Topic", "programming", ["title": .string("Programming")])
    let mathematics = builder.node("Topic", "mathematics", ["title": .string("Mathematics")])
    let statistics = builder.node("Topic", "statistics", [:])
    let ada = builder.node("Learner", "L-1", [:])
    let ben = builder.node("Learner", "L-2", [:])
    let cy = builder.node("Learner", "L-3", [:])
    builder.relate(data, "MAY_REQUIRE", intro)
    builder.relate(algorithms, "MAY_REQUIRE", data)
    builder.relate(learning, "MAY_REQUIRE", algorithms)
    builder.relate(learning, "MAY_REQUIRE", calculus)
    for course in [intro, data, algorithms] { builder.relate(course, "TEACHES", programming) }
    builder.relate(learning, "TEACHES", statistics)
    builder.relate(calculus, "TEACHES", mathematics)
    builder.relate(statistics, "BROADER", mathematics, kind: .inferred)
    for (learner, course, rating) in [
      (ada, intro, 5.0), (ada, data, 4), (ben, intro, 3), (ben, calculus, 4.5), (cy, intro, 2),
    ] {
      builder.relate(learner, "COMPLETED", course, ["rating": .float(rating)])
    }
    return builder.snapshot
  }()

  static var engine: QueryEngine {
    QueryEngine(graph: snapshot, procedures: [EchoProcedure(), RecommendProcedure()])
  }
}

/// Numbers nodes and relationships as they come.
struct GraphBuilder {
  private var nodes: [GraphSnapshot.Node] = []
  private var relationships: [RelationshipRecord] = []

  mutating func course(_ key: String, _ title: String, credits: Int64) -> NodeIndex {
    node("Course", key, ["title": .string(title), "credits": .integer(credits)])
  }

  mutating func node(
    _ nodeClass: String, _ key: String, _ properties: [String: PropertyValue]
  ) -> NodeIndex {
    nodes.append(
      GraphSnapshot.Node(
        id: Int64(nodes.count) + 100, nodeClass: nodeClass, key: key, properties: properties))
    return NodeIndex(nodes.count - 1)
  }

  mutating func relate(
    _ start: NodeIndex, _ type: String, _ end: NodeIndex,
    _ properties: [String: PropertyValue] = [:], kind: RelationshipKind = .stated
  ) {
    relationships.append(
      RelationshipRecord(
        id: Int64(relationships.count) + 1, type: type, start: start, end: end, kind: kind,
        properties: properties))
  }

  var snapshot: GraphSnapshot { GraphSnapshot(nodes: nodes, relationships: relationships) }
}

/// Gives its arguments back, so that tests see what a verb passes.
struct EchoProcedure: Procedure {
  let signature = ProcedureSignature(
    "docent.why", arguments: [.init("course", .string), .init("learner", .string)],
    results: [.init("course", .string), .init("learner", .string)])

  func call(_ arguments: [Value]) throws(QueryFailure) -> [[Value]] { [arguments] }
}

/// Courses not yet completed, the ones with most credits first.
struct RecommendProcedure: Procedure {
  let signature = ProcedureSignature(
    "docent.recommend", arguments: [.init("learner"), .init("options", .map, isOptional: true)],
    results: [.init("course", .node), .init("score", .float)])

  func call(_ arguments: [Value]) throws(QueryFailure) -> [[Value]] {
    let graph = SampleCatalog.snapshot
    guard let key = arguments[0].string,
      let learner = graph.nodes(labelled: "Learner", key: key).first
    else {
      throw QueryFailure("ProcedureError", "ProcedureFailed", "There is no such learner.")
    }
    let done = Set(
      graph.neighbours(of: learner, type: "COMPLETED", direction: .outgoing).map(\.node))
    let open = graph.nodes(labelled: "Course").filter { !done.contains($0) }
    let limit = arguments[1].map?["limit"]?.integer ?? 10
    return open.prefix(Int(limit)).map { node in
      [.node(NodeValue(node)), .float(graph.property("credits", of: node)?.number ?? 0)]
    }
  }
}
