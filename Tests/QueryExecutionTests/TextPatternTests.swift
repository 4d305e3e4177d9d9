import Diagnostics
import KnowledgeGraph
import QueryExecution
import Testing

/// `=~` on known texts.
@Suite struct TextPatternTests {
  @Test(arguments: [
    // Literals, the dot, alternation, groups: the whole text must match.
    ("abc", "abc", true), ("abc", "abcd", false), ("b", "abc", false), ("", "", true),
    ("", "a", false), (".", "é", true), (".", "\n", false), ("a.c", "a\u{2028}c", false),
    (".", "😀", true), (".", "e\u{301}", false), ("a|bc", "bc", true), ("a|bc", "ac", false),
    ("a|", "", true), ("(a|b)c", "bc", true), ("(?:a|b)c", "ac", true), ("()", "", true),
    ("(?<name>ab)+", "abab", true), ("x]}", "x]}", true),
    // Quantifiers.
    ("a*", "", true), ("a+", "", false), ("a?b", "b", true), ("a{3}", "aaa", true),
    ("a{3}", "aa", false), ("a{2,}", "aaaa", true), ("a{2,}", "a", false), ("a{0}", "", true),
    ("a{1,2}", "aaa", false), ("(ab){2,3}", "ababab", true), ("a+?b*?c??", "aab", true),
    ("a{1,2}?", "aa", true), ("(a*)*", "aaa", true), ("(|a)+", "aa", true), ("(a*)+b", "b", true),
    // Classes.
    ("[a-c]+", "abcab", true), ("[^a-c]", "d", true), ("[^a-c]", "b", false), ("[]a]", "]", true),
    ("[^]a]", "]", false), ("[a-]", "-", true), ("[-a]", "-", true), (#"[\d-z]"#, "-", true),
    ("[a-c[x-z]]", "y", true), ("[a-z&&[^aeiou]]", "b", true), ("[a-z&&[^aeiou]]", "e", false),
    ("[^a-z&&b]", "b", false), ("[^a-z&&b]", "c", true), (#"[\]\\]+"#, #"]\"#, true),
    ("[.*+?(){}|^$]+", ".*+?(){}|^$", true), ("[à-ÿ]", "é", true), ("[a^]", "^", true),
    // Escapes.
    (#"CS \d{3}"#, "CS 225", true), (#"\d"#, "٣", false), (#"\D"#, "x", true),
    (#"\w+"#, "a_9", true),
    (#"\w"#, "é", false), (#"\W"#, "é", true), (#"\s"#, "\t", true), (#"\S"#, " ", false),
    (#"\."#, ".", true), (#"\."#, "x", false), (#"\t\n\r\f\a\e"#, "\t\n\r\u{C}\u{7}\u{1B}", true),
    (#"\x41\u0042\x{1F600}\0103"#, "AB😀C", true), (#"\uD83D\uDE00"#, "😀", true),
    (#"\cA"#, "\u{1}", true), (#"\p{L}+"#, "éß日", true), (#"\p{Lu}"#, "a", false),
    (#"\pN"#, "7", true), (#"\P{L}"#, "a", false), (#"\p{Alpha}"#, "é", false),
    (#"[\p{L} ]+"#, "à la", true), (#"\h\v"#, "\u{A0}\n", true), (#"\Qa.b*\E+"#, "a.b**", true),
    (#"\Qa.b"#, "axb", false), (#"\\Q"#, #"\Q"#, true),
    // Positions.
    ("^abc$", "abc", true), ("a^b", "ab", false), ("a$b", "ab", false), ("a$\n", "a\n", true),
    ("a$\r\n", "a\r\n", true), ("a\r$\n", "a\r\n", false), ("a$\n\n", "a\n\n", false),
    ("(?m)a$\n^b", "a\nb", true), ("a$\n^b", "a\nb", false), (#"\Aab\z"#, "ab", true),
    (#"a\z\n"#, "a\n", false), (#"a\Z\n"#, "a\n", true), (#".*\bml\b.*"#, "on ml, too", true),
    (#".*\bml\b.*"#, "html", false), (#"a\Bb"#, "ab", true), ("(^a|b)*", "ab", true),
    ("(^a|b)*", "aba", false),
    // Flags.
    ("(?i)data", "DaTa", true), ("data", "Data", false), ("(?i)é", "É", true),
    ("(?i)[a-z]+", "ABC", true), ("(?i)[^a]", "A", false), ("(?i)ß", "ẞ", true),
    ("(?i)[ẞ]", "ß", true), ("(?i)σ", "ς", true), ("(?iu)É", "é", true),
    ("(?i)\\p{Lu}", "a", true), ("a(?i)b", "aB", true), ("a(?i)b", "AB", false),
    ("(?i:a)b", "Ab", true), ("(?i:a)b", "AB", false), ("((?i)a)b", "AB", false),
    ("(?i)a(?-i)b", "AB", false), ("(?i)a(?-i)b", "Ab", true), ("a(?i)b|c", "C", true),
    ("(?s).*", "a\nb", true), (".*", "a\nb", false), ("(?is)A.B", "a\nb", true),
    ("(?s-s:.)", "\n", false),
  ])
  func matches(_ pattern: String, _ text: String, _ expected: Bool) {
    let result = Self.run("RETURN $text =~ $pattern", pattern, text)
    #expect(result.rows == [[.boolean(expected)]], "\(pattern) on \(text): \(result.jsonLine)")
  }

  @Test(arguments: [
    ("(", "`(` is never closed"), ("a)", "`)` has no `(`"), ("(?", "never closed"),
    ("[a", "`[` is never closed"), ("[]", "never closed"), ("[b-a]", "runs backwards"),
    (#"[a-\d]"#, "ends with a class"), ("[a&&]", "`&&` stands between"), ("*", "nothing to repeat"),
    ("a|+", "nothing to repeat"), ("(?i)*", "nothing to repeat"), ("{2}", "nothing to repeat"),
    ("a**", "follows another"), ("a{2}{3}", "follows another"), ("a{x}", "needs a count"),
    ("a{,3}", "needs a count"), ("a{2", "needs a count"), ("a{3,2}", "counts backwards"),
    ("a{99999999999999999999}", "too large"), (#"a\"#, "ends it"), (#"\y"#, "no escape"),
    (#"\xZ"#, "hexadecimal"), (#"\u12"#, "hexadecimal"), (#"\uD83D"#, "hexadecimal"),
    (#"\x{110000}"#, "hexadecimal"), (#"\08"#, "octal"), (#"\p{L"#, "never closed"),
    ("(?<>a)", "no name"), ("(?<1>a)", "letters and digits"), ("(?j)", "opens no group"),
    (String(repeating: "(", count: 5000), "nest deeper"),
    (String(repeating: "[", count: 5000), "nest deeper"),
  ])
  func brokenPatternIsRefused(_ pattern: String, _ reason: String) throws {
    try refused(pattern, "This is not a regular expression: ", reason)
  }

  @Test(arguments: [
    (#"(a)\1"#, "back-references"), (#"(?<n>a)\k<n>"#, "back-references"),
    ("(?=a)", "look-ahead `(?="),
    ("(?!a)", "look-ahead `(?!"), ("(?<=a)b", "look-behind `(?<="),
    ("(?<!a)b", "look-behind `(?<!"),
    ("(?>a)", "atomic groups"), ("a*+", "possessive"), ("a++", "possessive"), ("a?+", "possessive"),
    ("a{2}+", "possessive"), ("(?x)a", "the flag `(?x)`"), (#"\R"#, #"`\R`"#), (#"\X"#, #"`\X`"#),
    (#"\p{IsLatin}"#, #"`\p{IsLatin}`"#),
  ])
  func unsupportedConstructIsNamed(_ pattern: String, _ construct: String) throws {
    try refused(pattern, "=~ does not support ", construct)
  }

  @Test(arguments: [
    "a{10001}", "((a{1000}){1000}){1000}", "(((){100000}){100000}){100000}", "(a?){6000}",
    "(a{0,100000}){2}", String(repeating: "a", count: 10_001), "a{2000000000,}",
  ])
  func largePatternIsRefused(_ pattern: String) throws {
    try refused(pattern, "The regular expression has more than 10000 states", "")
  }

  @Test func largestPatternRuns() {
    let text = String(repeating: "a", count: 10_000)
    #expect(Self.run("RETURN $text =~ $pattern", "a{10000}", text).rows == [[.boolean(true)]])
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["(a+)+$", "(a|aa)+", "(a*)*(a*)*", "(.*a){8}"])
  func hostilePatternEnds(_ pattern: String) {
    let text = String(repeating: "a", count: 10_000) + "b"
    let start = ContinuousClock.now
    let result = Self.run("RETURN $text =~ $pattern", pattern, text)
    #expect(result.rows == [[.boolean(false)]])
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func timeLimitInterruptsAMatch() {
    let limits = ExecutionLimits(time: .milliseconds(50))
    let start = ContinuousClock.now
    let result = Self.run(
      "RETURN $text =~ $pattern", "(a?){2000}(a?){2000}.*b", String(repeating: "a", count: 100_000),
      limits)
    #expect(result.failure?.detail == "TimeLimit")
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func nullIsUnknown() {
    let rows = SampleCatalog.engine.run("RETURN null =~ 'a', 'a' =~ null, 1 =~ 'a'")[0].rows
    #expect(rows == [[.null, .null, .null]])
  }

  private func refused(_ pattern: String, _ opening: String, _ reason: String) throws {
    let result = Self.run("RETURN $text =~ $pattern", pattern, "a")
    let failure = try #require(result.failure, "\(pattern)")
    #expect(failure.code == "ArgumentError" && failure.detail == "InvalidArgumentValue")
    #expect(failure.diagnostic.message.hasPrefix(opening), "\(failure.diagnostic.message)")
    #expect(
      reason.isEmpty || failure.diagnostic.message.contains(reason), "\(failure.diagnostic.message)"
    )
    #expect(failure.diagnostic.found == pattern && failure.diagnostic.place != nil)
  }

  private static func run(
    _ statement: String, _ pattern: String, _ text: String,
    _ limits: ExecutionLimits = ExecutionLimits()
  ) -> StatementResult {
    QueryEngine(graph: SampleCatalog.snapshot, limits: limits).run(
      statement, parameters: ["pattern": .string(pattern), "text": .string(text)])[0]
  }
}
