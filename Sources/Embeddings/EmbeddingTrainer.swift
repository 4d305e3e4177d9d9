import KnowledgeGraph

/// Trains graph embeddings: the same configuration, triples and order of triples give the same
/// model to the byte, with any number of threads.
public struct EmbeddingTrainer: Sendable {
  public let configuration: EmbeddingConfiguration

  public init(_ configuration: EmbeddingConfiguration) { self.configuration = configuration }

  /// Trains on `triples`, both sides of each.
  ///
  /// With validation triples, their filtered MRR is taken every `validationInterval` epochs, the
  /// best parameters are kept, and `patience` looks without improvement end the run. Without,
  /// the last epoch's parameters are kept.
  ///
  /// - Parameters:
  ///   - triples: by numbers below `entityCount` and `relationCount`; repeated ones weigh more.
  ///   - progress: called after each epoch; returning false ends the run and keeps the best
  ///     parameters so far.
  /// - Throws: `EmbeddingError`, before any work is done.
  /// - Complexity: 1vsAll takes O(triples · entities · dimension) an epoch and
  ///   `batchSize · entityCount` floats; sampling takes O(triples · negatives · dimension).
  ///
  /// Blocks the calling thread and works on `threads` threads.
  public func train(
    triples: [Triple], entityCount: Int, relationCount: Int, validation: [Triple] = [],
    progress: (TrainingProgress) -> Bool = { _ in true }
  ) throws -> EmbeddingModel {
    try configuration.validate()
    guard !triples.isEmpty else { throw EmbeddingError.noTriples }
    try check(triples, entityCount, relationCount)
    try check(validation, entityCount, relationCount)
    var run = TrainingRun(
      configuration, triples: triples, entityCount: entityCount, relationCount: relationCount,
      validation: validation)
    return run.run(progress)
  }

  private func check(_ triples: [Triple], _ entityCount: Int, _ relationCount: Int) throws {
    let entities = 0..<Int32(clamping: entityCount)
    let relations = 0..<Int32(clamping: min(relationCount, Int(Int32.max) / 2))
    for (index, triple) in triples.enumerated()
    where !entities.contains(triple.head) || !entities.contains(triple.tail)
      || !relations.contains(triple.relation)
    {
      throw EmbeddingError.tripleOutOfRange(index: index)
    }
  }
}

/// A training run under way.
private struct TrainingRun {
  let configuration: EmbeddingConfiguration
  let interaction: Interaction
  let pool: WorkerPool
  let tripleCount: Int
  let tables: EmbeddingTables
  let step: any TrainingStep
  let queries: QueryBatch
  let ranking: ValidationRanking?
  var generator: SeededGenerator
  var order: [Int32]
  var best: Checkpoint?
  var looksWithoutImprovement = 0
  var trainingSeconds = 0.0

  init(
    _ configuration: EmbeddingConfiguration, triples: [Triple], entityCount: Int,
    relationCount: Int, validation: [Triple]
  ) {
    self.configuration = configuration
    interaction = Interaction(configuration, relationCount: relationCount)
    pool = WorkerPool(requested: configuration.threads)
    tripleCount = triples.count
    generator = SeededGenerator(seed: configuration.seed)
    tables = EmbeddingTables(
      interaction, configuration: configuration, entityCount: entityCount, &generator)
    queries = QueryBatch(triples, relationCount: relationCount)
    order = (0..<Int32(queries.count)).map { $0 }
    ranking =
      validation.isEmpty
      ? nil : ValidationRanking(interaction, validation: validation, training: triples)
    step = makeStep(
      configuration, interaction, tables: tables, queryCount: queries.count, workers: pool.threads)
  }

