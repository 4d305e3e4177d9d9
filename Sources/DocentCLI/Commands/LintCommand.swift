import ArgumentParser
import Docent
import Proofs
import Rendering

struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "What is wrong in the catalogue: dangling, cyclic, contradictory, redundant, opaque.",
    discussion: """
      Each finding carries a proof in the JSON answer, which `docent check` verifies. In a table at \
      most twenty of a kind are written out; --verbose writes all, and lists each requirement that \
      was not understood.
      """)

  @OptionGroup var options: GlobalOptions

  @Option(
    name: .customLong("kind"), parsing: .upToNextOption,
    help: "Only these: \(LintRequest.knownKinds.joined(separator: ", ")).")
  var kinds: [String] = []

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: true)
      let request = LintRequest(
        kinds: kinds.flatMap { $0.split(separator: ",").map(String.init) },
        eachNote: options.verbose)
      let answer = try session.lint(request)
      switch options.format {
      case .json: Console.write(try AnswerJSON.text(answer))
      case .jsonl: for finding in answer.findings { Console.write(try AnswerJSON.text(finding)) }
      case .csv: Console.write(table(answer).csv)
      case .markdown: Console.write(table(answer).markdown)
      case .table: Console.write(text(answer))
      }
    }
  }

  private func table(_ answer: LintAnswer) -> TextTable {
    TextTable(
      columns: ["severity", "code", "message", "file", "line", "course"],
      rows: answer.findings.map { finding in
        [
          finding.severity.rawValue, finding.code, finding.message, finding.file ?? "",
          finding.line.map(String.init) ?? "", finding.course ?? "",
        ]
      })
  }

  /// Findings of one kind that are written out before the rest is counted.
  private static let shownOfOneKind = 20

  private func text(_ answer: LintAnswer) -> String {
    let renderer = DiagnosticRenderer()
    var seen: [String: Int] = [:]
    var text = ""
    for finding in answer.findings {
      seen[finding.code, default: 0] += 1
      guard options.verbose || seen[finding.code, default: 0] <= Self.shownOfOneKind else {
        continue
      }
      text += renderer.text(finding.diagnostic)
    }
    for (code, count) in seen.sorted(by: { $0.key < $1.key })
    where count > Self.shownOfOneKind && !options.verbose {
      text += "… and \(count - Self.shownOfOneKind) more of \(code); --verbose shows all\n"
    }
    let counts = seen.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    if counts.count > 1 { text += counts.joined(separator: ", ") + "\n" }
    return text + "\(answer.findings.count) findings\n"
  }
}
