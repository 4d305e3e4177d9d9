import ArgumentParser
import Docent
import Rendering

struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Search an embedding's hyper-parameters: random search with successive halving.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "Folder with train.txt, valid.txt and test.txt; the graph without.")
  var directory: String?
  @Option(help: "Embedding model.") var model: String = "complex"
  @Option(help: "Floats of an embedding at most.") var dimension: Int?
  @Option(help: "Configurations drawn.") var trials: Int = 27
  @Option(help: "Epochs of the first rung; each next one has three times as many.")
  var epochs: Int = 10
  @Option(help: "Seconds.") var budget: Double = 600
  @Option(help: "Same seed, same configurations.") var seed: UInt64 = 1
  @Option(help: "Threads.") var threads: Int = 2
  @Option(help: "File of JSON lines that keeps the trials; a later search goes on from there.")
  var results: String?

  func validate() throws {
    guard (1...256).contains(threads) else { throw ValidationError("--threads is from 1 to 256") }
    guard (1...10_000).contains(trials) else {
      throw ValidationError("--trials is from 1 to 10000")
    }
    guard epochs > 0, budget > 0 else {
      throw ValidationError("--epochs and --budget are above 0")
    }
  }

  func run() throws {
    try carryingOut(options) {
      let tuning = try EmbeddingTuning(
        model: model, dimension: dimension, trials: trials, firstEpochs: epochs, budget: budget,
        seed: seed, threads: threads, trialsFile: results)
      Interruption.watch()
      var progress = ProgressLine(options: options)
      let step = { (step: JobStep) in
        progress.update(step.stage, fraction: step.fraction, detail: step.detail)
        return !Interruption.happened()
      }
      let report =
        if let directory {
          try tuning.run(directory: directory, progress: step)
        } else {
          try tuning.run(session: options.session(readOnly: true), progress: step)
        }
      progress.finish()
      switch options.format {
      case .json, .jsonl: Console.write(report.json.compact + "\n")
      case .csv: Console.write(report.table.csv)
      case .markdown: Console.write(report.table.markdown)
      case .table: Console.write(report.table.aligned(lineWidth: Console.lineWidth))
      }
    }
  }
}
