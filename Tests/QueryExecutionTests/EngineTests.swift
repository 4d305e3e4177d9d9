import Diagnostics
import KnowledgeGraph
import QueryExecution
import Testing

@Suite struct EngineTests {
  @Test func jsonLineOfRows() {
    let line = SampleCatalog.engine.run(
      "RETURN 1 AS i, 1.0 AS f, 1e30 AS g, 'a\"\\n' AS s, [null, true] AS l, {b: 1, a: 2} AS m, 0.0/0.0 AS n, -1/0.0 AS x"
    )[0].jsonLine
    #expect(
      line
        == #"{"columns":["i","f","g","s","l","m","n","x"],"rows":[[1,1.0,1e+30,"a\"\n",[null,true],{"a":2,"b":1},{"$type":"Float","value":"NaN"},{"$type":"Float","value":"-Infinity"}]],"summary":{"nodesCreated":0,"nodesDeleted":0,"relationshipsCreated":0,"relationshipsDeleted":0,"propertiesSet":0,"labelsAdded":0,"labelsRemoved":0}}"#
    )
  }

  @Test func jsonOfGraphValues() {
    let rows = SampleCatalog.engine.run(
      "MATCH p = (l:Learner {key: 'L-2'})-[r]->(:Course {key: 'MATH 100'}) RETURN l, r, p")[0].rows
    #expect(
      rows[0].map(\.json) == [
        #"{"$type":"Node","id":109,"labels":["Learner"],"properties":{"key":"L-2"}}"#,
        #"{"$type":"Relationship","id":14,"type":"COMPLETED","start":109,"end":104,"properties":{"rating":4.5}}"#,
        #"{"$type":"Path","nodes":[{"$type":"Node","id":109,"labels":["Learner"],"properties":{"key":"L-2"}},{"$type":"Node","id":104,"labels":["Course"],"properties":{"credits":5,"key":"MATH 100","title":"Calculus"}}],"relationships":[{"$type":"Relationship","id":14,"type":"COMPLETED","start":109,"end":104,"properties":{"rating":4.5}}]}"#,
      ])
  }

  @Test func jsonOfAnError() {
    let line = SampleCatalog.engine.run("MATCH (course:Course) RETURN curse")[0].jsonLine
    #expect(
      line
        == #"{"error":{"code":"SyntaxError","phase":"compile","detail":"UndefinedVariable","message":"There is no variable `curse` here.","line":1,"column":30,"length":5,"hint":"Did you mean course?"}}"#
    )
  }

  @Test func parametersAreUsed() {
    let result = SampleCatalog.engine.run(
      "MATCH (c:Course) WHERE c.key IN $keys RETURN c.key LIMIT $n",
      parameters: ["keys": .list([.string("CS 100"), .string("CS 200")]), "n": .integer(1)])[0]
    #expect(result.rows == [[.string("CS 100")]])
  }

  @Test func profileCountsRows() throws {
    let result = SampleCatalog.engine.run(
      "PROFILE MATCH (c:Course)-[:TEACHES]->(t) WHERE c.credits > 3 RETURN t.key")[0]
    let plan = try #require(result.plan)
    #expect(result.rows.count == 3)
    #expect(plan.split(separator: "\n").allSatisfy { $0.contains(" came, ") })
    #expect(plan.contains("5 came"))
  }

  @Test func rowLimitEndsTheStatement() {
    let engine = QueryEngine(graph: SampleCatalog.snapshot, limits: ExecutionLimits(rows: 100))
    let result = engine.run("UNWIND range(1, 101) AS x RETURN x")[0]
    #expect(result.failure?.detail == "RowLimit")
    #expect(engine.run("UNWIND range(1, 100) AS x RETURN x")[0].rows.count == 100)
    #expect(
      engine.run("UNWIND range(1, 1000) AS x RETURN x ORDER BY x DESC LIMIT 1")[0].rows == [
        [.integer(1000)]
      ])
    #expect(
      engine.run("UNWIND range(1, 1000) AS x RETURN x ORDER BY x")[0].failure?.detail == "RowLimit")
  }

  @Test func timeLimitEndsTheStatement() {
    let limits = ExecutionLimits(time: .milliseconds(30))
    let engine = QueryEngine(graph: SampleCatalog.snapshot, limits: limits)
    let result = engine.run("MATCH (a), (b), (c), (d), (e), (f), (g) RETURN count(*)")[0]
    #expect(result.failure?.detail == "TimeLimit")
    #expect(result.seconds < 5)
  }

  @Test func cancellationEndsTheStatement() {
    let engine = QueryEngine(
      graph: SampleCatalog.snapshot, limits: ExecutionLimits(isCancelled: { true }))
    let result = engine.run("MATCH (a), (b), (c), (d) RETURN count(*)")[0]
    #expect(result.failure?.detail == "Cancelled")
  }

  @Test func limitInASubqueryStopsOnlyTheSubquery() {
    let result = SampleCatalog.engine.run(
      """
      MATCH (c:Course) WHERE EXISTS { MATCH (c)<-[:COMPLETED]-(l) RETURN l LIMIT 1 }
      RETURN c.key ORDER BY c.key
      """)[0]
    #expect(result.rows.map { $0[0].text } == ["CS 100", "CS 200", "MATH 100"])
  }

  @Test func aLongChainIsWalkedWithoutRecursion() {
    var builder = GraphBuilder()
    let nodes = (0..<5000).map { builder.node("N", "\($0)", [:]) }
    for (a, b) in zip(nodes, nodes.dropFirst()) { builder.relate(a, "NEXT", b) }
    let engine = QueryEngine(graph: builder.snapshot)
    let result = engine.run("MATCH (a {key: '0'})-[rs:NEXT*5000]->(b) RETURN b.key")[0]
    #expect(result.rows.isEmpty && result.failure == nil)
    let last = engine.run("MATCH (a {key: '0'})-[rs:NEXT*]->(b {key: '99'}) RETURN size(rs)")[0]
    #expect(last.rows == [[.integer(99)]])
  }

  @Test(arguments: [
    ("1", Value.integer(1)), ("-1.5", .float(-1.5)), ("'a'", .string("a")), ("null", .null),
    ("[1, 'a', {b: true}]", .list([.integer(1), .string("a"), .map(["b": .boolean(true)])])),
  ])
  func literals(_ text: String, _ value: Value) throws {
    #expect(try QueryEngine.literal(text) == value)
  }

  @Test(arguments: ["CS 225", "x", "", "1 2", "[1", "$p"])
  func notLiterals(_ text: String) {
    #expect(throws: QueryFailure.self) { try QueryEngine.literal(text) }
  }

  /// Statements cut, doubled and shuffled by a fixed seed: each must end with rows or an error.
  @Test func brokenTextNeverCrashes() {
    var random = TestRandom(seed: 7)
    let seeds = [
      "MATCH (c:Course {key: 'CS 100'})-[r:TEACHES*1..2]->(t) WHERE NOT c.x = 1 RETURN c.key AS k, count(*) ORDER BY k DESC LIMIT 3",
      "UNWIND [1, null, 'a'] AS x WITH x, collect(x) AS l WHERE any(y IN l WHERE y = x) RETURN CASE x WHEN 1 THEN l[0..1] ELSE {a: l} END AS z",
      "MATCH p = (a)-[:MAY_REQUIRE*]->(b) RETURN [n IN nodes(p) | n.key] AS ks, reduce(s = 0, x IN [1] | s + x) UNION RETURN 1 AS ks",
      "WHY CS 225 FOR L-1 YIELD course AS c WHERE c CONTAINS 'C' RETURN c",
      "OPTIONAL MATCH (a:Topic)<--(b) WHERE EXISTS { (a)-->(d) WHERE d.key > 'a' } RETURN DISTINCT [(a)--(e) | e.key][0] AS x",
    ]
    let engine = QueryEngine(
      graph: SampleCatalog.snapshot, procedures: [EchoProcedure()],
      limits: ExecutionLimits(rows: 2000, time: .milliseconds(200)))
    for round in 0..<1500 {
      var words = seeds[round % seeds.count].map(String.init)
      for _ in 0..<(1 + random.next(4)) where words.count > 3 {
        let position = random.next(words.count - 2)
        switch random.next(4) {
        case 0: words.remove(at: position)
        case 1: words.insert(words[random.next(words.count)], at: position)
        case 2: words.swapAt(position, random.next(words.count))
        default: words.removeSubrange(position..<min(words.count, position + 1 + random.next(8)))
        }
      }
      for result in engine.run(words.joined()) where result.failure == nil {
        #expect(result.rows.allSatisfy { $0.count == result.columns.count })
      }
    }
  }
}

