import Diagnostics

/// Atoms: literals, parameters, variables, brackets of every kind, calls, CASE, subqueries.
extension Parser {
  mutating func atom() throws(SyntaxFailure) -> Expression {
    let start = current.span
    let kind = try atomKind()
    return Expression(kind, span: start.through(previous))
  }

  private mutating func atomKind() throws(SyntaxFailure) -> Expression.Kind {
    switch current.kind {
    case .integer(let literal):
      guard let value = literal.value(negative: false) else {
        throw failure(
          "IntegerOverflow", "This integer does not fit 64 bits.", at: current.span,
          expected: "at most \(Int64.max)")
      }
      return taking(.literal(.integer(value)))
    case .float(let value): return taking(.literal(.float(value)))
    case .string(let value): return taking(.literal(.string(value)))
    case .parameter(let name): return taking(.parameter(name))
    case .quotedName, .word: return try wordAtom()
    case .symbol: return try symbolAtom()
    case .invalid, .end: throw unexpected(expected: "an expression")
    }
  }

  private mutating func taking(_ kind: Expression.Kind) -> Expression.Kind {
    advance()
    return kind
  }

  private mutating func symbolAtom() throws(SyntaxFailure) -> Expression.Kind {
    switch current.text {
    case "(":
      if startsRelationshipsPattern() { return .pattern(try pathSteps()) }
      advance()
      let inner = try expression()
      if !take(symbol: ")") { throw unexpected(expected: "`)`") }
      return inner.kind
    case "[": return try bracket()
    case "{": return try mapLiteral().kind
    default: throw unexpected(expected: "an expression")
    }
  }

  private mutating func wordAtom() throws(SyntaxFailure) -> Expression.Kind {
    if current.kind == .word {
      switch current.text.uppercased() {
      case "NULL": return taking(.literal(.null))
      case "TRUE": return taking(.literal(.boolean(true)))
      case "FALSE": return taking(.literal(.boolean(false)))
      case "CASE": return try conditional()
      case "EXISTS" where peek(1).isSymbol("{"): return try subquery(.exists)
      case "COUNT" where peek(1).isSymbol("{"): return try subquery(.count)
      case "COUNT" where peek(1).isSymbol("(") && peek(2).isSymbol("*"): return try countRows()
      case "REDUCE" where peek(1).isSymbol("("): return try reduction()
      case let word where peek(1).isSymbol("(") && peek(3).isWord("IN"):
        if let quantifier = Quantifier(rawValue: word.lowercased()) {
          return try quantified(quantifier)
        }
      default: break
      }
    }
    if let call = try functionCall() { return call }
    return .variable(try variable("an expression").name)
  }

  /// A dotted name followed by `(`; nil when it is only a variable.
  private mutating func functionCall() throws(SyntaxFailure) -> Expression.Kind? {
    var length = 1
    while peek(length).isSymbol("."), peek(length + 1).name != nil { length += 2 }
    guard peek(length).isSymbol("(") else { return nil }
    let name = try dottedName("a function's name")
    try expect(symbol: "(", "after a function's name")
    let distinct = take(word: "DISTINCT")
    let arguments = try expressions(closedBy: ")")
    return .call(FunctionCall(name: name, distinct: distinct, arguments: arguments))
  }

  private mutating func countRows() throws(SyntaxFailure) -> Expression.Kind {
    for _ in 0..<3 { advance() }
    try expect(symbol: ")", "after count(*")
    return .countRows
  }

  /// `{key: value, …}`
  mutating func mapLiteral() throws(SyntaxFailure) -> Expression {
    let start = current.span
    try expect(symbol: "{", "to begin a map")
    var entries: [MapEntry] = []
    if !take(symbol: "}") {
      repeat {
        if case .invalid = current.kind, let digit = current.text.first, digit.isNumber {
          throw failure(
            "UnexpectedSyntax", "A key cannot start with a digit.", at: current.span,
            expected: "a name", hint: "Put it between backticks: `\(current.text)`.")
        }
        let key = try name("a key of the map")
        if !take(symbol: ":") {
          throw unexpected(expected: "`:` after a key", example: "{key: \"CS 225\"}")
        }
        entries.append(MapEntry(key: key, value: try expression()))
      } while take(symbol: ",")
      if !take(symbol: "}") { throw unexpected(expected: "`,` or `}`") }
    }
    return Expression(.map(entries), span: start.through(previous))
  }

