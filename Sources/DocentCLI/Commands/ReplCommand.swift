import ArgumentParser
import Docent
import Foundation

struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl", abstract: "The shell: ask the graph and see why.")

  @OptionGroup var options: GlobalOptions

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
