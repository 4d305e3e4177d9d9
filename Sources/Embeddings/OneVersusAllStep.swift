import CKernels

/// One update of the 1vsAll and KvsAll regimes: every entity is a candidate answer of every query.
///
/// For a batch of B queries (aᵢ, rᵢ) with answers tᵢ, and sᵢⱼ the score of entity j,
///
///     L = 1/B Σᵢ ( −sᵢ,tᵢ + log Σⱼ exp sᵢⱼ ) + λ/B Σᵢ ( ‖aᵢ‖₃³ + ‖rᵢ‖₃³ + ‖tᵢ‖₃³ )
///     ∂L/∂sᵢⱼ = ( softmax(sᵢ)ⱼ − [j = tᵢ] ) / B        =: Gᵢⱼ
///
/// With several answers y of a query, the first term is their mean score and [j = tᵢ] is
/// [j ∈ y]/|y|; the logistic loss has Σⱼ softplus sᵢⱼ − Σ_y sᵢⱼ and (σ(sᵢⱼ) − [j ∈ y]) / B instead.
///
/// (Lacroix, Usunier and Obozinski 2018; ‖x‖₃³ = Σ |xₖ|³ over complex moduli for ComplEx.) For a
/// product score S = Q Eᵀ the gradients are matrix products, ∂L/∂Q = G E and ∂L/∂E = Gᵀ Q, to
/// which entities add what comes back through the query map from their uses as anchors.
///
/// Two passes: over blocks of queries (scores, softmax, ∂L/∂Q), then over blocks of entities
/// (∂L/∂E and the update). Each float is summed by one thread in an order that does not depend on
/// the blocks, so the result is the same for any number of threads.
/// Memory: batch · entities floats of scores. Time: O(batch · entities · width).
final class OneVersusAllStep: TrainingStep, Sendable {
  private let interaction: Interaction
  private let tables: EmbeddingTables
  private let regulariser: Regulariser
  private let loss: CandidateLoss
  private let scoreStride: Int
  private let scores: FloatBuffer
  private let queries: FloatBuffer
  private let queryGradients: FloatBuffer
  private let anchorGradients: FloatBuffer
  private let relationGradients: FloatBuffer
  private let scratch: [FloatBuffer]

  /// Queries a piece of work takes; a multiple of every variant's tile.
  private static let queryBlock = 24
  /// Entities a piece of work takes; a multiple of every variant's panel and tile.
  private static let entityBlock = 96

  init(
    _ interaction: Interaction, tables: EmbeddingTables, batchSize: Int, regulariser: Regulariser,
    loss: CandidateLoss = .softmax,
    workers: Int
  ) {
    self.interaction = interaction
    self.tables = tables
    self.regulariser = regulariser
    self.loss = loss
    scoreStride = tables.panels.paddedRowCount
    scores = FloatBuffer(count: batchSize * scoreStride)
    let rows = batchSize * tables.entities.stride
    queries = FloatBuffer(count: rows)
    queryGradients = FloatBuffer(count: rows)
    anchorGradients = FloatBuffer(count: rows)
    relationGradients = FloatBuffer(count: rows)
    let block = Self.entityBlock * tables.entities.stride
    scratch = (0..<workers).map { _ in FloatBuffer(count: block) }
  }

  func run(_ batch: QueryBatch, pool: WorkerPool, update: some RowUpdate) -> Double {
    let losses = LossBuffer(count: batch.count)
    let blocks = (batch.count + Self.queryBlock - 1) / Self.queryBlock
    pool.forEach(blocks) { _, block in
      let first = block * Self.queryBlock
      self.passQueries(first..<min(first + Self.queryBlock, batch.count), batch, losses)
    }
    passEntities(batch, pool: pool, update: update)
    return losses.sum
  }

  // MARK: Queries

  private func passQueries(_ range: Range<Int>, _ batch: QueryBatch, _ losses: LossBuffer) {
    let stride = tables.entities.stride
    for position in range {
      interaction.query(
        anchor: tables.entities.row(Int(batch.anchors[position])), code: batch.codes[position],
        relations: tables.relations.values.floats, stride: stride,
        into: queries.floats + position * stride)
    }
    ck_score_panels(
      interaction.kernel, interaction.measure, queries.floats + range.lowerBound * stride,
      range.count, stride, interaction.width, tables.panels.floats, tables.panels.panelCount,
      scores.floats + range.lowerBound * scoreStride, scoreStride)
    for position in range {
      losses.values[position] = gradientOfScores(position, batch)
    }
    gradientOfQueries(range)
    for position in range { gradientThroughMap(position, batch) }
  }

  private func gradientOfScores(_ position: Int, _ batch: QueryBatch) -> Double {
    let gradient = loss == .softmax ? ck_softmax_gradient : ck_logistic_gradient
    return batch.answers(of: position).withUnsafeBufferPointer { answers in
      gradient(
        interaction.kernel, scores.floats + position * scoreStride, tables.entities.rowCount,
        answers.baseAddress, answers.count, 1 / Float(batch.count))
    }
  }

