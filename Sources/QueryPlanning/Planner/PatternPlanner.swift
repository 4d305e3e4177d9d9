import KnowledgeGraph
import QuerySyntax

/// Orders the steps of one MATCH by estimated cost: which node to start from, which relationship
/// to follow next and in which direction.
///
/// For every possible start the rest is chosen greedily (fewest rows next); the start whose whole
/// sum of rows is smallest wins, the first written one in a tie. O(n² · r) for n nodes and r
/// relationships of the pattern.
struct PatternPlanner {
  let graph: any GraphReader
  let pattern: PatternGraph
  let estimates: PatternEstimates

  init(graph: any GraphReader, pattern: PatternGraph) {
    self.graph = graph
    self.pattern = pattern
    estimates = PatternEstimates(graph: graph, pattern: pattern)
  }

  /// What has been decided so far.
  struct Progress {
    var nodes: Set<Int> = []
    var relationships: Set<Int> = []
    var slots: Set<Slot> = []
    var tested: Set<Int> = []
    var rows: Double
    /// Sum of the rows of all steps.
    var cost = 0.0
  }

  /// The pattern's operators on top of `plan`, whose rows already hold the known nodes.
  func plan(over plan: LogicalPlan) -> LogicalPlan {
    var progress = Progress(rows: plan.estimatedRows)
    var result = known(over: plan, &progress)
    while progress.nodes.count < pattern.nodes.count
      || progress.relationships.count < pattern.relationships.count
    {
      if let next = bestExpansion(progress) {
        result = expand(next.relationship, from: next.from, over: result, &progress)
      } else if let start = bestStart(progress) {
        result = begin(at: start, over: result, &progress)
      }
      result = filtered(result, &progress)
    }
    for path in pattern.paths {
      result = LogicalPlan(
        .bindPath(path: path.slot, elements: path.elements), [result],
        estimatedRows: result.estimatedRows)
      progress.slots.insert(path.slot)
    }
    return filtered(result, &progress)
  }

  /// Nodes that earlier clauses bound; those without a relationship must at least be nodes.
  private func known(over plan: LogicalPlan, _ progress: inout Progress) -> LogicalPlan {
    var tests: [BoundExpression] = []
    for (index, node) in pattern.nodes.enumerated() where node.isKnown {
      progress.nodes.insert(index)
      progress.slots.insert(node.slot)
      let isolated = !pattern.relationships.contains { $0.left == index || $0.right == index }
      if !node.labels.isEmpty {
        tests.append(BoundExpression(.hasLabels(BoundExpression(.slot(node.slot)), node.labels)))
      } else if isolated {
        tests.append(
          BoundExpression(.isNull(BoundExpression(.slot(node.slot)), negated: true)))
      }
    }
    let result = tests.isEmpty ? plan : filter(tests, over: plan, selectivity: 0.5)
    return filtered(result, &progress)
  }

  // MARK: Choosing

  struct Step {
    var relationship: Int
    /// Position of the node it starts from.
    var from: Int
    var rows: Double
  }

  /// The relationship from a known node that leaves the fewest rows; nil when none touches one.
  func bestExpansion(_ progress: Progress) -> Step? {
    var best: Step?
    for (index, relationship) in pattern.relationships.enumerated()
    where !progress.relationships.contains(index)
      && relationship.needs.isSubset(of: progress.slots)
    {
      for from in [relationship.left, relationship.right] where progress.nodes.contains(from) {
        let rows = estimates.rows(following: index, from: from, progress)
        if best.map({ rows < $0.rows }) ?? true {
          best = Step(relationship: index, from: from, rows: rows)
        }
      }
    }
    return best ?? forcedExpansion(progress)
  }

  /// When conditions on a path's relationships wait for each other, the first one goes first.
  private func forcedExpansion(_ progress: Progress) -> Step? {
    guard progress.nodes.count == pattern.nodes.count,
      let index = pattern.relationships.indices.first(where: {
        !progress.relationships.contains($0)
      })
    else { return nil }
    return Step(relationship: index, from: pattern.relationships[index].left, rows: progress.rows)
  }

  private func bestStart(_ progress: Progress) -> Int? {
    let open = pattern.nodes.indices.filter { !progress.nodes.contains($0) }
    guard open.count > 1, open.count <= 12 else {
      return open.min {
        estimates.rows(startingAt: $0, progress) < estimates.rows(startingAt: $1, progress)
      }
    }
    var best: (node: Int, cost: Double)?
    for node in open {
      let cost = estimatedCost(startingAt: node, progress)
      if best.map({ cost < $0.cost }) ?? true { best = (node, cost) }
    }
    return best?.node
  }

  /// The sum of rows over the component of `node`, chosen greedily.
  private func estimatedCost(startingAt node: Int, _ progress: Progress) -> Double {
    var trial = progress
    trial.rows = max(1, progress.rows) * estimates.rows(startingAt: node, progress)
    trial.cost = trial.rows
    reach(node, &trial)
    while let step = bestExpansion(trial) {
      let relationship = pattern.relationships[step.relationship]
      trial.relationships.insert(step.relationship)
      trial.slots.insert(relationship.slot)
      trial.rows = step.rows
      trial.cost += step.rows
      reach(relationship.left, &trial)
      reach(relationship.right, &trial)
    }
    return trial.cost
  }

