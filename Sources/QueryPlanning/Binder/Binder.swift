import Diagnostics
import KnowledgeGraph
import QuerySyntax

/// Resolves names to slots, checks types and clauses, and builds the plan clause by clause.
///
/// Error codes and details are those of the openCypher compatibility kit
/// (`SyntaxError.UndefinedVariable`).
struct Binder {
  let graph: any GraphReader
  let procedures: [String: ProcedureSignature]
  let source: SourceText
  var warnings: [Diagnostic] = []
  var slotNames: [String] = []
  /// Each once, where it is mentioned first.
  var parameters: [Identifier] = []
  var scope = Scope()
  /// Slots read so far, by the innermost part that is tracked and what it encloses.
  var touched: Set<Slot> = []
  /// Set while the items of an aggregating projection are bound.
  var grouping: Grouping?
  /// How many comprehensions, quantifiers and reductions enclose what is bound.
  var innerScopes = 0
  /// Patterns in expressions may only mention names that are known.
  var patternVariablesMustExist = false

  init(graph: any GraphReader, procedures: [ProcedureSignature], source: SourceText) {
    self.graph = graph
    self.source = source
    self.procedures = Dictionary(
      procedures.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func use(parameter name: String, at span: SourceSpan) {
    if !parameters.contains(where: { $0.name == name }) {
      parameters.append(Identifier(name, span: span))
    }
  }

  mutating func newSlot(_ name: String) -> Slot {
    slotNames.append(name)
    return slotNames.count - 1
  }

  /// The plan of a whole query with its columns.
  mutating func bind(_ query: Query) throws(BindingFailure) -> (
    LogicalPlan, [PlannedStatement.Column]
  ) {
    try checkUnions(query)
    var plans: [LogicalPlan] = []
    var columns: [PlannedStatement.Column] = []
    for branch in query.branches {
      scope = Scope()
      let standsAlone = query.branches.count == 1 && branch.clauses.count == 1
      let (plan, own) = try bind(branch, standsAlone: standsAlone)
      if plans.isEmpty {
        columns = query.branches.count == 1 ? own : own.map { renamed($0) }
      } else if own.map(\.name) != columns.map(\.name) {
        throw differentColumns(branch, own, columns)
      }
      plans.append(query.branches.count == 1 ? plan : aligned(plan, own, to: columns))
    }
    guard plans.count > 1 else { return (plans[0], columns) }
    let rows = plans.reduce(0) { $0 + $1.estimatedRows }
    let union = LogicalPlan(.union, plans, estimatedRows: rows)
    guard query.branches.last?.union?.all == false else { return (union, columns) }
    return (
      LogicalPlan(.distinct(columns.map(\.slot)), [union], estimatedRows: rows), columns
    )
  }

  private mutating func renamed(_ column: PlannedStatement.Column) -> PlannedStatement.Column {
    PlannedStatement.Column(name: column.name, slot: newSlot(column.name))
  }

  private func aligned(
    _ plan: LogicalPlan, _ own: [PlannedStatement.Column], to columns: [PlannedStatement.Column]
  ) -> LogicalPlan {
    let assignments = zip(columns, own).map {
      SlotAssignment(slot: $0.slot, expression: BoundExpression(.slot($1.slot)))
    }
    return LogicalPlan(.project(assignments), [plan], estimatedRows: plan.estimatedRows)
  }

  private func checkUnions(_ query: Query) throws(BindingFailure) {
    let unions = query.branches.compactMap(\.union)
    guard let first = unions.first,
      let other = unions.first(where: { $0.all != first.all })
    else { return }
    throw failure(
      "InvalidClauseComposition", "UNION and UNION ALL cannot be mixed.", at: other.keyword.span,
      hint: "Use one of them throughout.")
  }

  private func differentColumns(
    _ branch: Query.Branch, _ own: [PlannedStatement.Column],
    _ columns: [PlannedStatement.Column]
  ) -> BindingFailure {
    let wanted = columns.map(\.name).joined(separator: ", ")
    return failure(
      "DifferentColumnsInUnion", "The parts of a UNION must have the same columns.",
      at: branch.union?.keyword.span ?? .synthetic, found: own.map(\.name).joined(separator: ", "),
      expected: wanted, hint: "Name the columns alike with AS: \(wanted).")
  }

  /// A single query: clauses in order, closed by RETURN or a call that stands alone.
  mutating func bind(
    _ branch: Query.Branch, standsAlone: Bool
  ) throws(BindingFailure) -> (LogicalPlan, [PlannedStatement.Column]) {
    var plan = LogicalPlan(.argument)
    for (position, clause) in branch.clauses.enumerated() {
      let isLast = position == branch.clauses.count - 1
      if case .result(let projection) = clause.kind {
        guard isLast else { throw afterReturn(branch.clauses[position + 1]) }
        return try bindResult(projection, keyword: clause.keyword, over: plan)
      }
      if case .call(let call) = clause.kind, standsAlone {
        return try bindStandaloneCall(call, over: plan)
      }
      plan = try bind(clause, over: plan)
    }
    throw noReturn(branch)
  }

  private func afterReturn(_ clause: Clause) -> BindingFailure {
    failure(
      "InvalidClauseComposition", "Nothing can follow RETURN.", at: clause.keyword.span,
      expected: "the end of the statement", hint: "Use WITH to go on, and RETURN at the end.")
  }

  private func noReturn(_ branch: Query.Branch) -> BindingFailure {
    let last = branch.clauses.last?.keyword ?? Identifier("")
    return failure(
      "InvalidClauseComposition", "A query ends with RETURN; this one ends with \(last.name).",
      at: last.span, expected: "RETURN", hint: "Add RETURN with what you want to see.")
  }

  /// One clause other than RETURN.
  mutating func bind(_ clause: Clause, over plan: LogicalPlan) throws(BindingFailure) -> LogicalPlan
  {
    switch clause.kind {
    case .match(let match): return try bind(match, over: plan)
    case .unwind(let list, let alias): return try bindUnwind(list, alias, over: plan)
    case .with(let projection, let filter):
      return try bindWith(projection, filter: filter, over: plan)
    case .call(let call): return try bindCall(call, over: plan)
    case .result: return plan
    }
  }

  private mutating func bindUnwind(
    _ list: Expression, _ alias: Identifier, over plan: LogicalPlan
  ) throws(BindingFailure) -> LogicalPlan {
    let (bound, type) = try bind(list)
    if [.node, .relationship, .path].contains(type) {
      throw failure("InvalidArgumentType", "UNWIND needs a list.", at: list.span)
    }
    guard scope[alias.name] == nil else { throw alreadyBound(alias) }
    let slot = newSlot(alias.name)
    scope.declare(alias.name, Variable(slot: slot, type: elementType(list)))
    return LogicalPlan(
      .unwind(bound, into: slot), [plan], estimatedRows: plan.estimatedRows * 10)
  }

  /// What the elements of a written list have in common.
  func elementType(_ list: Expression) -> ValueType {
    guard case .list(let elements) = list.kind else { return .any }
    let types = Set(elements.map { literalType($0) })
    return types.count == 1 ? types.first ?? .any : .any
  }

  private func literalType(_ expression: Expression) -> ValueType {
    switch expression.kind {
    case .literal(.integer): .integer
    case .literal(.string): .string
    case .literal(.boolean): .boolean
    case .literal(.float): .float
    case .list: .list
    default: .any
    }
  }

  func alreadyBound(_ name: Identifier) -> BindingFailure {
    failure(
      "VariableAlreadyBound", "There is already a variable `\(name.name)`.", at: name.span,
      expected: "a new name", hint: "Choose another name.")
  }
}
