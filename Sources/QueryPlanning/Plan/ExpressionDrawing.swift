import QuerySyntax

/// Bound expressions as text, for drawings of plans.
extension PlannedStatement {
  func text(of expression: BoundExpression) -> String {
    switch expression.kind {
    case .constant(let literal): text(of: literal)
    case .parameter(let name): "$" + name
    case .slot(let slot): name(slot)
    case .property(let base, let property): "\(text(of: base)).\(property)"
    case .index(let base, let index): "\(text(of: base))[\(text(of: index))]"
    case .slice(let base, let from, let to):
      "\(text(of: base))[\(from.map { text(of: $0) } ?? "")..\(to.map { text(of: $0) } ?? "")]"
    case .list(let elements): "[" + list(elements) + "]"
    case .map(let entries):
      "{" + entries.map { "\($0.key): \(text(of: $0.value))" }.joined(separator: ", ") + "}"
    case .negate(let operand): "-" + text(of: operand)
    case .plus(let operand): "+" + text(of: operand)
    case .not(let operand): "NOT " + text(of: operand)
    case .chain(let first, let links):
      text(of: first)
        + links.map { " \($0.operation.rawValue) \(text(of: $0.operand))" }.joined()
    case .comparison(let first, let parts):
      text(of: first)
        + parts.map { " \($0.operation.rawValue) \(text(of: $0.operand))" }.joined()
    case .isNull(let operand, let negated):
      "\(text(of: operand)) IS \(negated ? "NOT " : "")NULL"
    case .hasLabels(let operand, let labels):
      text(of: operand) + labels.map { ":" + $0 }.joined()
    case .call(let function, let arguments): "\(function.rawValue)(\(list(arguments)))"
    default: innerText(of: expression)
    }
  }

  private func innerText(of expression: BoundExpression) -> String {
    switch expression.kind {
    case .conditional: "CASE … END"
    case .listComprehension(let variable, let list, _, _):
      "[\(name(variable)) IN \(text(of: list)) …]"
    case .quantifier(let quantifier, let variable, let list, let predicate):
      "\(quantifier.rawValue)(\(name(variable)) IN \(text(of: list)) WHERE \(text(of: predicate)))"
    case .reduce: "reduce(…)"
    case .exists: "EXISTS {…}"
    case .count: "COUNT {…}"
    default: "[pattern …]"
    }
  }

  private func list(_ expressions: [BoundExpression]) -> String {
    expressions.map { text(of: $0) }.joined(separator: ", ")
  }

  private func text(of literal: Literal) -> String {
    switch literal {
    case .null: "null"
    case .boolean(let value): String(value)
    case .integer(let value): String(value)
    case .float(let value): String(value)
    case .string(let value): "\"\(value)\""
    }
  }
}
