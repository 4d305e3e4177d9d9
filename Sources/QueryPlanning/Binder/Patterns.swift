import QuerySyntax

/// MATCH: patterns become a graph of slots, maps and labels in them become conditions, so that
/// `(c {key: $k})` and `WHERE c.key = $k` are the same to the planner.
extension Binder {
  mutating func bind(_ match: Match, over plan: LogicalPlan) throws(BindingFailure) -> LogicalPlan {
    let firstNew = slotNames.count
    let mustExist = patternVariablesMustExist
    patternVariablesMustExist = false
    let known = scope.slots
    var pattern = PatternGraph()
    var declared: [DeclaredPath] = []
    for path in match.patterns {
      declared.append(try declare(path, in: &pattern, known: known, mustExist: mustExist))
    }
    let own = Set(firstNew..<slotNames.count)
    for path in declared { try bindProperties(of: path, in: &pattern, own: own) }
    if let filter = match.filter { try bindFilter(filter, in: &pattern, own: own) }
    liftLabels(in: &pattern)
    let planner = PatternPlanner(graph: graph, pattern: pattern)
    guard match.optional else { return planner.plan(over: plan) }
    let inner = planner.plan(over: LogicalPlan(.argument))
    return LogicalPlan(
      .optional(nulls: own.sorted()), [plan, inner],
      estimatedRows: plan.estimatedRows * max(1, inner.estimatedRows))
  }

  // MARK: Names

  /// A path with where its elements lie in the pattern graph.
  private struct DeclaredPath {
    var path: PathPattern
    var nodes: [Int] = []
    var firstRelationship: Int
  }

  private mutating func declare(
    _ path: PathPattern, in pattern: inout PatternGraph, known: Set<Slot>, mustExist: Bool
  ) throws(BindingFailure) -> DeclaredPath {
    var declared = DeclaredPath(path: path, firstRelationship: pattern.relationships.count)
    if let variable = path.variable, scope[variable.name] != nil { throw alreadyBound(variable) }
    var elements: [Slot] = []
    for (position, nodePattern) in path.nodes.enumerated() {
      let node = try declare(nodePattern, in: &pattern, known: known, mustExist: mustExist)
      if let left = declared.nodes.last {
        let slot = try declare(
          path.relationships[position - 1], from: left, to: node, in: &pattern, known: known,
          mustExist: mustExist)
        elements.append(slot)
      }
      elements.append(pattern.nodes[node].slot)
      declared.nodes.append(node)
    }
    if let variable = path.variable {
      guard scope[variable.name] == nil else { throw alreadyBound(variable) }
      let slot = newSlot(variable.name)
      scope.declare(variable.name, Variable(slot: slot, type: .path))
      pattern.paths.append(PatternGraph.Path(slot: slot, elements: elements))
    }
    return declared
  }

  private mutating func declare(
    _ node: NodePattern, in pattern: inout PatternGraph, known: Set<Slot>, mustExist: Bool
  ) throws(BindingFailure) -> Int {
    for label in node.labels { warnUnknownLabel(label) }
    let labels = node.labels.map(\.name)
    guard let name = node.variable else {
      let slot = newSlot("·\(slotNames.count)")
      pattern.nodes.append(PatternGraph.Node(slot: slot, labels: labels, isKnown: false))
      return pattern.nodes.count - 1
    }
    guard let variable = scope[name.name] else {
      if mustExist { throw undefined(name) }
      let slot = newSlot(name.name)
      scope.declare(name.name, Variable(slot: slot, type: .node))
      pattern.nodes.append(PatternGraph.Node(slot: slot, labels: labels, isKnown: false))
      return pattern.nodes.count - 1
    }
    guard variable.type.canBe(.node) else { throw conflict(name, variable, wanted: "a node") }
    touched.insert(variable.slot)
    if let existing = pattern.node(inSlot: variable.slot) {
      pattern.nodes[existing].labels += labels
      return existing
    }
    pattern.nodes.append(
      PatternGraph.Node(
        slot: variable.slot, labels: labels, isKnown: known.contains(variable.slot)))
    return pattern.nodes.count - 1
  }

  private mutating func declare(
    _ relationship: RelationshipPattern, from left: Int, to right: Int,
    in pattern: inout PatternGraph, known: Set<Slot>, mustExist: Bool
  ) throws(BindingFailure) -> Slot {
    for type in relationship.types { warnUnknownType(type) }
    var types: [String] = []
    for type in relationship.types where !types.contains(type.name) { types.append(type.name) }
    let slot = try relationshipSlot(
      relationship, in: &pattern, known: known, mustExist: mustExist)
    pattern.relationships.append(
      PatternGraph.Relationship(
        slot: slot, left: left, right: right, types: types.sorted(), arrow: relationship.arrow,
        steps: relationship.steps, properties: [], needs: []))
    return slot
  }

  /// A relationship bound earlier gets a slot of its own and must equal it.
  private mutating func relationshipSlot(
    _ relationship: RelationshipPattern, in pattern: inout PatternGraph, known: Set<Slot>,
    mustExist: Bool
  ) throws(BindingFailure) -> Slot {
    guard let name = relationship.variable else { return newSlot("·\(slotNames.count)") }
    guard let variable = scope[name.name] else {
      if mustExist { throw undefined(name) }
      let slot = newSlot(name.name)
      let isList = relationship.steps != nil
      scope.declare(
        name.name,
        Variable(slot: slot, type: isList ? .list : .relationship, isRelationshipList: isList))
      return slot
    }
    guard known.contains(variable.slot) else {
      if variable.type == .relationship || variable.isRelationshipList {
        throw failure(
          "RelationshipUniquenessViolation",
          "`\(name.name)` is used for two relationships of one MATCH, which always differ.",
          at: name.span, hint: "Give the second one another name.")
      }
      throw conflict(name, variable, wanted: "a relationship")
    }
    let wanted: ValueType = relationship.steps == nil ? .relationship : .list
    guard variable.type.canBe(wanted) else {
      throw conflict(name, variable, wanted: "a relationship")
    }
    let slot = newSlot(name.name)
    let same = BoundExpression(
      .comparison(
        BoundExpression(.slot(slot), span: name.span),
        [BoundComparison(operation: .equal, operand: BoundExpression(.slot(variable.slot)))]),
      span: name.span)
    pattern.conjuncts.append(PatternGraph.Conjunct(expression: same, needs: [slot]))
    touched.insert(variable.slot)
    return slot
  }

