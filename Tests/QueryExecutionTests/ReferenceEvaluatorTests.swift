import Diagnostics
import KnowledgeGraph
import QueryExecution
import Testing

/// The engine against nested loops over every assignment, on random graphs and random patterns.
/// The reference shares no code with the planner or the operators.
@Suite struct ReferenceEvaluatorTests {
  @Test(arguments: 0..<40)
  func agreesWithNestedLoops(_ seed: Int) {
    var random = TestRandom(seed: UInt64(seed))
    let world = RandomWorld(&random)
    let engine = QueryEngine(graph: world.snapshot)
    for _ in 0..<12 {
      let pattern = RandomPattern(&random)
      let result = engine.run(pattern.text)[0]
      #expect(result.failure == nil, "\(pattern.text): \(String(describing: result.failure))")
      let expected = world.matches(of: pattern).sorted { $0.lexicographicallyPrecedes($1) }
      let actual = result.rows.map { $0.compactMap(\.integer) }
        .sorted { $0.lexicographicallyPrecedes($1) }
      #expect(actual == expected, "\(pattern.text) seed \(seed)")
    }
  }

  @Test(arguments: 0..<20)
  func subqueriesAgreeWithCounting(_ seed: Int) {
    var random = TestRandom(seed: 1000 + UInt64(seed))
    let world = RandomWorld(&random)
    let engine = QueryEngine(graph: world.snapshot)
    for type in ["R", "S"] {
      let result = engine.run(
        """
        MATCH (a) WHERE EXISTS { (a)-[:\(type)]->(b) WHERE b.x = a.x }
        RETURN id(a) AS a, COUNT { (a)-[:\(type)]->(b) WHERE b.x = a.x } AS n,
          size([(a)-[:\(type)]->(b) WHERE b.x = a.x | b]) AS m ORDER BY a
        """)[0]
      let expected = world.values.indices.compactMap { node -> [Int64]? in
        let count = world.relationships.count {
          $0.type == type && Int($0.start) == node
            && world.values[Int($0.end)] == world.values[node]
        }
        return count == 0 ? nil : [Int64(node), Int64(count), Int64(count)]
      }
      #expect(result.rows.map { $0.compactMap(\.integer) } == expected, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<20)
  func optionalKeepsEveryRow(_ seed: Int) {
    var random = TestRandom(seed: 2000 + UInt64(seed))
    let world = RandomWorld(&random)
    let result = QueryEngine(graph: world.snapshot).run(
      "MATCH (a) OPTIONAL MATCH (a)-[:R]->(b:B) RETURN id(a) AS a, count(b) AS n ORDER BY a")[0]
    let expected = world.values.indices.map { node -> [Int64] in
      let count = world.relationships.count {
        $0.type == "R" && Int($0.start) == node && world.classes[Int($0.end)] == "B"
      }
      return [Int64(node), Int64(count)]
    }
    #expect(result.rows.map { $0.compactMap(\.integer) } == expected)
  }
}

struct TestRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
}

/// Six nodes of two classes with a number from 0 to 2, nine relationships of two types; loops and
/// parallel ones included.
struct RandomWorld {
  var classes: [String] = []
  var values: [Int64] = []
  var relationships: [RelationshipRecord] = []

  init(_ random: inout TestRandom) {
    for _ in 0..<6 {
      classes.append(["A", "B"][random.next(2)])
      values.append(Int64(random.next(3)))
    }
    for id in 0..<9 {
      relationships.append(
        RelationshipRecord(
          id: Int64(id), type: ["R", "S"][random.next(2)], start: NodeIndex(random.next(6)),
          end: NodeIndex(random.next(6)), properties: ["w": .integer(Int64(random.next(2)))]))
    }
  }

  var snapshot: GraphSnapshot {
    let nodes = classes.indices.map { index in
      GraphSnapshot.Node(
        id: Int64(index), nodeClass: classes[index], key: "\(values[index])",
        properties: ["x": .integer(values[index])])
    }
    return GraphSnapshot(nodes: nodes, relationships: relationships)
  }

  /// Every assignment of nodes and relationships that fits, as rows of ids: nodes, then
  /// relationships of single steps.
  func matches(of pattern: RandomPattern) -> [[Int64]] {
    var rows: [[Int64]] = []
    var nodes = [Int](repeating: 0, count: pattern.nodeCount)
    func chooseNode(_ position: Int) {
      guard position < nodes.count else {
        chooseSteps(0, used: [], named: [])
        return
      }
      for candidate in classes.indices where pattern.accepts(candidate, at: position, self) {
        nodes[position] = candidate
        chooseNode(position + 1)
      }
    }
    func chooseSteps(_ position: Int, used: [Int64], named: [Int64]) {
      guard position < pattern.steps.count else {
        rows.append(nodes.map { Int64($0) } + named)
        return
      }
      let step = pattern.steps[position]
      walk(step, from: nodes[step.from], to: nodes[step.to], length: 0, used: used) { path in
        let single = step.maximum == nil ? [path[path.count - 1]] : []
        chooseSteps(position + 1, used: path, named: named + single)
      }
    }
    chooseNode(0)
    return rows
  }

