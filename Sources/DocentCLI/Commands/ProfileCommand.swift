import ArgumentParser
import Docent
import Rendering

struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile", abstract: "The feed dialects that can be read.",
    subcommands: [List.self])

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
}
