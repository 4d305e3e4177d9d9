import Diagnostics
import Embeddings
import Evaluation
import Rendering

/// `docent evaluate links`: trains on a folder of triples and ranks its test part, filtered, on both
/// sides.
public struct LinkEvaluation: Sendable {
  private let directory: String
  private let request: TrainingRequest
  private let checkpoint: String?

  public init(
    directory: String, model: String = "complex", dimension: Int? = nil, epochs: Int? = nil,
    seed: UInt64 = 1, threads: Int = 2, kernel: String = "auto",
    options: EmbeddingOptions = EmbeddingOptions(), storage: String = "float32",
    checkpoint: String? = nil
  ) {
    self.directory = directory
    self.checkpoint = checkpoint
    request = TrainingRequest(
      seed: seed, model: model, dimension: dimension, epochs: epochs, threads: threads,
      kernel: kernel, options: options, storage: storage)
  }

  /// With a checkpoint file the training goes on from there where it exists, and a training that
  /// is cancelled can go on later.
  ///
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
    let trained = try refusing {
      try EmbeddingTrainer(configuration).train(
        triples: dataset.train, entityCount: dataset.entityCount,
        relationCount: dataset.relationCount, validation: dataset.validation,
        checkpoint: checkpoint.map { .init(path: $0, resume: true) }
      ) { step in
        let goOn = progress(JobStep(step))
        cancelled = cancelled || !goOn
        return goOn
      }
    }
    if cancelled { throw CancellationError() }
    let model = try stored(trained)
    return TrainedLinkModel(
      scoring: LinkCandidateScoring(
        entityCount: model.entityCount, scoreTails: { model.scoreTails(of: $0, into: $1) },
        scoreHeads: { model.scoreHeads(of: $0, into: $1) }),
      dimension: configuration.dimension, parameters: model.parameterCount,
      triplesPerSecond: trained.time?.triplesPerSecond)
  }

  /// The model as it would be read from storage, so that a smaller form shows what it costs.
  private func stored(_ model: EmbeddingModel) throws -> EmbeddingModel {
    let storage = try vectorStorage(request.storage)
    return storage == .float32 ? model : try EmbeddingModel(decoding: model.encoded(as: storage))
  }
}
