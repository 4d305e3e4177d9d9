import KnowledgeGraph
import QueryPlanning

/// Operators that find nodes to begin with.
extension Execution {
  func scanAll(_ slot: Slot, _ emit: Emit) throws(QueryFailure) -> Bool {
    for node in 0..<graph.nodeCount {
      try tick()
      slots[slot] = .node(NodeValue(NodeIndex(node)))
      if try !emit() { return false }
    }
    return true
  }

  func scan(_ nodes: [NodeIndex], _ slot: Slot, _ emit: Emit) throws(QueryFailure) -> Bool {
    for node in nodes {
      try tick()
      slots[slot] = .node(NodeValue(node))
      if try !emit() { return false }
    }
    return true
  }

  /// Keys are texts: any other value finds nothing, as the comparison would.
  func seek(
    _ slot: Slot, _ label: String?, _ key: BoundExpression, oneOf: Bool, _ emit: Emit
  ) throws(QueryFailure) -> Bool {
    let value = try evaluate(key)
    guard oneOf else {
      guard case .string(let text) = value else { return true }
      return try scan(graph.nodes(labelled: label, key: text), slot, emit)
    }
    if !value.isNull, value.list == nil { throw notAList(value, key.span) }
    var seen: Set<String> = []
    for element in value.list ?? [] {
      guard case .string(let text) = element, seen.insert(text).inserted else { continue }
      if try !scan(graph.nodes(labelled: label, key: text), slot, emit) { return false }
    }
    return true
  }
}
