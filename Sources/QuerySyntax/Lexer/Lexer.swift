import Diagnostics

/// Cuts a script into tokens, each with its span. Never fails: what no statement can hold becomes
/// a `.invalid` token. O(length of the script).
public struct Lexer: Sendable {
  var source: SourceText
  var position = 0
  var line = 1
  var lineStart = 0

  public init(_ source: SourceText) { self.source = source }

  /// All tokens, comments and space left out, closed by one `.end`.
  public static func tokens(of source: SourceText) -> [Token] {
    var lexer = Lexer(source)
    var tokens: [Token] = []
    repeat { tokens.append(lexer.next()) } while tokens.last?.kind != .end
    return tokens
  }

  var current: Unicode.Scalar? { peek(0) }

  func peek(_ distance: Int) -> Unicode.Scalar? {
    let index = position + distance
    return index < source.scalars.count ? source.scalars[index] : nil
  }

  mutating func advance() {
    if current == "\n" {
      line += 1
      lineStart = position + 1
    }
    position += 1
  }

  mutating func advance(while condition: (Unicode.Scalar) -> Bool) {
    while let scalar = current, condition(scalar) { advance() }
  }

  /// The next token after space and comments.
  public mutating func next() -> Token {
    if let problem = skipSpaceAndComments() { return problem }
    let start = mark()
    guard let scalar = current else { return token(.end, from: start) }
    switch scalar {
    case "'", "\"": return string(from: start, quote: scalar)
    case "`": return quotedName(from: start)
    case "$": return parameter(from: start)
    case "0"..."9": return number(from: start)
    case "." where peek(1).map(Lexer.isDigit) ?? false: return number(from: start)
    case _ where Lexer.startsName(scalar):
      advance(while: Lexer.continuesName)
      return token(.word, from: start)
    default: return symbol(from: start)
    }
  }

  struct Mark {
    var offset: Int
    var line: Int
    var column: Int
  }

  func mark() -> Mark { Mark(offset: position, line: line, column: position - lineStart + 1) }

  func span(from start: Mark) -> SourceSpan {
    SourceSpan(
      offset: start.offset, length: position - start.offset, line: start.line,
      column: start.column)
  }

  func token(_ kind: Token.Kind, from start: Mark) -> Token {
    let span = span(from: start)
    return Token(kind: kind, text: source[span], span: span)
  }

  func invalid(
    from start: Mark, _ detail: String, _ message: String, expected: String? = nil,
    hint: String? = nil
  ) -> Token {
    let span = span(from: start)
    let diagnostic = Diagnostic(
      .error, code: "SyntaxError.\(detail)", message, found: source[span], expected: expected,
      hint: hint, place: span.place)
    return token(.invalid(diagnostic), from: start)
  }

  private mutating func skipSpaceAndComments() -> Token? {
    while let scalar = current {
      if scalar.properties.isWhitespace || scalar == "\u{FEFF}" {
        advance()
      } else if scalar == "/", peek(1) == "/" {
        advance { $0 != "\n" }
      } else if scalar == "/", peek(1) == "*" {
        if let problem = skipBlockComment() { return problem }
      } else {
        return nil
      }
    }
    return nil
  }

  private mutating func skipBlockComment() -> Token? {
    let start = mark()
    advance()
    advance()
    let opening = span(from: start)
    while current != nil {
      if current == "*", peek(1) == "/" {
        advance()
        advance()
        return nil
      }
      advance()
    }
    let diagnostic = Diagnostic(
      .error, code: "SyntaxError.UnexpectedSyntax", "The comment is never closed.", found: "/*",
      expected: "*/", hint: "Close the comment with `*/`.", place: opening.place)
    return Token(kind: .invalid(diagnostic), text: "/*", span: opening)
  }

  /// Longest first, so that `<=` is not read as `<` and `=`. Arrows stay single characters:
  /// `a<-1` compares, `(a)<-[r]-(b)` points.
  private static let compoundSymbols = ["..", "<=", ">=", "<>", "=~", "+=", "!="]
  private static let symbols = Set("()[]{},;:.+-*/%^=<>|&!".unicodeScalars)

  private mutating func symbol(from start: Mark) -> Token {
    for compound in Lexer.compoundSymbols {
      let scalars = Array(compound.unicodeScalars)
      if current == scalars[0], peek(1) == scalars[1] {
        advance()
        advance()
        return token(.symbol, from: start)
      }
    }
    let scalar = current
    advance()
    if let scalar, Lexer.symbols.contains(scalar) { return token(.symbol, from: start) }
    if let scalar, !scalar.isASCII {
      return invalid(
        from: start, "InvalidUnicodeCharacter", "This character cannot stand in a statement.",
        hint: Lexer.typographicHint(scalar))
    }
    return invalid(
      from: start, "UnexpectedSyntax", "This character cannot stand in a statement.",
      hint: "Names with special characters go between backticks, text between quotes.")
  }

  private static func typographicHint(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{00AB}", "\u{00BB}":
      "This is a typographic quote; write ' or \"."
    case "\u{2010}"..."\u{2015}", "\u{2212}": "This is a typographic dash; write -."
    case "\u{2190}", "\u{2192}": "Write an arrow as -> or <-."
    default: "Put names with special characters between backticks and text between quotes."
    }
  }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar >= "0" && scalar <= "9" }
  static func startsName(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isIDStart
  }
  static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isIDContinue
  }
}