  /// `[1, 2]`, `[x IN list WHERE p | e]` or `[(a)-->(b) WHERE p | e]`
  private mutating func bracket() throws(SyntaxFailure) -> Expression.Kind {
    try expect(symbol: "[", "to begin a list")
    if current.name != nil, peek(1).isWord("IN"), !plainLists.contains(index) {
      let saved = index
      if let comprehension = try listComprehension() { return comprehension }
      index = saved
      plainLists.insert(saved)
    }
    let named = current.name != nil && peek(1).isSymbol("=") && peek(2).isSymbol("(")
    if named || startsRelationshipsPattern() {
      let pattern = try pathPattern()
      let filter = try filter()
      try expect(symbol: "|", "and what each match gives")
      let projection = try expression()
      try expect(symbol: "]", "after a pattern comprehension")
      return .patternComprehension(pattern, filter: filter, projection: projection)
    }
    return .list(try expressions(closedBy: "]"))
  }

  /// Nil when it was a list that begins with `x IN list`.
  private mutating func listComprehension() throws(SyntaxFailure) -> Expression.Kind? {
    let variable = try variable("a variable")
    try expect(word: "IN", "in a list comprehension")
    let list = try expression()
    if current.isSymbol(",") { return nil }
    let filter = try filter()
    let projection = take(symbol: "|") ? try expression() : nil
    try expect(symbol: "]", "after a list comprehension")
    return .listComprehension(
      variable: variable, list: list, filter: filter, projection: projection)
  }

  private mutating func quantified(_ quantifier: Quantifier) throws(SyntaxFailure)
    -> Expression.Kind
  {
    advance()
    try expect(symbol: "(", "after \(quantifier.rawValue)")
    let variable = try variable("a variable")
    try expect(word: "IN", "in \(quantifier.rawValue)( )")
    let list = try expression()
    try expect(word: "WHERE", "and a condition in \(quantifier.rawValue)( )")
    let predicate = try expression()
    try expect(symbol: ")", "after \(quantifier.rawValue)( … )")
    return .quantifier(quantifier, variable: variable, list: list, predicate: predicate)
  }

  /// `reduce(total = 0, x IN list | total + x)`
  private mutating func reduction() throws(SyntaxFailure) -> Expression.Kind {
    advance()
    try expect(symbol: "(", "after reduce")
    let accumulator = try variable("a variable")
    try expect(symbol: "=", "and a first value in reduce( )")
    let initial = try expression()
    try expect(symbol: ",", "in reduce( )")
    let variable = try variable("a variable")
    try expect(word: "IN", "in reduce( )")
    let list = try expression()
    try expect(symbol: "|", "and a step in reduce( )")
    let step = try expression()
    try expect(symbol: ")", "after reduce( … )")
    return .reduce(
      accumulator: accumulator, initial: initial, variable: variable, list: list, step: step)
  }

  private mutating func conditional() throws(SyntaxFailure) -> Expression.Kind {
    advance()
    let subject = current.isWord("WHEN") ? nil : try expression()
    var alternatives: [Alternative] = []
    while take(word: "WHEN") {
      let condition = try expression()
      try expect(word: "THEN", "after a WHEN")
      alternatives.append(Alternative(condition: condition, result: try expression()))
    }
    if alternatives.isEmpty {
      throw unexpected(expected: "WHEN", among: ["WHEN"], example: "CASE WHEN x > 0 THEN 1 END")
    }
    let otherwise = take(word: "ELSE") ? try expression() : nil
    if !take(word: "END") { throw unexpected(expected: "WHEN, ELSE or END", among: ["END"]) }
    return .conditional(subject: subject, alternatives, otherwise: otherwise)
  }

  /// `EXISTS { pattern [WHERE …] }` or `EXISTS { MATCH … RETURN … }`
  private mutating func subquery(_ kind: Subquery.Kind) throws(SyntaxFailure) -> Expression.Kind {
    let keyword = try name("EXISTS")
    try expect(symbol: "{", "after \(kind.rawValue)")
    let body = try nested { (parser) throws(SyntaxFailure) -> Query in
      if Parser.opensClause(parser.current) { return try parser.query() }
      if let refusal = parser.writeRefusal() { throw refusal }
      let match = Clause(.match(try parser.match(optional: false)), keyword: keyword)
      return Query(branches: [Query.Branch(clauses: [match])])
    }
    try expect(symbol: "}", "after \(kind.rawValue) { …")
    return .subquery(Subquery(kind: kind, body: body))
  }
}
