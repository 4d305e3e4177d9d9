import Foundation
import KnowledgeGraph
import Testing

@testable import Embeddings

@Suite struct CheckpointTests {
  let world = FamilyWorld()

  static let configurations: [EmbeddingConfiguration] = [
    EmbeddingConfiguration(dimension: 12, epochs: 9, batchSize: 100, validationInterval: 2),
    EmbeddingConfiguration(
      dimension: 12, epochs: 9, batchSize: 100, optimiser: .adam,
      schedule: .linear(to: 0.1), regime: .knownVersusAll(loss: .softmax), validationInterval: 2),
    EmbeddingConfiguration(
      model: .rotatE, dimension: 12, epochs: 9, batchSize: 100, optimiser: .rowAdagrad,
      schedule: .exponential(factor: 0.9), sampler: .typed,
      regime: .negativeSampling(count: 9, loss: .selfAdversarial(margin: 4, temperature: 1)),
      validationInterval: 2),
  ]

  private func train(
    _ configuration: EmbeddingConfiguration, _ checkpoint: TrainingCheckpoint?,
    until epoch: Int = .max
  ) throws -> EmbeddingModel {
    try EmbeddingTrainer(configuration).train(
      triples: world.training, entityCount: world.entityCount,
      relationCount: world.relationCount, validation: world.heldOut, checkpoint: checkpoint
    ) { $0.epoch < epoch }
  }

  private func withFile(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "training-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  /// Stopped after any epoch and resumed, the run ends in the bytes of one that was not.
  @Test(arguments: configurations, [1, 4, 5])
  func resumedRunsEndInTheSameBytes(configuration: EmbeddingConfiguration, stop: Int) throws {
    let whole = try train(configuration, nil)
    try withFile { path in
      _ = try train(configuration, TrainingCheckpoint(path: path, resume: true), until: stop)
      var other = configuration
      other.threads = 1
      let resumed = try train(other, TrainingCheckpoint(path: path, resume: true))
      #expect(try resumed.encoded() == whole.encoded())
      // Resumed once more there is nothing left to do.
      let again = try train(other, TrainingCheckpoint(path: path, resume: true))
      #expect(try again.encoded() == whole.encoded())
    }
  }

  @Test func withoutResumeItBeginsAnew() throws {
    let configuration = Self.configurations[0]
    try withFile { path in
      _ = try train(configuration, TrainingCheckpoint(path: path, resume: false), until: 3)
      var epochs: [Int] = []
      _ = try EmbeddingTrainer(configuration).train(
        triples: world.training, entityCount: world.entityCount,
        relationCount: world.relationCount, validation: world.heldOut,
        checkpoint: TrainingCheckpoint(path: path, resume: false)
      ) {
        epochs.append($0.epoch)
        return true
      }
      #expect(epochs.first == 1)
    }
  }

  @Test func refusesWhatIsNotItsOwn() throws {
    try withFile { path in
      _ = try train(Self.configurations[0], TrainingCheckpoint(path: path, resume: true), until: 2)
      #expect(throws: EmbeddingError.self) {
        try train(Self.configurations[1], TrainingCheckpoint(path: path, resume: true))
      }
      let data = try Data(contentsOf: URL(filePath: path))
      for length in [0, 10, 40, data.count / 2, data.count - 1] {
        try data.prefix(length).write(to: URL(filePath: path))
        #expect(throws: EmbeddingError.self) {
          try train(Self.configurations[0], TrainingCheckpoint(path: path, resume: true))
        }
      }
      #expect(throws: EmbeddingError.self) {
        try train(
          Self.configurations[0], TrainingCheckpoint(path: "/nowhere/at/all", resume: false))
      }
    }
  }
}
