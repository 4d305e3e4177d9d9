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
      .oneVersusAll, .knownVersusAll(loss: .softmax), .knownVersusAll(loss: .logistic),
      .negativeSampling(count: 5, loss: .softmax),
      .negativeSampling(count: 5, loss: .selfAdversarial(margin: 1, temperature: 0)),
      .negativeSampling(count: 5, loss: .selfAdversarial(margin: 1, temperature: 0.7)),
      .negativeSampling(count: 5, loss: .logistic(margin: 0.5)),
      .negativeSampling(count: 5, loss: .margin(1.5)),
    ]
    for model in EmbeddingModelKind.allCases {
      for reciprocal in [true, false] {
        for regime in regimes {
          var one = EmbeddingConfiguration(model: model, dimension: 6)
          one.regularisation = 0.3
          one.l2 = 0.05
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
    var batch = QueryBatch(Self.triples, relationCount: Self.relationCount)
    if case .knownVersusAll = configuration.regime {
      batch = QueryBatch(grouping: Self.triples, relationCount: Self.relationCount)
    }
    let collected = Collected()
    let loss = runStep(configuration, interaction, tables, batch, collected)

    let entities = doubles(tables.entities)
    let relations = doubles(tables.relations)
    let reference = Reference(configuration, batch, entities, relations)
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
    var loss = CandidateLoss.softmax
    if case .knownVersusAll(let stated) = configuration.regime { loss = stated }
    if configuration.regime.isSampling {
      return NegativeSamplingStep(
        interaction, configuration: configuration, tables: tables, candidates: nil, workers: 2
      ).run(batch, pool: pool, update: update)
    }
    return OneVersusAllStep(
      interaction, tables: tables, batchSize: batch.count,
      regulariser: Regulariser(interaction, configuration), loss: loss, workers: 2
    ).run(batch, pool: pool, update: update)
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
  /// Self-adversarial weights at the point where the gradient is taken: constants of the loss.
  var weights: [[Double]] = []

  init(
    _ configuration: EmbeddingConfiguration, _ batch: QueryBatch, _ entities: [[Double]],
    _ relations: [[Double]]
  ) {
    loss = ReferenceLoss(
      model: configuration.model, norm: configuration.norm,
      reciprocal: configuration.reciprocal, relationCount: StepGradientTests.relationCount,
      width: configuration.dimension, regularisation: Double(configuration.regularisation),
      l2: Double(configuration.l2))
    regime = configuration.regime
    queries = (0..<batch.count).map {
      .init(
        anchor: Int(batch.anchors[$0]), code: Int(batch.codes[$0]),
        answers: batch.answers(of: $0).map(Int.init))
    }
    // The sampler's stream; the batch is one chunk.
    var generator = SeededGenerator(seed: ~configuration.seed)
    negatives = (0..<configuration.regime.negatives).map { _ in
      generator.next(below: StepGradientTests.entityCount)
    }
    if case .negativeSampling(_, .selfAdversarial(_, let temperature)) = regime {
      weights = queries.map { query in
        let scores = others(query, entities, relations).map { exp(Double(temperature) * $0) }
        return scores.map { $0 / scores.reduce(0, +) }
      }
    }
  }

  func total(_ entities: [[Double]], _ relations: [[Double]]) -> Double {
    dataLoss(entities, relations) + loss.penalty(queries, entities, relations)
  }

  private func others(
    _ query: ReferenceLoss.Query, _ entities: [[Double]], _ relations: [[Double]]
  ) -> [Double] {
    negatives.filter { $0 != query.answers[0] }.map {
      loss.score(entities[query.anchor], query.code, relations, entities[$0])
    }
  }

  func dataLoss(_ entities: [[Double]], _ relations: [[Double]]) -> Double {
    queries.enumerated().map { index, query in
      let scores = entities.map { loss.score(entities[query.anchor], query.code, relations, $0) }
      let wanted = query.answers.map { scores[$0] }
      let answer = wanted[0]
      let others = others(query, entities, relations)
      switch regime {
      case .oneVersusAll, .knownVersusAll(.softmax):
        return log(scores.map { exp($0) }.reduce(0, +))
          - wanted.reduce(0, +) / Double(wanted.count)
      case .knownVersusAll(.logistic):
        return scores.map { log(1 + exp($0)) }.reduce(0, +) - wanted.reduce(0, +)
      case .negativeSampling(_, .softmax):
        return log(exp(answer) + others.map { exp($0) }.reduce(0, +)) - answer
      case .negativeSampling(_, .selfAdversarial(let margin, _)):
        return log(1 + exp(-(Double(margin) + answer)))
          + zip(weights[index], others).map { $0 * log(1 + exp(Double(margin) + $1)) }
          .reduce(0, +)
      case .negativeSampling(_, .logistic(let margin)):
        return log(1 + exp(-(Double(margin) + answer)))
          + others.map { log(1 + exp(Double(margin) + $0)) }.reduce(0, +)
      case .negativeSampling(_, .margin(let margin)):
        return others.map { max(0, Double(margin) - answer + $0) }.reduce(0, +)
      }
    }.reduce(0, +) / Double(queries.count)
  }
}
