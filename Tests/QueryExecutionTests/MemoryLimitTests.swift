import KnowledgeGraph
import Testing

@testable import QueryExecution

/// A statement that would fill the machine ends with an error instead.
@Suite(.serialized) struct MemoryLimitTests {
  @Test func aListOfListsIsStopped() {
    var limits = ExecutionLimits()
    limits.memory = 64 << 20
    let engine = QueryEngine(graph: GraphSnapshot(nodes: [], relationships: []), limits: limits)
    let results = engine.run(
      "RETURN [x IN range(1, 20000) | [y IN range(1, 2000) | x * y]]; RETURN 1 AS one")
    #expect(results.first?.failure?.detail == "MemoryLimit")
    #expect(results.last?.rows == [[.integer(1)]])
  }
}
