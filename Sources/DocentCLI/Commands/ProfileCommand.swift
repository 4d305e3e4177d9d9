import ArgumentParser
import Diagnostics
import Docent
import Foundation
import Rendering

struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile", abstract: "Feed dialects: list them, draft one, see what one does.",
    subcommands: [List.self, New.self, Check.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the mapping documents.")
    @OptionGroup var options: GlobalOptions

    func run() throws {
      try carryingOut(options) {
        let profiles = try FeedProfiles.all(ontologyDirectory: options.ontology)
        let table = TextTable(
          columns: ["name", "title"], rows: profiles.map { [$0.name, $0.title] })
        switch options.format {
        case .csv: Console.write(table.csv)
        case .markdown: Console.write(table.markdown)
        case .table: Console.write(table.aligned(lineWidth: Console.lineWidth))
        case .json, .jsonl:
          let list = profiles.map { profile in
            JSONValue.members([("name", .string(profile.name)), ("title", .string(profile.title))])
          }
          Console.write(
            JSONValue.members([("format", .int(1)), ("profiles", .array(list))]).compact + "\n")
        }
      }
    }
  }

  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draft a mapping document from a feed that nobody has described yet.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "A feed, or a folder of feeds with the same root element.") var feed: String
    @Option(help: "Where the draft goes; standard output when left out.") var output: String?
    @Option(help: "What the dialect is to be called; after the feed when left out.")
    var name: String?

    func run() throws {
      try carryingOut(options) {
        let draft = try FeedProfiles.draft(
          feed: feed, name: name, ontologyDirectory: options.ontology)
        Console.report(draft.diagnostics, options: options)
        if let output {
          do { try Data(draft.document.utf8).write(to: URL(fileURLWithPath: output)) } catch {
            throw RefusedRequest(
              Diagnostic(
                .error, code: "profile.unwritable", "the draft cannot be written to \(output)",
                found: error.localizedDescription, hint: "name another file"))
          }
        }
        write(draft)
      }
    }

    private func write(_ draft: ProfileDraftReport) {
      switch options.format {
      case .json, .jsonl: Console.write(draft.json(output: output).compact + "\n")
      case .table, .csv, .markdown:
        guard let output else { return Console.write(draft.document) }
        Console.write(draft.text(output: output))
      }
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What a mapping makes of a feed, and what it leaves.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "A feed, or a folder of them.") var feed: String
    @Option(help: "Dialect by name, or a mapping document; detected when left out.")
    var profile: String?
    @Flag(help: "Fail when any value is left that no rule uses or ignores.") var strict = false

    func run() throws {
      try carryingOut(options) {
        let checks = try FeedProfiles.check(
          feed: feed, profile: profile, ontologyDirectory: options.ontology)
        for check in checks { Console.report(check.diagnostics, options: options) }
        switch options.format {
        case .json: Console.write(ProfileCheckReport.json(checks).pretty + "\n")
        case .jsonl: for check in checks { Console.write(check.json.compact + "\n") }
        case .table: for check in checks { Console.write(check.text(width: Console.lineWidth)) }
        case .csv: for check in checks { Console.write(check.table.csv) }
        case .markdown: for check in checks { Console.write(check.markdown) }
        }
        if checks.contains(where: { $0.isRefused(strict: strict) }) { throw ExitCode(1) }
      }
    }
  }
}
