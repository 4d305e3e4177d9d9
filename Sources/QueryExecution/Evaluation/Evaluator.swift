import KnowledgeGraph
import QueryPlanning
import QuerySyntax

/// Expressions over the row at hand.
extension Execution {
  func evaluate(_ expression: BoundExpression) throws(QueryFailure) -> Value {
    switch expression.kind {
    case .slot(let slot): return slots[slot]
    case .constant(let literal): return value(of: literal)
    case .parameter(let name): return try parameter(name, expression.span)
    case .property(let base, let name):
      return try property(name, of: try evaluate(base), expression.span)
    case .comparison(let first, let parts): return try compare(first, parts)
    case .chain(let first, let links): return try evaluateChain(first, links)
    case .not(let operand): return truth(try condition(operand).map { !$0 })
    case .negate(let operand): return try negated(try evaluate(operand), operand.span)
    case .plus(let operand): return try evaluate(operand)
    case .isNull(let operand, let negated):
      return .boolean(try evaluate(operand).isNull != negated)
    case .hasLabels(let operand, let labels):
      return try hasLabels(try evaluate(operand), labels, operand.span)
    case .list(let elements): return .list(try evaluateAll(elements))
    case .map(let entries): return try map(entries)
    case .index(let base, let index):
      return try element(of: try evaluate(base), at: try evaluate(index), expression.span)
    case .slice(let base, let from, let to): return try slice(base, from, to)
    case .call(let function, let arguments): return try call(function, arguments, expression.span)
    default: return try evaluateScoped(expression)
    }
  }

