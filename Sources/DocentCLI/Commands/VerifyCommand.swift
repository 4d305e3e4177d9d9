import ArgumentParser
import Docent
import Rendering

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Whether the file is sound: SQLite's own checks and all that the graph promises.",
    discussion: """
      Reads the whole file. Prints a digest of what the graph says, the same for files that say \
      the same; exits with 1 when something is wrong.
      """)

  @OptionGroup var options: GlobalOptions

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: true)
      let found = try session.verifyStore()
      switch options.format {
      case .json: Console.write(found.json.pretty + "\n")
      case .jsonl: Console.write(found.json.compact + "\n")
      case .csv: Console.write(found.table.csv)
      case .markdown: Console.write(found.table.markdown)
      case .table: Console.write(found.text)
      }
      if !found.isSound { throw ExitCode(1) }
    }
  }
}
