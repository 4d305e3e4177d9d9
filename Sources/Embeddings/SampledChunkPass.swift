import CKernels

/// Gradient rows of one batch, all zero at first.
struct SampledGradients: Sendable {
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

/// The work on one chunk of queries: scores against the answers and the chunk's negatives, losses,
/// and gradients, each into rows of its own.
struct SampledChunkPass: Sendable {
  let interaction: Interaction
  let tables: EmbeddingTables
  let negatives: Int
  let loss: SamplingLoss

  var stride: Int { tables.entities.stride }

  /// Losses and gradients of one chunk.
  func run(
    _ range: Range<Int>, _ chunk: Int, _ batch: QueryBatch, _ drawn: ArraySlice<Int32>,
    _ work: ChunkWork, _ rows: SampledGradients, _ losses: LossBuffer
  ) {
    work.queryGradients.floats.update(repeating: 0, count: range.count * stride)
    for (slot, entity) in drawn.enumerated() {
      (work.negatives.floats + slot * stride).update(
        from: tables.entities.row(Int(entity)), count: stride)
    }
    for position in range {
      interaction.query(
        anchor: tables.entities.row(Int(batch.anchors[position])), code: batch.codes[position],
        relations: tables.relations.values.floats, stride: stride,
        into: work.queries.floats + (position - range.lowerBound) * stride)
    }
    score(range.count, work)
    for position in range {
      let row = work.scores.floats + (position - range.lowerBound) * work.scoreStride
      let query = work.queries.floats + (position - range.lowerBound) * stride
      var weight: Float = 0
      losses.values[position] = gradientOfScores(position, batch, drawn, query, row, &weight)
      gradientOfAnswer(position, range.lowerBound, batch, weight, work, rows)
    }
    let first = 2 * batch.count + chunk * negatives
    gradientOfNegatives(range.count, work, rows.entities.floats + first * stride)
    for position in range { gradientThroughMap(position, range.lowerBound, batch, work, rows) }
  }

  private func score(_ queries: Int, _ work: ChunkWork) {
    ck_pack_panels(
      interaction.kernel, work.negatives.floats, 0, negatives, negatives, stride,
      interaction.width, work.panels.floats)
    ck_score_panels(
      interaction.kernel, interaction.measure, work.queries.floats, queries, stride,
      interaction.width, work.panels.floats, work.panelCount, work.scores.floats,
      work.scoreStride)
  }

  /// The scores in `row` become ∂L/∂score, and `weight` the answer's. Returns the loss.
  private func gradientOfScores(
    _ position: Int, _ batch: QueryBatch, _ drawn: ArraySlice<Int32>,
    _ query: UnsafePointer<Float>, _ row: UnsafeMutablePointer<Float>, _ weight: inout Float
  ) -> Double {
    let answer = batch.answers[position]
    weight = ck_measure(
      interaction.kernel, interaction.measure, query, tables.entities.row(Int(answer)),
      interaction.width)
    for (slot, entity) in drawn.enumerated() where entity == answer { row[slot] = -.infinity }
    let (code, margin, temperature) = loss.kernel
    return ck_sampling_loss(
      interaction.kernel, code, row, negatives, &weight, margin, temperature,
      1 / Float(batch.count))
  }

  private func gradientOfAnswer(
    _ position: Int, _ first: Int, _ batch: QueryBatch, _ weight: Float, _ work: ChunkWork,
    _ rows: SampledGradients
  ) {
    let query = work.queries.floats + (position - first) * stride
    let entity = tables.entities.row(Int(batch.answers[position]))
    gradient(
      weight, by: query, at: entity, work.queryGradients.floats + (position - first) * stride)
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

/// Room for one chunk at a time; each worker has its own.
struct ChunkWork: Sendable {
  let queries: FloatBuffer
  let queryGradients: FloatBuffer
  let negatives: FloatBuffer
  let panels: FloatBuffer
  let panelCount: Int
  let scores: FloatBuffer
  let scoreStride: Int

  init(queries: Int, negatives: Int, panelWidth: Int, _ tables: EmbeddingTables) {
    let stride = tables.entities.stride
    self.queries = FloatBuffer(count: queries * stride)
    queryGradients = FloatBuffer(count: queries * stride)
    self.negatives = FloatBuffer(count: negatives * stride)
    panelCount = (negatives + panelWidth - 1) / panelWidth
    scoreStride = (panelCount * panelWidth + 15) / 16 * 16
    panels = FloatBuffer(count: panelCount * panelWidth * tables.entities.width)
    scores = FloatBuffer(count: queries * scoreStride)
  }
}
