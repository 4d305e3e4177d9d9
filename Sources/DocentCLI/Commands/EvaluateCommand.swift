import ArgumentParser
import Docent
import Rendering

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Benchmarks on files, without a graph.",
    subcommands: [
      EvaluateLinksCommand.self, EvaluateRecommendationsCommand.self, EvaluateMasteryCommand.self,
    ])
}

struct EvaluateLinksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "links",
    abstract: "Train on train.txt and rank test.txt, filtered, on both sides.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "Folder with train.txt, valid.txt and test.txt (or .gz).")
  var directory: String
  @Option(help: "Embedding model.") var model: String = "complex"
  @Option(help: "Floats of an embedding; a complex number takes two.") var dimension: Int?
  @Option(help: "Passes over the training triples.") var epochs: Int?
  @Option(help: "Same seed, same bytes.") var seed: UInt64 = 1
  @Option(help: "Threads.") var threads: Int = 2
  @Option(help: "auto, or portable for the same bytes on any processor.")
  var kernel: String = "auto"
  @OptionGroup(title: "Embedding") var embedding: EmbeddingOptionGroup
  @Option(help: "float32, float16 or int8: measures what a smaller form costs.")
  var storage: String = "float32"
  @Option(help: "File to keep the training's state in, and to go on from.")
  var checkpoint: String?

  func validate() throws {
    guard (1...256).contains(threads) else { throw ValidationError("--threads is from 1 to 256") }
  }

  func run() throws {
    try carryingOut(options) {
      Interruption.watch()
      var progress = ProgressLine(options: options)
      let report = try LinkEvaluation(
        directory: directory, model: model, dimension: dimension, epochs: epochs, seed: seed,
        threads: threads, kernel: kernel, options: embedding.options, storage: storage,
        checkpoint: checkpoint
      ).run { step in
        progress.update(step.stage, fraction: step.fraction, detail: step.detail)
        return !Interruption.happened()
      }
      progress.finish()
      Console.report(report.diagnostics, options: options)
      EvaluationOutput.write(report.json, format: options.format)
    }
  }
}

struct EvaluateRecommendationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommendations",
    abstract: "Train a recommender on one .inter file and measure it on another.")

  @OptionGroup var options: GlobalOptions
  @Option(help: "Training interactions (.inter or .inter.gz).") var train: String?
  @Option(help: "Test interactions.") var test: String?
  @Option(help: "One file to cut: the last interaction of each learner is the test.")
  var split: String?
  @Option(help: "The graph (.kg).") var graph: String?
  @Option(help: "additive, popularity, rp3beta, markov, itemknn or ease.")
  var recommender: String = "additive"
  @Option(help: "full, uniform50 or ctr.") var `protocol`: String = "full"
  @Option(help: "Length of the list.") var cutoff: Int = 10
  @Option(help: "Same seed, same figures.") var seed: UInt64 = 1

  func validate() throws {
    guard (train != nil && test != nil) != (split != nil) else {
      throw ValidationError("give --train and --test, or --split alone")
    }
    guard cutoff > 0 else { throw ValidationError("--cutoff is at least 1") }
  }

  func run() throws {
    try carryingOut(options) {
      Interruption.watch()
      var progress = ProgressLine(options: options)
      let report = try RecommendationEvaluation(
        train: train, test: test, split: split, graph: graph, recommender: recommender,
        protocolName: `protocol`, cutoff: cutoff, seed: seed
      ).run { step in
        progress.update(step.stage, fraction: step.fraction, detail: step.detail)
        return !Interruption.happened()
      }
      progress.finish()
      Console.report(report.diagnostics, options: options)
      EvaluationOutput.write(report.json, format: options.format)
    }
  }
}

/// Figures of a benchmark: a JSON document, or one figure a row.
enum EvaluationOutput {
  static func write(_ json: JSONValue, format: OutputFormat) {
    switch format {
    case .json: Console.write(json.pretty + "\n")
    case .jsonl: Console.write(json.compact + "\n")
    case .csv: Console.write(table(json).csv)
    case .markdown: Console.write(table(json).markdown)
    case .table: Console.write(table(json).aligned(lineWidth: Console.lineWidth))
    }
  }

  private static func table(_ json: JSONValue) -> TextTable {
    guard case .object(let members) = json else { return TextTable(columns: [], rows: []) }
    return TextTable(
      columns: ["figure", "value"], rows: members.flatMap { rows($0.name, $0.value) })
  }

  private static func rows(_ name: String, _ value: JSONValue) -> [[String]] {
    switch value {
    case .object(let members): members.flatMap { rows("\(name).\($0.name)", $0.value) }
    case .array(let values): values.enumerated().flatMap { rows("\(name)[\($0)]", $1) }
    case .string(let text): [[name, text]]
    default: [[name, value.compact]]
    }
  }
}
