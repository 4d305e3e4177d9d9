import QuerySyntax

/// WITH and RETURN: items, grouping, order, paging.
extension Binder {
  /// A projection with everything resolved, before it becomes operators.
  struct BoundProjection {
    var columns: [PlannedStatement.Column] = []
    var assignments: [SlotAssignment] = []
    var output = Scope()
    var aggregates: [PlannedAggregate]?
    var keys: [SlotAssignment] = []
    var sorts: [PlannedSort] = []
    var filter: BoundExpression?
  }

  mutating func bindResult(
    _ projection: Projection, keyword: Identifier, over plan: LogicalPlan
  ) throws(BindingFailure) -> (LogicalPlan, [PlannedStatement.Column]) {
    if projection.all, scope.names.isEmpty {
      throw failure(
        "NoVariablesInScope", "RETURN * has nothing to return.", at: keyword.span,
        expected: "a variable to return")
    }
    let bound = try bindProjection(projection, filter: nil)
    let result = try operators(of: projection, bound, over: plan)
    scope = bound.output
    return (result, bound.columns)
  }

  mutating func bindWith(
    _ projection: Projection, filter: Expression?, over plan: LogicalPlan
  ) throws(BindingFailure) -> LogicalPlan {
    let bound = try bindProjection(projection, filter: filter)
    for item in projection.items where item.alias == nil {
      if case .variable = item.expression.kind { continue }
      throw failure(
        "NoExpressionAlias", "An expression in WITH needs a name.", at: item.expression.span,
        expected: "AS and a name", hint: "Write \(item.text) AS name.")
    }
    var result = try operators(of: projection, bound, over: plan)
    scope = bound.output
    if let filter = bound.filter {
      result = LogicalPlan(
        .filter(filter), [result], estimatedRows: result.estimatedRows * 0.5)
    }
    return result
  }

  private mutating func bindProjection(
    _ projection: Projection, filter: Expression?
  ) throws(BindingFailure) -> BoundProjection {
    let items = try allItems(projection)
    let input = scope
    let aggregating = items.contains { $0.expression.containsAggregate }
    var bound = BoundProjection()
    grouping = nil
    if aggregating {
      try bindAggregating(items, input: input, into: &bound)
    } else {
      for item in items {
        let (expression, type) = try bind(item.expression)
        addColumn(item, expression, type, to: &bound)
      }
    }
    try bindOrder(projection, items, input: input, aggregating: aggregating, into: &bound)
    if let filter {
      let restricted = aggregating || projection.distinct
      scope = restricted ? bound.output : overlaid(input, bound.output)
      try refuseAggregates(in: filter, place: "WHERE")
      let (condition, type) = try bind(filter)
      guard type.canBe(.boolean) else { throw notACondition(filter, type) }
      bound.filter = condition
    }
    scope = input
    return bound
  }

  /// `*` spelled out, and every name once.
  private func allItems(_ projection: Projection) throws(BindingFailure) -> [Projection.Item] {
    let starred = projection.all ? scope.names : []
    let items =
      starred.map { name in
        Projection.Item(expression: Expression(.variable(name)), alias: nil, text: name)
      } + projection.items
    var seen: Set<String> = []
    for item in items {
      let name = columnName(item)
      if !seen.insert(name).inserted {
        throw failure(
          "ColumnNameConflict", "Two columns are called `\(name)`.",
          at: item.alias?.span ?? item.expression.span, expected: "different names",
          hint: "Rename one with AS.")
      }
    }
    return items
  }

  func columnName(_ item: Projection.Item) -> String {
    if let alias = item.alias { return alias.name }
    if case .variable(let name) = item.expression.kind { return name }
    return item.text
  }

  /// A variable keeps its slot under its new name; anything else gets a new one.
  private mutating func addColumn(
    _ item: Projection.Item, _ expression: BoundExpression, _ type: ValueType,
    to bound: inout BoundProjection
  ) {
    let name = columnName(item)
    var variable = Variable(slot: 0, type: type)
    if case .variable(let original) = item.expression.kind, let known = scope[original],
      case .slot(known.slot) = expression.kind
    {
      variable = known
    } else {
      variable.slot = newSlot(name)
      bound.assignments.append(SlotAssignment(slot: variable.slot, expression: expression))
    }
    bound.output.declare(name, variable)
    bound.columns.append(PlannedStatement.Column(name: name, slot: variable.slot))
  }
}
