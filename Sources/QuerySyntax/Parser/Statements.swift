import Diagnostics

/// statement = [ EXPLAIN | PROFILE ] ( query | verb )
extension Parser {
  mutating func statement() -> Statement {
    let start = current.span
    var mode = Statement.Mode.run
    var body = Statement.Body.query(Query(branches: []))
    var diagnostics: [Diagnostic] = []
    depth = 0
    clauseCount = 0
    do throws(SyntaxFailure) {
      mode = statementMode()
      if let verb = try verb() { body = .verb(verb) } else { body = .query(try query()) }
      if !atStatementEnd { throw unexpectedClause() }
    } catch {
      diagnostics.append(error.diagnostic)
      while !atStatementEnd { advance() }
    }
    let span = start.through(previous)
    return Statement(
      mode: mode, body: body, text: source[span], span: span, diagnostics: diagnostics)
  }

  private mutating func statementMode() -> Statement.Mode {
    if take(word: "EXPLAIN") { return .explain }
    if take(word: "PROFILE") { return .profile }
    return .run
  }

  /// query = singleQuery { UNION [ALL] singleQuery }
  mutating func query() throws(SyntaxFailure) -> Query {
    if !Parser.opensClause(current) { throw unknownStart() }
    var branches = [Query.Branch(clauses: try clauses())]
    while current.isWord("UNION") {
      let keyword = try name("UNION")
      let union = Query.Union(all: take(word: "ALL"), keyword: keyword)
      branches.append(Query.Branch(clauses: try clauses(), union: union))
    }
    return Query(branches: branches)
  }

  private func unknownStart() -> SyntaxFailure {
    if let refusal = writeRefusal() { return refusal }
    return unexpected(
      expected: "a statement", among: Keywords.statementStarts,
      example: "MATCH (c:Course) RETURN c.title LIMIT 5")
  }

  /// What to say when something stands where a clause, or the end, should.
  func unexpectedClause() -> SyntaxFailure {
    if let refusal = writeRefusal() { return refusal }
    if current.isWord("WHERE") {
      return failure(
        "UnexpectedSyntax", "WHERE cannot stand here.", at: current.span,
        expected: "a clause or the end of the statement",
        hint: "Put WHERE right after MATCH, WITH or YIELD.")
    }
    return unexpected(
      expected: "a clause or the end of the statement",
      among: [
        "MATCH", "OPTIONAL MATCH", "WHERE", "WITH", "UNWIND", "RETURN", "CALL", "UNION",
        "ORDER BY", "ORDER", "SKIP", "LIMIT", "AS", "YIELD", "AND", "OR", "STARTS WITH",
        "STARTS", "CONTAINS",
      ])
  }

  /// Clauses that change the graph are known, and refused.
  func writeRefusal() -> SyntaxFailure? {
    guard current.kind == .word, Keywords.writes.contains(current.text.uppercased()) else {
      return nil
    }
    return SyntaxFailure(
      Diagnostic(
        .error, code: "SemanticError.ReadOnly",
        "This build reads only: \(current.text.uppercased()) would change the graph.",
        found: current.text, expected: "a clause that reads",
        hint: "Change the graph by importing a feed: docent import FILE.",
        place: current.span.place))
  }

  static func opensClause(_ token: Token) -> Bool {
    ["MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL"].contains { token.isWord($0) }
  }
}
