import CKernels

/// One update of the negative-sampling regime.
///
/// Queries are taken in chunks; each chunk draws its negatives and shares them among its queries,
/// which turns scoring into a matrix product. A negative that is a query's own answer is left out
/// for that query. With candidate sets, a chunk holds queries of one code.
///
/// For the losses see `SamplingLoss`. The regulariser applies to the vectors a query names, not to
/// its negatives.
///
/// The gradients of anchors, answers and negatives stand in rows of one buffer; each entity that
/// occurs then sums its rows in their order, so the result is the same for any number of threads.
/// Time: O(batch · negatives · width + entities).
final class NegativeSamplingStep: TrainingStep {
  private let interaction: Interaction
  private let tables: EmbeddingTables
  private let negatives: Int
  private let loss: SamplingLoss
  private let regulariser: Regulariser
  private let chunk: Int
  private let candidates: CandidateSets?
  private let seed: UInt64
  private var generator: SeededGenerator
  private let works: [ChunkWork]

  init(
    _ interaction: Interaction, configuration: EmbeddingConfiguration, tables: EmbeddingTables,
    candidates: CandidateSets?, workers: Int
  ) {
    self.interaction = interaction
    self.tables = tables
    self.candidates = candidates
    guard case .negativeSampling(let count, let loss) = configuration.regime else {
      preconditionFailure("the regime is another one")
    }
    negatives = count
    self.loss = loss
    regulariser = Regulariser(interaction, configuration)
    chunk = configuration.sharedQueries
    // Another stream than the one that shuffles.
    seed = ~configuration.seed
    generator = SeededGenerator(seed: seed)
    let queries = min(configuration.sharedQueries, configuration.batchSize)
    works = (0..<workers).map { _ in
      ChunkWork(queries: queries, negatives: count, panelWidth: tables.panels.panelWidth, tables)
    }
  }

  func beginEpoch(_ epoch: Int) {
    generator = SeededGenerator(seed: seed &+ UInt64(epoch) &* 0x9E37_79B9_7F4A_7C15)
  }

  func run(_ batch: QueryBatch, pool: WorkerPool, update: some RowUpdate) -> Double {
    let batch = candidates == nil ? batch : batch.sortedByCode()
    let chunks = ChunkRanges(batch, size: chunk, byCode: candidates != nil).ranges
    let drawn = chunks.flatMap { draw(for: batch.codes[$0.lowerBound]) }
    let rows = SampledGradients(
      batch: batch.count, negatives: drawn.count, stride: tables.entities.stride)
    let losses = LossBuffer(count: batch.count)
    let pass = SampledChunkPass(
      interaction: interaction, tables: tables, negatives: negatives, loss: loss)
    let works = works
    pool.forEach(chunks.count) { worker, chunk in
      let own = drawn[chunk * pass.negatives..<(chunk + 1) * pass.negatives]
      pass.run(chunks[chunk], chunk, batch, own, works[worker], rows, losses)
    }
    updateEntities(batch, drawn, rows, pool, update)
    updateRelations(batch, rows, pool, update)
    return losses.sum
  }

  private func draw(for code: Int32) -> [Int32] {
    guard let allowed = candidates?.candidates(of: code) else {
      return (0..<negatives).map { _ in
        Int32(generator.next(below: tables.entities.rowCount))
      }
    }
    return (0..<negatives).map { _ in
      allowed[allowed.startIndex + generator.next(below: allowed.count)]
    }
  }

  private func updateEntities(
    _ batch: QueryBatch, _ drawn: [Int32], _ rows: SampledGradients, _ pool: WorkerPool,
    _ update: some RowUpdate
  ) {
    let groups = RowGroups(
      batch.anchors + batch.answers + drawn, rowCount: tables.entities.rowCount)
    sum(
      groups, of: rows.entities, into: tables.entities, named: 2 * batch.count,
      weight: 1 / Float(batch.count), pool, update)
  }

  private func updateRelations(
    _ batch: QueryBatch, _ rows: SampledGradients, _ pool: WorkerPool, _ update: some RowUpdate
  ) {
    let groups = RowGroups(
      batch.codes.map { Int32(interaction.row(of: $0).row) }, rowCount: tables.relations.rowCount)
    sum(
      groups, of: rows.relations, into: tables.relations, named: batch.count,
      weight: 1 / Float(batch.count), pool, update)
  }

  /// Sums each row's gradients, adds the regulariser for those of the first `named` positions,
  /// and updates. The first position's row of `gradients` serves as the sum.
  private func sum(
    _ groups: RowGroups, of gradients: FloatBuffer, into table: ParameterTable, named: Int,
    weight: Float, _ pool: WorkerPool, _ update: some RowUpdate
  ) {
    let (interaction, regulariser) = (interaction, regulariser)
    let block = 32
    pool.forEach((groups.rows.count + block - 1) / block) { _, piece in
      let end = min((piece + 1) * block, groups.rows.count)
      for row in groups.rows[piece * block..<end].lazy.map(Int.init) {
        let positions = groups.positions(of: row)
        guard let first = positions.first else { continue }
        let total = gradients.floats + Int(first) * table.stride
        for position in positions.dropFirst() {
          ck_axpy(
            interaction.kernel, 1, gradients.floats + Int(position) * table.stride, total,
            table.stride)
        }
        let uses = positions.count { Int($0) < named }
        regulariser.add(weight * Float(uses), of: table.row(row), to: total)
        update.apply(to: table, row: row, gradient: total)
      }
    }
  }
}
