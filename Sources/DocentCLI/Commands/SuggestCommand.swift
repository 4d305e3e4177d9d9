import ArgumentParser
import Docent
import Rendering

struct SuggestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest",
    abstract: "Prerequisites and topics that may be missing, for review; nothing is written.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "prerequisites or topics; both without.") var kind: String?
  @Option(help: "How many.") var limit: Int = 20
  @Option(help: "Same seed, same suggestions.") var seed: UInt64 = 1
  @Option(help: "Threads.") var threads: Int = 2

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit is at least 1") }
    guard (1...256).contains(threads) else { throw ValidationError("--threads is from 1 to 256") }
  }

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: true)
      var progress = ProgressLine(options: options)
      let report = try session.suggest(
        relation: kind, limit: limit, seed: seed, threads: threads
      ) { step in
        progress.update(step.stage, fraction: step.fraction, detail: step.detail)
        return true
      }
      progress.finish()
      switch options.format {
      case .json, .jsonl: Console.write(report.json.compact + "\n")
      case .csv: Console.write(report.table.csv)
      case .markdown: Console.write(report.table.markdown)
      case .table: Console.write(report.table.aligned(lineWidth: Console.lineWidth))
      }
      if !options.quiet { Console.writeError(SuggestionReport.meaning + "\n") }
    }
  }
}
