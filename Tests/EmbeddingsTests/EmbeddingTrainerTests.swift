import FoundationEssentials
import KnowledgeGraph
import Testing

@testable import Embeddings

@Suite struct EmbeddingTrainerTests {
  let world = FamilyWorld()

  func train(
    _ configuration: EmbeddingConfiguration, validation: [Triple] = [],
    progress: (TrainingProgress) -> Bool = { _ in true }
  ) throws -> EmbeddingModel {
    try EmbeddingTrainer(configuration).train(
      triples: world.training, entityCount: world.entityCount,
      relationCount: world.relationCount, validation: validation, progress: progress)
  }

  /// ComplEx expresses symmetry, antisymmetry and inversion, so the world is solved.
  @Test(arguments: [1, 2, 3] as [UInt64]) func complExSolvesTheFamilyWorld(seed: UInt64) throws {
    let model = try train(
      EmbeddingConfiguration(
        dimension: 32, epochs: 100, batchSize: 64, seed: seed, kernel: .portable))
    #expect(world.meanReciprocalRank(of: model) > 0.9)
  }

  @Test func rotatEInvertsRelations() throws {
    let model = try train(
      EmbeddingConfiguration(
        model: .rotatE, dimension: 32, epochs: 60, batchSize: 64,
        regime: .negativeSampling(
          count: 24, loss: .selfAdversarial(margin: 6, temperature: 1))))
    #expect(world.meanReciprocalRank(of: model) > 0.8)
  }

  /// `olderThan` never holds both ways. ComplEx tells the directions apart; DistMult without
  /// reciprocals cannot, for its score is symmetric.
  @Test func antisymmetry() throws {
    let complex = try train(EmbeddingConfiguration(dimension: 32, epochs: 60, batchSize: 64))
    let older = FamilyWorld.Relation.olderThan.rawValue
    var scores: [Float] = []
    var right = 0
    let facts = world.training.filter { $0.relation == older }
    for fact in facts {
      complex.scoreTails(head: fact.head, relation: older, into: &scores)
      let forward = scores[Int(fact.tail)]
      complex.scoreTails(head: fact.tail, relation: older, into: &scores)
      right += forward > scores[Int(fact.head)] ? 1 : 0
    }
    #expect(right == facts.count)
    let distMult = try train(
      EmbeddingConfiguration(
        model: .distMult, dimension: 32, epochs: 5, reciprocal: false, kernel: .portable))
    for fact in facts {
      distMult.scoreTails(head: fact.head, relation: older, into: &scores)
      let forward = scores[Int(fact.tail)]
      distMult.scoreTails(head: fact.tail, relation: older, into: &scores)
      #expect(abs(forward - scores[Int(fact.head)]) <= 1e-4 * max(1, abs(forward)))
    }
  }

  static let deterministic: [EmbeddingConfiguration] = EmbeddingModelKind.allCases.flatMap {
    model in
    [
      TrainingRegime.oneVersusAll, .knownVersusAll(loss: .logistic),
      .negativeSampling(count: 9, loss: .selfAdversarial(margin: 4, temperature: 1)),
    ].map {
      EmbeddingConfiguration(
        model: model, dimension: 14, epochs: 3, batchSize: 150, regime: $0, seed: 5)
    }
  }

  @Test(arguments: deterministic)
  func sameBytesWithAnyNumberOfThreads(configuration: EmbeddingConfiguration) throws {
    let encoded = try [1, 2, 3].map { threads in
      var one = configuration
      one.threads = threads
      one.validationInterval = 1
      return try train(one, validation: world.heldOut).encoded()
    }
    #expect(encoded[0] == encoded[1])
    #expect(encoded[0] == encoded[2])
    var other = configuration
    other.seed += 1
    #expect(try train(other).encoded().blobs != encoded[0].blobs)
  }

  /// Variants round differently and must still come to nearly the same model.
  @Test(arguments: KernelVariant.allCases.filter(\.isSupported))
  func variantsAgree(kernel: KernelVariant) throws {
    let models = try [KernelVariant.portable, kernel].map {
      try train(EmbeddingConfiguration(dimension: 20, epochs: 2, batchSize: 64, kernel: $0))
    }
    for (a, b) in zip(models[0].entityValues, models[1].entityValues) {
      #expect(abs(a - b) < 1e-3)
    }
    #expect(abs(models[0].summary.loss - models[1].summary.loss) < 1e-4)
    #expect(models[1].kernel == kernel)
  }

