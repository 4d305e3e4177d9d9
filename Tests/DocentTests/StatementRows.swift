import QueryExecution

/// What a statement gave, by column name.
struct StatementRows {
  let result: StatementResult

  init(_ result: StatementResult) { self.result = result }

  var failure: QueryFailure? { result.failure }
  var count: Int { result.rows.count }

  func column(_ name: String) -> [Value] {
    guard let place = result.columns.firstIndex(of: name) else { return [] }
    return result.rows.map { $0[place] }
  }
}
