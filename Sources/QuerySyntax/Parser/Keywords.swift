/// The words of the language, in upper case. Also what a shell completes.
public enum Keywords {
  /// Words that open a clause.
  public static let clauses = [
    "MATCH", "OPTIONAL MATCH", "WHERE", "WITH", "UNWIND", "RETURN", "CALL", "UNION",
  ]
  /// Words that open an operator's question.
  public static let verbs = [
    "WHY", "WHY NOT", "WHAT NEXT FOR", "PATH TO", "UNLOCKS", "CAN", "SIMILAR TO", "SEARCH",
    "DESCRIBE",
  ]
  /// Words inside clauses and questions.
  public static let inner = [
    "ORDER BY", "SKIP", "LIMIT", "DISTINCT", "AS", "ASC", "DESC", "YIELD", "UNION ALL", "FOR",
    "TAKE", "WITHIN", "HOURS", "CREDITS", "TERMS", "EXPLAIN", "PROFILE",
  ]
  /// Words inside expressions.
  public static let expressions = [
    "AND", "OR", "XOR", "NOT", "IN", "STARTS WITH", "ENDS WITH", "CONTAINS", "IS NULL",
    "IS NOT NULL", "CASE", "WHEN", "THEN", "ELSE", "END", "EXISTS", "COUNT", "NULL", "TRUE",
    "FALSE",
  ]

  public static let all = Set(clauses + verbs + inner + expressions).sorted()

  /// Clauses that change the graph.
  static let writes = ["CREATE", "MERGE", "SET", "REMOVE", "DELETE", "DETACH", "FOREACH", "LOAD"]

  /// What may begin a statement, with the words alone that misspellings are compared with.
  static let statementStarts = [
    "MATCH", "OPTIONAL MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL", "EXPLAIN",
    "PROFILE", "WHY", "WHAT NEXT", "WHAT", "PATH TO", "PATH", "UNLOCKS", "CAN", "SIMILAR TO",
    "SIMILAR", "SEARCH", "DESCRIBE",
  ]

  private static let reserved: Set<String> = [
    "MATCH", "OPTIONAL", "WHERE", "WITH", "UNWIND", "RETURN", "CALL", "UNION", "ORDER", "SKIP",
    "LIMIT", "DISTINCT", "AS", "AND", "OR", "XOR", "NOT", "IN", "CASE", "WHEN", "THEN", "ELSE",
    "END", "NULL", "TRUE", "FALSE", "CREATE", "MERGE", "SET", "REMOVE", "DELETE", "DETACH",
  ]

  /// Whether a bare word cannot be a variable. Labels, types and property names can be any word.
  static func isReserved(_ word: String) -> Bool { reserved.contains(word.uppercased()) }
}