/// What is allowed at most must also run at most: nothing overflows the stack.
@Suite struct DepthTests {
  private func result(_ text: String) -> StatementResult { SampleCatalog.engine.run(text)[0] }

  @Test func nestedExpressions() {
    let open = String(repeating: "(1 + ", count: 60)
    #expect(
      result("RETURN \(open)1\(String(repeating: ")", count: 60)) AS x").rows == [[.integer(61)]])
    let lists = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
    #expect(result("RETURN size(\(lists)) AS x").rows == [[.integer(1)]])
  }

  @Test func nestedSubqueries() {
    let depth = 25
    let open = String(repeating: "EXISTS { (c)<-[:COMPLETED]-() WHERE ", count: depth)
    let text =
      "MATCH (c:Course) WHERE \(open)true\(String(repeating: " }", count: depth)) RETURN count(*)"
    #expect(result(text).rows == [[.integer(3)]])
  }

  @Test func manyClauses() {
    let clauses = String(repeating: "WITH x + 1 AS x ", count: 250)
    #expect(result("UNWIND [0, 1] AS x \(clauses) RETURN sum(x) AS x").rows == [[.integer(501)]])
    #expect(result("WITH 0 AS x " + clauses + clauses + "RETURN x").failure?.code == "SyntaxError")
  }

  @Test func longPatterns() {
    let steps = String(repeating: "-->()", count: 120)
    #expect(result("MATCH ()\(steps) RETURN count(*)").rows == [[.integer(0)]])
    let longer = String(repeating: "-->()", count: 5000)
    #expect(result("MATCH ()\(longer) RETURN count(*)").failure?.code == "SyntaxError")
  }

  @Test func wideExpressions() {
    let terms = (0..<20_000).map { _ in "1" }.joined(separator: " + ")
    #expect(result("RETURN \(terms) AS x").rows == [[.integer(20_000)]])
    let conditions = (0..<5000).map { "c.credits <> \($0 + 10)" }.joined(separator: " AND ")
    #expect(result("MATCH (c:Course) WHERE \(conditions) RETURN count(*)").rows == [[.integer(5)]])
  }
}
