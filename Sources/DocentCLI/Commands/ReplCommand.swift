import ArgumentParser
import Diagnostics
import Docent
import Foundation

struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl", abstract: "The shell: ask the graph and see why.")

  @OptionGroup var options: GlobalOptions

  /// The shell takes none. As the default command it is given what names no other command, and can
  /// say so better than the parser does.
  @Argument(help: .hidden) var words: [String] = []

  func validate() throws {
    guard let word = words.first else { return }
    let known = DocentCommand.configuration.subcommands.compactMap {
      $0.configuration.commandName
    }
    if known.contains(word) { throw ValidationError("\(word) takes its options after its name") }
    let near = nearestNames(to: word, among: known, limit: 1).first
    throw ValidationError(
      "there is no command “\(word)”"
        + (near.map { "; did you mean \($0)?" } ?? "; docent --help lists them, and statements go "
          + "to docent query"))
  }

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: true)
      let shell = Shell(session: session, options: options)
      if Console.standardInputIsTerminal {
        try shell.run()
      } else {
        let text = String(
          decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
        if try !shell.runScript(text) { throw ExitCode(1) }
      }
    }
  }
}
