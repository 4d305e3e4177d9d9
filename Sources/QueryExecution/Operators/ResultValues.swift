import KnowledgeGraph

/// Values on their way out: nodes and relationships get what they hold.
extension Execution {
  func resolved(_ value: Value) -> Value {
    switch value {
    case .node(let node): .node(resolved(node))
    case .relationship(let relationship): .relationship(resolved(relationship))
    case .path(let path):
      .path(
        PathValue(
          nodes: path.nodes.map { resolved($0) },
          relationships: path.relationships.map { resolved($0) }))
    case .list(let values): .list(values.map { resolved($0) })
    case .map(let entries): .map(entries.mapValues { resolved($0) })
    default: value
    }
  }

  private func resolved(_ node: NodeValue) -> NodeValue {
    guard node.record == nil, node.index >= 0, Int(node.index) < graph.nodeCount else {
      return node
    }
    var copy = node
    copy.record = NodeRecord(
      id: graph.id(of: node.index), labels: graph.labels(of: node.index),
      properties: graph.properties(of: node.index))
    return copy
  }

  private func resolved(_ relationship: RelationshipValue) -> RelationshipValue {
    guard relationship.record == nil, let record = graph.relationship(relationship.id) else {
      return relationship
    }
    var copy = relationship
    copy.record = RelationshipDetails(
      type: record.type, startID: graph.id(of: record.start), endID: graph.id(of: record.end),
      kind: record.kind, properties: record.properties)
    return copy
  }
}
