import KnowledgeGraph

/// A training run under way. What an epoch does depends on the parameters and its number alone, so
/// that a run can go on from `TrainingState`.
struct TrainingRun {
  let configuration: EmbeddingConfiguration
  let world: TrainingWorld
  let interaction: Interaction
  let pool: WorkerPool
  let tables: EmbeddingTables
  let queries: QueryBatch
  let sides: SideChances
  let ranking: ValidationRanking?
  private let step: (any TrainingStep)?
  private let hogwild: HogwildEpoch?
  var state = TrainingState()
  private var trainingSeconds = 0.0

  init(_ configuration: EmbeddingConfiguration, _ world: TrainingWorld) {
    self.configuration = configuration
    self.world = world
    interaction = Interaction(configuration, relationCount: world.relationCount)
    pool = WorkerPool(requested: configuration.threads)
    var generator = SeededGenerator(seed: configuration.seed)
    tables = EmbeddingTables(
      interaction, configuration: configuration, entityCount: world.entityCount, &generator)
    if let initial = world.initialValues {
      initial.write(to: tables.entities)
      tables.panels.pack(tables.entities, 0..<world.entityCount)
    }
    queries = QueryBatch(of: world, regime: configuration.regime)
    sides = SideChances(
      configuration.sampler, triples: world.triples, relationCount: world.relationCount)
    ranking =
      world.validation.isEmpty
      ? nil
      : ValidationRanking(interaction, validation: world.validation, training: world.triples)
    let candidates = world.candidates(for: configuration.sampler)
    let isHogwild = configuration.parallelism == .hogwild
    hogwild =
      isHogwild
      ? HogwildEpoch(
        interaction, configuration: configuration, tables: tables, candidates: candidates,
        workers: pool.threads) : nil
    step =
      isHogwild
      ? nil
      : makeStep(
        configuration, interaction, tables, candidates, queryCount: queries.count,
        workers: pool.threads)
  }

  mutating func run(
    checkpoint: TrainingCheckpoint?, _ progress: (TrainingProgress) -> Bool
  ) throws -> EmbeddingModel {
    let clock = ContinuousClock()
    let start = clock.now
    var keeper = try CheckpointKeeper(checkpoint, configuration, world)
    if let stored = try keeper?.restore(into: tables) { state = stored }
    let first = state.epoch
    while state.epoch < configuration.epochs, state.looksInVain < configuration.patience {
      state.epoch += 1
      let spent = clock.measure { state.loss = trainEpoch() }
      trainingSeconds += spent.inSeconds
      let validationMRR = look()
      let goOn = progress(
        TrainingProgress(
          epoch: state.epoch, epochs: configuration.epochs, loss: state.loss,
          validationMRR: validationMRR, bestMRR: state.best?.validationMRR,
          triplesPerSecond: Double(world.triples.count) / max(spent.inSeconds, 1e-9),
          elapsed: (clock.now - start).inSeconds))
      try keeper?.save(state, tables, now: !goOn)
      if !goOn { break }
    }
    try keeper?.save(state, tables, now: true)
    return finish(epochs: state.epoch - first, seconds: (clock.now - start).inSeconds)
  }

  /// Mean loss of a query.
  private mutating func trainEpoch() -> Double {
    var generator = SeededGenerator(seed: Self.mixed(configuration.seed, state.epoch))
    let order = order(&generator)
    let rate =
      configuration.learningRate
      * configuration.schedule.factor(epoch: state.epoch, of: configuration.epochs)
    if let hogwild {
      let batch = ordered(order)
      return hogwild.run(batch, rate: rate, seed: generator.next(), pool: pool)
        / Double(batch.count)
    }
    step?.beginEpoch(state.epoch)
    var sum = 0.0
    for first in stride(from: 0, to: order.count, by: configuration.batchSize) {
      let positions = order[first..<min(first + configuration.batchSize, order.count)]
      state.steps += 1
      let update = update(rate: rate)
      sum += step?.run(QueryBatch(queries, positions: positions), pool: pool, update: update) ?? 0
    }
    return sum / Double(order.count)
  }

