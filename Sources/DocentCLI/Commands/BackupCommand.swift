import ArgumentParser
import Docent

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "A consistent copy of the graph, also while others write.",
    discussion: """
      The copy is one committed state with everything in it: catalogue, activity, models. It gets
      its name only when it is whole.
      """)

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The file to make.") var file: String
  @Flag(help: "Replace an existing file.") var force = false

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: true)
      try session.backup(to: file, overwriting: force)
      guard !options.quiet else { return }
      Console.writeError("\(options.databasePath) was copied to \(file)\n")
    }
  }
}
