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
    let context = Context(
      interaction: interaction, tables: tables, negatives: negatives, loss: loss,
      panelWidth: panelWidth)
    pool.forEach(chunks) { _, chunk in
      let first = chunk * Self.chunk
      let range = first..<min(first + Self.chunk, batch.count)
      let own = drawn[chunk * context.negatives..<(chunk + 1) * context.negatives]
      context.pass(range, chunk, batch, Array(own), rows, losses)
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

/// Gradient rows of one batch, all zero at first.
private struct SampledGradients: Sendable {
  /// Of the anchors, then of the answers, then of the negatives.
  let entities: FloatBuffer
  let relations: FloatBuffer
  let batch: Int

  init(batch: Int, negatives: Int, stride: Int) {
    self.batch = batch
    entities = FloatBuffer(count: (2 * batch + negatives) * stride)
    relations = FloatBuffer(count: batch * stride)
  }
}

/// What a chunk's work reads.
private struct Context: Sendable {
  let interaction: Interaction
  let tables: EmbeddingTables
  let negatives: Int
  let loss: SamplingLoss
  let panelWidth: Int

  var stride: Int { tables.entities.stride }

  /// Losses and gradients of one chunk.
  func pass(
    _ range: Range<Int>, _ chunk: Int, _ batch: QueryBatch, _ drawn: [Int32],
    _ rows: SampledGradients, _ losses: LossBuffer
  ) {
    // Room for the answer's score behind the negatives'.
    let scoreStride = (negatives + panelWidth) / panelWidth * panelWidth
    let work = ChunkWork(
      queries: range.count, negatives: negatives, stride: stride, scoreStride: scoreStride)
    gather(drawn, into: work.negatives.floats)
    for position in range {
      interaction.query(
        anchor: tables.entities.row(Int(batch.anchors[position])), code: batch.codes[position],
        relations: tables.relations.values.floats, stride: stride,
        into: work.queries.floats + (position - range.lowerBound) * stride)
    }
    score(range.count, work)
    for position in range {
      let row = work.scores.floats + (position - range.lowerBound) * scoreStride
      let query = work.queries.floats + (position - range.lowerBound) * stride
      losses.values[position] = gradientOfScores(position, batch, drawn, query, row)
      gradientOfAnswer(position, range.lowerBound, batch, row[negatives], work, rows)
    }
    let first = 2 * batch.count + chunk * negatives
    gradientOfNegatives(range.count, work, rows.entities.floats + first * stride)
    for position in range { gradientThroughMap(position, range.lowerBound, batch, work, rows) }
  }

  private func gather(_ drawn: [Int32], into rows: UnsafeMutablePointer<Float>) {
    for (slot, entity) in drawn.enumerated() {
      (rows + slot * stride).update(from: tables.entities.row(Int(entity)), count: stride)
    }
  }

  private func score(_ queries: Int, _ work: ChunkWork) {
    let panelCount = (negatives + panelWidth - 1) / panelWidth
    let panels = FloatBuffer(count: panelCount * panelWidth * interaction.width)
    ck_pack_panels(
      interaction.kernel, work.negatives.floats, 0, negatives, negatives, stride,
      interaction.width, panels.floats)
    ck_score_panels(
      interaction.kernel, interaction.measure, work.queries.floats, queries, stride,
      interaction.width, panels.floats, panelCount, work.scores.floats, work.scoreStride)
  }

  /// The scores in `row` become ∂L/∂score, the answer's behind the negatives'. Returns the loss.
  private func gradientOfScores(
    _ position: Int, _ batch: QueryBatch, _ drawn: [Int32], _ query: UnsafePointer<Float>,
    _ row: UnsafeMutablePointer<Float>
  ) -> Double {
    let answer = batch.answers[position]
    row[negatives] = ck_measure(
      interaction.kernel, interaction.measure, query, tables.entities.row(Int(answer)),
      interaction.width)
    for (slot, entity) in drawn.enumerated() where entity == answer { row[slot] = -.infinity }
    let scale = 1 / Float(batch.count)
    switch loss {
    case .softmax:
      return ck_softmax_gradient(interaction.kernel, row, negatives + 1, negatives, scale)
    case .selfAdversarial(let margin, let temperature):
      return ck_self_adversarial_gradient(
        row, negatives, row + negatives, margin, temperature, scale)
    }
  }

  private func gradientOfAnswer(
    _ position: Int, _ first: Int, _ batch: QueryBatch, _ weight: Float, _ work: ChunkWork,
    _ rows: SampledGradients
  ) {
    let query = work.queries.floats + (position - first) * stride
    let entity = tables.entities.row(Int(batch.answers[position]))
    gradient(weight, by: query, at: entity, work.queryGradients.floats + (position - first) * stride)
    gradientByEntity(
      weight, query, entity, rows.entities.floats + (batch.count + position) * stride)
  }

  private func gradientOfNegatives(
    _ queries: Int, _ work: ChunkWork, _ gradients: UnsafeMutablePointer<Float>
  ) {
    let scores = work.scores.floats
    if interaction.isDotProduct {
      ck_multiply(
        interaction.kernel, queries, stride, negatives, scores, work.scoreStride, 1,
        work.negatives.floats, stride, work.queryGradients.floats, stride)
      ck_multiply(
        interaction.kernel, negatives, stride, queries, scores, 1, work.scoreStride,
        work.queries.floats, stride, gradients, stride)
      return
    }
    for query in 0..<queries {
      let vector = work.queries.floats + query * stride
      for slot in 0..<negatives {
        let weight = scores[query * work.scoreStride + slot]
        let entity = work.negatives.floats + slot * stride
        gradient(weight, by: vector, at: entity, work.queryGradients.floats + query * stride)
        gradientByEntity(weight, vector, entity, gradients + slot * stride)
      }
    }
  }

  private func gradient(
    _ weight: Float, by query: UnsafePointer<Float>, at entity: UnsafePointer<Float>,
    _ out: UnsafeMutablePointer<Float>
  ) {
    ck_measure_gradient(
      interaction.kernel, interaction.measure, weight, query, entity, out, interaction.width)
  }

  /// A product is symmetric in query and entity; a distance's gradient changes its sign.
  private func gradientByEntity(
    _ weight: Float, _ query: UnsafePointer<Float>, _ entity: UnsafePointer<Float>,
    _ out: UnsafeMutablePointer<Float>
  ) {
    if interaction.isDotProduct {
      gradient(weight, by: entity, at: query, out)
    } else {
      gradient(-weight, by: query, at: entity, out)
    }
  }

  private func gradientThroughMap(
    _ position: Int, _ first: Int, _ batch: QueryBatch, _ work: ChunkWork,
    _ rows: SampledGradients
  ) {
    let (row, inverse) = interaction.row(of: batch.codes[position])
    ck_query_gradient(
      interaction.kernel, interaction.map, inverse,
      tables.entities.row(Int(batch.anchors[position])), tables.relations.row(row),
      work.queryGradients.floats + (position - first) * stride,
      rows.entities.floats + position * stride, rows.relations.floats + position * stride,
      interaction.width)
  }
}

/// One chunk's own rows.
private struct ChunkWork {
  let queries: FloatBuffer
  let queryGradients: FloatBuffer
  let negatives: FloatBuffer
  let scores: FloatBuffer
  let scoreStride: Int

  init(queries: Int, negatives: Int, stride: Int, scoreStride: Int) {
    self.queries = FloatBuffer(count: queries * stride)
    queryGradients = FloatBuffer(count: queries * stride)
    self.negatives = FloatBuffer(count: negatives * stride)
    scores = FloatBuffer(count: queries * scoreStride)
    self.scoreStride = scoreStride
  }
}