  /// Walks that use no relationship of `used`; `found` gets `used` with the walk's own added.
  private func walk(
    _ step: RandomPattern.Step, from: Int, to: Int, length: Int, used: [Int64],
    _ found: ([Int64]) -> Void
  ) {
    let minimum = step.maximum == nil ? 1 : step.minimum
    let maximum = step.maximum ?? 1
    if length >= minimum, from == to { found(used) }
    guard length < maximum else { return }
    for relationship in relationships
    where !used.contains(relationship.id) && step.accepts(relationship) {
      let start = Int(relationship.start)
      let end = Int(relationship.end)
      if step.arrow != "<", start == from {
        walk(step, from: end, to: to, length: length + 1, used: used + [relationship.id], found)
      }
      if step.arrow != ">", end == from, !(step.arrow == "-" && start == end) {
        walk(step, from: start, to: to, length: length + 1, used: used + [relationship.id], found)
      }
    }
  }
}

/// Up to four nodes and three steps between any of them, with labels, keys, types, directions,
/// lengths and conditions.
struct RandomPattern {
  struct Step {
    var from: Int
    var to: Int
    var type: String?
    /// `>`, `<` or `-`.
    var arrow: String
    var minimum = 1
    /// Nil for a single step.
    var maximum: Int?
    var weight: Int64?

    func accepts(_ relationship: RelationshipRecord) -> Bool {
      (type == nil || relationship.type == type)
        && (weight == nil || relationship.properties["w"] == weight.map { .integer($0) })
    }
  }

  var labels: [String?] = []
  var keys: [Int64?] = []
  var steps: [Step] = []
  var nodeCount: Int { labels.count }
  /// Where the condition on `n0` and the last node is written.
  var compares: Bool

  init(_ random: inout TestRandom) {
    let count = 1 + random.next(4)
    for _ in 0..<count {
      labels.append(random.next(3) == 0 ? ["A", "B"][random.next(2)] : nil)
      keys.append(random.next(5) == 0 ? Int64(random.next(3)) : nil)
    }
    for _ in 0..<random.next(4) {
      var step = Step(
        from: random.next(count), to: random.next(count),
        type: random.next(2) == 0 ? ["R", "S"][random.next(2)] : nil,
        arrow: [">", "<", "-"][random.next(3)])
      if random.next(4) == 0 {
        step.minimum = random.next(3)
        step.maximum = step.minimum + random.next(2)
      }
      if random.next(4) == 0 { step.weight = Int64(random.next(2)) }
      steps.append(step)
    }
    compares = random.next(3) == 0
  }

  func accepts(_ node: Int, at position: Int, _ world: RandomWorld) -> Bool {
    (labels[position] == nil || world.classes[node] == labels[position])
      && (keys[position] == nil || world.values[node] == keys[position])
      && !(compares && position == 0 && world.values[node] == 1)
  }

  var text: String {
    let nodes = labels.indices.map { index in
      "(n\(index)\(labels[index].map { ":" + $0 } ?? "")"
        + "\(keys[index].map { " {key: '\($0)'}" } ?? ""))"
    }
    let paths = steps.enumerated().map { index, step -> String in
      let name = step.maximum == nil ? "r\(index)" : ""
      let length = step.maximum.map { "*\(step.minimum)..\($0)" } ?? ""
      let weight = step.weight.map { " {w: \($0)}" } ?? ""
      let detail = "[\(name)\(step.type.map { ":" + $0 } ?? "")\(length)\(weight)]"
      return "(n\(step.from))\(step.arrow == "<" ? "<-" : "-")\(detail)"
        + "\(step.arrow == ">" ? "->" : "-")(n\(step.to))"
    }
    let singles = steps.indices.filter { steps[$0].maximum == nil }.map { "id(r\($0))" }
    let columns = labels.indices.map { "id(n\($0))" } + singles
    return "MATCH \((nodes + paths).joined(separator: ", ")) "
      + "\(compares ? "WHERE NOT n0.x = 1 " : "")RETURN \(columns.joined(separator: ", "))"
  }
}
