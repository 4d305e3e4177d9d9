import ArgumentParser
import Diagnostics
import Docent
import KnowledgeGraph
import Rendering

struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "What is wrong in the catalogue: dangling, cyclic, contradictory, opaque.")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: true)
      let findings = try session.lint()
      switch options.format {
      case .json:
        let list = JSONValue.array(findings.map(DiagnosticRenderer.json))
        let document = JSONValue.members([
          ("format", .int(1)), ("versions", try session.versions().json), ("findings", list),
        ])
        Console.write(document.pretty + "\n")
      case .jsonl:
        for finding in findings { Console.write(DiagnosticRenderer.json(finding).compact + "\n") }
      case .csv: Console.write(table(findings).csv)
      case .markdown: Console.write(table(findings).markdown)
      case .table:
        for finding in findings { Console.write(DiagnosticRenderer().text(finding)) }
        Console.write("\(findings.count) findings\n")
      }
    }
  }

  private func table(_ findings: [Diagnostic]) -> TextTable {
    TextTable(
      columns: ["severity", "code", "message", "file", "line"],
      rows: findings.map { finding in
        [
          finding.severity.rawValue, finding.code, finding.message, finding.place?.file ?? "",
          finding.place?.line.map(String.init) ?? "",
        ]
      })
  }
}
