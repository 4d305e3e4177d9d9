import ArgumentParser
import Docent

struct EvaluateMasteryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mastery",
    abstract: "Predict each answer of learners before it is seen.")

  @OptionGroup var options: GlobalOptions
  @Option(help: "Log of answers to fit to (.csv or .tsv, plain or .gz).") var train: String?
  @Option(help: "Log of answers to predict.") var test: String?
  @Option(help: "One log to cut: the last fifth of its learners is the test.") var split: String?
  @Flag(help: "Use the model that was fitted to nothing.") var unfitted = false

  func validate() throws {
    guard (train != nil && test != nil) != (split != nil) else {
      throw ValidationError("give --train and --test, or --split alone")
    }
  }

  func run() throws {
    try carryingOut(options) {
      Interruption.watch()
      var progress = ProgressLine(options: options)
      let report = try MasteryEvaluation(
        train: train, test: test, split: split, isFitted: !unfitted
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
