import Diagnostics
import QuerySyntax
import Testing

@Suite struct LexerTests {
  private func tokens(_ text: String) -> [Token] { Lexer.tokens(of: SourceText(text)).dropLast() }

  @Test func spansCountScalarsAndLines() {
    let tokens = tokens("MATCH (é)\n  RETURN '日本' // end")
    #expect(tokens.map(\.text) == ["MATCH", "(", "é", ")", "RETURN", "'日本'"])
    #expect(tokens[2].span == SourceSpan(offset: 7, length: 1, line: 1, column: 8))
    #expect(tokens[4].span == SourceSpan(offset: 12, length: 6, line: 2, column: 3))
    #expect(tokens[5].span.length == 4)
  }

  @Test(arguments: [
    ("'a\\'b'", "a'b"), ("\"a\\\"b\"", "a\"b"), ("'\\u00e9'", "é"), ("'\\U0001F600'", "😀"),
    ("'a\\\\b\\n'", "a\\b\n"), ("''", ""),
  ])
  func stringsResolveEscapes(_ text: String, _ value: String) {
    #expect(tokens(text).map(\.kind) == [.string(value)])
  }

  @Test func numbers() {
    let kinds = tokens("1 0x1F 0o17 1.5 .5 1e3 2.5E-1").map(\.kind)
    let integers = [1, 31, 15].map { Token.Kind.integer(IntegerLiteral(magnitude: $0)) }
    #expect(kinds == integers + [.float(1.5), .float(0.5), .float(1000), .float(0.25)])
  }

  @Test func rangesAreNotFloats() {
    #expect(tokens("1..3").map(\.text) == ["1", "..", "3"])
  }

  @Test func signOfTheSmallestInteger() {
    #expect(IntegerLiteral(magnitude: 1 << 63).value(negative: true) == Int64.min)
    #expect(IntegerLiteral(magnitude: 1 << 63).value(negative: false) == nil)
  }

  @Test(arguments: [
    ("'abc", "UnexpectedSyntax", 1), ("1abc", "InvalidNumberLiteral", 1),
    ("99999999999999999999", "IntegerOverflow", 1), ("1e999", "FloatingPointOverflow", 1),
    ("a — b", "InvalidUnicodeCharacter", 3), ("'\\uD800'", "InvalidUnicodeLiteral", 2),
    ("a ? b", "UnexpectedSyntax", 3), ("x /* y", "UnexpectedSyntax", 3),
  ])
  func whatCannotStandIsInvalid(_ text: String, _ detail: String, _ column: Int) throws {
    let found = tokens(text).compactMap { token in
      if case .invalid(let diagnostic) = token.kind { diagnostic } else { nil }
    }
    let diagnostic = try #require(found.first)
    #expect(diagnostic.code == "SyntaxError.\(detail)")
    #expect(diagnostic.place?.column == column)
  }

  @Test func quotedNamesAndParameters() {
    #expect(
      tokens("`a``b` $x $`y z` $1").map(\.kind) == [
        .quotedName("a`b"), .parameter("x"), .parameter("y z"), .parameter("1"),
      ])
  }
}
