import QueryExecution
import Testing

/// Kleene's strong logic, and the rules of comparison, table by table.
@Suite struct TruthTableTests {
  private static let values = ["true", "false", "null"]

  private func evaluate(_ text: String) throws -> Value { try QueryEngine.literal(text) }

  private static func truth(_ text: String) -> Bool? { text == "null" ? nil : text == "true" }
  private func value(_ truth: Bool?) -> Value { truth.map(Value.boolean) ?? .null }

  @Test(arguments: values, values)
  func connectives(_ a: String, _ b: String) throws {
    let x = TruthTableTests.truth(a)
    let y = TruthTableTests.truth(b)
    let both: Bool? = x == false || y == false ? false : x == nil || y == nil ? nil : true
    let either: Bool? = x == true || y == true ? true : x == nil || y == nil ? nil : false
    let one: Bool? = x == nil || y == nil ? nil : x != y
    #expect(try evaluate("\(a) AND \(b)") == value(both))
    #expect(try evaluate("\(a) OR \(b)") == value(either))
    #expect(try evaluate("\(a) XOR \(b)") == value(one))
    #expect(try evaluate("NOT \(a)") == value(x.map { !$0 }))
    #expect(
      try evaluate("NOT (\(a) AND \(b)) = (NOT \(a) OR NOT \(b))")
        == (both == nil ? .null : .boolean(true)))
  }

  @Test(arguments: values, values)
  func longConnectives(_ a: String, _ b: String) throws {
    for c in TruthTableTests.values {
      #expect(try evaluate("\(a) AND \(b) AND \(c)") == evaluate("\(a) AND (\(b) AND \(c))"))
      #expect(try evaluate("\(a) OR \(b) OR \(c)") == evaluate("(\(a) OR \(b)) OR \(c)"))
    }
  }

  @Test(arguments: [
    ("9007199254740993 = 9007199254740992.0", "false"), ("1 = 1.0", "true"),
    ("9007199254740993 > 9007199254740992.0", "true"), ("1 < 1.5", "true"),
    ("9223372036854775807 < 1e300", "true"),
    ("-9223372036854775808 = -9223372036854775808.0", "true"),
    ("0.0 / 0.0 = 0.0 / 0.0", "false"), ("0.0 / 0.0 <> 1", "true"), ("1 < 0.0 / 0.0", "false"),
    ("'a' < 'b'", "true"), ("'a' < 1", "null"), ("'1' = 1", "false"), ("true > false", "true"),
    ("[1, 2] < [1, 3]", "true"), ("[1] < [1, 0]", "true"), ("[1, null] < [2]", "true"),
    ("[null] < [1]", "null"), ("{a: 1} = {a: 1.0}", "true"), ("{a: null} = {a: null}", "null"),
    ("{a: 1} = {b: 1}", "false"), ("{a: 1} < {a: 2}", "null"), ("null IN [1]", "null"),
    ("[1] IN [[1.0]]", "true"), ("1 < 2 > 0 = false", "false"),
  ])
  func comparisons(_ text: String, _ expected: String) throws {
    #expect(try evaluate(text) == value(TruthTableTests.truth(expected)))
  }

  @Test(arguments: [
    ("any", "[null, true]", "true"), ("any", "[null, false]", "null"), ("any", "[]", "false"),
    ("all", "[null, true]", "null"), ("all", "[null, false]", "false"), ("all", "[]", "true"),
    ("none", "[null, true]", "false"), ("none", "[null, false]", "null"), ("none", "[]", "true"),
    ("single", "[true, false]", "true"), ("single", "[true, null]", "null"),
    ("single", "[true, true, null]", "false"), ("single", "[]", "false"), ("all", "null", "null"),
  ])
  func quantifiers(_ name: String, _ list: String, _ expected: String) throws {
    #expect(try evaluate("\(name)(x IN \(list) WHERE x)") == value(TruthTableTests.truth(expected)))
  }

  @Test func sortOrderIsTotal() throws {
    let texts = [
      "{a: 1}", "[]", "[1]", "[1, null]", "[null]", "'a'", "'b'", "false", "true", "-1", "1", "1.5",
      "0.0 / 0.0", "null",
    ]
    let values = try texts.map { try evaluate($0) }
    for (i, a) in values.enumerated() {
      for (j, b) in values.enumerated() {
        let order = Value.sortOrder(a, b)
        #expect(order.signum() == (i - j).signum(), "\(texts[i]) and \(texts[j])")
      }
    }
  }

  @Test(arguments: [
    ("1 / 0", "DivisionByZero"), ("9223372036854775807 + 1", "IntegerOverflow"),
    ("-9223372036854775808 / -1", "IntegerOverflow"), ("range(1, 2, 0)", "NumberOutOfRange"),
    ("range(1, 100000000000)", "ListLimit"),
    ("reduce(s = 'ab', x IN range(1, 60) | s + s)", "ListLimit"),
    ("reduce(l = [], x IN range(1, 5000) | [l])", "ListLimit"),
    ("'a' =~ '('", "InvalidArgumentValue"),
    ("toInteger([1])", "InvalidArgumentValue"), ("left('a', -1)", "NumberOutOfRange"),
  ])
  func refusals(_ text: String, _ detail: String) {
    do throws(QueryFailure) {
      let value = try QueryEngine.literal(text)
      Issue.record("\(text) gave \(value.text)")
    } catch {
      #expect(error.detail == detail)
    }
  }
}
