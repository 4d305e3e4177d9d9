import QuerySyntax

/// Expressions that bring variables of their own: comprehensions, quantifiers, patterns,
/// subqueries.
extension Binder {
  mutating func bindScoped(
    _ expression: Expression
  ) throws(BindingFailure) -> (BoundExpression.Kind, ValueType) {
    switch expression.kind {
    case .listComprehension(let variable, let list, let filter, let projection):
      let source = try bindList(list)
      return try withVariable(variable) { (binder, slot) throws(BindingFailure) in
        let filter = try binder.bindOptional(filter)
        let projection = try binder.bindOptional(projection)
        return (
          .listComprehension(
            variable: slot, list: source, filter: filter, projection: projection), .list
        )
      }
    case .quantifier(let quantifier, let variable, let list, let predicate):
      let source = try bindList(list)
      let type = elementType(list)
      return try withVariable(variable, type) { (binder, slot) throws(BindingFailure) in
        (
          .quantifier(
            quantifier, variable: slot, list: source, predicate: try binder.bind(predicate).0),
          .boolean
        )
      }
    case .reduce(let accumulator, let initial, let variable, let list, let step):
      let start = try bind(initial).0
      let source = try bindList(list)
      return try withVariable(accumulator) { (binder, first) throws(BindingFailure) in
        try binder.withVariable(variable) { (binder, second) throws(BindingFailure) in
          (
            .reduce(
              accumulator: first, initial: start, variable: second, list: source,
              step: try binder.bind(step).0), .any
          )
        }
      }
    case .pattern(let pattern):
      return (.exists(try bindSubpattern(pattern, filter: nil, known: true).0), .boolean)
    case .patternComprehension(let pattern, let filter, let projection):
      return try bindPatternComprehension(pattern, filter, projection)
    case .subquery(let subquery): return try bindSubquery(subquery, at: expression.span)
    default: return (.constant(.null), .null)
    }
  }

  private mutating func bindList(_ list: Expression) throws(BindingFailure) -> BoundExpression {
    let (bound, type) = try bind(list)
    guard type.canBe(.list) else {
      throw failure(
        "InvalidArgumentType", "Expected a list, found \(type.phrase).", at: list.span,
        expected: "a list")
    }
    return bound
  }

  private mutating func withVariable<T>(
    _ name: Identifier, _ type: ValueType = .any,
    _ body: (inout Binder, Slot) throws(BindingFailure) -> T
  ) throws(BindingFailure) -> T {
    let outer = scope
    innerScopes += 1
    defer {
      scope = outer
      innerScopes -= 1
    }
    let slot = newSlot(name.name)
    scope.declare(name.name, Variable(slot: slot, type: type))
    return try body(&self, slot)
  }

  /// A pattern started from the current row. With `known`, it may name no new variable.
  private mutating func bindSubpattern(
    _ pattern: PathPattern, filter: Expression?, known: Bool
  ) throws(BindingFailure) -> (LogicalPlan, Scope) {
    let outer = scope
    let outerGrouping = grouping
    defer {
      scope = outer
      grouping = outerGrouping
    }
    grouping = nil
    patternVariablesMustExist = known
    defer { patternVariablesMustExist = false }
    let match = Match(patterns: [pattern], filter: filter)
    let plan = try bind(match, over: LogicalPlan(.argument))
    return (plan, scope)
  }

  private mutating func bindPatternComprehension(
    _ pattern: PathPattern, _ filter: Expression?, _ projection: Expression
  ) throws(BindingFailure) -> (BoundExpression.Kind, ValueType) {
    let outer = scope
    let (plan, inner) = try bindSubpattern(pattern, filter: filter, known: false)
    scope = inner
    defer { scope = outer }
    let bound = try bind(projection).0
    return (.collect(plan, projection: bound), .list)
  }

  private mutating func bindSubquery(
    _ subquery: Subquery, at span: SourceSpan
  ) throws(BindingFailure) -> (BoundExpression.Kind, ValueType) {
    let outer = scope
    let outerGrouping = grouping
    defer {
      scope = outer
      grouping = outerGrouping
    }
    grouping = nil
    var plans: [LogicalPlan] = []
    for branch in subquery.body.branches {
      scope = outer
      plans.append(try bindInner(branch))
    }
    let plan = plans.count == 1 ? plans[0] : LogicalPlan(.union, plans)
    return subquery.kind == .exists ? (.exists(plan), .boolean) : (.count(plan), .integer)
  }

  /// RETURN is not needed inside a subquery.
  private mutating func bindInner(_ branch: Query.Branch) throws(BindingFailure) -> LogicalPlan {
    var plan = LogicalPlan(.argument)
    for clause in branch.clauses {
      if case .result(let projection) = clause.kind {
        return try bindResult(projection, keyword: clause.keyword, over: plan).0
      }
      plan = try bind(clause, over: plan)
    }
    return plan
  }
}
