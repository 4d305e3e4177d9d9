import Foundation
import KnowledgeGraph
import Testing

@testable import Embeddings

/// The gradient of whole steps against central differences of the loss in double precision.
@Suite struct StepGradientTests {
  static let entityCount = 9
  static let relationCount = 3
  static let triples = [
    Triple(head: 0, relation: 0, tail: 1), Triple(head: 1, relation: 1, tail: 2),
    Triple(head: 2, relation: 2, tail: 2), Triple(head: 5, relation: 0, tail: 1),
    Triple(head: 0, relation: 0, tail: 1), Triple(head: 8, relation: 2, tail: 0),
  ]

  static let configurations: [EmbeddingConfiguration] = {
    var all: [EmbeddingConfiguration] = []
    let regimes: [TrainingRegime] = [
      .oneVersusAll, .negativeSampling(count: 5, loss: .softmax),
      .negativeSampling(count: 5, loss: .selfAdversarial(margin: 1, temperature: 0)),
    ]
    for model in EmbeddingModelKind.allCases {
      for reciprocal in [true, false] {
        for regime in regimes {
          var one = EmbeddingConfiguration(model: model, dimension: 6)
          one.regularisation = 0.3
          one.regime = regime
          one.reciprocal = reciprocal
          all.append(one)
          if model == .transE {
            one.norm = .euclidean
            all.append(one)
          }
        }
      }
    }
    return all
  }()

  /// Keeps gradients instead of updating.
  final class Collected: RowUpdate, @unchecked Sendable {
    let lock = NSLock()
    var rows: [ObjectIdentifier: [Int: [Float]]] = [:]

    func apply(to table: ParameterTable, row: Int, gradient: UnsafePointer<Float>) {
      let floats = Array(UnsafeBufferPointer(start: gradient, count: table.width))
      lock.withLock { rows[ObjectIdentifier(table), default: [:]][row] = floats }
    }
  }

  @Test(arguments: configurations) func matchesFiniteDifferences(
    configuration: EmbeddingConfiguration
  ) throws {
    let interaction = Interaction(configuration, relationCount: Self.relationCount)
    var generator = SeededGenerator(seed: 11)
    let tables = EmbeddingTables(
      interaction, configuration: configuration, entityCount: Self.entityCount, &generator)
    tables.entities.fill(scale: 0.8, &generator)
    tables.relations.fill(scale: 0.8, &generator)
    tables.panels.pack(tables.entities, 0..<Self.entityCount)
    let batch = QueryBatch(Self.triples, relationCount: Self.relationCount)
    let collected = Collected()
    let loss = runStep(configuration, interaction, tables, batch, collected)

    let entities = doubles(tables.entities)
    let relations = doubles(tables.relations)
    let reference = Reference(configuration, batch)
    #expect(abs(loss / Double(batch.count) - reference.dataLoss(entities, relations)) < 1e-4)
    for (table, isEntity) in [(tables.entities, true), (tables.relations, false)] {
      let rows = collected.rows[ObjectIdentifier(table)] ?? [:]
      for row in 0..<table.rowCount {
        for k in 0..<table.width {
          let expected = difference { step in
            var (e, r) = (entities, relations)
            if isEntity { e[row][k] += step } else { r[row][k] += step }
            return reference.total(e, r)
          }
          let found = Double(rows[row]?[k] ?? 0)
          #expect(abs(found - expected) < 2e-4, "row \(row), float \(k)")
        }
      }
    }
  }

  private func runStep(
    _ configuration: EmbeddingConfiguration, _ interaction: Interaction,
    _ tables: EmbeddingTables, _ batch: QueryBatch, _ update: Collected
  ) -> Double {
    let pool = WorkerPool(requested: 2)
    switch configuration.regime {
    case .oneVersusAll:
      return OneVersusAllStep(
        interaction, tables: tables, batchSize: batch.count,
        regularisation: configuration.regularisation, workers: 2
      ).run(batch, pool: pool, update: update)
    case .negativeSampling(let count, let loss):
      return NegativeSamplingStep(
        interaction, tables: tables, negatives: count, loss: loss,
        regularisation: configuration.regularisation, seed: configuration.seed
      ).run(batch, pool: pool, update: update)
    }
  }

  private func doubles(_ table: ParameterTable) -> [[Double]] {
    (0..<table.rowCount).map { row in
      (0..<table.width).map { Double(table.row(row)[$0]) }
    }
  }

  private func difference(_ loss: (Double) -> Double) -> Double {
    let step = 1e-6
    return (loss(step) - loss(-step)) / (2 * step)
  }
}

/// The loss of the batch as a function of all parameters.
private struct Reference {
  let loss: ReferenceLoss
  let regime: TrainingRegime
  let queries: [ReferenceLoss.Query]
  let negatives: [Int]

  init(_ configuration: EmbeddingConfiguration, _ batch: QueryBatch) {
    loss = ReferenceLoss(
      model: configuration.model, norm: configuration.norm,
      reciprocal: configuration.reciprocal, relationCount: StepGradientTests.relationCount,
      width: configuration.dimension, regularisation: Double(configuration.regularisation))
    regime = configuration.regime
    queries = (0..<batch.count).map {
      .init(
        anchor: Int(batch.anchors[$0]), code: Int(batch.codes[$0]),
        answer: Int(batch.answers[$0]))
    }
    // The sampler's stream; the batch is one chunk.
    var generator = SeededGenerator(seed: ~configuration.seed)
    if case .negativeSampling(let count, _) = configuration.regime {
      negatives = (0..<count).map { _ in generator.next(below: StepGradientTests.entityCount) }
    } else {
      negatives = []
    }
  }

  func total(_ entities: [[Double]], _ relations: [[Double]]) -> Double {
    dataLoss(entities, relations) + loss.penalty(queries, entities, relations)
  }

  func dataLoss(_ entities: [[Double]], _ relations: [[Double]]) -> Double {
    queries.map { query in
      let score = { (entity: Int) in
        loss.score(entities[query.anchor], query.code, relations, entities[entity])
      }
      let answer = score(query.answer)
      let others = negatives.filter { $0 != query.answer }.map(score)
      switch regime {
      case .oneVersusAll:
        return log(entities.indices.map { exp(score($0)) }.reduce(0, +)) - answer
      case .negativeSampling(_, .softmax):
        return log(exp(answer) + others.map { exp($0) }.reduce(0, +)) - answer
      case .negativeSampling(_, .selfAdversarial(let margin, _)):
        let positive = log(1 + exp(-(Double(margin) + answer)))
        return positive + others.map { log(1 + exp(Double(margin) + $0)) }.reduce(0, +)
          / Double(max(others.count, 1))
      }
    }.reduce(0, +) / Double(queries.count)
  }
}
