import ArgumentParser
import Diagnostics
import Docent
import Foundation
import QueryExecution
import Rendering

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Run statements of the query language.",
    discussion:
      "Statements are separated by ; and come from arguments, --file or standard input (-).")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "Statements, or - for standard input.") var statements: [String] = []
  @Option(name: .customLong("file"), help: "A file of statements.") var file: String?
  @Option(
    name: .customLong("param"), help: "name=VALUE, where VALUE is a literal of the language.")
  var parameters: [String] = []

  func run() throws {
    try carryingOut(options) {
      let text = try source()
      guard text.contains(where: { !$0.isWhitespace }) else {
        throw ValidationError("there is no statement to run")
      }
      Interruption.watch()
      let values = try QueryParameters.parsed(parameters)
      let session = try options.session(readOnly: true, createIfMissing: false)
      let results = try session.run(text, parameters: values) { Interruption.happened() }
      StatementWriter(options: options).write(
        results, source: text, versions: try session.versions())
      if results.contains(where: { $0.failure?.detail == "Cancelled" }) { throw ExitCode(130) }
      if results.contains(where: { $0.failure != nil }) { throw ExitCode(1) }
    }
  }

  private func source() throws -> String {
    var texts = statements.filter { $0 != "-" }
    if let file {
      guard let data = FileManager.default.contents(atPath: file) else {
        throw RefusedRequest(
          Diagnostic(
            .error, code: "query.no-file", "\(file) cannot be read",
            place: SourcePlace(file: file)))
      }
      texts.append(String(decoding: data, as: UTF8.self))
    }
    if statements.contains("-") || (statements.isEmpty && file == nil) {
      texts.append(String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self))
    }
    return texts.joined(separator: ";\n")
  }
}

/// `--param name=VALUE`.
enum QueryParameters {
  static func parsed(_ arguments: [String]) throws -> [String: Value] {
    var values: [String: Value] = [:]
    for argument in arguments {
      guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
        throw ValidationError("--param is name=VALUE, not \(argument)")
      }
      let name = String(argument[..<equals])
      let literal = String(argument[argument.index(after: equals)...])
      do {
        values[name] = try QueryEngine.literal(literal)
      } catch {
        throw RefusedRequest(error.diagnostic)
      }
    }
    return values
  }
}
