import Diagnostics
import Docent
import Foundation
import KnowledgeGraph
import QueryExecution
import Rendering

/// The interactive loop: reads statements, runs them, and stays alive whatever they say.
final class Shell {
  private let session: Session
  private var options: GlobalOptions
  /// None for a script from a pipe.
  private var editor: LineEditor?
  private var hasFailed = false
  private var timing = false

  init(session: Session, options: GlobalOptions) {
    self.session = session
    self.options = options
  }

  /// Statements and shell commands from a pipe: no prompt, nothing echoed. A line that begins with
  /// `:` is a shell command; what stands between those are statements. False when one failed.
  func runScript(_ text: String) throws -> Bool {
    var statements = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.drop(while: \.isWhitespace).first == ":" else {
        statements += line + "\n"
        continue
      }
      _ = try carryOut(statements)
      statements = ""
      if try !carryOut(String(line)) { return !hasFailed }
    }
    _ = try carryOut(statements)
    return !hasFailed
  }

  func run() throws {
    let editor = LineEditor(historyPath: Shell.historyPath()) { [session] line, cursor in
      session.completions(for: line, at: cursor)
    }
    self.editor = editor
    Console.write(try banner())
    var buffer = ""
    while true {
      switch editor.read(prompt: buffer.isEmpty ? "docent> " : "   ...> ") {
      case .interrupted:
        buffer = ""
        Console.write("\n")
      case .end:
        Console.write("\n")
        return editor.saveHistory()
      case .line(let line):
        buffer += buffer.isEmpty ? line : "\n" + line
        guard StatementCompleteness.isComplete(buffer, afterBlankLine: line.isEmpty) else {
          continue
        }
        let statement = buffer
        buffer = ""
        if try !carryOut(statement) { return editor.saveHistory() }
      }
    }
  }

  /// False when the shell is to end.
  private func carryOut(_ text: String) throws -> Bool {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !trimmed.isEmpty else { return true }
    editor?.remember(trimmed.replacingOccurrences(of: "\n", with: " "))
    if trimmed.hasPrefix(":") { return shellCommand(String(trimmed.dropFirst())) }
    do {
      let results = try session.run(text) { Interruption.happened() }
      StatementWriter(options: options).write(
        results, source: text, versions: try session.versions())
      hasFailed = hasFailed || results.contains { $0.failure != nil }
      if timing {
        let seconds = results.reduce(0) { $0 + $1.seconds }
        Console.write("\(Int((seconds * 1e6).rounded())) µs\n")
      }
    } catch let refused as RefusedRequest {
      hasFailed = true
      Console.report(refused.diagnostics, source: text, options: options)
    }
    return true
  }

  private func shellCommand(_ text: String) -> Bool {
    let words = text.split(separator: " ").map(String.init)
    switch words.first ?? "" {
    case "quit", "exit", "q": return false
    case "help", "h", "?": Console.write(ShellHelp.text(procedures: session.procedureSignatures))
    case "schema": showSchema()
    case "timing":
      timing.toggle()
      Console.write("timing is \(timing ? "on" : "off")\n")
    case "format": changeFormat(words.dropFirst().first)
    default:
      hasFailed = true
      let known = ["help", "schema", "format", "timing", "quit"]
      let nearest = nearestNames(to: words.first ?? "", among: known)
      Console.report(
        [
          Diagnostic(
            .error, code: "shell.unknown-command", "there is no :\(words.first ?? "")",
            hint: nearest.isEmpty ? ":help lists them" : "did you mean :\(nearest[0])?")
        ], options: options)
    }
    return true
  }

  private func changeFormat(_ name: String?) {
    guard let name, let format = OutputFormat(rawValue: name) else {
      let all = OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")
      Console.write("format is \(options.format.rawValue); :format takes one of \(all)\n")
      return
    }
    options.format = format
  }

  private func showSchema() {
    do {
      Console.write(try session.schemaTable().aligned(lineWidth: Console.lineWidth))
    } catch {
      Console.writeError("the schema cannot be read: \(error)\n")
    }
  }

  private func banner() throws -> String {
    let versions = try session.versions()
    return """
      Docent on \(options.databasePath) (catalogue \(versions.catalog), activity \
      \(versions.activity), model \(versions.model)). :help teaches, :quit ends.

      """
  }

  private static func historyPath() -> String? {
    let environment = ProcessInfo.processInfo.environment
    if let state = environment["XDG_STATE_HOME"], !state.isEmpty {
      return "\(state)/docent_history"
    }
    return environment["HOME"].map { "\($0)/.docent_history" }
  }
}
