import ArgumentParser
import Docent
import Proofs
import Rendering

struct ProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove", abstract: "Why one thing stands in a relation to another.",
    discussion: """
      The relation goes by the ontology's name or the type of queries: docent prove "CS 225" covers \
      computing. With `is`, whether the first is of a class: docent prove "CS 225" is Course. The \
      JSON form can be verified with docent check.
      """)

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The key or title of what the relation starts from.") var start: String
  @Argument(help: "The relation, or is.") var relation: String
  @Argument(help: "The key or title of what it leads to, or a class.") var end: String

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: true)
      let answer = try session.prove(start, relation, end)
      let table = table(answer.inference)
      switch options.format {
      case .json, .jsonl:
        Console.write(try AnswerJSON.text(answer, diagnostics: session.diagnostics))
      case .csv: Console.write(table.csv)
      case .markdown: Console.write(table.markdown)
      case .table: Console.write(table.aligned(lineWidth: Console.lineWidth))
      }
    }
  }

  private func table(_ proof: InferenceProof) -> TextTable {
    TextTable(
      columns: ["step", "rule", "from", "sentence"],
      rows: proof.steps.enumerated().map { number, step in
        [
          String(number), step.rule, step.premises.map(String.init).joined(separator: ", "),
          step.sentence,
        ]
      })
  }
}
