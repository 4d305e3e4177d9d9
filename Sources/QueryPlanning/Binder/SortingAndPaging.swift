import QuerySyntax

/// ORDER BY, SKIP and LIMIT, and the operators of a whole projection.
extension Binder {
  mutating func bindOrder(
    _ projection: Projection, _ items: [Projection.Item], input: Scope, aggregating: Bool,
    into bound: inout BoundProjection
  ) throws(BindingFailure) {
    for sort in projection.order {
      let restricted = aggregating || projection.distinct
      if !aggregating { try refuseAggregates(in: sort.expression, place: "this ORDER BY") }
      scope = restricted ? bound.output : overlaid(input, bound.output)
      if restricted {
        var group = Grouping(input: input, aggregates: bound.aggregates ?? [])
        group.sorting = true
        group.mixed =
          sort.expression.containsAggregate
          && !items.contains { $0.expression == sort.expression }
        group.keys = zip(items, bound.columns).compactMap { item, column in
          bound.output[column.name].map {
            Grouping.Key(expression: item.expression, variable: $0)
          }
        }
        if group.mixed {
          group.compound = group.keys.map(\.expression).filter {
            !$0.isSimple && !$0.containsAggregate
          }
          group.keys.removeAll { !$0.expression.isSimple && !$0.isAggregate }
        }
        grouping = group
      }
      let expression = try bind(sort.expression).0
      if aggregating { bound.aggregates = grouping?.aggregates ?? bound.aggregates }
      grouping = nil
      bound.sorts.append(PlannedSort(expression: expression, descending: sort.descending))
    }
    scope = input
  }

  /// Names before a projection with those after it on top.
  func overlaid(_ input: Scope, _ output: Scope) -> Scope {
    var merged = input
    for (name, variable) in output.all { merged.declare(name, variable) }
    return merged
  }

  mutating func operators(
    of projection: Projection, _ bound: BoundProjection, over plan: LogicalPlan
  ) throws(BindingFailure) -> LogicalPlan {
    var result = plan
    if let aggregates = bound.aggregates {
      let rows = bound.keys.isEmpty ? 1 : max(1, plan.estimatedRows.squareRoot())
      result = LogicalPlan(
        .aggregate(keys: bound.keys, aggregates: aggregates), [result], estimatedRows: rows)
    }
    if !bound.assignments.isEmpty {
      result = LogicalPlan(
        .project(bound.assignments), [result], estimatedRows: result.estimatedRows)
    }
    if projection.distinct {
      result = LogicalPlan(
        .distinct(bound.columns.map(\.slot)), [result], estimatedRows: result.estimatedRows)
    }
    return try paged(projection, bound.sorts, over: result)
  }

  private mutating func paged(
    _ projection: Projection, _ sorts: [PlannedSort], over plan: LogicalPlan
  ) throws(BindingFailure) -> LogicalPlan {
    let skip = try bindCount(projection.skip, of: "SKIP")
    let limit = try bindCount(projection.limit, of: "LIMIT")
    if let limit, !sorts.isEmpty {
      return LogicalPlan(
        .topK(sorts, skip: skip, limit: limit), [plan], estimatedRows: rows(plan, limit))
    }
    var result = plan
    if !sorts.isEmpty {
      result = LogicalPlan(.sort(sorts), [result], estimatedRows: plan.estimatedRows)
    }
    if let skip {
      result = LogicalPlan(.skip(skip), [result], estimatedRows: plan.estimatedRows)
    }
    if let limit {
      result = LogicalPlan(.limit(limit), [result], estimatedRows: rows(result, limit))
    }
    return result
  }

  private func rows(_ plan: LogicalPlan, _ limit: BoundExpression) -> Double {
    guard case .constant(.integer(let count)) = limit.kind else { return plan.estimatedRows }
    return min(plan.estimatedRows, Double(count))
  }

  /// SKIP and LIMIT: a number that depends on no row.
  private mutating func bindCount(
    _ expression: Expression?, of keyword: String
  ) throws(BindingFailure) -> BoundExpression? {
    guard let expression else { return nil }
    let outer = scope
    scope = Scope()
    defer { scope = outer }
    if expression.mentionsVariable {
      throw failure(
        "NonConstantExpression", "\(keyword) cannot depend on a row.", at: expression.span,
        expected: "a number or a parameter")
    }
    try refuseAggregates(in: expression, place: keyword)
    let (bound, type) = try bind(expression)
    if case .constant(.integer(let count)) = bound.kind, count < 0 {
      throw failure(
        "NegativeIntegerArgument", "\(keyword) cannot be negative.", at: expression.span,
        expected: "a number from 0")
    }
    guard type.canBe(.integer), type != .float else {
      throw failure(
        "InvalidArgumentType", "\(keyword) needs a whole number.", at: expression.span,
        expected: "a number from 0")
    }
    return bound
  }
}
