import KnowledgeGraph
import Testing

@testable import Embeddings

/// The lock-free step is C code of its own; on one thread it must do what one query at a time of
/// the deterministic step does, in each combination of model, loss and optimiser.
@Suite struct HogwildTests {
  static let entityCount = 23
  static let relationCount = 3

  static let configurations: [EmbeddingConfiguration] = {
    var all: [EmbeddingConfiguration] = []
    let losses: [SamplingLoss] = [
      .softmax, .selfAdversarial(margin: 2, temperature: 0.7), .logistic(margin: 0.5), .margin(1.5),
    ]
    for model in EmbeddingModelKind.allCases {
      for norm in model == .transE ? TranslationNorm.allCases : [.manhattan] {
        for loss in losses {
          for optimiser in [Optimiser.adagrad, .rowAdagrad] {
            all.append(
              EmbeddingConfiguration(
                model: model, dimension: 38, learningRate: 0.05, regularisation: 0.02, l2: 0.01,
                optimiser: optimiser, parallelism: .hogwild, sharedQueries: 1,
                regime: .negativeSampling(count: 7, loss: loss), reciprocal: loss == .softmax,
                norm: norm, initialScale: 0.7, threads: 1))
          }
        }
      }
    }
    return all
  }()

  /// One query whose anchor, answer and negatives are pairwise different, so that the order of
  /// updates does not matter: the candidate sets hold exactly the negatives.
  @Test(arguments: configurations, KernelVariant.allCases.filter(\.isSupported))
  func doesWhatTheDeterministicStepDoes(
    configuration: EmbeddingConfiguration, kernel: KernelVariant
  ) {
    var configuration = configuration
    configuration.kernel = kernel
    configuration.regime = single(configuration.regime)
    let interaction = Interaction(configuration, relationCount: Self.relationCount)
    let triples = [Triple(head: 3, relation: 1, tail: 5)]
    let queries = QueryBatch(triples, relationCount: Self.relationCount)
    let candidates = CandidateSets(
      tails: [[], [9], []], heads: [[], [9], []], entityCount: Self.entityCount)
    for position in 0..<2 {
      let batch = QueryBatch(queries, positions: [Int32(position)])
      let expected = tables(interaction, configuration)
      let step = NegativeSamplingStep(
        interaction, configuration: configuration, tables: expected, candidates: candidates,
        workers: 1)
      let pool = WorkerPool(requested: 1)
      let rate = configuration.learningRate
      let loss =
        configuration.optimiser == .adagrad
        ? step.run(
          batch, pool: pool, update: AdagradUpdate(kernel: interaction.kernel, rate: rate))
        : step.run(
          batch, pool: pool, update: RowAdagradUpdate(kernel: interaction.kernel, rate: rate))
      for shared in [1, 4] {
        configuration.sharedQueries = shared
        let found = tables(interaction, configuration)
        let own = HogwildEpoch(
          interaction, configuration: configuration, tables: found, candidates: candidates,
          workers: 1
        ).run(batch, rate: rate, seed: 5, pool: pool)
        #expect(abs(own - loss) < 1e-4 * max(1, abs(loss)))
        expectEqual(found.entities, expected.entities)
        expectEqual(found.relations, expected.relations)
      }
    }
  }

  /// With one negative, and it drawn once: repeated negatives are updated one after another by the
  /// lock-free step and together by the other.
  private func single(_ regime: TrainingRegime) -> TrainingRegime {
    guard case .negativeSampling(_, let loss) = regime else { return regime }
    return .negativeSampling(count: 1, loss: loss)
  }

  private func tables(
    _ interaction: Interaction, _ configuration: EmbeddingConfiguration
  ) -> EmbeddingTables {
    var generator = SeededGenerator(seed: 3)
    let tables = EmbeddingTables(
      interaction, configuration: configuration, entityCount: Self.entityCount, &generator)
    // From a state of 0 Adagrad's first step is ±rate whatever the gradient's size, and would blow
    // up the rounding of a gradient near 0.
    for state in [tables.entities.state, tables.relations.state] {
      state.floats.update(repeating: 0.1, count: state.count)
    }
    return tables
  }

  private func expectEqual(_ found: ParameterTable, _ expected: ParameterTable) {
    for row in 0..<found.rowCount {
      for k in 0..<found.stride {
        let (a, b) = (found.row(row)[k], expected.row(row)[k])
        #expect(abs(a - b) < 2e-4, "row \(row), float \(k)")
        if k >= found.width { #expect(a == 0) }
      }
    }
  }

  static let learning: [(EmbeddingModelKind, Optimiser, Int, NegativeSampler)] = [
    (.complEx, .rowAdagrad, 1, .uniform), (.complEx, .adagrad, 16, .typed),
    (.rotatE, .rowAdagrad, 1, .bernoulli), (.rotatE, .adagrad, 16, .uniform),
    (.transE, .rowAdagrad, 1, .typed), (.distMult, .adagrad, 1, .uniform),
  ]

  /// Two threads at once still learn: the loss falls to less than half.
  @Test(arguments: learning)
  func learns(
    model: EmbeddingModelKind, optimiser: Optimiser, shared: Int, sampler: NegativeSampler
  ) throws {
    let world = FamilyWorld()
    var losses: [Double] = []
    _ = try EmbeddingTrainer(
      EmbeddingConfiguration(
        model: model, dimension: 32, epochs: 60, optimiser: optimiser, parallelism: .hogwild,
        sharedQueries: shared, sampler: sampler,
        regime: .negativeSampling(
          count: 16,
          loss: model.isFactorisation ? .softmax : .selfAdversarial(margin: 4, temperature: 1)),
        threads: 2)
    ).train(
      triples: world.training, entityCount: world.entityCount, relationCount: world.relationCount
    ) {
      losses.append($0.loss)
      return true
    }
    #expect((losses.last ?? .nan) < 0.5 * (losses.first ?? 0))
  }

  /// One thread alone is repeatable.
  @Test func oneThreadGivesTheSameBytes() throws {
    let world = FamilyWorld()
    let configuration = EmbeddingConfiguration(
      dimension: 16, epochs: 3, optimiser: .rowAdagrad, parallelism: .hogwild, sharedQueries: 1,
      regime: .negativeSampling(count: 8, loss: .softmax), threads: 1)
    let models = try (0..<2).map { _ in
      try EmbeddingTrainer(configuration).train(
        triples: world.training, entityCount: world.entityCount,
        relationCount: world.relationCount)
    }
    #expect(try models[0].encoded() == models[1].encoded())
  }

  @Test func refusesWhatItCannotDo() {
    var configuration = EmbeddingConfiguration(parallelism: .hogwild, regime: .oneVersusAll)
    #expect(throws: EmbeddingError.self) { try configuration.validate() }
    configuration.regime = .negativeSampling(count: 4, loss: .softmax)
    #expect(throws: Never.self) { try configuration.validate() }
    configuration.optimiser = .adam
    #expect(throws: EmbeddingError.self) { try configuration.validate() }
  }
}
