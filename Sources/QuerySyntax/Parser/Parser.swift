import Diagnostics

/// Reads a script by recursive descent, one function per production.
///
/// Invariant: reading never fails. Every statement gives a tree, if only of the clauses before
/// the mistake, and at most one error: the first, because what follows it is guesswork.
public struct Parser: Sendable {
  let source: SourceText
  let tokens: [Token]
  var index = 0
  var depth = 0
  /// Where a list begins that turned out to be no comprehension, so that it is not tried again:
  /// without this, nested lists would be read exponentially often.
  var plainLists: Set<Int> = []

  /// Deepest nesting of expressions, patterns and subqueries that is read; more is refused, so
  /// that no input can exhaust the stack. Chains such as `a AND b AND c` do not nest.
  public static let maximumDepth = 64

  /// Most clauses of one statement, and most relationships and patterns of one MATCH.
  public static let maximumClauses = 256
  var clauseCount = 0

  init(_ text: String) {
    source = SourceText(text)
    tokens = Lexer.tokens(of: source)
  }

  /// All statements of a text. O(length of the text).
  public static func script(_ text: String) -> Script {
    var parser = Parser(text)
    var statements: [Statement] = []
    while true {
      while parser.take(symbol: ";") {}
      guard !parser.atEnd else { break }
      statements.append(parser.statement())
    }
    return Script(source: parser.source, statements: statements)
  }

  /// One expression that fills the whole text, such as a parameter's value.
  public static func expression(_ text: String) -> Diagnosed<Expression> {
    var parser = Parser(text)
    do throws(SyntaxFailure) {
      let expression = try parser.expression()
      if !parser.atEnd { throw parser.unexpected(expected: "the end of the value") }
      return Diagnosed(expression)
    } catch {
      return Diagnosed(Expression(.literal(.null)), diagnostics: [error.diagnostic])
    }
  }

  // MARK: Looking and taking

  var current: Token { tokens[index] }
  /// The last token is always `.end`, so looking past it sees the end again.
  func peek(_ distance: Int) -> Token { tokens[min(index + distance, tokens.count - 1)] }
  var atEnd: Bool { current.kind == .end }
  var atStatementEnd: Bool { atEnd || current.isSymbol(";") }

  /// The span of the token taken last.
  var previous: SourceSpan { index > 0 ? tokens[index - 1].span : current.span }

  mutating func advance() {
    if !atEnd { index += 1 }
  }

  mutating func take(symbol: String) -> Bool {
    guard current.isSymbol(symbol) else { return false }
    advance()
    return true
  }

  mutating func take(word: String) -> Bool {
    guard current.isWord(word) else { return false }
    advance()
    return true
  }

  /// All the words or none of them.
  mutating func take(words first: String, _ second: String) -> Bool {
    guard current.isWord(first), peek(1).isWord(second) else { return false }
    advance()
    advance()
    return true
  }

  mutating func expect(symbol: String, _ purpose: String) throws(SyntaxFailure) {
    if !take(symbol: symbol) { throw unexpected(expected: "`\(symbol)` \(purpose)") }
  }

  mutating func expect(word: String, _ purpose: String) throws(SyntaxFailure) {
    if !take(word: word) {
      throw unexpected(expected: "\(word) \(purpose)", among: [word])
    }
  }

  /// A name, which may be spelled like a keyword.
  mutating func name(_ what: String) throws(SyntaxFailure) -> Identifier {
    guard let name = current.name else { throw unexpected(expected: what) }
    let span = current.span
    advance()
    return Identifier(name, span: span)
  }

  /// A variable's name; the words that open clauses are not taken for one.
  mutating func variable(_ what: String) throws(SyntaxFailure) -> Identifier {
    if current.kind == .word, Keywords.isReserved(current.text) {
      throw unexpected(expected: what)
    }
    return try name(what)
  }

  /// Runs a production one level deeper; refuses what nests too deep.
  mutating func nested<T>(
    _ production: (inout Parser) throws(SyntaxFailure) -> T
  ) throws(SyntaxFailure) -> T {
    guard depth < Parser.maximumDepth else {
      throw SyntaxFailure(
        Diagnostic(
          .error, code: "SyntaxError.UnexpectedSyntax",
          "This nests more than \(Parser.maximumDepth) levels deep.",
          hint: "Name inner parts with WITH.", place: current.span.place))
    }
    depth += 1
    defer { depth -= 1 }
    return try production(&self)
  }
}