  /// ∂L/∂Q for some rows.
  private func gradientOfQueries(_ range: Range<Int>) {
    let stride = tables.entities.stride
    let gradients = queryGradients.floats + range.lowerBound * stride
    gradients.update(repeating: 0, count: range.count * stride)
    if interaction.isDotProduct {
      ck_multiply(
        interaction.kernel, range.count, stride, tables.entities.rowCount,
        scores.floats + range.lowerBound * scoreStride, scoreStride, 1,
        tables.entities.values.floats, stride, gradients, stride)
      return
    }
    for position in range {
      for entity in 0..<tables.entities.rowCount {
        ck_measure_gradient(
          interaction.kernel, interaction.measure, scores.floats[position * scoreStride + entity],
          queries.floats + position * stride, tables.entities.row(entity),
          queryGradients.floats + position * stride, interaction.width)
      }
    }
  }

  private func gradientThroughMap(_ position: Int, _ batch: QueryBatch) {
    let stride = tables.entities.stride
    let (row, inverse) = interaction.row(of: batch.codes[position])
    let anchorGradient = anchorGradients.floats + position * stride
    let relationGradient = relationGradients.floats + position * stride
    anchorGradient.update(repeating: 0, count: stride)
    relationGradient.update(repeating: 0, count: stride)
    ck_query_gradient(
      interaction.kernel, interaction.map, inverse,
      tables.entities.row(Int(batch.anchors[position])), tables.relations.row(row),
      queryGradients.floats + position * stride, anchorGradient, relationGradient,
      interaction.width)
  }

  // MARK: Entities and relations

  private func passEntities(_ batch: QueryBatch, pool: WorkerPool, update: some RowUpdate) {
    let entityCount = tables.entities.rowCount
    let anchors = RowGroups(batch.anchors, rowCount: entityCount)
    let answers = RowGroups(batch.answers, rowCount: entityCount)
    let relations = RowGroups(
      batch.codes.map { Int32(interaction.row(of: $0).row) }, rowCount: tables.relations.rowCount)
    let weight = 1 / Float(batch.count)
    let blocks = (entityCount + Self.entityBlock - 1) / Self.entityBlock
    pool.forEach(blocks + relations.rows.count) { worker, piece in
      if piece < blocks {
        let first = piece * Self.entityBlock
        let range = first..<min(first + Self.entityBlock, entityCount)
        self.gradientOfEntities(range, batch, anchors, into: self.scratch[worker].floats)
        self.finishEntities(
          range, anchors, answers, weight, self.scratch[worker].floats, update)
      } else {
        let row = Int(relations.rows[piece - blocks])
        self.finishRelation(row, relations, weight, self.scratch[worker].floats, update)
      }
    }
  }

  /// ∂L/∂E for some rows, without the regulariser.
  private func gradientOfEntities(
    _ range: Range<Int>, _ batch: QueryBatch, _ anchors: RowGroups,
    into gradients: UnsafeMutablePointer<Float>
  ) {
    let stride = tables.entities.stride
    gradients.update(repeating: 0, count: range.count * stride)
    if interaction.isDotProduct {
      ck_multiply(
        interaction.kernel, range.count, stride, batch.count, scores.floats + range.lowerBound, 1,
        scoreStride, queries.floats, stride, gradients, stride)
    } else {
      for entity in range {
        for position in 0..<batch.count {
          // The measures depend on q − e, so the gradient by e is minus that by q.
          ck_measure_gradient(
            interaction.kernel, interaction.measure,
            -scores.floats[position * scoreStride + entity],
            queries.floats + position * stride, tables.entities.row(entity),
            gradients + (entity - range.lowerBound) * stride, interaction.width)
        }
      }
    }
    for entity in range {
      for position in anchors.positions(of: entity) {
        ck_axpy(
          interaction.kernel, 1, anchorGradients.floats + Int(position) * stride,
          gradients + (entity - range.lowerBound) * stride, stride)
      }
    }
  }

  private func finishEntities(
    _ range: Range<Int>, _ anchors: RowGroups, _ answers: RowGroups, _ weight: Float,
    _ gradients: UnsafeMutablePointer<Float>, _ update: some RowUpdate
  ) {
    let table = tables.entities
    for entity in range {
      let gradient = gradients + (entity - range.lowerBound) * table.stride
      let uses = anchors.count(of: entity) + answers.count(of: entity)
      regulariser.add(weight * Float(uses), of: table.row(entity), to: gradient)
      update.apply(to: table, row: entity, gradient: gradient)
    }
    tables.panels.pack(table, range)
  }

  private func finishRelation(
    _ row: Int, _ relations: RowGroups, _ weight: Float,
    _ gradient: UnsafeMutablePointer<Float>, _ update: some RowUpdate
  ) {
    let table = tables.relations
    gradient.update(repeating: 0, count: table.stride)
    for position in relations.positions(of: row) {
      ck_axpy(
        interaction.kernel, 1, relationGradients.floats + Int(position) * table.stride, gradient,
        table.stride)
    }
    regulariser.add(
      weight * Float(relations.count(of: row)), of: table.row(row), to: gradient)
    update.apply(to: table, row: row, gradient: gradient)
  }
}
