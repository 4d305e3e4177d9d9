import ArgumentParser
import Docent
import Rendering

struct FeedsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feeds",
    abstract: "What was imported, and which source stands first where two disagree.",
    discussion: """
      Where two sources state another value of one property, the graph shows that of the source \
      that stands first: the one that was imported first, unless --prefer has put another in front.
      """)

  @OptionGroup var options: GlobalOptions
  @Option(help: "Put this source, by its name or its file's, in front of all others.") var prefer:
    String?

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: prefer == nil)
      let list = try prefer.map { try session.prefer(source: $0) } ?? session.sources()
      switch options.format {
      case .json: Console.write(list.json.pretty + "\n")
      case .jsonl: for row in list.rows { Console.write(row.compact + "\n") }
      case .csv: Console.write(list.table.csv)
      case .markdown: Console.write(list.table.markdown)
      case .table: Console.write(list.text)
      }
    }
  }
}
