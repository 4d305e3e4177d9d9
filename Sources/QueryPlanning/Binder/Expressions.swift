import QuerySyntax

/// Expressions: names to slots, with what is known of the type.
extension Binder {
  typealias Typed = (BoundExpression, ValueType)

  mutating func bind(_ expression: Expression) throws(BindingFailure) -> Typed {
    if let grouped = try bindInGroup(expression) { return grouped }
    let (kind, type) = try bindKind(expression)
    return (BoundExpression(kind, span: expression.span), type)
  }

  mutating func bindOptional(_ expression: Expression?) throws(BindingFailure) -> BoundExpression? {
    guard let expression else { return nil }
    return try bind(expression).0
  }

  private mutating func bindKind(
    _ expression: Expression
  ) throws(BindingFailure) -> (BoundExpression.Kind, ValueType) {
    switch expression.kind {
    case .literal(let literal): return (.constant(literal), type(of: literal))
    case .parameter(let name):
      use(parameter: name, at: expression.span)
      return (.parameter(name), .any)
    case .variable(let name):
      let variable = try resolve(Identifier(name, span: expression.span))
      return (.slot(variable.slot), variable.type)
    case .property(let base, let name): return try bindProperty(base, name)
    case .index(let base, let subscripted): return try bindIndex(base, subscripted)
    case .slice(let base, let from, let to):
      return (
        .slice(try bind(base).0, from: try bindOptional(from), to: try bindOptional(to)), .list
      )
    case .list(let elements): return (.list(try bindAll(elements)), .list)
    case .map(let entries): return (.map(try bindEntries(entries)), .map)
    case .isNull(let operand, let negated):
      return (.isNull(try bind(operand).0, negated: negated), .boolean)
    case .hasLabels(let operand, let labels): return try bindLabels(operand, labels)
    case .negate, .plus, .not, .chain, .comparison: return try bindOperators(expression)
    case .call(let call): return try bindCall(call, at: expression.span)
    case .countRows:
      throw failure(
        "InvalidAggregation", "An aggregate cannot stand here.", at: expression.span,
        hint: "Compute it in WITH first, then use its name.")
    case .conditional(let subject, let alternatives, let otherwise):
      return try bindConditional(subject, alternatives, otherwise)
    default: return try bindScoped(expression)
    }
  }

  private func type(of literal: Literal) -> ValueType {
    switch literal {
    case .null: .null
    case .boolean: .boolean
    case .integer: .integer
    case .float: .float
    case .string: .string
    }
  }

  mutating func bindAll(_ expressions: [Expression]) throws(BindingFailure) -> [BoundExpression] {
    var bound: [BoundExpression] = []
    for expression in expressions { bound.append(try bind(expression).0) }
    return bound
  }

  mutating func bindEntries(_ entries: [MapEntry]) throws(BindingFailure) -> [BoundEntry] {
    var bound: [BoundEntry] = []
    for entry in entries {
      bound.append(BoundEntry(key: entry.key.name, value: try bind(entry.value).0))
    }
    return bound
  }

  /// The variable of a name, or the error that names the nearest ones.
  mutating func resolve(_ name: Identifier) throws(BindingFailure) -> Variable {
    guard let variable = scope[name.name] else { throw undefined(name) }
    touched.insert(variable.slot)
    return variable
  }

  private mutating func bindProperty(
    _ base: Expression, _ name: Identifier
  ) throws(BindingFailure) -> (BoundExpression.Kind, ValueType) {
    let (bound, type) = try bind(base)
    let holders: [ValueType] = [.node, .relationship, .map]
    if !holders.contains(where: { type.canBe($0) }) {
      throw failure(
        "InvalidArgumentType", "There are no properties in \(type.phrase).", at: name.span,
        code: "TypeError",
        expected: "a node, a relationship or a map before `.\(name.name)`")
    }
    if type == .node { warnUnknownProperty(name, of: base) }
    return (.property(bound, name.name), .any)
  }

  private mutating func bindIndex(
    _ base: Expression, _ subscripted: Expression
  ) throws(BindingFailure) -> (BoundExpression.Kind, ValueType) {
    let (list, type) = try bind(base)
    let (index, _) = try bind(subscripted)
    let holders: [ValueType] = [.list, .node, .relationship, .map]
    if !holders.contains(where: { type.canBe($0) }) {
      throw failure(
        "InvalidArgumentType", "There are no elements in \(type.phrase).", at: base.span,
        code: "TypeError",
        expected: "a list or a map before `[`")
    }
    return (.index(list, index), .any)
  }

