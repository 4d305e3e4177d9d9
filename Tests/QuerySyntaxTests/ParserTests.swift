import Diagnostics
import QuerySyntax
import Testing

@Suite struct ParserTests {
  private func expression(_ text: String) -> Expression { Parser.expression(text).value }
  private func integer(_ value: Int64) -> Expression { Expression(.literal(.integer(value))) }

  @Test func precedence() {
    let sum = Expression(
      .chain(
        integer(1),
        [Link(.add, Expression(.chain(integer(2), [Link(.multiply, integer(3))])))]))
    #expect(expression("1 + 2 * 3") == sum)
    #expect(expression("1+(2*3)") == sum)
    let negated = Expression(
      .not(Expression(.comparison(integer(1), [Comparison(.equal, integer(2))]))))
    #expect(expression("NOT 1 = 2") == negated)
  }

  @Test func chainsAreWideNotDeep() {
    let long = (0..<50_000).map(String.init).joined(separator: " + ")
    guard case .chain(_, let links) = expression(long).kind else {
      Issue.record("no chain")
      return
    }
    #expect(links.count == 49_999)
  }

  @Test func statementsAreSplit() {
    let script = Parser.script("RETURN 1; ;\nRETURN 'a;b'; BAD; RETURN 2")
    #expect(script.statements.map(\.text) == ["RETURN 1", "RETURN 'a;b'", "BAD", "RETURN 2"])
    #expect(script.statements.map { $0.error == nil } == [true, true, false, true])
    #expect(script.statements[1].span.line == 2)
  }

  @Test func aFailedStatementKeepsItsText() {
    let script = Parser.script("MATCH (n RETURN n; RETURN 1")
    #expect(script.statements.count == 2)
    #expect(script.statements[0].text == "MATCH (n RETURN n")
  }

  @Test func keywordsAreNamesWhereTheyCanBe() {
    let script = Parser.script(
      "MATCH (why:Match {order: 1})-[:WHERE]->(path) RETURN why.limit AS what")
    #expect(script.statements[0].error == nil)
  }

  @Test func arrowsAndMinusSigns() {
    #expect(
      expression("a<-1")
        == Expression(.comparison(Expression(.variable("a")), [Comparison(.less, integer(-1))])))
    guard case .pattern = expression("(a)<-[:R]-(b)").kind else {
      Issue.record("a pattern")
      return
    }
    guard case .chain = expression("(a) - (b)").kind else {
      Issue.record("a difference")
      return
    }
  }

  @Test(arguments: [
    "(", "((((", "[", "{", "MATCH", "MATCH (", "RETURN", "RETURN [x IN", "CASE", "WHY", "WHY x",
    "PATH TO", "CALL", "UNWIND 1", "EXPLAIN", "$", "`", "'", "MATCH (a)-[", "MATCH (a)-[*1..",
    "RETURN 1 UNION", "RETURN EXISTS {", ";;;", "WHAT NEXT", "CAN x TAKE", "RETURN x[", ")",
  ])
  func neverFails(_ text: String) {
    let script = Parser.script(text)
    #expect(script.statements.allSatisfy { $0.diagnostics.count <= 1 })
    #expect(script.statements.isEmpty == (text == ";;;"))
  }

  @Test(arguments: [
    "(", "[", "-", "NOT ", "x[", "{a:", "CASE WHEN ", "f(", "[x IN [", "EXISTS {(a)-->(b) WHERE ",
  ])
  func deepNestingIsRefused(_ opening: String) {
    let text = "RETURN " + String(repeating: opening, count: 5000) + "1"
    #expect(Parser.script(text).statements[0].error != nil)
  }

  @Test func verbsTakeBareWords() throws {
    let script = Parser.script("WHY NOT CS 225 FOR L-104 YIELD missing RETURN missing")
    guard case .verb(let verb) = script.statements[0].body,
      case .whyNot(let course, let learner) = verb.question
    else {
      Issue.record("a verb")
      return
    }
    #expect(course == Expression(.literal(.string("CS 225"))))
    #expect(learner == Expression(.literal(.string("L-104"))))
    #expect(verb.tail.count == 1)
  }

  @Test func pathVerb() throws {
    let script = Parser.script("PATH TO CS 300, \"Machine Learning\" FOR $l WITHIN 20 HOURS")
    guard case .verb(let verb) = script.statements[0].body,
      case .path(let goals, let learner, let budget) = verb.question
    else {
      Issue.record("a verb")
      return
    }
    #expect(goals.count == 2)
    #expect(learner == Expression(.parameter("l")))
    #expect(budget?.unit == .hours)
  }
}