  /// With candidate sets and shared negatives, queries of one code stand together.
  private func ordered(_ order: [Int32]) -> QueryBatch {
    let batch = QueryBatch(queries, positions: order[...])
    guard configuration.sampler == .typed, configuration.sharedQueries > 1 else { return batch }
    return batch.sortedByCode()
  }

  /// Positions of the queries of this epoch: all of them, or with sampling one side of each triple.
  private func order(_ generator: inout SeededGenerator) -> [Int32] {
    guard configuration.regime.isSampling else {
      var order = (0..<Int32(queries.count)).map { $0 }
      generator.shuffle(&order)
      return order
    }
    var order = (0..<Int32(world.triples.count)).map { $0 }
    generator.shuffle(&order)
    for index in order.indices {
      let relation = world.triples[Int(order[index])].relation
      order[index] = 2 * order[index] + sides.side(of: relation, &generator)
    }
    return order
  }

  private func update(rate: Float) -> any RowUpdate {
    switch configuration.optimiser {
    case .adagrad: AdagradUpdate(kernel: interaction.kernel, rate: rate)
    case .rowAdagrad: RowAdagradUpdate(kernel: interaction.kernel, rate: rate)
    case .adam: AdamUpdate(kernel: interaction.kernel, rate: rate, step: state.steps)
    }
  }

  /// The validation MRR, when it is time for it; keeps the parameters when it is the best yet.
  private mutating func look() -> Double? {
    guard let ranking,
      state.epoch.isMultiple(of: configuration.validationInterval)
        || state.epoch == configuration.epochs
    else { return nil }
    tables.panels.pack(tables.entities, 0..<tables.entities.rowCount)
    let value = ranking.meanReciprocalRank(of: tables, pool: pool)
    if value > state.best?.validationMRR ?? -1 {
      state.best = KeptParameters(
        tables, epoch: state.epoch, loss: state.loss, validationMRR: value)
      state.looksInVain = 0
    } else {
      state.looksInVain += 1
    }
    return value
  }

  private func finish(epochs: Int, seconds: Double) -> EmbeddingModel {
    let kept =
      state.best
      ?? KeptParameters(tables, epoch: state.epoch, loss: state.loss, validationMRR: nil)
    let summary = TrainingSummary(
      epochs: state.epoch, keptEpoch: kept.epoch, loss: kept.loss,
      validationMRR: kept.validationMRR, tripleCount: world.triples.count)
    let rate = Double(world.triples.count * epochs) / max(trainingSeconds, 1e-9)
    return EmbeddingModel(
      configuration: configuration, entityCount: tables.entities.rowCount,
      relationCount: interaction.relationCount, entities: kept.entities,
      relations: kept.relations, summary: summary,
      time: TrainingTime(seconds: seconds, triplesPerSecond: rate))
  }

  /// A seed for an epoch's own generator.
  private static func mixed(_ seed: UInt64, _ epoch: Int) -> UInt64 {
    seed &* 0xD6E8_FEB8_6659_FD93 &+ UInt64(epoch)
  }
}

private func makeStep(
  _ configuration: EmbeddingConfiguration, _ interaction: Interaction, _ tables: EmbeddingTables,
  _ candidates: CandidateSets?, queryCount: Int, workers: Int
) -> any TrainingStep {
  let batchSize = min(configuration.batchSize, queryCount)
  let regulariser = Regulariser(interaction, configuration)
  switch configuration.regime {
  case .oneVersusAll:
    return OneVersusAllStep(
      interaction, tables: tables, batchSize: batchSize, regulariser: regulariser,
      workers: workers)
  case .knownVersusAll(let loss):
    return OneVersusAllStep(
      interaction, tables: tables, batchSize: batchSize, regulariser: regulariser, loss: loss,
      workers: workers)
  case .negativeSampling:
    return NegativeSamplingStep(
      interaction, configuration: configuration, tables: tables, candidates: candidates,
      workers: workers)
  }
}

extension QueryBatch {
  fileprivate init(of world: TrainingWorld, regime: TrainingRegime) {
    if case .knownVersusAll = regime {
      self.init(grouping: world.triples, relationCount: world.relationCount)
    } else {
      self.init(world.triples, relationCount: world.relationCount)
    }
  }
}

extension Duration {
  fileprivate var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
