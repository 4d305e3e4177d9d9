import ArgumentParser
import Diagnostics
import Docent
import Foundation
import Rendering

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Verify the proofs in a JSON answer of recommend, why, path, prove or lint.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The answer's file, or - for standard input.") var file: String

  func run() throws {
    try carryingOut(options) {
      let data = try answer()
      let session = try options.session(readOnly: true)
      let report = try session.check(data, file: file)
      switch options.format {
      case .json, .jsonl: Console.write(report.json.compact + "\n")
      default: Console.write(report.text)
      }
      if report.verdict != .true { throw ExitCode(1) }
    }
  }

  private func answer() throws -> Data {
    if file == "-" { return FileHandle.standardInput.readDataToEndOfFile() }
    guard let data = FileManager.default.contents(atPath: file) else {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "check.no-file", "\(file) cannot be read", place: SourcePlace(file: file)))
    }
    return data
  }
}
