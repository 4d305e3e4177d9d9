import Diagnostics
import QueryExecution
import Testing

/// Slips that people make: the caret must be under the exact place, over the whole token, and the
/// first suggestion must be the right one.
@Suite struct BrokenStatementTests {
  struct Slip: Sendable, CustomTestStringConvertible {
    var text: String
    var detail: String
    /// What the caret must underline; nil: the place behind the last token.
    var under: String?
    /// What the hint must contain; nil when no hint is asked for.
    var hint: String?

    init(_ text: String, _ detail: String, _ under: String?, _ hint: String? = nil) {
      self.text = text
      self.detail = detail
      self.under = under
      self.hint = hint
    }

    var testDescription: String { text }
  }

  static let slips: [Slip] = [
    // Misspelled keywords
    Slip("MACTH (c:Course) RETURN c", "UnexpectedSyntax", "MACTH", "Did you mean MATCH?"),
    Slip("MATCH (c:Course) RETRUN c", "UnexpectedSyntax", "RETRUN", "Did you mean RETURN?"),
    Slip(
      "MATCH (c:Course) WERE c.key = 'x' RETURN c", "UnexpectedSyntax", "WERE",
      "Did you mean WHERE?"),
    Slip("MATCH (c) RETURN c.key ODER BY c.key", "UnexpectedSyntax", "ODER", "Did you mean ORDER"),
    Slip("MATCH (c) RETURN c LIMTI 3", "UnexpectedSyntax", "LIMTI", "Did you mean LIMIT?"),
    Slip("MATCH (c) RETURN c SKP 3", "UnexpectedSyntax", "SKP", "Did you mean SKIP?"),
    Slip("UNWND [1] AS x RETURN x", "UnexpectedSyntax", "UNWND", "Did you mean UNWIND?"),
    Slip("OPTINAL MATCH (c) RETURN c", "UnexpectedSyntax", "OPTINAL", "Did you mean OPTIONAL"),
    Slip("OPTIONAL MTCH (c) RETURN c", "UnexpectedSyntax", "MTCH", "Did you mean MATCH?"),
    Slip("RETURN 1 AS x UNOIN RETURN 2 AS x", "UnexpectedSyntax", "UNOIN", "Did you mean UNION?"),
    Slip(
      "MATCH (c) WHERE c.key STARTS WHIT 'a' RETURN c", "UnexpectedSyntax", "WHIT",
      "Did you mean WITH?"),
    Slip("RETURN CASE WHEN true THEM 1 END AS x", "UnexpectedSyntax", "THEM", "Did you mean THEN?"),
    Slip("EXPLIAN RETURN 1", "UnexpectedSyntax", "EXPLIAN", "Did you mean EXPLAIN?"),
    Slip("MATCH (c) RETURN c ORDER YB c.key", "UnexpectedSyntax", "YB", "Did you mean BY?"),
    // Operator questions
    Slip("WHY \"CS 225\" FRO \"L-1\"", "UnexpectedSyntax", "FRO", "Did you mean FOR?"),
    Slip("WHY CS 225 FRO L-1", "UnexpectedSyntax", "FRO", "Did you mean FOR?"),
    Slip("WHAT NEX FOR L-1", "UnexpectedSyntax", "NEX", "Did you mean NEXT?"),
    Slip("UNLOKS CS 225", "UnexpectedSyntax", "UNLOKS", "Did you mean UNLOCKS?"),
    Slip("WHY FOR L-1", "UnexpectedSyntax", "FOR", "CS 225"),
    Slip("CAN L-1 TAEK CS 225", "UnexpectedSyntax", "TAEK", "Did you mean TAKE?"),
    Slip("PATH TO CS 300 WITHIN 10 HUORS", "UnexpectedSyntax", "HUORS", "Did you mean HOURS?"),
    Slip(
      "WHY \"CS 225\" FOR \"L-1\" YIELD lerner RETURN lerner", "UndefinedVariable", "lerner",
      "Did you mean learner?"),
    // Brackets, quotes, arrows
    Slip("MATCH (c:Course RETURN c", "UnexpectedSyntax", "RETURN"),
    Slip("MATCH (c:Course) RETURN (1 + 2", "UnexpectedSyntax", nil),
    Slip("MATCH (c) RETURN [1, 2", "UnexpectedSyntax", nil),
    Slip("RETURN {a 1}", "UnexpectedSyntax", "1", "key"),
    Slip("RETURN 'abc", "UnexpectedSyntax", "'", "Add '"),
    Slip("RETURN \u{201C}abc\u{201D}", "InvalidUnicodeCharacter", "\u{201C}", "typographic quote"),
    Slip("MATCH (a)-[:TEACHES]>(b) RETURN a", "UnexpectedSyntax", ">", "For example"),
    Slip("MATCH (a)-[:TEACHES*1..-2]->(b) RETURN a", "UnexpectedSyntax", "-"),
    Slip("MATCH (a)-[:TEACHES..3]->(b) RETURN a", "InvalidRelationshipPattern", "..", "*1..3"),
    Slip("MATCH c:Course RETURN c", "UnexpectedSyntax", "c", "For example"),
    Slip("RETURN 1 == 1", "UnexpectedSyntax", "==", "Did you mean =?"),
    Slip("RETURN 1 != 1", "UnexpectedSyntax", "!=", "Did you mean <>?"),
    Slip("RETURN 12abc", "InvalidNumberLiteral", "12abc", "quotes"),
    Slip("RETURN 9223372036854775808", "IntegerOverflow", "9223372036854775808"),
    Slip("RETURN", "UnexpectedSyntax", nil),
    Slip("RETURN 1 +", "UnexpectedSyntax", nil),
    Slip("MATCH (c) RETURN c WHERE c.key = 'x'", "UnexpectedSyntax", "WHERE", "right after MATCH"),
    // Names
    Slip(
      "MATCH (course:Course) RETURN curse.key", "UndefinedVariable", "curse", "Did you mean course?"
    ),
    Slip("MATCH (c:Course) WITH c.key AS k RETURN c", "UndefinedVariable", "c"),
    Slip("MATCH (c) WHERE c.key = CS RETURN c", "UndefinedVariable", "CS"),
    Slip("MATCH (c) RETURN cuont(c)", "UnknownFunction", "cuont", "Did you mean count?"),
    Slip("RETURN toUper('a')", "UnknownFunction", "toUper", "Did you mean toUpper?"),
    Slip(
      "CALL docent.recomend('x')", "ProcedureNotFound", "docent.recomend",
      "Did you mean docent.recommend?"),
    // Meaning
    Slip("MATCH (c:Course) WHERE count(c) > 1 RETURN c", "InvalidAggregation", "count(c)", "WITH"),
    Slip("MATCH (c) RETURN c.key, count(count(c))", "NestedAggregation", "count(c)"),
    Slip("MATCH (c) RETURN c.credits + count(c)", "AmbiguousAggregationExpression", "c", "WITH"),
    Slip("MATCH (c)-[c]->(d) RETURN c", "VariableTypeConflict", "c"),
    Slip(
      "MATCH (a)-[r]->(b)-[r]->(d) RETURN a", "RelationshipUniquenessViolation", "r", "another name"
    ),
    Slip("MATCH (c) RETURN c.key AS k, c.title AS k", "ColumnNameConflict", "k", "Rename"),
    Slip("MATCH (c) WITH c.key RETURN 1", "NoExpressionAlias", "c.key", "Write c.key AS name"),
    Slip("RETURN 1 AS x UNION RETURN 2 AS y", "DifferentColumnsInUnion", "UNION", "x"),
    Slip("MATCH (c) RETURN c LIMIT -1", "NegativeIntegerArgument", "-1"),
    Slip("MATCH (c) RETURN c LIMIT c.x", "NonConstantExpression", "c.x"),
    Slip("MATCH (c:Course)", "InvalidClauseComposition", "MATCH", "Add RETURN"),
    Slip("RETURN 1 IN 2", "InvalidArgumentType", "2", "IN ["),
    Slip("RETURN NOT 1", "InvalidArgumentType", "1"),
    Slip("MATCH (c) RETURN type(c)", "InvalidArgumentType", "c"),
    Slip("RETURN substring('a')", "InvalidNumberOfArguments", "substring('a')"),
    Slip("CREATE (c:Course)", "ReadOnly", "CREATE", "docent import"),
    Slip("MATCH (c) SET c.x = 1 RETURN c", "ReadOnly", "SET", "docent import"),
    Slip("MATCH (c) WHERE c.key = $key RETURN c", "MissingParameter", "$key", "--param key="),
  ]

