import KnowledgeGraph
import QuerySyntax

/// Row estimates from exact counts: nodes by label, relationships by type. What is not counted is
/// guessed: an equality keeps a tenth, any other condition a half.
struct PatternEstimates {
  let graph: any GraphReader
  let pattern: PatternGraph
  private let labelCounts: [String: Double]
  private let typeCounts: [String: Double]
  private let nodeCount: Double

  init(graph: any GraphReader, pattern: PatternGraph) {
    self.graph = graph
    self.pattern = pattern
    var labels: [String: Double] = [:]
    for label in pattern.nodes.flatMap(\.labels) where labels[label] == nil {
      labels[label] = Double(graph.nodes(labelled: label).count)
    }
    var types: [String: Double] = [:]
    let wanted = pattern.relationships.flatMap {
      $0.types.isEmpty ? graph.relationshipTypes : $0.types
    }
    for type in wanted where types[type] == nil {
      types[type] = Double(graph.relationshipCount(type: type))
    }
    labelCounts = labels
    typeCounts = types
    nodeCount = max(1, Double(graph.nodeCount))
  }

  func count(of label: String) -> Double { labelCounts[label] ?? 0 }

  func rarestLabel(of node: PatternGraph.Node) -> String? {
    node.labels.min { (count(of: $0), $0) < (count(of: $1), $1) }
  }

  private func population(_ node: Int) -> Double {
    rarestLabel(of: pattern.nodes[node]).map { count(of: $0) } ?? nodeCount
  }

  /// Nodes that a scan or a seek for this node would give, conditions on it alone applied.
  func rows(startingAt node: Int, _ progress: PatternPlanner.Progress) -> Double {
    if let seek = seek(for: node, progress) { return seek.oneOf ? 3 : 1 }
    return max(0.1, population(node) * selectivity(on: node, progress))
  }

  /// Rows after following a relationship from one of its ends.
  func rows(
    following index: Int, from: Int, _ progress: PatternPlanner.Progress
  ) -> Double {
    let relationship = pattern.relationships[index]
    let to = relationship.left == from ? relationship.right : relationship.left
    var fanOut = degree(relationship, from: from)
    if let steps = relationship.steps { fanOut = walks(fanOut, steps) }
    if progress.nodes.contains(to) { return progress.rows * fanOut / max(1, population(to)) }
    let isSought = seek(for: to, progress) != nil
    let kept = isSought ? 1 / max(1, population(to)) : selectivity(on: to, progress)
    let labelled = relationship.types.isEmpty ? population(to) / nodeCount : 1
    return progress.rows * fanOut * kept * labelled
  }

  /// Mean number of such relationships of a node.
  private func degree(_ relationship: PatternGraph.Relationship, from: Int) -> Double {
    let types = relationship.types.isEmpty ? graph.relationshipTypes : relationship.types
    let total = types.reduce(0) { $0 + (typeCounts[$1] ?? 0) }
    let holders = relationship.types.isEmpty ? nodeCount : max(1, population(from))
    return total / holders * (relationship.arrow == .either ? 2 : 1)
  }

  /// Σ d^k over the lengths, the sixth step at most: longer walks soon run out of relationships.
  private func walks(_ degree: Double, _ steps: StepRange) -> Double {
    let first = steps.minimum ?? 1
    let last = max(first, min(steps.maximum ?? 6, first + 6))
    var total = 0.0
    var power = 1.0
    for length in 0...last {
      if length >= first { total += power }
      power = min(power * degree, 1e9)
    }
    return total
  }

  func selectivity(of conjunct: PatternGraph.Conjunct) -> Double {
    guard case .comparison(_, let parts) = conjunct.expression.kind,
      parts.count == 1, parts[0].operation == .equal
    else { return 0.5 }
    return 0.1
  }

  private func selectivity(on node: Int, _ progress: PatternPlanner.Progress) -> Double {
    let slot = pattern.nodes[node].slot
    return pattern.conjuncts.enumerated().reduce(1.0) { kept, entry in
      let (index, conjunct) = entry
      guard !progress.tested.contains(index), conjunct.needs.contains(slot),
        conjunct.needs.subtracting([slot]).isSubset(of: progress.slots)
      else { return kept }
      return kept * selectivity(of: conjunct)
    }
  }

  struct Seek {
    var conjunct: Int
    var key: BoundExpression
    var oneOf: Bool
  }

  /// A condition `node.key = value` or `node.key IN list` whose other side is known already.
  func seek(for node: Int, _ progress: PatternPlanner.Progress) -> Seek? {
    let slot = pattern.nodes[node].slot
    for (index, conjunct) in pattern.conjuncts.enumerated()
    where !progress.tested.contains(index)
      && conjunct.needs.subtracting([slot]).isSubset(of: progress.slots)
    {
      if let (key, oneOf) = keyTest(conjunct.expression, slot: slot),
        !key.mentions(slot)
      {
        return Seek(conjunct: index, key: key, oneOf: oneOf)
      }
    }
    return nil
  }

  private func keyTest(
    _ expression: BoundExpression, slot: Slot
  ) -> (BoundExpression, oneOf: Bool)? {
    switch expression.kind {
    case .comparison(let first, let parts) where parts.count == 1 && parts[0].operation == .equal:
      if first.isKey(of: slot) { return (parts[0].operand, false) }
      return parts[0].operand.isKey(of: slot) ? (first, false) : nil
    case .chain(let first, let links)
    where links.count == 1 && links[0].operation == .isIn && first.isKey(of: slot):
      return (links[0].operand, true)
    default: return nil
    }
  }
}

extension BoundExpression {
  fileprivate func isKey(of slot: Slot) -> Bool {
    guard case .property(let base, "key") = kind, case .slot(slot) = base.kind else {
      return false
    }
    return true
  }

  /// Whether the value depends on a slot. Subqueries count as if they did.
  fileprivate func mentions(_ slot: Slot) -> Bool {
    switch kind {
    case .constant, .parameter: false
    case .slot(let own): own == slot
    case .property(let base, _): base.mentions(slot)
    case .list(let elements): elements.contains { $0.mentions(slot) }
    case .chain(let first, let links):
      first.mentions(slot) || links.contains { $0.operand.mentions(slot) }
    case .call(_, let arguments): arguments.contains { $0.mentions(slot) }
    default: true
    }
  }
}
