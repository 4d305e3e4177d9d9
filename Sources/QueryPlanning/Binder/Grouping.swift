import QuerySyntax

/// Aggregates and what they are grouped by.
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

  mutating func bindAggregating(
    _ items: [Projection.Item], input: Scope, into bound: inout BoundProjection
  ) throws(BindingFailure) {
    var group = Grouping(input: input)
    var plain: [Int: Typed] = [:]
    var keys: [Slot] = []
    for (position, item) in items.enumerated() where !item.expression.containsAggregate {
      let typed = try bind(item.expression)
      plain[position] = typed
      var variable = Variable(slot: 0, type: typed.1)
      if case .slot(let slot) = typed.0.kind {
        variable.slot = slot
      } else {
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
}

extension Binder.Grouping.Key {
  var isAggregate: Bool { expression.containsAggregate }
}
