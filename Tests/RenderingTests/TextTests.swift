import Diagnostics
import Testing

@testable import Rendering

@Suite struct TextTests {
  @Test("floats keep their point, members their order, text its escapes")
  func json() {
    let value = JSONValue.members([
      ("b", .float(1)), ("a", .int(1)), ("left out", nil),
      ("text", .string("a \"q\" \\ \n \u{1} 学")), ("none", .null), ("nan", .float(.nan)),
      ("list", .array([.boolean(true), .float(1e-20)])),
    ])
    #expect(
      value.compact
        == #"{"b":1.0,"a":1,"text":"a \"q\" \\ \n \u0001 学","none":null,"nan":null,"list":[true,1e-20]}"#
    )
    #expect(JSONValue.array([]).pretty == "[]")
    #expect(JSONValue.array([.int(1)]).pretty == "[\n  1\n]")
  }

  @Test("wide characters take two columns and a cut shows")
  func widths() {
    #expect(displayWidth("数据") == 4)
    #expect(displayWidth("e\u{301}") == 1)
    #expect(fitted("数据结构", to: 5) == "数据…")
    #expect(fitted("数据结构", to: 6) == "数据… ")
    #expect(fitted("ab", to: 4) == "ab  ")
  }

  @Test func tables() {
    let table = TextTable(columns: ["key", "title"], rows: [["CS 1", "数据"], ["M", "a, \"b\""]])
    #expect(
      table.aligned() == """
        key  │ title
        ─────┼───────
        CS 1 │ 数据
        M    │ a, "b"

        """)
    #expect(table.csv == "key,title\r\nCS 1,数据\r\nM,\"a, \"\"b\"\"\"\r\n")
    #expect(table.markdown == "| key | title |\n| --- | --- |\n| CS 1 | 数据 |\n| M | a, \"b\" |\n")
  }

  @Test("a table shrinks its widest columns to the line")
  func shrinking() {
    let table = TextTable(
      columns: ["a", "b"], rows: [["x", String(repeating: "long ", count: 20)]])
    let lines = table.aligned(lineWidth: 40).split(separator: "\n")
    #expect(lines.allSatisfy { displayWidth(String($0)) <= 40 })
    #expect(lines.last?.contains("…") == true)
  }

  @Test(arguments: [
    (1.005, 2, "1.00"), (0.5, 0, "1"), (-0.0004, 3, "0.000"), (12.3456, 3, "12.346"),
    (-2.5, 1, "-2.5"), (0.05, 1, "0.1"),
  ])
  func decimals(_ value: Double, _ places: Int, _ text: String) {
    #expect(decimal(value, places: places) == text)
  }

  @Test("the caret stands under the place, counted in columns of the terminal")
  func caret() {
    let diagnostic = Diagnostic(
      .error, code: "query.test", "no such thing", found: "MACTH", hint: "did you mean MATCH?",
      place: SourcePlace(line: 2, column: 4, length: 5))
    #expect(
      DiagnosticRenderer().text(diagnostic, source: "first\n学 x MACTH".replacing(" x ", with: " "))
        == """
        error[query.test]: no such thing
          2 | 学 MACTH
            |     ^^^^^
          found: MACTH
          help: did you mean MATCH?

        """)
  }

  @Test func diagnosticsInJSON() {
    let diagnostic = Diagnostic(
      .warning, code: "feed.test", "odd", place: SourcePlace(file: "a.xml", line: 3))
    #expect(
      DiagnosticRenderer.json(diagnostic).compact
        == #"{"code":"feed.test","severity":"warning","message":"odd","file":"a.xml","line":3}"#)
  }
}
