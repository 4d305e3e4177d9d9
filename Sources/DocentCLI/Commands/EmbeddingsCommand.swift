import ArgumentParser
import Docent
import Rendering

struct EmbeddingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embeddings", abstract: "Vectors and triples out and in.",
    subcommands: [EmbeddingsExportCommand.self, EmbeddingsImportCommand.self])
}

extension VectorFileForm: ExpressibleByArgument {}

struct EmbeddingsExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the stored vectors, or the triples to train them elsewhere.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "Beginning of the files' names.") var prefix: String
  @Option(name: .customLong("as"), help: "tsv, npy or triples.") var form: VectorFileForm = .tsv

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: true)
      EmbeddingsOutput.write(
        try session.exportEmbeddings(to: prefix, form: form), format: options.format)
    }
  }
}

struct EmbeddingsImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Store vectors that were trained elsewhere, and fit the ranking weights to them.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "PREFIX of PREFIX.entities.tsv or .npy and PREFIX.relations.tsv or .npy.")
  var prefix: String
  @Option(help: "What the vectors mean: complex, distmult, transe or rotate.")
  var model: String = "complex"
  @Option(help: "Of the ranking weights.") var seed: UInt64 = 1

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: false)
      Interruption.watch()
      var progress = ProgressLine(options: options)
      let report = try session.importEmbeddings(from: prefix, model: model, seed: seed) { step in
        progress.update(step.stage, fraction: step.fraction, detail: step.detail)
        return !Interruption.happened()
      }
      progress.finish()
      EmbeddingsOutput.write(report, format: options.format)
    }
  }
}

private enum EmbeddingsOutput {
  static func write(_ report: EmbeddingExport, format: OutputFormat) {
    switch format {
    case .json, .jsonl: Console.write(report.json.compact + "\n")
    default: Console.write(report.text)
    }
  }
}
