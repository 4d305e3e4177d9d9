import ArgumentParser
import Docent
import Rendering

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train embeddings and ranking weights, and store them.")

  @OptionGroup var options: GlobalOptions
  @Option(help: "Same seed, same bytes.") var seed: UInt64 = 1
  @Option(help: "Embedding model.") var model: String = "complex"
  @Option(help: "Floats of an embedding; a complex number takes two.") var dimension: Int?
  @Option(help: "Passes over the graph.") var epochs: Int?
  @Option(help: "Threads.") var threads: Int = 2
  @Option(help: "auto, or portable for the same bytes on any processor.")
  var kernel: String = "auto"
  @OptionGroup(title: "Embedding") var embedding: EmbeddingOptionGroup
  @Option(help: "float32, float16 or int8: how the vectors are stored.")
  var storage: String = "float32"
  @Flag(help: "Start from vectors of titles and descriptions.") var text = false
  @Flag(help: "Go on with an interrupted training.") var resume = false

  func validate() throws {
    guard (1...256).contains(threads) else { throw ValidationError("--threads is from 1 to 256") }
  }

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: false)
      Interruption.watch()
      var progress = ProgressLine(options: options)
      let report = try session.train(
        TrainingRequest(
          seed: seed, model: model, dimension: dimension, epochs: epochs, threads: threads,
          kernel: kernel, options: embedding.options, storage: storage, usesText: text,
          resume: resume)
      ) { step in
        progress.update(step.stage, fraction: step.fraction, detail: step.detail)
        return !Interruption.happened()
      }
      progress.finish()
      switch options.format {
      case .json, .jsonl: Console.write(report.json.compact + "\n")
      case .csv: Console.write(report.familyTable.csv)
      case .markdown: Console.write(report.familyTable.markdown)
      case .table: Console.write(report.text)
      }
    }
  }
}