  private mutating func bindLabels(
    _ operand: Expression, _ labels: [Identifier]
  ) throws(BindingFailure) -> (BoundExpression.Kind, ValueType) {
    let (bound, type) = try bind(operand)
    if type == .relationship {
      for label in labels { warnUnknownType(label) }
    } else if type.canBe(.node) {
      for label in labels { warnUnknownLabel(label) }
    } else {
      throw failure(
        "InvalidArgumentType", "There are no labels on \(type.phrase).", at: operand.span,
        expected: "a node before `:\(labels.first?.name ?? "")`")
    }
    return (.hasLabels(bound, labels.map(\.name)), .boolean)
  }

  private mutating func bindConditional(
    _ subject: Expression?, _ alternatives: [Alternative], _ otherwise: Expression?
  ) throws(BindingFailure) -> (BoundExpression.Kind, ValueType) {
    let boundSubject = try bindOptional(subject)
    var bound: [BoundAlternative] = []
    var types: Set<ValueType> = []
    for alternative in alternatives {
      let condition = try bind(alternative.condition).0
      let (result, type) = try bind(alternative.result)
      types.insert(type)
      bound.append(BoundAlternative(condition: condition, result: result))
    }
    var boundOtherwise: BoundExpression?
    if let otherwise {
      let (result, type) = try bind(otherwise)
      types.insert(type)
      boundOtherwise = result
    }
    let type = types.count == 1 ? types.first ?? .any : .any
    return (.conditional(subject: boundSubject, bound, otherwise: boundOtherwise), type)
  }

  /// Functions, aggregates outside their place among them.
  private mutating func bindCall(
    _ call: FunctionCall, at span: SourceSpan
  ) throws(BindingFailure) -> (BoundExpression.Kind, ValueType) {
    if AggregateFunction(named: call.name.name) != nil {
      throw failure(
        "InvalidAggregation", "An aggregate cannot stand here.", at: span,
        hint: "Compute it in WITH first, then use its name.")
    }
    guard let function = BuiltinFunction(named: call.name.name) else {
      throw unknownFunction(call.name)
    }
    if call.distinct {
      throw failure(
        "UnexpectedSyntax", "DISTINCT is for aggregates; \(function.rawValue) is none.", at: span)
    }
    if function == .exists, case .pattern? = call.arguments.first?.kind {
      return try bindKind(call.arguments[0])
    }
    let shape = function.shape
    try checkCount(of: call, shape.arguments, at: span)
    var arguments: [BoundExpression] = []
    for (position, argument) in call.arguments.enumerated() {
      let (bound, type) = try bindArgument(argument, of: function)
      if position < shape.accepts.count, !shape.accepts[position].contains(where: type.canBe) {
        throw wrongArgument(call, argument, type, shape.accepts[position])
      }
      arguments.append(bound)
    }
    return (.call(function, arguments), shape.result)
  }

  /// A pattern is a condition, so only functions over conditions take one.
  private mutating func bindArgument(
    _ argument: Expression, of function: BuiltinFunction
  ) throws(BindingFailure) -> Typed {
    if case .pattern = argument.kind {
      throw failure(
        "UnexpectedSyntax", "A pattern cannot be an argument of \(function.rawValue).",
        at: argument.span, hint: "Use a pattern comprehension: [(a)-->(b) | b].")
    }
    return try bind(argument)
  }

  private func checkCount(
    of call: FunctionCall, _ wanted: ClosedRange<Int>, at span: SourceSpan
  ) throws(BindingFailure) {
    guard !wanted.contains(call.arguments.count) else { return }
    let expected =
      wanted.lowerBound == wanted.upperBound
      ? "\(wanted.lowerBound)" : "\(wanted.lowerBound) to \(wanted.upperBound)"
    throw failure(
      "InvalidNumberOfArguments",
      "\(call.name.name) takes \(expected) arguments, not \(call.arguments.count).", at: span,
      expected: "\(expected) arguments")
  }

  private func wrongArgument(
    _ call: FunctionCall, _ argument: Expression, _ type: ValueType, _ accepted: Set<ValueType>
  ) -> BindingFailure {
    let names = accepted.map(\.rawValue).sorted().joined(separator: " or ")
    return failure(
      "InvalidArgumentType", "\(call.name.name) cannot take \(type.phrase).",
      at: argument.span, expected: "a \(names)")
  }
}
