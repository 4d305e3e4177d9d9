import ArgumentParser
import Diagnostics
import Docent
import Foundation
import KnowledgeGraph
import Rendering

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Read catalogue feeds and activity files into the graph.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "Catalogue XML or activity CSV.") var files: [String] = []
  @Option(help: "Dialect by name, or a mapping document; detected when left out.")
  var profile: String?
  @Option(help: "The provider's key, instead of the feed's own.") var provider: String?
  @Flag(help: "The feed is complete: retire what the same source no longer holds.")
  var full = false
  @Flag(name: .customLong("dry-run"), help: "Say what would change and change nothing.")
  var dryRun = false
  @Flag(help: "Refuse a feed that gives warnings.") var strict = false
  @Flag(help: "Take the last import back, of a catalogue or of activity; once.") var undo = false

  func validate() throws {
    if undo, !files.isEmpty || full || dryRun || strict || profile != nil || provider != nil {
      throw ValidationError("--undo takes no files and none of the other options of an import")
    }
    if !undo, files.isEmpty { throw ValidationError("name a file to import") }
  }

  func run() throws {
    try carryingOut(options) {
      if undo { return try takeBack() }
      let session = try self.session()
      Interruption.watch()
      var progress = ProgressLine(options: options)
      let reports = try session.importFiles(
        ImportRequest(
          files: files, profile: profile, provider: provider, full: full, dryRun: dryRun,
          strict: strict)
      ) { step in
        progress.update(step.stage, fraction: step.fraction, detail: step.detail)
        return !Interruption.happened()
      }
      progress.finish()
      for report in reports { Console.report(report.diagnostics, options: options) }
      write(reports, versions: try session.versions())
      if reports.contains(where: \.failed) { throw ExitCode(1) }
    }
  }

  private func takeBack() throws {
    let report = try options.session(readOnly: false).undoLastImport()
    switch options.format {
    case .json: Console.write(report.json.pretty + "\n")
    case .jsonl: Console.write(report.json.compact + "\n")
    case .csv: Console.write(report.table.csv)
    case .markdown: Console.write(report.table.markdown)
    case .table: Console.write(report.text)
    }
  }

  /// A rehearsal on a file that is not there yet makes none.
  private func session() throws -> Session {
    try options.session(readOnly: false, createIfMissing: true)
  }

  private func write(_ reports: [ImportReport], versions: Versions) {
    switch options.format {
    case .json: Console.write(ImportReport.json(reports, versions: versions).pretty + "\n")
    case .jsonl:
      for report in reports { Console.write(report.json.compact + "\n") }
    case .table:
      for report in reports where !report.failed { Console.write(report.text(dryRun: dryRun)) }
    case .csv: Console.write(ImportReport.table(reports).csv)
    case .markdown: Console.write(ImportReport.table(reports).markdown)
    }
  }
}
