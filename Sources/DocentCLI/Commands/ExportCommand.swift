import ArgumentParser
import Diagnostics
import Docent
import Foundation

/// Writes what the graph holds to standard output or to a file.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "The catalogue as XML, the graph as triples, activity as CSV.",
    subcommands: [Catalog.self, Graph.self, Activity.self])

  struct Catalog: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The catalogue in Docent's own XML format, which import reads.",
      discussion: "What the format cannot say is left out and counted on standard error.")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var destination: ExportDestination

    func run() throws {
      try destination.export(options) { try $0.exportCatalog() }
    }
  }

  struct Graph: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Relationships as triples: head TAB relation TAB tail.",
      discussion: "A node is written as Label:provider:key.")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var destination: ExportDestination
    @Flag(help: "Add the relationships that rules derive.") var inferred = false

    func run() throws {
      try destination.export(options) { try $0.exportTriples(inferred: inferred) }
    }
  }

  struct Activity: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What learners did as CSV, which import reads.")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var destination: ExportDestination

    func run() throws {
      try destination.export(options) { try $0.exportActivity() }
    }
  }
}

/// Where an export goes.
struct ExportDestination: ParsableArguments {
  @Option(name: .shortAndLong, help: "A file to write, instead of standard output.")
  var output: String?

  func export(
    _ options: GlobalOptions, _ make: (Session) throws -> Diagnosed<String>
  ) throws {
    try carryingOut(options) {
      if let output { try refuseDatabase(output, options) }
      let made = try make(try options.session(readOnly: true))
      Console.report(made.diagnostics, options: options)
      guard let output else { return Console.write(made.value) }
      do {
        // Written beside the file and renamed, so that it is never half a file.
        try Data(made.value.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
      } catch {
        throw RefusedRequest(
          Diagnostic(
            .error, code: "export.failed", "\(output) cannot be written.",
            hint: "Check that its folder exists and can be written."))
      }
    }
  }

  private func refuseDatabase(_ output: String, _ options: GlobalOptions) throws {
    let paths = [output, options.databasePath].map {
      URL(fileURLWithPath: $0).resolvingSymlinksInPath().standardizedFileURL.path
    }
    guard paths[0] == paths[1] else { return }
    throw RefusedRequest(
      Diagnostic(
        .error, code: "export.same-file", "\(output) is the graph itself.",
        hint: "Name another file."))
  }
}