  func evaluateAll(_ expressions: [BoundExpression]) throws(QueryFailure) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(expressions.count)
    for expression in expressions { values.append(try evaluate(expression)) }
    return values
  }

  private func value(of literal: Literal) -> Value {
    switch literal {
    case .null: .null
    case .boolean(let value): .boolean(value)
    case .integer(let value): .integer(value)
    case .float(let value): .float(value)
    case .string(let value): .string(value)
    }
  }

  private func parameter(_ name: String, _ span: SourceSpan) throws(QueryFailure) -> Value {
    guard let value = parameters[name] else {
      throw QueryFailure.missingParameter(name, phase: .runtime, span)
    }
    return value
  }

  private func map(_ entries: [BoundEntry]) throws(QueryFailure) -> Value {
    var map: [String: Value] = [:]
    for entry in entries { map[entry.key] = try evaluate(entry.value) }
    return .map(map)
  }

  // MARK: Truth

  func truth(_ value: Bool?) -> Value { value.map(Value.boolean) ?? .null }

  /// Whether a filter lets the row pass: unknown does not.
  func isTrue(_ expression: BoundExpression) throws(QueryFailure) -> Bool {
    try condition(expression) == true
  }

  /// A truth value; nil is unknown. Anything else is refused.
  func condition(_ expression: BoundExpression) throws(QueryFailure) -> Bool? {
    switch try evaluate(expression) {
    case .boolean(let value): return value
    case .null: return nil
    case let other:
      throw QueryFailure(
        "TypeError", "InvalidArgumentType", "Expected a condition, found \(other.phrase).",
        found: other.literalText, expected: "true, false or null", place: expression.span.place)
    }
  }

  private func evaluateChain(
    _ first: BoundExpression, _ links: [BoundLink]
  ) throws(QueryFailure) -> Value {
    switch links[0].operation {
    case .and: return truth(try conjunction(first, links))
    case .or: return truth(try disjunction(first, links))
    case .xor:
      var result = try condition(first)
      for link in links {
        let other = try condition(link.operand)
        result = result.flatMap { x in other.map { x != $0 } }
      }
      return truth(result)
    case .isIn, .startsWith, .endsWith, .contains, .matches:
      var result = try evaluate(first)
      for link in links { result = try test(result, link) }
      return result
    case .add, .subtract, .multiply, .divide, .modulo, .power:
      var result = try evaluate(first)
      for link in links {
        result = try arithmetic(
          result, link.operation, try evaluate(link.operand), link.operand.span)
      }
      return result
    }
  }

  /// False outweighs unknown, wherever it stands.
  private func conjunction(
    _ first: BoundExpression, _ links: [BoundLink]
  ) throws(QueryFailure) -> Bool? {
    var result = try condition(first)
    for link in links {
      if result == false { return false }
      let other = try condition(link.operand)
      if other != true { result = other == false ? false : nil }
    }
    return result
  }

  /// True outweighs unknown, wherever it stands.
  private func disjunction(
    _ first: BoundExpression, _ links: [BoundLink]
  ) throws(QueryFailure) -> Bool? {
    var result = try condition(first)
    for link in links {
      if result == true { return true }
      let other = try condition(link.operand)
      if other != false { result = other == true ? true : nil }
    }
    return result
  }

  private func compare(
    _ first: BoundExpression, _ parts: [BoundComparison]
  ) throws(QueryFailure) -> Value {
    var left = try evaluate(first)
    var result: Bool? = true
    for part in parts {
      let right = try evaluate(part.operand)
      let holds = Execution.holds(left, part.operation, right)
      if holds == false { return .boolean(false) }
      if holds == nil { result = nil }
      left = right
    }
    return truth(result)
  }

  static func holds(_ a: Value, _ operation: Comparison.Operator, _ b: Value) -> Bool? {
    switch operation {
    case .equal: Value.equals(a, b)
    case .notEqual: Value.equals(a, b).map { !$0 }
    case .less: Value.compare(a, b).map { $0 == .before }
    case .lessOrEqual: Value.compare(a, b).map { $0 == .before || $0 == .same }
    case .greater: Value.compare(a, b).map { $0 == .after }
    case .greaterOrEqual: Value.compare(a, b).map { $0 == .after || $0 == .same }
    }
  }

  private func test(_ value: Value, _ link: BoundLink) throws(QueryFailure) -> Value {
    let operand = try evaluate(link.operand)
    if link.operation == .isIn { return try membership(value, operand, link.operand.span) }
    guard case .string(let text) = value, case .string(let other) = operand else { return .null }
    switch link.operation {
    case .startsWith: return .boolean(text.hasPrefix(other))
    case .endsWith: return .boolean(text.hasSuffix(other))
    case .contains: return .boolean(other.isEmpty || text.contains(other))
    default: return .boolean(try pattern(other, link.operand.span).matches(text))
    }
  }

  private func membership(
    _ value: Value, _ list: Value, _ span: SourceSpan
  ) throws(QueryFailure) -> Value {
    if list.isNull { return .null }
    guard case .list(let elements) = list else { throw notAList(list, span) }
    var isUnknown = false
    for element in elements {
      guard let same = Value.equals(value, element) else {
        isUnknown = true
        continue
      }
      if same { return .boolean(true) }
    }
    return isUnknown ? .null : .boolean(false)
  }

  func notAList(_ value: Value, _ span: SourceSpan) -> QueryFailure {
    QueryFailure(
      "TypeError", "InvalidArgumentType", "Expected a list, found \(value.phrase).",
      found: value.literalText, expected: "a list", place: span.place)
  }

  private func hasLabels(
    _ value: Value, _ labels: [String], _ span: SourceSpan
  ) throws(QueryFailure) -> Value {
    switch value {
    case .null: return .null
    case .node(let node):
      let own = graph.labels(of: node.index)
      return .boolean(labels.allSatisfy { own.contains($0) })
    case .relationship(let relationship):
      let type = graph.relationship(relationship.id)?.type
      return .boolean(labels.allSatisfy { $0 == type })
    default:
      throw QueryFailure(
        "TypeError", "InvalidArgumentType", "There are no labels on \(value.phrase).",
        found: value.literalText, expected: "a node", place: span.place)
    }
  }
}

extension QueryFailure {
  static func missingParameter(_ name: String, phase: Phase, _ span: SourceSpan) -> QueryFailure {
    QueryFailure(
      "ParameterMissing", "MissingParameter", phase: phase,
      "The parameter $\(name) has no value.", found: "$\(name)",
      hint: "Give it with --param \(name)=VALUE, or :param \(name) VALUE in the shell.",
      place: span.place)
  }
}
