import KnowledgeGraph

/// Names of nodes outside the graph, such as in vector files: class, provider and key with a colon
/// between them, so that another catalogue's course of the same key is another name.
struct EmbeddingNames {
  private let snapshot: GraphSnapshot

  init(_ snapshot: GraphSnapshot) { self.snapshot = snapshot }

  /// Tabs and line ends in a key become spaces.
  func name(of node: NodeIndex) -> String {
    let label = snapshot.labels(of: node).first ?? ""
    let name = "\(label):\(snapshot.provider(of: node) ?? ""):\(snapshot.key(of: node))"
    return String(name.map { $0 == "\t" || $0.isNewline ? " " : $0 })
  }

  /// By name; where two nodes share one, the first.
  func nodes() -> [String: NodeIndex] {
    Dictionary(
      (0..<NodeIndex(snapshot.nodeCount)).map { (name(of: $0), $0) },
      uniquingKeysWith: { first, _ in first })
  }
}