  /// Guards the promise that the portable kernel gives the same bytes on any processor, in debug
  /// and in release. The number changes only when training itself is changed.
  @Test func portableBytesAreFixed() throws {
    let model = try train(
      EmbeddingConfiguration(dimension: 14, epochs: 3, batchSize: 100, kernel: .portable))
    let encoded = try model.encoded()
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for name in ["entities", "relations"] {
      for byte in encoded.blobs[name] ?? Data() { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    #expect(hash == 16_746_849_730_396_503_413)
  }

  @Test func stopsWhenToldAndKeepsTheBest() throws {
    var seen: [TrainingProgress] = []
    let model = try train(
      EmbeddingConfiguration(dimension: 8, epochs: 50, validationInterval: 2),
      validation: world.heldOut
    ) {
      seen.append($0)
      return $0.epoch < 7
    }
    #expect(seen.map { $0.epoch } == [1, 2, 3, 4, 5, 6, 7])
    #expect(seen.filter { $0.validationMRR != nil }.map { $0.epoch } == [2, 4, 6])
    let best = seen.compactMap(\.validationMRR).max()
    #expect(model.summary.validationMRR == best)
    #expect(model.summary.epochs == 7)
    let mrr = world.meanReciprocalRank(of: model)
    #expect(abs(mrr - (model.summary.validationMRR ?? 0)) < 1e-9)
  }

  @Test func patienceEndsTraining() throws {
    var configuration = EmbeddingConfiguration(
      dimension: 32, epochs: 1000, batchSize: 64, validationInterval: 5)
    configuration.patience = 3
    let model = try train(configuration, validation: world.heldOut)
    #expect(model.summary.epochs < 1000)
    #expect(model.summary.keptEpoch == model.summary.epochs - 15)
  }

  @Test func refusesWhatCannotBeTrained() {
    let bad: [(inout EmbeddingConfiguration) -> Void] = [
      { $0.dimension = 0 }, { $0.dimension = 7 }, { $0.epochs = 0 }, { $0.batchSize = 0 },
      { $0.learningRate = .nan }, { $0.regularisation = -1 }, { $0.threads = -1 },
      { $0.validationInterval = 0 }, { $0.patience = 0 },
      { $0.regime = .negativeSampling(count: 0, loss: .softmax) },
    ]
    for change in bad {
      var configuration = EmbeddingConfiguration()
      change(&configuration)
      #expect(throws: EmbeddingError.self) { try configuration.validate() }
    }
    let trainer = EmbeddingTrainer(EmbeddingConfiguration())
    #expect(throws: EmbeddingError.noTriples) {
      try trainer.train(triples: [], entityCount: 1, relationCount: 1)
    }
    for triple in [(5, 0, 0), (0, 1, 0), (0, 0, -1)] {
      let outside = Triple(
        head: Int32(triple.0), relation: Int32(triple.1), tail: Int32(triple.2))
      #expect(throws: EmbeddingError.tripleOutOfRange(index: 0)) {
        try trainer.train(triples: [outside], entityCount: 5, relationCount: 1)
      }
    }
  }

  @Test func tablesBeyondMemoryAreRefused() throws {
    let trainer = EmbeddingTrainer(EmbeddingConfiguration(dimension: 65_536))
    let error = #expect(throws: EmbeddingError.self) {
      try trainer.train(
        triples: [Triple(head: 0, relation: 0, tail: 1)], entityCount: Int(Int32.max),
        relationCount: 1)
    }
    guard case .outOfMemory(let needed, let available) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(needed > available)
  }

  /// One entity, one triple: nothing to divide by, nothing out of bounds.
  @Test(arguments: EmbeddingModelKind.allCases) func smallestGraph(kind: EmbeddingModelKind) throws
  {
    let model = try EmbeddingTrainer(EmbeddingConfiguration(model: kind, dimension: 2, epochs: 3))
      .train(
        triples: [Triple(head: 0, relation: 0, tail: 0)], entityCount: 1, relationCount: 1)
    #expect(model.entityValues.allSatisfy { $0.isFinite })
    #expect(model.relationValues.allSatisfy { $0.isFinite })
  }
}
