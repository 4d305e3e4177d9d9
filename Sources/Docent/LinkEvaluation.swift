import Diagnostics
import Embeddings
import Evaluation
import Rendering

/// `docent evaluate links`: trains on a folder of triples and ranks its test part, filtered, on both
/// sides.
public struct LinkEvaluation: Sendable {
  private let directory: String
  private let request: TrainingRequest

  public init(
    directory: String, model: String = "complex", dimension: Int? = nil, epochs: Int? = nil,
    seed: UInt64 = 1, threads: Int = 2
  ) {
    self.directory = directory
    request = TrainingRequest(
      seed: seed, model: model, dimension: dimension, epochs: epochs, threads: threads)
  }

  /// - Parameter progress: false cancels with `CancellationError`.
  public func run(progress: (JobStep) -> Bool = { _ in true }) throws -> EvaluationReport {
    let configuration = try request.configuration()
    let loaded = LinkDataset.load(directory: directory)
    guard let dataset = loaded.value, !loaded.hasErrors else {
      throw RefusedRequest(loaded.diagnostics)
    }
    let result = try LinkBenchmark.run(
      model: configuration.model.rawValue, on: dataset, threads: configuration.threads
    ) { dataset in try train(dataset, configuration, progress) }
    return try EvaluationReport(result, diagnostics: loaded.diagnostics)
  }

  private func train(
    _ dataset: LinkDataset, _ configuration: EmbeddingConfiguration,
    _ progress: (JobStep) -> Bool
  ) throws -> TrainedLinkModel {
    var cancelled = false
    let model = try EmbeddingTrainer(configuration).train(
      triples: dataset.train, entityCount: dataset.entityCount,
      relationCount: dataset.relationCount, validation: dataset.validation
    ) { step in
      let mrr = step.validationMRR.map { ", MRR \(decimal($0, places: 4))" } ?? ""
      let goOn = progress(
        JobStep(
          stage: "training", fraction: Double(step.epoch) / Double(max(1, step.epochs)),
          detail: "epoch \(step.epoch), loss \(decimal(step.loss, places: 3))\(mrr), "
            + "\(Int(step.triplesPerSecond)) triples/s"))
      cancelled = cancelled || !goOn
      return goOn
    }
    if cancelled { throw CancellationError() }
    return TrainedLinkModel(
      scoring: LinkCandidateScoring(
        entityCount: model.entityCount, scoreTails: { model.scoreTails(of: $0, into: $1) },
        scoreHeads: { model.scoreHeads(of: $0, into: $1) }),
      dimension: configuration.dimension, parameters: model.parameterCount,
      triplesPerSecond: model.time?.triplesPerSecond)
  }
}
