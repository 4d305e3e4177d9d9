import CKernels

/// One update of the negative-sampling regime.
///
/// Queries are taken in chunks of 64; each chunk draws its negatives uniformly and shares them
/// among its queries, which turns scoring into a matrix product. A negative that is a query's own
/// answer is left out for that query.
///
/// Softmax loss: cross-entropy over the answer and the chunk's negatives. Self-adversarial loss:
/// see `SamplingLoss`. N3 applies to the vectors a query names, not to its negatives.
///
/// The gradients of anchors, answers and negatives stand in rows of one buffer; each entity that
/// occurs then sums its rows in their order, so the result is the same for any number of threads.
/// Time: O(batch · negatives · width + entities).
final class NegativeSamplingStep: TrainingStep {
  private let interaction: Interaction
  private let tables: EmbeddingTables
  private let negatives: Int
  private let loss: SamplingLoss
  private let regularisation: Float
  private let panelWidth: Int
  private var generator: SeededGenerator

  private static let chunk = 64

  init(
    _ interaction: Interaction, tables: EmbeddingTables, negatives: Int, loss: SamplingLoss,
    regularisation: Float, seed: UInt64
  ) {
    self.interaction = interaction
    self.tables = tables
    self.negatives = negatives
    self.loss = loss
    self.regularisation = interaction.isDotProduct ? regularisation : 0
    panelWidth = tables.panels.panelWidth
    // Another stream than the one that shuffles.
    generator = SeededGenerator(seed: ~seed)
  }

  func run(_ batch: QueryBatch, pool: WorkerPool, update: some RowUpdate) -> Double {
    let chunks = (batch.count + Self.chunk - 1) / Self.chunk
    let drawn = (0..<chunks * negatives).map { _ in
      Int32(generator.next(below: tables.entities.rowCount))
    }
    let rows = SampledGradients(
      batch: batch.count, negatives: drawn.count, stride: tables.entities.stride)
    let losses = LossBuffer(count: batch.count)
    let pass = SampledChunkPass(
      interaction: interaction, tables: tables, negatives: negatives, loss: loss,
      panelWidth: panelWidth)
    pool.forEach(chunks) { _, chunk in
      let first = chunk * Self.chunk
      let range = first..<min(first + Self.chunk, batch.count)
      let own = drawn[chunk * pass.negatives..<(chunk + 1) * pass.negatives]
      pass.run(range, chunk, batch, Array(own), rows, losses)
    }
    updateEntities(batch, drawn, rows, pool, update)
    updateRelations(batch, rows, pool, update)
    return losses.sum
  }

  private func updateEntities(
    _ batch: QueryBatch, _ drawn: [Int32], _ rows: SampledGradients, _ pool: WorkerPool,
    _ update: some RowUpdate
  ) {
    let groups = RowGroups(
      batch.anchors + batch.answers + drawn, rowCount: tables.entities.rowCount)
    sum(
      groups, of: rows.entities, into: tables.entities, named: 2 * batch.count,
      weight: regularisation / Float(batch.count), pool, update)
  }

  private func updateRelations(
    _ batch: QueryBatch, _ rows: SampledGradients, _ pool: WorkerPool, _ update: some RowUpdate
  ) {
    let groups = RowGroups(
      batch.codes.map { Int32(interaction.row(of: $0).row) }, rowCount: tables.relations.rowCount)
    sum(
      groups, of: rows.relations, into: tables.relations, named: batch.count,
      weight: regularisation / Float(batch.count), pool, update)
  }

  /// Sums each row's gradients, adds the regulariser for those of the first `named` positions,
  /// and updates. The first position's row of `gradients` serves as the sum.
  private func sum(
    _ groups: RowGroups, of gradients: FloatBuffer, into table: ParameterTable, named: Int,
    weight: Float, _ pool: WorkerPool, _ update: some RowUpdate
  ) {
    let interaction = interaction
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
        if weight > 0, uses > 0 {
          ck_n3_gradient(
            interaction.kernel, interaction.isComplex ? 1 : 0, weight * Float(uses),
            table.row(row), total, interaction.width)
        }
        update.apply(to: table, row: row, gradient: total)
      }
    }
  }
}
