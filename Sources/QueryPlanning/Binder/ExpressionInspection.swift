import QuerySyntax

/// What an expression contains, told from its tree alone.
extension Expression {
  /// The expressions directly inside, those of subqueries left out.
  var children: [Expression] {
    switch kind {
    case .literal, .parameter, .variable, .countRows, .pattern, .subquery: []
    case .property(let base, _), .hasLabels(let base, _), .isNull(let base, _): [base]
    case .negate(let operand), .plus(let operand), .not(let operand): [operand]
    case .index(let base, let index): [base, index]
    case .slice(let base, let from, let to): [base] + [from, to].compactMap(\.self)
    case .list(let elements): elements
    case .map(let entries): entries.map(\.value)
    case .chain(let first, let links): [first] + links.map(\.operand)
    case .comparison(let first, let comparisons): [first] + comparisons.map(\.operand)
    case .call(let call): call.arguments
    case .conditional(let subject, let alternatives, let otherwise):
      [subject, otherwise].compactMap(\.self) + alternatives.flatMap { [$0.condition, $0.result] }
    case .listComprehension(_, let list, let filter, let projection):
      [list] + [filter, projection].compactMap(\.self)
    case .quantifier(_, _, let list, let predicate): [list, predicate]
    case .reduce(_, let initial, _, let list, let step): [initial, list, step]
    case .patternComprehension(_, let filter, let projection):
      [filter].compactMap(\.self) + [projection]
    }
  }

  var firstAggregate: Expression? {
    if isAggregate { return self }
    for child in children {
      if let found = child.firstAggregate { return found }
    }
    return nil
  }

  var containsAggregate: Bool { firstAggregate != nil }

  private var isAggregate: Bool {
    switch kind {
    case .countRows: true
    case .call(let call): AggregateFunction(named: call.name.name) != nil
    default: false
    }
  }

  func mentions(_ name: String) -> Bool {
    if case .variable(name) = kind { return true }
    return children.contains { $0.mentions(name) }
  }

  var containsRandom: Bool {
    if case .call(let call) = kind, BuiltinFunction(named: call.name.name) == .rand {
      return true
    }
    return children.contains(where: \.containsRandom)
  }

  var mentionsVariable: Bool {
    if case .variable = kind { return true }
    return children.contains(where: \.mentionsVariable)
  }

  /// A variable or a property of one: what may stand beside an aggregate when it is also a
  /// column. A whole aggregate that is a column may, too.
  var isSimple: Bool {
    switch kind {
    case .variable: true
    case .property(let base, _): base.isSimple
    default: isAggregate
    }
  }
}
