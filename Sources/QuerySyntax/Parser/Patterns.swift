import Diagnostics

/// Patterns: `p = (a:Course {key: "x"})-[r:REQUIRES*1..3]->(b)`.
extension Parser {
  private static let example = "MATCH (c:Course)-[:TEACHES]->(t:Topic) RETURN c, t"

  mutating func pathPattern() throws(SyntaxFailure) -> PathPattern {
    var variable: Identifier?
    if current.name != nil, peek(1).isSymbol("=") {
      variable = try self.variable("a variable for the path")
      try expect(symbol: "=", "between a path's name and its pattern")
    }
    if current.isWord("SHORTESTPATH") || current.isWord("ALLSHORTESTPATHS") {
      throw failure(
        "UnexpectedSyntax", "This build does not search shortest paths.", at: current.span,
        expected: "a pattern",
        hint: "Bound the steps and take the first: p = (a)-[*..4]-(b) … ORDER BY length(p) LIMIT 1."
      )
    }
    return try pathSteps(variable: variable)
  }

  mutating func pathSteps(variable: Identifier? = nil) throws(SyntaxFailure) -> PathPattern {
    var nodes = [try nodePattern()]
    var relationships: [RelationshipPattern] = []
    while current.isSymbol("-") || current.isSymbol("<") {
      relationships.append(try relationshipPattern())
      nodes.append(try nodePattern())
    }
    return PathPattern(variable: variable, nodes: nodes, relationships: relationships)
  }

  mutating func nodePattern() throws(SyntaxFailure) -> NodePattern {
    let start = current.span
    guard take(symbol: "(") else {
      throw unexpected(expected: "a node in parentheses", example: Parser.example)
    }
    var node = NodePattern()
    if current.name != nil { node.variable = try variable("a variable") }
    node.labels = try labels()
    node.properties = try patternProperties()
    if !take(symbol: ")") {
      throw unexpected(expected: "`)` after a node", example: Parser.example)
    }
    node.span = start.through(previous)
    return node
  }

  /// labels = { :Label }; also `:A&B`, as ISO GQL writes it.
  mutating func labels() throws(SyntaxFailure) -> [Identifier] {
    var labels: [Identifier] = []
    while take(symbol: ":") || (!labels.isEmpty && take(symbol: "&")) {
      labels.append(try name("a label"))
    }
    return labels
  }

  mutating func patternProperties() throws(SyntaxFailure) -> Expression? {
    if current.isSymbol("{") { return try mapLiteral() }
    guard case .parameter(let name) = current.kind else { return nil }
    let span = current.span
    advance()
    return Expression(.parameter(name), span: span)
  }

  mutating func relationshipPattern() throws(SyntaxFailure) -> RelationshipPattern {
    let start = current.span
    let pointsLeft = take(symbol: "<")
    try expect(symbol: "-", "to begin a relationship")
    var relationship = RelationshipPattern()
    if take(symbol: "[") {
      relationship = try relationshipDetail()
      try expect(symbol: "]", "after a relationship")
    }
    if !take(symbol: "-") {
      throw unexpected(expected: "`-` or `->` after a relationship", example: Parser.example)
    }
    let pointsRight = take(symbol: ">")
    relationship.arrow = pointsLeft == pointsRight ? .either : pointsLeft ? .left : .right
    relationship.span = start.through(previous)
    return relationship
  }

  private mutating func relationshipDetail() throws(SyntaxFailure) -> RelationshipPattern {
    var relationship = RelationshipPattern()
    if current.name != nil { relationship.variable = try variable("a variable") }
    relationship.types = try types()
    relationship.steps = try steps()
    if current.isSymbol("..") {
      throw failure(
        "InvalidRelationshipPattern", "A number of steps needs `*` before it.", at: current.span,
        expected: "`*`", hint: "Write [:TYPE*1..3].")
    }
    relationship.properties = try patternProperties()
    return relationship
  }

  /// types = : type { | [:] type }
  private mutating func types() throws(SyntaxFailure) -> [Identifier] {
    var types: [Identifier] = []
    guard take(symbol: ":") else { return types }
    repeat {
      _ = !types.isEmpty && take(symbol: ":")
      types.append(try name("a relationship type"))
    } while take(symbol: "|")
    return types
  }

  /// steps = * [ minimum ] [ .. [ maximum ] ]
  private mutating func steps() throws(SyntaxFailure) -> StepRange? {
    guard take(symbol: "*") else { return nil }
    if current.isSymbol("-") {
      throw failure(
        "InvalidRelationshipPattern", "A number of steps cannot be negative.", at: current.span,
        expected: "a number from 0")
    }
    let minimum = try bound()
    guard take(symbol: "..") else { return StepRange(minimum: minimum, maximum: minimum) }
    return StepRange(minimum: minimum, maximum: try bound())
  }

  private mutating func bound() throws(SyntaxFailure) -> Int? {
    guard case .integer(let literal) = current.kind else { return nil }
    guard let value = literal.value(negative: false), value <= 1 << 20 else {
      throw failure(
        "InvalidRelationshipPattern", "That many steps are never taken.", at: current.span,
        expected: "at most \(1 << 20)")
    }
    advance()
    return Int(value)
  }

  /// Whether the parenthesis here opens a pattern and not an expression: a node, then an arrow.
  /// Looks at most to the matching parenthesis.
  func startsRelationshipsPattern() -> Bool {
    guard current.isSymbol("(") else { return false }
    let inner = peek(1)
    let looksLikeNode =
      inner.isSymbol(")") || inner.isSymbol(":") || inner.isSymbol("{")
      || (inner.name != nil && [")", ":", "{"].contains { peek(2).isSymbol($0) })
    guard looksLikeNode, let close = closingParenthesis() else { return false }
    let after = close + 1
    if token(at: after).isSymbol("<") {
      return token(at: after + 1).isSymbol("-")
        && (token(at: after + 2).isSymbol("[") || token(at: after + 2).isSymbol("-"))
    }
    return token(at: after).isSymbol("-")
      && (token(at: after + 1).isSymbol("[")
        || (token(at: after + 1).isSymbol("-")
          && (token(at: after + 2).isSymbol("(") || token(at: after + 2).isSymbol(">"))))
  }

  private func token(at index: Int) -> Token { tokens[min(index, tokens.count - 1)] }

  private func closingParenthesis() -> Int? {
    var open = 0
    for position in index..<tokens.count {
      if tokens[position].isSymbol("(") { open += 1 }
      if tokens[position].isSymbol(")") { open -= 1 }
      if open == 0 { return position }
      if tokens[position].isSymbol(";") { return nil }
    }
    return nil
  }
}
