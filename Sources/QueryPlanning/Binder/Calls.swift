import Diagnostics
import QuerySyntax

/// CALL: arguments against the signature, columns to names.
extension Binder {
  /// A call that is the whole statement gives every column.
  mutating func bindStandaloneCall(
    _ call: ProcedureCall, over plan: LogicalPlan
  ) throws(BindingFailure) -> (LogicalPlan, [PlannedStatement.Column]) {
    let signature = try signature(of: call.name)
    let arguments: [BoundExpression]
    if let written = call.arguments {
      arguments = try bindArguments(written, of: signature, at: call.name)
    } else {
      arguments = signature.arguments.map { field in
        use(parameter: field.name, at: call.name.span)
        return BoundExpression(.parameter(field.name), span: call.name.span)
      }
    }
    let items =
      call.yields
      ?? signature.results.map {
        ProcedureCall.YieldItem(field: Identifier($0.name, span: call.name.span), alias: nil)
      }
    let result = try called(call, signature, arguments, items, over: plan)
    let columns = items.compactMap { item -> PlannedStatement.Column? in
      let name = (item.alias ?? item.field).name
      return scope[name].map { PlannedStatement.Column(name: name, slot: $0.slot) }
    }
    return (result, columns)
  }

  mutating func bindCall(
    _ call: ProcedureCall, over plan: LogicalPlan
  ) throws(BindingFailure) -> LogicalPlan {
    let signature = try signature(of: call.name)
    guard let written = call.arguments else {
      throw failure(
        "InvalidArgumentPassingMode", "A call inside a query needs its arguments.",
        at: call.name.span, expected: signature.usage)
    }
    let arguments = try bindArguments(written, of: signature, at: call.name)
    return try called(call, signature, arguments, call.yields ?? [], over: plan)
  }

  private func signature(of name: Identifier) throws(BindingFailure) -> ProcedureSignature {
    if let signature = procedures[name.name.lowercased()] { return signature }
    let known = procedures.values.map(\.name).sorted()
    let near = nearestNames(to: name.name, among: known).first
    let hint =
      near.map { "Did you mean \($0)?" }
      ?? (known.isEmpty ? nil : "Known procedures: \(known.joined(separator: ", ")).")
    throw failure(
      "ProcedureNotFound", "There is no procedure `\(name.name)`.", at: name.span,
      code: "ProcedureError", hint: hint)
  }

  private mutating func bindArguments(
    _ written: [Expression], of signature: ProcedureSignature, at name: Identifier
  ) throws(BindingFailure) -> [BoundExpression] {
    let required = signature.arguments.count { !$0.isOptional }
    guard (required...signature.arguments.count).contains(written.count) else {
      throw failure(
        "InvalidNumberOfArguments",
        "\(signature.name) takes other arguments than the \(written.count) given.", at: name.span,
        expected: signature.usage)
    }
    var bound: [BoundExpression] = []
    for (expression, field) in zip(written, signature.arguments) {
      try refuseAggregates(in: expression, place: "an argument of a procedure")
      let (argument, type) = try bind(expression)
      guard type.canBe(field.type) else {
        throw failure(
          "InvalidArgumentType",
          "\(field.name) of \(signature.name) cannot be \(type.phrase).",
          at: expression.span, expected: "\(field.type.phrase)")
      }
      bound.append(argument)
    }
    let missing = signature.arguments.count - bound.count
    return bound + (0..<missing).map { _ in BoundExpression(.constant(.null), span: name.span) }
  }

  private mutating func called(
    _ call: ProcedureCall, _ signature: ProcedureSignature, _ arguments: [BoundExpression],
    _ items: [ProcedureCall.YieldItem], over plan: LogicalPlan
  ) throws(BindingFailure) -> LogicalPlan {
    var yields: [PlannedYield] = []
    for item in items {
      guard let column = signature.results.firstIndex(where: { $0.name == item.field.name })
      else { throw unknownColumn(item.field, of: signature) }
      let name = item.alias ?? item.field
      guard scope[name.name] == nil else { throw alreadyBound(name) }
      let slot = newSlot(name.name)
      scope.declare(name.name, Variable(slot: slot, type: signature.results[column].type))
      yields.append(PlannedYield(column: column, slot: slot))
    }
    var result = LogicalPlan(
      .procedureCall(name: signature.name, arguments: arguments, yields: yields), [plan],
      estimatedRows: plan.estimatedRows * 10)
    if let filter = call.filter {
      try refuseAggregates(in: filter, place: "WHERE")
      let (condition, type) = try bind(filter)
      guard type.canBe(.boolean) else { throw notACondition(filter, type) }
      result = LogicalPlan(
        .filter(condition), [result], estimatedRows: result.estimatedRows * 0.5)
    }
    return result
  }

  private func unknownColumn(
    _ field: Identifier, of signature: ProcedureSignature
  ) -> BindingFailure {
    let names = signature.results.map(\.name)
    let near = nearestNames(to: field.name, among: names).first
    return failure(
      "UndefinedVariable", "\(signature.name) yields no `\(field.name)`.", at: field.span,
      expected: names.joined(separator: ", "), hint: near.map { "Did you mean \($0)?" })
  }
}