  private func reach(_ node: Int, _ progress: inout Progress) {
    progress.nodes.insert(node)
    progress.slots.insert(pattern.nodes[node].slot)
  }

  // MARK: Building

  private func begin(
    at index: Int, over plan: LogicalPlan, _ progress: inout Progress
  ) -> LogicalPlan {
    let node = pattern.nodes[index]
    let rows = estimates.rows(startingAt: index, progress)
    var labels = node.labels
    var scan: LogicalPlan
    if let seek = estimates.seek(for: index, progress) {
      progress.tested.insert(seek.conjunct)
      scan = LogicalPlan(
        .keySeek(node: node.slot, label: labels.first, key: seek.key, oneOf: seek.oneOf),
        estimatedRows: rows)
      labels = Array(labels.dropFirst())
    } else if let rarest = estimates.rarestLabel(of: node) {
      scan = LogicalPlan(
        .labelScan(node: node.slot, label: rarest), estimatedRows: estimates.count(of: rarest))
      labels.removeAll { $0 == rarest }
    } else {
      scan = LogicalPlan(.allNodesScan(node: node.slot), estimatedRows: Double(graph.nodeCount))
    }
    if !labels.isEmpty {
      scan = filter(
        [BoundExpression(.hasLabels(BoundExpression(.slot(node.slot)), labels))], over: scan,
        selectivity: 0.5)
    }
    reach(index, &progress)
    progress.rows *= scan.estimatedRows
    if case .argument = plan.operation { return scan }
    return LogicalPlan(.cartesianProduct, [plan, scan], estimatedRows: progress.rows)
  }

  private func expand(
    _ index: Int, from: Int, over plan: LogicalPlan, _ progress: inout Progress
  ) -> LogicalPlan {
    let relationship = pattern.relationships[index]
    let to = relationship.left == from ? relationship.right : relationship.left
    let into = progress.nodes.contains(to)
    progress.rows = estimates.rows(following: index, from: from, progress)
    let others = pattern.relationships.indices.filter { progress.relationships.contains($0) }
    let step = Expansion(
      from: pattern.nodes[from].slot, relationship: relationship.slot,
      to: pattern.nodes[to].slot, types: relationship.types,
      direction: direction(relationship, from: from),
      differsFrom: others.map { pattern.relationships[$0].slot })
    progress.relationships.insert(index)
    progress.slots.insert(relationship.slot)
    reach(to, &progress)
    let result = LogicalPlan(
      operation(relationship, step, into: into, reversed: from != relationship.left), [plan],
      estimatedRows: progress.rows)
    let labels = into ? [] : pattern.nodes[to].labels
    guard !labels.isEmpty else { return result }
    let test = BoundExpression(.hasLabels(BoundExpression(.slot(pattern.nodes[to].slot)), labels))
    return filter([test], over: result, selectivity: 1)
  }

  private func operation(
    _ relationship: PatternGraph.Relationship, _ step: Expansion, into: Bool, reversed: Bool
  ) -> LogicalPlan.Operation {
    guard let steps = relationship.steps else { return into ? .expandInto(step) : .expand(step) }
    return .varExpand(
      VariableExpansion(
        step: step, minimum: steps.minimum ?? 1, maximum: steps.maximum,
        properties: relationship.properties, into: into, reversed: reversed))
  }

  private func direction(_ relationship: PatternGraph.Relationship, from: Int) -> Direction {
    switch relationship.arrow {
    case .either: .both
    case .right: from == relationship.left ? .outgoing : .incoming
    case .left: from == relationship.left ? .incoming : .outgoing
    }
  }

  /// Adds the conditions that can be tested by now and have not been.
  private func filtered(_ plan: LogicalPlan, _ progress: inout Progress) -> LogicalPlan {
    var tests: [BoundExpression] = []
    var selectivity = 1.0
    for (index, conjunct) in pattern.conjuncts.enumerated()
    where !progress.tested.contains(index) && conjunct.needs.isSubset(of: progress.slots) {
      progress.tested.insert(index)
      tests.append(conjunct.expression)
      selectivity *= estimates.selectivity(of: conjunct)
    }
    guard !tests.isEmpty else { return plan }
    progress.rows *= selectivity
    return filter(tests, over: plan, selectivity: selectivity)
  }

  private func filter(
    _ tests: [BoundExpression], over plan: LogicalPlan, selectivity: Double
  ) -> LogicalPlan {
    var condition = tests[0]
    if tests.count > 1 {
      condition = BoundExpression(
        .chain(
          tests[0],
          tests.dropFirst().map { BoundLink(operation: .and, operand: $0) }),
        span: tests[0].span)
    }
    return LogicalPlan(
      .filter(condition), [plan], estimatedRows: plan.estimatedRows * selectivity)
  }
}
