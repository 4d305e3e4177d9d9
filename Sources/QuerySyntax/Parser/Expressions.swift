import Diagnostics

/// Expressions by falling precedence: OR, XOR, AND, NOT, comparison, predicates, `+ -`, `* / %`,
/// `^`, signs, postfix, atoms. (openCypher 9 grammar, `Expression`.)
extension Parser {
  mutating func expression() throws(SyntaxFailure) -> Expression {
    try nested { (parser) throws(SyntaxFailure) in try parser.disjunction() }
  }

  private mutating func disjunction() throws(SyntaxFailure) -> Expression {
    let first = try exclusiveDisjunction()
    var links: [Link] = []
    while take(word: "OR") { links.append(Link(.or, try exclusiveDisjunction())) }
    return chain(first, links)
  }

  private mutating func exclusiveDisjunction() throws(SyntaxFailure) -> Expression {
    let first = try conjunction()
    var links: [Link] = []
    while take(word: "XOR") { links.append(Link(.xor, try conjunction())) }
    return chain(first, links)
  }

  private mutating func conjunction() throws(SyntaxFailure) -> Expression {
    let first = try negation()
    var links: [Link] = []
    while take(word: "AND") { links.append(Link(.and, try negation())) }
    return chain(first, links)
  }

  private mutating func negation() throws(SyntaxFailure) -> Expression {
    let start = current.span
    guard take(word: "NOT") else { return try comparison() }
    let operand = try nested { (parser) throws(SyntaxFailure) in try parser.negation() }
    return Expression(.not(operand), span: start.through(operand.span))
  }

  private mutating func comparison() throws(SyntaxFailure) -> Expression {
    let first = try predicate()
    var comparisons: [Comparison] = []
    while let operation = try comparisonOperator() {
      comparisons.append(Comparison(operation, try predicate()))
    }
    guard let last = comparisons.last else { return first }
    return Expression(
      .comparison(first, comparisons), span: first.span.through(last.operand.span))
  }

  private mutating func comparisonOperator() throws(SyntaxFailure) -> Comparison.Operator? {
    guard current.kind == .symbol else { return nil }
    if current.text == "!=" || (current.text == "=" && peek(1).isSymbol("=")) {
      let isEqual = current.text == "="
      let span = isEqual ? current.span.through(peek(1).span) : current.span
      throw failure(
        "UnexpectedSyntax", "There is no such operator.", at: span,
        expected: isEqual ? "`=`" : "`<>`", hint: "Did you mean \(isEqual ? "=" : "<>")?")
    }
    guard let operation = Comparison.Operator(rawValue: current.text) else { return nil }
    advance()
    return operation
  }

  /// predicate = sum { IN sum | STARTS WITH sum | … | IS [NOT] NULL }
  private mutating func predicate() throws(SyntaxFailure) -> Expression {
    var result = try sum()
    var links = 0
    while true {
      if take(word: "IS") {
        let negated = take(word: "NOT")
        try expect(word: "NULL", "after IS")
        result = Expression(
          .isNull(result, negated: negated), span: result.span.through(previous))
      } else if let operation = try predicateOperator() {
        result = extended(result, Link(operation, try sum()))
      } else {
        return result
      }
      links += 1
      if links > Parser.maximumDepth { throw unexpected(expected: "fewer conditions in a row") }
    }
  }

  private mutating func predicateOperator() throws(SyntaxFailure) -> Link.Operator? {
    if take(word: "IN") { return .isIn }
    if take(words: "STARTS", "WITH") { return .startsWith }
    if take(words: "ENDS", "WITH") { return .endsWith }
    if take(word: "CONTAINS") { return .contains }
    if take(symbol: "=~") { return .matches }
    for word in ["STARTS", "ENDS"] where current.isWord(word) {
      advance()
      throw unexpected(expected: "WITH after \(word)", among: ["WITH"])
    }
    return nil
  }

  private mutating func sum() throws(SyntaxFailure) -> Expression {
    let first = try product()
    var links: [Link] = []
    while true {
      if take(symbol: "+") {
        links.append(Link(.add, try product()))
      } else if take(symbol: "-") {
        links.append(Link(.subtract, try product()))
      } else {
        return chain(first, links)
      }
    }
  }

  private mutating func product() throws(SyntaxFailure) -> Expression {
    let first = try power()
    var links: [Link] = []
    while current.kind == .symbol, let operation = Link.Operator(rawValue: current.text),
      [.multiply, .divide, .modulo].contains(operation)
    {
      advance()
      links.append(Link(operation, try power()))
    }
    return chain(first, links)
  }

  private mutating func power() throws(SyntaxFailure) -> Expression {
    let first = try signed()
    var links: [Link] = []
    while take(symbol: "^") { links.append(Link(.power, try signed())) }
    return chain(first, links)
  }

  private mutating func signed() throws(SyntaxFailure) -> Expression {
    let start = current.span
    if take(symbol: "+") {
      let operand = try nested { (parser) throws(SyntaxFailure) in try parser.signed() }
      return Expression(.plus(operand), span: start.through(operand.span))
    }
    guard take(symbol: "-") else { return try postfix() }
    if case .integer(let literal) = current.kind, let value = literal.value(negative: true) {
      advance()
      let number = Expression(.literal(.integer(value)), span: start.through(previous))
      return try postfix(of: number)
    }
    let operand = try nested { (parser) throws(SyntaxFailure) in try parser.signed() }
    return Expression(.negate(operand), span: start.through(operand.span))
  }

  private mutating func postfix() throws(SyntaxFailure) -> Expression {
    try postfix(of: try atom())
  }

  /// postfix = atom { .property | [index] | [from..to] | :Label }
  private mutating func postfix(of atom: Expression) throws(SyntaxFailure) -> Expression {
    var result = atom
    var steps = 0
    while true {
      if take(symbol: ".") {
        let property = try name("a property's name after `.`")
        result = Expression(.property(result, property), span: result.span.through(previous))
      } else if take(symbol: "[") {
        let subscripted = try subscription(of: result)
        result = Expression(subscripted, span: result.span.through(previous))
      } else if current.isSymbol(":"), peek(1).name != nil {
        result = Expression(
          .hasLabels(result, try labels()), span: result.span.through(previous))
      } else {
        return result
      }
      steps += 1
      if steps > Parser.maximumDepth { throw unexpected(expected: "fewer look-ups in a row") }
    }
  }

  private mutating func subscription(of list: Expression) throws(SyntaxFailure) -> Expression.Kind {
    var from: Expression?
    if !current.isSymbol("..") {
      from = try expression()
      if let from, take(symbol: "]") { return .index(list, from) }
    }
    try expect(symbol: "..", "or `]` in a subscript")
    let to = current.isSymbol("]") ? nil : try expression()
    try expect(symbol: "]", "after a slice")
    return .slice(list, from: from, to: to)
  }

  private func chain(_ first: Expression, _ links: [Link]) -> Expression {
    guard let last = links.last else { return first }
    return Expression(.chain(first, links), span: first.span.through(last.operand.span))
  }

  private func extended(_ first: Expression, _ link: Link) -> Expression {
    Expression(.chain(first, [link]), span: first.span.through(link.operand.span))
  }
}
