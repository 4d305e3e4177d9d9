import Diagnostics

/// The clauses of a single query, in any order; what may follow what is the binder's to say.
extension Parser {
  mutating func clauses() throws(SyntaxFailure) -> [Clause] {
    var clauses: [Clause] = []
    while Parser.opensClause(current) { clauses.append(try clause()) }
    if clauses.isEmpty { throw unexpectedClause() }
    return clauses
  }

  mutating func clause() throws(SyntaxFailure) -> Clause {
    let keyword = try name("a clause")
    clauseCount += 1
    if clauseCount > Parser.maximumClauses { throw tooLong("statement", "clauses", keyword.span) }
    switch keyword.name.uppercased() {
    case "MATCH": return Clause(.match(try match(optional: false)), keyword: keyword)
    case "OPTIONAL":
      try expect(word: "MATCH", "after OPTIONAL")
      return Clause(.match(try match(optional: true)), keyword: keyword)
    case "UNWIND": return try unwind(keyword)
    case "WITH":
      let projection = try projection()
      return Clause(.with(projection, filter: try filter()), keyword: keyword)
    case "RETURN": return Clause(.result(try projection()), keyword: keyword)
    default: return Clause(.call(try call()), keyword: keyword)
    }
  }

  /// match = [OPTIONAL] MATCH pattern {, pattern} [WHERE expression]
  mutating func match(optional: Bool) throws(SyntaxFailure) -> Match {
    var patterns = [try pathPattern()]
    while take(symbol: ",") { patterns.append(try pathPattern()) }
    let size = patterns.reduce(0) { $0 + $1.relationships.count + 1 }
    if size > Parser.maximumClauses {
      throw tooLong("MATCH", "elements", patterns[0].span)
    }
    return Match(optional: optional, patterns: patterns, filter: try filter())
  }

  mutating func filter() throws(SyntaxFailure) -> Expression? {
    take(word: "WHERE") ? try expression() : nil
  }

  private mutating func unwind(_ keyword: Identifier) throws(SyntaxFailure) -> Clause {
    let list = try expression()
    try expect(word: "AS", "and a name for the elements")
    return Clause(.unwind(list, alias: try variable("a variable")), keyword: keyword)
  }

  /// projection = [DISTINCT] ( * | item ) {, item} [ORDER BY …] [SKIP e] [LIMIT e]
  mutating func projection() throws(SyntaxFailure) -> Projection {
    let distinct = take(word: "DISTINCT")
    let all = take(symbol: "*")
    var items: [Projection.Item] = []
    if !all || take(symbol: ",") {
      repeat { items.append(try item()) } while take(symbol: ",")
    }
    let order = try sortItems()
    let skip = take(word: "SKIP") || take(word: "OFFSET") ? try expression() : nil
    let limit = take(word: "LIMIT") ? try expression() : nil
    return Projection(
      distinct: distinct, all: all, items: items, order: order, skip: skip, limit: limit)
  }

  private mutating func item() throws(SyntaxFailure) -> Projection.Item {
    let start = current.span
    let expression = try expression()
    let text = source[start.through(previous)]
    let alias = take(word: "AS") ? try variable("a column name") : nil
    return Projection.Item(expression: expression, alias: alias, text: text)
  }

  private mutating func sortItems() throws(SyntaxFailure) -> [Projection.SortItem] {
    guard take(word: "ORDER") else { return [] }
    try expect(word: "BY", "after ORDER")
    var items: [Projection.SortItem] = []
    repeat {
      let expression = try expression()
      let descending = take(word: "DESC") || take(word: "DESCENDING")
      if !descending, !take(word: "ASC") { _ = take(word: "ASCENDING") }
      items.append(Projection.SortItem(expression: expression, descending: descending))
    } while take(symbol: ",")
    return items
  }

  /// call = CALL name [( arguments )] [YIELD items [WHERE expression]]
  mutating func call() throws(SyntaxFailure) -> ProcedureCall {
    let name = try dottedName("a procedure's name")
    var arguments: [Expression]?
    if take(symbol: "(") { arguments = try expressions(closedBy: ")") }
    let (yields, filter) = try yield()
    return ProcedureCall(name: name, arguments: arguments, yields: yields, filter: filter)
  }

  mutating func dottedName(_ what: String) throws(SyntaxFailure) -> Identifier {
    var result = try name(what)
    while take(symbol: ".") {
      let part = try name("the rest of \(what)")
      result = Identifier("\(result.name).\(part.name)", span: result.span.through(part.span))
    }
    return result
  }

  /// yield = YIELD ( * | - | field [AS name] {, field [AS name]} ) [WHERE expression]
  mutating func yield() throws(SyntaxFailure) -> ([ProcedureCall.YieldItem]?, Expression?) {
    guard take(word: "YIELD") else { return (nil, nil) }
    if take(symbol: "*") { return (nil, try filter()) }
    if take(symbol: "-") { return ([], nil) }
    var items: [ProcedureCall.YieldItem] = []
    repeat {
      let field = try name("a column of the procedure")
      let alias = take(word: "AS") ? try variable("a name for the column") : nil
      items.append(ProcedureCall.YieldItem(field: field, alias: alias))
    } while take(symbol: ",")
    return (items, try filter())
  }

  /// Expressions up to the closing symbol, which is taken; the opening one already is.
  mutating func expressions(closedBy symbol: String) throws(SyntaxFailure) -> [Expression] {
    var list: [Expression] = []
    guard !take(symbol: symbol) else { return list }
    repeat { list.append(try expression()) } while take(symbol: ",")
    if !take(symbol: symbol) { throw unexpected(expected: "`,` or `\(symbol)`") }
    return list
  }
}
