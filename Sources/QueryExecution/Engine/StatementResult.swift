import Diagnostics

/// What a statement changed. Always zero in this build, which reads only.
public struct WriteSummary: Sendable, Hashable {
  public var nodesCreated = 0
  public var nodesDeleted = 0
  public var relationshipsCreated = 0
  public var relationshipsDeleted = 0
  public var propertiesSet = 0
  public var labelsAdded = 0
  public var labelsRemoved = 0

  public init() {}

  var json: String {
    "{\"nodesCreated\":\(nodesCreated),\"nodesDeleted\":\(nodesDeleted),"
      + "\"relationshipsCreated\":\(relationshipsCreated),"
      + "\"relationshipsDeleted\":\(relationshipsDeleted),\"propertiesSet\":\(propertiesSet),"
      + "\"labelsAdded\":\(labelsAdded),\"labelsRemoved\":\(labelsRemoved)}"
  }
}

/// What one statement of a script gave.
public struct StatementResult: Sendable {
  /// The statement as written, without the semicolon.
  public var text: String
  public var columns: [String] = []
  /// Each as long as `columns`. Empty after a failure.
  public var rows: [[Value]] = []
  public var summary = WriteSummary()
  /// The drawing of the plan, after EXPLAIN (its lines are then the rows, too) and PROFILE.
  public var plan: String?
  public var warnings: [Diagnostic] = []
  /// Nil when the statement ran.
  public var failure: QueryFailure?
  /// Wall time from text to rows.
  public var seconds = 0.0

  init(text: String) { self.text = text }

  /// One line of `docent query --format jsonl`.
  public var jsonLine: String {
    if let failure { return "{\"error\":\(StatementResult.json(of: failure))}" }
    var line = "{\"columns\":"
    JSONText.write(columns, to: &line) { JSONText.write($0, to: &$1) }
    line += ",\"rows\":"
    JSONText.write(rows, to: &line) { row, text in
      JSONText.write(row, to: &text) { $0.writeJSON(to: &$1) }
    }
    line += ",\"summary\":\(summary.json)"
    if let plan { line += ",\"plan\":\(JSONText.string(plan))" }
    return line + "}"
  }

  private static func json(of failure: QueryFailure) -> String {
    let diagnostic = failure.diagnostic
    var fields = [
      "\"code\":\(JSONText.string(failure.code))", "\"phase\":\"\(failure.phase.rawValue)\"",
      "\"detail\":\(JSONText.string(failure.detail))",
      "\"message\":\(JSONText.string(diagnostic.message))",
    ]
    if let line = diagnostic.place?.line { fields.append("\"line\":\(line)") }
    if let column = diagnostic.place?.column { fields.append("\"column\":\(column)") }
    if let length = diagnostic.place?.length { fields.append("\"length\":\(length)") }
    if let hint = diagnostic.hint { fields.append("\"hint\":\(JSONText.string(hint))") }
    return "{" + fields.joined(separator: ",") + "}"
  }
}