  mutating func run(_ progress: (TrainingProgress) -> Bool) -> EmbeddingModel {
    let clock = ContinuousClock()
    let start = clock.now
    var epoch = 0
    var loss = 0.0
    while epoch < configuration.epochs {
      epoch += 1
      let spent = clock.measure { loss = trainEpoch() }
      trainingSeconds += spent.inSeconds
      let validationMRR = look(afterEpoch: epoch, loss: loss)
      let goOn = progress(
        TrainingProgress(
          epoch: epoch, epochs: configuration.epochs, loss: loss, validationMRR: validationMRR,
          triplesPerSecond: Double(tripleCount) / max(spent.inSeconds, 1e-9),
          elapsed: (clock.now - start).inSeconds))
      if !goOn || looksWithoutImprovement >= configuration.patience { break }
    }
    return finish(epoch: epoch, loss: loss, seconds: (clock.now - start).inSeconds)
  }

  /// Mean loss of a query.
  private mutating func trainEpoch() -> Double {
    generator.shuffle(&order)
    let update = AdagradUpdate(kernel: interaction.kernel, rate: configuration.learningRate)
    var sum = 0.0
    for first in stride(from: 0, to: order.count, by: configuration.batchSize) {
      let positions = order[first..<min(first + configuration.batchSize, order.count)]
      sum += step.run(
        QueryBatch(queries, positions: positions), pool: pool, update: update)
    }
    return sum / Double(order.count)
  }

  /// The validation MRR, when it is time for it; keeps the parameters when it is the best yet.
  private mutating func look(afterEpoch epoch: Int, loss: Double) -> Double? {
    guard let ranking,
      epoch.isMultiple(of: configuration.validationInterval) || epoch == configuration.epochs
    else { return nil }
    tables.panels.pack(tables.entities, 0..<tables.entities.rowCount)
    let value = ranking.meanReciprocalRank(of: tables, pool: pool)
    if value > best?.validationMRR ?? -1 {
      best = Checkpoint(tables, epoch: epoch, loss: loss, validationMRR: value)
      looksWithoutImprovement = 0
    } else {
      looksWithoutImprovement += 1
    }
    return value
  }

  private func finish(epoch: Int, loss: Double, seconds: Double) -> EmbeddingModel {
    let kept = best ?? Checkpoint(tables, epoch: epoch, loss: loss, validationMRR: nil)
    let summary = TrainingSummary(
      epochs: epoch, keptEpoch: kept.epoch, loss: kept.loss, validationMRR: kept.validationMRR,
      tripleCount: tripleCount)
    let rate = Double(tripleCount * epoch) / max(trainingSeconds, 1e-9)
    return EmbeddingModel(
      configuration: configuration, entityCount: tables.entities.rowCount,
      relationCount: interaction.relationCount, entities: kept.entities,
      relations: kept.relations, summary: summary,
      time: TrainingTime(seconds: seconds, triplesPerSecond: rate))
  }
}

private func makeStep(
  _ configuration: EmbeddingConfiguration, _ interaction: Interaction, tables: EmbeddingTables,
  queryCount: Int, workers: Int
) -> any TrainingStep {
  let batchSize = min(configuration.batchSize, queryCount)
  switch configuration.regime {
  case .oneVersusAll:
    return OneVersusAllStep(
      interaction, tables: tables, batchSize: batchSize,
      regularisation: configuration.regularisation, workers: workers)
  case .negativeSampling(let count, let loss):
    return NegativeSamplingStep(
      interaction, tables: tables, negatives: count, loss: loss,
      regularisation: configuration.regularisation, seed: configuration.seed)
  }
}

/// Parameters worth keeping.
private struct Checkpoint {
  let epoch: Int
  let loss: Double
  let validationMRR: Double?
  let entities: [Float]
  let relations: [Float]

  init(_ tables: EmbeddingTables, epoch: Int, loss: Double, validationMRR: Double?) {
    self.epoch = epoch
    self.loss = loss
    self.validationMRR = validationMRR
    entities = tables.entities.compacted(tables.entities.values)
    relations = tables.relations.compacted(tables.relations.values)
  }
}

extension Duration {
  fileprivate var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
