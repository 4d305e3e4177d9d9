import QuerySyntax

/// Operators and the types they refuse before running.
extension Binder {
  mutating func bindOperators(
    _ expression: Expression
  ) throws(BindingFailure) -> (BoundExpression.Kind, ValueType) {
    switch expression.kind {
    case .not(let operand):
      return (.not(try bindTruth(operand)), .boolean)
    case .negate(let operand):
      let (bound, type) = try bindNumber(operand)
      return (.negate(bound), type)
    case .plus(let operand):
      let (bound, type) = try bindNumber(operand)
      return (.plus(bound), type)
    case .comparison(let first, let comparisons):
      var bound: [BoundComparison] = []
      let start = try bind(first).0
      for comparison in comparisons {
        bound.append(
          BoundComparison(
            operation: comparison.operation, operand: try bind(comparison.operand).0))
      }
      return (.comparison(start, bound), .boolean)
    case .chain(let first, let links): return try bindChain(first, links)
    default: return (.constant(.null), .null)
    }
  }

  private mutating func bindTruth(_ operand: Expression) throws(BindingFailure) -> BoundExpression {
    let (bound, type) = try bind(operand)
    guard type.canBe(.boolean) else {
      throw failure(
        "InvalidArgumentType", "Expected a condition, found \(type.phrase).",
        at: operand.span, expected: "true, false or a comparison")
    }
    return bound
  }

  private mutating func bindNumber(_ operand: Expression) throws(BindingFailure) -> Typed {
    let (bound, type) = try bind(operand)
    guard type.canBe(.number) else {
      throw failure(
        "InvalidArgumentType", "Expected a number, found \(type.phrase).", at: operand.span,
        expected: "a number")
    }
    return (bound, type == .any || type == .null ? .number : type)
  }

  private mutating func bindChain(
    _ first: Expression, _ links: [Link]
  ) throws(BindingFailure) -> (BoundExpression.Kind, ValueType) {
    switch links[0].operation {
    case .and, .or, .xor:
      let start = try bindTruth(first)
      var bound: [BoundLink] = []
      for link in links {
        bound.append(BoundLink(operation: link.operation, operand: try bindTruth(link.operand)))
      }
      return (.chain(start, bound), .boolean)
    case .isIn, .startsWith, .endsWith, .contains, .matches:
      return try bindPredicate(first, links)
    case .add, .subtract, .multiply, .divide, .modulo, .power:
      return try bindArithmetic(first, links)
    }
  }

  private mutating func bindPredicate(
    _ first: Expression, _ links: [Link]
  ) throws(BindingFailure) -> (BoundExpression.Kind, ValueType) {
    let start = try bind(first).0
    var bound: [BoundLink] = []
    for link in links {
      let (operand, type) = try bind(link.operand)
      if link.operation == .isIn, !type.canBe(.list) {
        throw failure(
          "InvalidArgumentType", "IN needs a list, found \(type.phrase).",
          at: link.operand.span, expected: "a list", hint: "Write IN [ … ].")
      }
      bound.append(BoundLink(operation: link.operation, operand: operand))
    }
    return (.chain(start, bound), .boolean)
  }

  private mutating func bindArithmetic(
    _ first: Expression, _ links: [Link]
  ) throws(BindingFailure) -> (BoundExpression.Kind, ValueType) {
    var (start, type) = try bind(first)
    var bound: [BoundLink] = []
    for link in links {
      let (operand, other) = try bind(link.operand)
      type = try arithmeticType(type, link, other, first: first)
      bound.append(BoundLink(operation: link.operation, operand: operand))
    }
    start.span = first.span
    return (.chain(start, bound), type)
  }

  private func arithmeticType(
    _ type: ValueType, _ link: Link, _ other: ValueType, first: Expression
  ) throws(BindingFailure) -> ValueType {
    if type == .any || other == .any || type == .null || other == .null {
      return link.operation == .add ? .any : .number
    }
    if link.operation == .add {
      if type == .list || other == .list { return .list }
      if type == .string, other == .string { return .string }
      if [type, other].contains(.string), [type, other].allSatisfy({ isTextOrNumber($0) }) {
        return .string
      }
    }
    guard type.canBe(.number), other.canBe(.number) else {
      let (wrong, span) =
        type.canBe(.number) ? (other, link.operand.span) : (type, first.span)
      throw failure(
        "InvalidArgumentType",
        "`\(link.operation.rawValue)` cannot take \(wrong.phrase).", at: span,
        expected: "a number")
    }
    if link.operation == .power { return .float }
    if type == .integer, other == .integer { return .integer }
    return type == .number || other == .number ? .number : .float
  }

  private func isTextOrNumber(_ type: ValueType) -> Bool {
    [.string, .integer, .float, .number].contains(type)
  }
}
