import Diagnostics
import Docent
import Foundation
import KnowledgeGraph
import QueryExecution
import Rendering

/// Writes what statements gave: rows on standard output, what went wrong on standard error.
struct StatementWriter {
  let options: GlobalOptions

  /// - Parameter versions: of the graph that was asked, for the JSON document.
  func write(_ results: [StatementResult], source: String, versions: Versions) {
    switch options.format {
    case .jsonl: for result in results { Console.write(result.jsonLine + "\n") }
    case .json:
      let lines = results.map(\.jsonLine).joined(separator: ",\n")
      Console.write(
        "{\"format\":1,\"versions\":\(versions.json.compact),\"results\":[\n\(lines)\n]}\n")
    case .table, .csv, .markdown: for result in results { writeRows(result) }
    }
    for result in results { report(result, source: source) }
  }

  private func writeRows(_ result: StatementResult) {
    guard result.failure == nil else { return }
    if let plan = result.plan, options.format == .table {
      Console.write(plan.hasSuffix("\n") ? plan : plan + "\n")
      if result.columns == ["plan"] { return }
    }
    let table = TextTable(
      columns: result.columns, rows: result.rows.map { $0.map(cell) })
    switch options.format {
    case .csv: Console.write(table.csv)
    case .markdown: Console.write(table.markdown)
    default:
      Console.write(table.aligned(lineWidth: Console.lineWidth))
      Console.write(result.rows.count == 1 ? "1 row\n" : "\(result.rows.count) rows\n")
    }
  }

  /// For people a float needs no seventeen digits; scripts get all of them.
  private func cell(_ value: Value) -> String {
    guard options.format == .table, case .float(let number) = value, number.isFinite,
      abs(number) >= 0.001, abs(number) < 1e9
    else { return value.text }
    return number == number.rounded() ? value.text : decimal(number, places: 4)
  }

  private func report(_ result: StatementResult, source: String) {
    Console.report(result.warnings, source: source, options: options)
    if let failure = result.failure {
      Console.report([failure.diagnostic], source: source, options: options)
    }
  }
}
