import QueryPlanning

/// What `:help` prints: enough to be useful in a minute.
enum ShellHelp {
  static func text(procedures: [ProcedureSignature]) -> String {
    let calls = procedures.map { procedure in
      let arguments = procedure.arguments.map(\.name).joined(separator: ", ")
      return "  CALL \(procedure.name)(\(arguments))\n      \(procedure.summary)"
    }
    return """
      Ask in plain words:
        WHAT NEXT FOR "L-104"                 what to take next, with reasons
        WHY "CS 225" FOR "L-104"              the ledger of one course
        WHY NOT "CS 480" FOR "L-104"          what stands in the way
        WHY "CS 330" COVERS "Computing"       which rule says so, and from what
        PATH TO "Machine Learning" FOR "L-104"
        UNLOCKS "CS 225" · CAN "L-104" TAKE "CS 225" · SIMILAR TO "CS 225"
        SEARCH "statistics" · DESCRIBE "CS 225"
      Every answer is rows: add  YIELD course, score WHERE score > 1 RETURN count(*)

      Or in openCypher:
        MATCH (c:Course)-[:TEACHES]->(t:Topic) WHERE t.title = "Databases"
        RETURN c.key, c.title ORDER BY c.key LIMIT 10;

      Procedures:
      \(calls.joined(separator: "\n"))

      Shell: :schema  :format table|json|jsonl|csv|markdown  :timing  :quit
      A statement runs when it is complete, at ; or at a blank line. Tab completes, Ctrl-C drops
      the line, Ctrl-D ends.

      """
  }
}
