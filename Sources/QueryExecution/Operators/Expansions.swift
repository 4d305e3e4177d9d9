import KnowledgeGraph
import QueryPlanning

/// Operators that follow relationships.
extension Execution {
  /// One step out of a node, as the pattern sees it.
  struct Step {
    var relationship: RelationshipValue
    var node: NodeIndex
  }

  func expand(_ step: Expansion, _ emit: Emit) throws(QueryFailure) -> Bool {
    guard case .node(let from) = slots[step.from] else { return true }
    return try forEachStep(from.index, step) { (found) throws(QueryFailure) in
      slots[step.relationship] = .relationship(found.relationship)
      slots[step.to] = .node(NodeValue(found.node))
      return try emit()
    }
  }

  /// Goes out from the end with fewer relationships.
  func expandInto(_ step: Expansion, _ emit: Emit) throws(QueryFailure) -> Bool {
    guard case .node(let from) = slots[step.from], case .node(let to) = slots[step.to] else {
      return true
    }
    var cheaper = step
    var origin = from.index
    var target = to.index
    if degree(target, step, turned: true) < degree(origin, step, turned: false) {
      swap(&origin, &target)
      cheaper.direction = step.direction.turned
    }
    return try forEachStep(origin, cheaper) { (found) throws(QueryFailure) in
      guard found.node == target else { return true }
      slots[step.relationship] = .relationship(found.relationship)
      return try emit()
    }
  }

  private func degree(_ node: NodeIndex, _ step: Expansion, turned: Bool) -> Int {
    let types = step.types.isEmpty ? relationshipTypes : step.types
    let direction = turned ? step.direction.turned : step.direction
    return types.reduce(0) { $0 + graph.degree(of: node, type: $1, direction: direction) }
  }

  /// Steps that use no relationship of `differsFrom`, by type, outgoing ones first.
  private func forEachStep(
    _ node: NodeIndex, _ step: Expansion, _ body: (Step) throws(QueryFailure) -> Bool
  ) throws(QueryFailure) -> Bool {
    for type in step.types.isEmpty ? relationshipTypes : step.types {
      if step.direction != .incoming {
        for next in graph.neighbours(of: node, type: type, direction: .outgoing) {
          try tick()
          if isUsed(next.relationship, step.differsFrom) { continue }
          let found = RelationshipValue(id: next.relationship, start: node, end: next.node)
          if try !body(Step(relationship: found, node: next.node)) { return false }
        }
      }
      if step.direction != .outgoing {
        for next in graph.neighbours(of: node, type: type, direction: .incoming) {
          try tick()
          // Read either way, a loop is one match.
          if step.direction == .both, next.node == node { continue }
          if isUsed(next.relationship, step.differsFrom) { continue }
          let found = RelationshipValue(id: next.relationship, start: next.node, end: node)
          if try !body(Step(relationship: found, node: next.node)) { return false }
        }
      }
    }
    return true
  }

  private func isUsed(_ id: Int64, _ others: [Slot]) -> Bool {
    others.contains { slot in
      switch slots[slot] {
      case .relationship(let other): other.id == id
      case .list(let values):
        values.contains { value in
          if case .relationship(let other) = value { other.id == id } else { false }
        }
      default: false
      }
    }
  }

  // MARK: Variable length

  /// Every walk without a repeated relationship, depth first, without recursion.
  func walk(_ expansion: VariableExpansion, _ emit: Emit) throws(QueryFailure) -> Bool {
    guard case .node(let origin) = slots[expansion.step.from] else { return true }
    var target: NodeIndex?
    if expansion.into {
      guard case .node(let to) = slots[expansion.step.to] else { return true }
      target = to.index
    }
    var wanted: [String: Value] = [:]
    for entry in expansion.properties { wanted[entry.key] = try evaluate(entry.value) }
    let maximum = expansion.maximum ?? Int.max
    guard expansion.minimum <= maximum else { return true }
    var path: [Step] = []
    var used: Set<Int64> = []
    if expansion.minimum == 0, try !arrive(origin.index, path, expansion, target, emit) {
      return false
    }
    guard maximum > 0 else { return true }
    var open = [try steps(from: origin.index, expansion.step, wanted)]
    while var level = open.popLast() {
      guard let step = level.popLast() else {
        if let last = path.popLast() { used.remove(last.relationship.id) }
        continue
      }
      open.append(level)
      guard !used.contains(step.relationship.id) else { continue }
      path.append(step)
      if path.count >= expansion.minimum,
        try !arrive(step.node, path, expansion, target, emit)
      {
        return false
      }
      if path.count < maximum {
        used.insert(step.relationship.id)
        open.append(try steps(from: step.node, expansion.step, wanted))
      } else {
        path.removeLast()
      }
    }
    return true
  }

  /// The steps out of a node, the first one last.
  private func steps(
    from node: NodeIndex, _ step: Expansion, _ wanted: [String: Value]
  ) throws(QueryFailure) -> [Step] {
    var found: [Step] = []
    _ = try forEachStep(node, step) { (next) throws(QueryFailure) in
      if wanted.isEmpty || has(next.relationship, wanted) { found.append(next) }
      return true
    }
    found.reverse()
    return found
  }

  private func has(_ relationship: RelationshipValue, _ wanted: [String: Value]) -> Bool {
    let properties = graph.relationship(relationship.id)?.properties ?? [:]
    return wanted.allSatisfy { Value.equals(Value(properties[$0.key]), $0.value) == true }
  }

  private func arrive(
    _ node: NodeIndex, _ path: [Step], _ expansion: VariableExpansion, _ target: NodeIndex?,
    _ emit: Emit
  ) throws(QueryFailure) -> Bool {
    if let target {
      guard node == target else { return true }
    } else {
      slots[expansion.step.to] = .node(NodeValue(node))
    }
    let relationships = path.map { Value.relationship($0.relationship) }
    slots[expansion.step.relationship] =
      .list(expansion.reversed ? relationships.reversed() : relationships)
    return try emit()
  }

  // MARK: Paths

  /// The path through the given slots; null when one of them is.
  func path(of elements: [Slot]) -> Value {
    guard case .node(let first) = slots[elements[0]] else { return .null }
    var nodes = [first]
    var relationships: [RelationshipValue] = []
    for slot in elements.dropFirst() {
      switch slots[slot] {
      case .relationship(let relationship): append(relationship, to: &nodes, &relationships)
      case .list(let values):
        for case .relationship(let relationship) in values {
          append(relationship, to: &nodes, &relationships)
        }
      case .node: break
      default: return .null
      }
    }
    return .path(PathValue(nodes: nodes, relationships: relationships))
  }

  private func append(
    _ relationship: RelationshipValue, to nodes: inout [NodeValue],
    _ relationships: inout [RelationshipValue]
  ) {
    let here = nodes[nodes.count - 1].index
    nodes.append(NodeValue(relationship.start == here ? relationship.end : relationship.start))
    relationships.append(relationship)
  }
}

extension Direction {
  /// As seen from the other end.
  var turned: Direction {
    switch self {
    case .outgoing: .incoming
    case .incoming: .outgoing
    case .both: .both
    }
  }
}
