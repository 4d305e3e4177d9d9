import Diagnostics
import KnowledgeGraph
import QueryPlanning
import QuerySyntax
import Testing

@Suite struct PlanChoiceTests {
  /// A hundred learners, ten courses, each learner on three of them; two topics.
  private static let graph: GraphSnapshot = {
    var nodes: [GraphSnapshot.Node] = []
    func add(_ name: String, _ count: Int) {
      for number in 0..<count {
        nodes.append(
          GraphSnapshot.Node(
            id: Int64(nodes.count), nodeClass: name, key: "\(name) \(number)"))
      }
    }
    add("Learner", 100)
    add("Course", 10)
    add("Topic", 2)
    var relationships: [RelationshipRecord] = []
    func relate(_ start: Int, _ type: String, _ end: Int) {
      relationships.append(
        RelationshipRecord(
          id: Int64(relationships.count), type: type, start: NodeIndex(start),
          end: NodeIndex(end)))
    }
    for learner in 0..<100 {
      for step in 0..<3 { relate(learner, "TOOK", 100 + (learner + step) % 10) }
    }
    for course in 0..<10 { relate(100 + course, "TEACHES", 110 + course % 2) }
    return GraphSnapshot(nodes: nodes, relationships: relationships)
  }()

  private func drawing(_ text: String) throws -> [String] {
    let script = Parser.script(text)
    let planner = QueryPlanner(graph: PlanChoiceTests.graph)
    let planned = planner.plan(script.statements[0], of: script.source)
    return try #require(planned.value).drawing()
  }

  /// The operators' names, without figures and names of slots that nobody chose.
  private func operators(_ text: String) throws -> [String] {
    try drawing(text).map { line in
      let words = line.split(separator: " ").filter { $0 != "└" && $0 != "├" && $0 != "│" }
      return String(words.first ?? "")
    }
  }

  @Test func startsAtTheKey() throws {
    let plan = try operators(
      "MATCH (t:Topic)<-[:TEACHES]-(c)<-[:TOOK]-(l:Learner {key: 'Learner 1'}) RETURN t")
    #expect(plan.last == "KeySeek")
  }

  @Test func startsAtTheRarestLabel() throws {
    let lines = try drawing("MATCH (l:Learner)-[:TOOK]->(c:Course)-[:TEACHES]->(t:Topic) RETURN l")
    #expect(lines.last?.contains("LabelScan (t:Topic)") == true)
  }

  @Test(arguments: [
    (
      "MATCH (c:Course {key: 'x'}) RETURN c.title",
      "MATCH (c:Course) WHERE c.key = 'x' RETURN c.title"
    ),
    (
      "MATCH (c:Course {key: 'x'}) RETURN c.title",
      "MATCH (c) WHERE 'x' = c.key AND c:Course RETURN c.title"
    ),
    (
      "MATCH (l:Learner)-[:TOOK]->(c:Course) RETURN c",
      "MATCH (c:Course)<-[:TOOK]-(l:Learner) RETURN c"
    ),
    (
      "MATCH (l:Learner {key: $k})-[:TOOK]->(c)-[:TEACHES]->(t) RETURN t",
      "MATCH (c)-[:TEACHES]->(t), (l:Learner)-[:TOOK]->(c) WHERE l.key = $k RETURN t"
    ),
  ])
  func equalPhrasingsGetEqualPlans(_ a: String, _ b: String) throws {
    #expect(try operators(a) == operators(b))
    #expect(try drawing(a).last == drawing(b).last)
  }

  @Test func cyclesCloseWithExpandInto() throws {
    let plan = try operators(
      "MATCH (a:Course)<-[:TOOK]-(l:Learner {key: 'Learner 1'})-[:TOOK]->(b:Course), (a)-[:TEACHES]->(t)<-[:TEACHES]-(b) RETURN t"
    )
    #expect(plan.contains("ExpandInto"))
    #expect(!plan.contains("CartesianProduct"))
  }

  @Test func limitWithOrderKeepsOnlyTheFirst() throws {
    #expect(try operators("MATCH (c:Course) RETURN c.key ORDER BY c.key LIMIT 3").contains("TopK"))
  }

  @Test func aSeekCanUseAnEarlierValue() throws {
    let plan = try operators("UNWIND $keys AS k MATCH (c:Course {key: k}) RETURN c")
    #expect(plan.contains("KeySeek"))
    #expect(!plan.contains("LabelScan"))
  }

  @Test func everyOperatorHasANumberOfItsOwn() throws {
    let script = Parser.script(
      "MATCH (c:Course) OPTIONAL MATCH (c)-->(t) RETURN c, count(t) ORDER BY c.key LIMIT 2")
    let planned = QueryPlanner(graph: PlanChoiceTests.graph).plan(
      script.statements[0], of: script.source)
    let plan = try #require(planned.value).plan
    func ids(_ plan: LogicalPlan) -> [Int] { [plan.id] + plan.inputs.flatMap(ids) }
    #expect(ids(plan) == Array(0..<plan.operatorCount))
  }
}