  @Test func thereAreEnough() { #expect(BrokenStatementTests.slips.count >= 60) }

  @Test(arguments: slips)
  func points(_ slip: Slip) throws {
    let result = SampleCatalog.engine.run(slip.text)[0]
    let failure = try #require(result.failure)
    #expect(failure.detail == slip.detail)
    let place = try #require(failure.diagnostic.place)
    let scalars = Array(slip.text.unicodeScalars)
    let column = try #require(place.column) - 1
    let length = place.length ?? 1
    if let under = slip.under {
      let marked = String(
        String.UnicodeScalarView(scalars[column..<min(scalars.count, column + length)]))
      #expect(marked == under)
    } else {
      #expect(column == scalars.count && length == 1)
    }
    if let hint = slip.hint {
      #expect(
        failure.diagnostic.hint?.contains(hint) == true, "\(failure.diagnostic.hint ?? "no hint")")
    }
    #expect(result.rows.isEmpty)
  }

  @Test func aFailedStatementDoesNotStopTheNext() {
    let results = SampleCatalog.engine.run("RETURN 1 AS a; RETRUN 2;\nRETURN x; RETURN 3 AS b")
    #expect(results.map { $0.failure == nil } == [true, false, false, true])
    #expect(results[2].failure?.diagnostic.place == SourcePlace(line: 2, column: 8, length: 1))
    #expect(results[3].rows == [[.integer(3)]])
  }
}