  private func conflict(
    _ name: Identifier, _ variable: Variable, wanted: String
  ) -> BindingFailure {
    failure(
      "VariableTypeConflict",
      "`\(name.name)` is \(variable.type.phrase) and cannot also be \(wanted).",
      at: name.span, expected: "another name")
  }

  // MARK: Conditions

  private mutating func bindProperties(
    of declared: DeclaredPath, in pattern: inout PatternGraph, own: Set<Slot>
  ) throws(BindingFailure) {
    for (node, index) in zip(declared.path.nodes, declared.nodes) {
      guard let properties = node.properties else { continue }
      for entry in try mapEntries(properties) {
        warnUnknownProperty(entry.key)
        try addEquality(entry, on: pattern.nodes[index].slot, in: &pattern, own: own)
      }
    }
    for (position, relationship) in declared.path.relationships.enumerated() {
      guard let properties = relationship.properties else { continue }
      let target = declared.firstRelationship + position
      for entry in try mapEntries(properties) {
        guard relationship.steps != nil else {
          try addEquality(entry, on: pattern.relationships[target].slot, in: &pattern, own: own)
          continue
        }
        let (value, read) = try tracking { (binder) throws(BindingFailure) in
          try binder.bind(entry.value).0
        }
        pattern.relationships[target].properties.append(
          BoundEntry(key: entry.key.name, value: value))
        pattern.relationships[target].needs.formUnion(read.intersection(own))
      }
    }
  }

  private func mapEntries(_ properties: Expression) throws(BindingFailure) -> [MapEntry] {
    guard case .map(let entries) = properties.kind else {
      throw failure(
        "InvalidParameterUse", "A pattern to match needs its properties written out.",
        at: properties.span, expected: "{name: $value}",
        hint: "Write {key: $key} with one parameter for each value.")
    }
    return entries
  }

  private mutating func addEquality(
    _ entry: MapEntry, on slot: Slot, in pattern: inout PatternGraph, own: Set<Slot>
  ) throws(BindingFailure) {
    let (value, read) = try tracking { (binder) throws(BindingFailure) in
      try binder.bind(entry.value).0
    }
    let property = BoundExpression(
      .property(BoundExpression(.slot(slot)), entry.key.name), span: entry.key.span)
    let equality = BoundExpression(
      .comparison(property, [BoundComparison(operation: .equal, operand: value)]),
      span: entry.key.span)
    let needs = read.intersection(own).union([slot].filter { own.contains($0) })
    pattern.conjuncts.append(PatternGraph.Conjunct(expression: equality, needs: needs))
  }

  private mutating func bindFilter(
    _ filter: Expression, in pattern: inout PatternGraph, own: Set<Slot>
  ) throws(BindingFailure) {
    for part in conjuncts(of: filter) {
      try refuseAggregates(in: part, place: "WHERE")
      let (typed, read) = try tracking { (binder) throws(BindingFailure) in
        try binder.bind(part)
      }
      guard typed.1.canBe(.boolean) else { throw notACondition(part, typed.1) }
      pattern.conjuncts.append(
        PatternGraph.Conjunct(expression: typed.0, needs: read.intersection(own)))
    }
  }

  /// Runs `body` and tells which slots it read. They still count as read by what encloses it:
  /// a condition with a subquery depends on all that the subquery reads.
  private mutating func tracking<T>(
    _ body: (inout Binder) throws(BindingFailure) -> T
  ) throws(BindingFailure) -> (T, Set<Slot>) {
    let outer = touched
    touched = []
    defer { touched.formUnion(outer) }
    return (try body(&self), touched)
  }

  func notACondition(_ expression: Expression, _ type: ValueType) -> BindingFailure {
    failure(
      "InvalidArgumentType", "WHERE needs a condition, found \(type.phrase).",
      at: expression.span, expected: "true, false or a comparison")
  }

  /// `a AND b AND c` as three conditions, each tested as early as it can be.
  private func conjuncts(of expression: Expression) -> [Expression] {
    guard case .chain(let first, let links) = expression.kind, links[0].operation == .and else {
      return [expression]
    }
    return ([first] + links.map(\.operand)).flatMap { conjuncts(of: $0) }
  }

  /// `WHERE c:Course` says the same as `(c:Course)`.
  private func liftLabels(in pattern: inout PatternGraph) {
    var kept: [PatternGraph.Conjunct] = []
    for conjunct in pattern.conjuncts {
      if case .hasLabels(let operand, let labels) = conjunct.expression.kind,
        case .slot(let slot) = operand.kind, let node = pattern.node(inSlot: slot)
      {
        pattern.nodes[node].labels += labels
      } else {
        kept.append(conjunct)
      }
    }
    pattern.conjuncts = kept
    for index in pattern.nodes.indices {
      pattern.nodes[index].labels = Set(pattern.nodes[index].labels).sorted()
    }
  }
}
