import Diagnostics

extension Token {
  fileprivate var isReference: Bool {
    switch kind {
    case .string, .parameter: true
    default: false
    }
  }
}

/// Operator questions. Their words mean something only at the start of a statement.
extension Parser {
  /// Nil when the statement starts with none of them.
  mutating func verb() throws(SyntaxFailure) -> Verb? {
    let start = index
    guard current.kind == .word else { return nil }
    let keyword = Identifier(current.text, span: current.span)
    guard let question = try question() else {
      index = start
      return nil
    }
    let (yields, filter) =
      current.isWord("WHERE") ? (nil, try filter()) : try yield()
    let tail = Parser.opensClause(current) ? try clauses() : []
    return Verb(
      question: question, keyword: keyword, yields: yields, filter: filter, tail: tail)
  }

  private mutating func question() throws(SyntaxFailure) -> Verb.Question? {
    if take(word: "WHY") { return try why() }
    if take(word: "WHAT") {
      try expect(word: "NEXT", "after WHAT")
      try expect(word: "FOR", "after WHAT NEXT")
      return try whatNext()
    }
    if take(word: "PATH") {
      try expect(word: "TO", "after PATH")
      return try path()
    }
    if take(word: "UNLOCKS") { return .unlocks(course: try reference("a course")) }
    if take(word: "CAN") {
      let learner = try reference("a learner", before: ["TAKE"])
      try expect(reference: "TAKE", "and a course")
      return .can(learner: learner, course: try reference("a course"))
    }
    if take(word: "SIMILAR") {
      try expect(word: "TO", "after SIMILAR")
      return .similar(course: try reference("a course"))
    }
    if take(word: "SEARCH") { return .search(text: try reference("what to search for")) }
    if take(word: "DESCRIBE") { return .describe(name: try reference("what to describe")) }
    return nil
  }

  private mutating func why() throws(SyntaxFailure) -> Verb.Question {
    let negated = take(word: "NOT")
    let isNamed = current.isReference
    let course = try reference("a course", before: ["FOR"])
    if isNamed, !negated, let relation = relationName() {
      return .whyRelated(
        start: course, relation: relation, end: try reference("what the relation leads to"))
    }
    try expect(reference: "FOR", "and a learner")
    let learner = try reference("a learner")
    return negated
      ? .whyNot(course: course, learner: learner) : .why(course: course, learner: learner)
  }

  /// A word that is neither FOR nor a slip for it, after a name in quotes or a parameter.
  private mutating func relationName() -> Expression? {
    guard current.kind == .word, nearestNames(to: current.text.uppercased(), among: ["FOR"]).isEmpty
    else { return nil }
    let relation = Expression(.literal(.string(current.text)), span: current.span)
    advance()
    return relation
  }

  private mutating func whatNext() throws(SyntaxFailure) -> Verb.Question {
    let learner = try reference("a learner", before: ["IN", "LIMIT"])
    let topic = take(word: "IN") ? try reference("a topic", before: ["LIMIT"]) : nil
    let limit = take(word: "LIMIT") ? try expression() : nil
    return .whatNext(learner: learner, topic: topic, limit: limit)
  }

  private mutating func path() throws(SyntaxFailure) -> Verb.Question {
    var goals: [Expression] = []
    repeat {
      goals.append(try reference("a course or topic", before: ["FOR", "WITHIN", ","]))
    } while take(symbol: ",")
    let learner = take(word: "FOR") ? try reference("a learner", before: ["WITHIN"]) : nil
    return .path(goals: goals, learner: learner, budget: try budget())
  }

  private mutating func budget() throws(SyntaxFailure) -> Verb.Budget? {
    guard take(word: "WITHIN") else { return nil }
    let amount = try expression()
    let names = Verb.Budget.Unit.allCases.map { $0.rawValue.uppercased() }
    guard current.kind == .word, let unit = Verb.Budget.Unit(rawValue: current.text.lowercased())
    else { throw unexpected(expected: "HOURS, CREDITS or TERMS", among: names) }
    advance()
    return Verb.Budget(amount: amount, unit: unit)
  }

  /// A name in a question: a text in quotes, a parameter, or bare words up to the next keyword.
  private mutating func reference(
    _ what: String, before stops: [String] = []
  ) throws(SyntaxFailure) -> Expression {
    let start = current.span
    switch current.kind {
    case .string(let value):
      advance()
      return Expression(.literal(.string(value)), span: start)
    case .parameter(let name):
      advance()
      return Expression(.parameter(name), span: start)
    default: break
    }
    let first = index
    while !endsReference(before: stops) {
      if case .invalid(let diagnostic) = current.kind, ["'", "\"", "`"].contains(current.text) {
        throw SyntaxFailure(diagnostic)
      }
      advance()
    }
    guard index > first else {
      throw unexpected(expected: what, example: "\"CS 225\"")
    }
    let span = start.through(previous)
    return Expression(.literal(.string(source[span])), span: span)
  }

  private func endsReference(before stops: [String]) -> Bool {
    atStatementEnd
      || (stops + ["YIELD", "WHERE", "RETURN"]).contains {
        current.isWord($0) || current.isSymbol($0)
      }
  }

  /// Like `expect(word:)`; bare words may have swallowed a misspelled keyword, so it is looked
  /// for among them, and the caret goes there.
  private mutating func expect(reference word: String, _ purpose: String) throws(SyntaxFailure) {
    guard !take(word: word) else { return }
    var position = index - 1
    while position > 1, !tokens[position].isSymbol(";") {
      let token = tokens[position]
      if token.kind == .word, !nearestNames(to: token.text, among: [word]).isEmpty {
        throw failure(
          "UnexpectedSyntax", "Expected \(word) \(purpose), found `\(token.text)`.",
          at: token.span, expected: word, hint: "Did you mean \(word)?")
      }
      position -= 1
    }
    throw unexpected(expected: "\(word) \(purpose)", among: [word])
  }
}
