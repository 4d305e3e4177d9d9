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
      case .csv: Console.write(try table(parsed).csv)
      case .markdown: Console.write(try table(parsed).markdown)
      case .table:
        Console.write("\(parsed.status.rawValue)\n" + (try AnswerJSON.text(parsed.requirement)))
        Console.write(try notes(parsed))
      }
    }
  }

  /// What stayed opaque, marked in its place, and what is only recommended.
  private func notes(_ parsed: RequirementReading) throws -> String {
    let marked = parsed.opaqueSpans.isEmpty ? "" : "\n" + parsed.marked()
    let advice = try parsed.advice.map { advice in
      "recommended only: \(advice.text)\n" + (try AnswerJSON.text(advice.requirement))
    }
    return marked + advice.map { "\n" + $0 }.joined()
  }

  private func table(_ parsed: RequirementReading) throws -> TextTable {
    let tree = try AnswerJSON.text(parsed.requirement).dropLast()
    return TextTable(
      columns: ["status", "requirement", "text"],
      rows: [[parsed.status.rawValue, String(tree), parsed.text]])
  }
}
