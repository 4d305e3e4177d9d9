import ArgumentParser
import Docent
import Foundation
import QueryExecution

struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl", abstract: "The shell: ask the graph and see why.")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: true)
      if Console.standardInputIsTerminal {
        try Shell(session: session, options: options).run()
      } else {
        try runScript(session)
      }
    }
  }

  /// Statements from a pipe: no prompt, and a failure shows in the exit status.
  private func runScript(_ session: Session) throws {
    let text = String(
      decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
    let results = try session.run(text)
    StatementWriter(options: options).write(results, source: text)
    if results.contains(where: { $0.failure != nil }) { throw ExitCode(1) }
  }
}
