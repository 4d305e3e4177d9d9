import QuerySyntax

/// WITH and RETURN: items, grouping, order, paging.
extension Binder {
  /// What an aggregating projection groups by, while its items are bound.
  struct Grouping {
    struct Key {
      var expression: Expression
      var variable: Variable
    }
    var keys: [Key] = []
    /// The names before the projection: arguments of aggregates are read there.
    var input: Scope
    var aggregates: [PlannedAggregate] = []
    /// Binding ORDER BY: names are those after the projection.
    var sorting = false
    /// Columns that are neither simple nor aggregates: parts of them cannot stand beside one.
    var compound: [Expression] = []
    /// The item at hand contains an aggregate.
    var mixed = true
  }

  /// A projection with everything resolved, before it becomes operators.
  private struct BoundProjection {
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

  private func columnName(_ item: Projection.Item) -> String {
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

  // MARK: Aggregation

  private mutating func bindAggregating(
    _ items: [Projection.Item], input: Scope, into bound: inout BoundProjection
  ) throws(BindingFailure) {
    var group = Grouping(input: input)
    var plain: [Int: Typed] = [:]
    var keys: [Slot] = []
    for (position, item) in items.enumerated() where !item.expression.containsAggregate {
      let typed = try bind(item.expression)
      plain[position] = typed
      var variable = Variable(slot: 0, type: typed.1)
      if case .slot(let slot) = typed.0.kind { variable.slot = slot } else {
        variable.slot = newSlot(columnName(item))
      }
      keys.append(variable.slot)
      bound.keys.append(SlotAssignment(slot: variable.slot, expression: typed.0))
      group.keys.append(Grouping.Key(expression: item.expression, variable: variable))
    }
    var nextKey = 0
    for (position, item) in items.enumerated() {
      let name = columnName(item)
      if plain[position] != nil {
        var variable = group.keys[nextKey].variable
        if case .variable(let original) = item.expression.kind, let known = input[original] {
          variable = known
        }
        nextKey += 1
        bound.output.declare(name, variable)
        bound.columns.append(PlannedStatement.Column(name: name, slot: variable.slot))
      } else {
        grouping = group
        let (expression, type) = try bind(item.expression)
        group = grouping ?? group
        grouping = nil
        let slot = aggregateSlot(expression, name: name, into: &bound)
        bound.output.declare(name, Variable(slot: slot, type: type))
        bound.columns.append(PlannedStatement.Column(name: name, slot: slot))
      }
    }
    bound.aggregates = group.aggregates
  }

  /// An item that is just an aggregate stays where the aggregate put it.
  private mutating func aggregateSlot(
    _ expression: BoundExpression, name: String, into bound: inout BoundProjection
  ) -> Slot {
    if case .slot(let slot) = expression.kind {
      slotNames[slot] = name
      return slot
    }
    let slot = newSlot(name)
    bound.assignments.append(SlotAssignment(slot: slot, expression: expression))
    return slot
  }

  /// Inside an aggregating projection: aggregates get slots, grouping keys are found again, and
  /// what is neither is ambiguous. Nil means: bind it as usual.
  mutating func bindInGroup(_ expression: Expression) throws(BindingFailure) -> Typed? {
    guard let group = grouping else { return nil }
    if let key = group.keys.first(where: { $0.expression == expression }),
      !group.mixed || expression.isSimple
    {
      touched.insert(key.variable.slot)
      return (
        BoundExpression(.slot(key.variable.slot), span: expression.span), key.variable.type
      )
    }
    switch expression.kind {
    case .countRows: return try addAggregate(.count, nil, nil, distinct: false, expression)
    case .call(let call):
      guard let function = AggregateFunction(named: call.name.name) else { return nil }
      guard call.arguments.count == function.argumentCount else {
        throw failure(
          "InvalidNumberOfArguments",
          "\(function.rawValue) takes \(function.argumentCount) arguments.", at: expression.span)
      }
      return try addAggregate(
        function, call.arguments[0], call.arguments.dropFirst().first, distinct: call.distinct,
        expression)
    case .variable(let name):
      return try groupedVariable(name, expression, group)
    default: return nil
    }
  }

  private func groupedVariable(
    _ name: String, _ expression: Expression, _ group: Grouping
  ) throws(BindingFailure) -> Typed? {
    let hidden = group.input[name].map { scope[name]?.slot == $0.slot } ?? false
    let isPart = scope[name] == nil && group.compound.contains { $0.mentions(name) }
    guard group.sorting ? isPart : hidden else { return nil }
    throw failure(
      "AmbiguousAggregationExpression",
      "`\(name)` is neither aggregated nor a column of its own here.", at: expression.span,
      hint: "Return \(name) as a column too, or compute this part in WITH first.")
  }

  private mutating func addAggregate(
    _ function: AggregateFunction, _ argument: Expression?, _ parameter: Expression?,
    distinct: Bool, _ expression: Expression
  ) throws(BindingFailure) -> Typed {
    if let argument, argument.containsAggregate {
      throw failure(
        "NestedAggregation", "An aggregate cannot contain another.", at: argument.span,
        hint: "Compute the inner one in WITH first.")
    }
    guard var group = grouping else { return (BoundExpression(.constant(.null)), .null) }
    try checkPlace(of: expression, argument, group)
    let after = scope
    scope = group.input
    grouping = nil
    defer { scope = after }
    let bound = try bindOptional(argument)
    let extra = try bindOptional(parameter)
    let slot = newSlot(source[expression.span])
    group.aggregates.append(
      PlannedAggregate(
        slot: slot, function: function, argument: bound, parameter: extra, distinct: distinct,
        span: expression.span))
    grouping = group
    return (BoundExpression(.slot(slot), span: expression.span), function.result)
  }

  /// What an aggregate cannot do although it stands in a projection.
  private mutating func checkPlace(
    of expression: Expression, _ argument: Expression?, _ group: Grouping
  ) throws(BindingFailure) {
    guard innerScopes == 0 else {
      throw failure(
        "InvalidAggregation", "An aggregate cannot stand inside a comprehension.",
        at: expression.span, hint: "Compute it in WITH first, then use its name.")
    }
    guard let argument else { return }
    if argument.containsRandom {
      throw failure(
        "NonConstantExpression", "An aggregate cannot take random numbers.", at: argument.span)
    }
    guard group.sorting, argument.mentionsVariable else { return }
    // The rows it would run over are gone: only the columns are left.
    grouping = nil
    _ = try bind(argument)
    throw failure(
      "InvalidAggregation", "ORDER BY can only use aggregates that are columns.",
      at: expression.span, hint: "Add \(source[expression.span]) AS name to the columns.")
  }

  func refuseAggregates(in expression: Expression, place: String) throws(BindingFailure) {
    guard let aggregate = expression.firstAggregate else { return }
    throw failure(
      "InvalidAggregation", "An aggregate cannot stand in \(place).", at: aggregate.span,
      hint: "Compute it in WITH first: WITH …, \(source[aggregate.span]) AS n WHERE n > 1.")
  }

  // MARK: Order and paging

  private mutating func bindOrder(
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
        group.mixed = sort.expression.containsAggregate
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
  private func overlaid(_ input: Scope, _ output: Scope) -> Scope {
    var merged = input
    for (name, variable) in output.all { merged.declare(name, variable) }
    return merged
  }

  private mutating func operators(
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

extension Binder.Grouping.Key {
  var isAggregate: Bool { expression.containsAggregate }
}
