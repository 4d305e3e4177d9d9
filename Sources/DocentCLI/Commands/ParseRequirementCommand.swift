import ArgumentParser
import Docent
import KnowledgeGraph
import Rendering

struct ParseRequirementCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse-requirement",
    abstract: "Read a free-text prerequisite into a requirement tree.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The text, as the catalogue writes it.") var text: String
  @Option(help: "The subject that a bare number inherits.") var subject: String?

  func run() throws {
    try carryingOut(options) {
      let parsed = RequirementReading(text: text, subject: subject)
      switch options.format {
      case .json, .jsonl: Console.write(try AnswerJSON.text(parsed))
      default:
        Console.write("\(parsed.status.rawValue)\n" + (try AnswerJSON.text(parsed.requirement)))
      }
    }
  }
}
