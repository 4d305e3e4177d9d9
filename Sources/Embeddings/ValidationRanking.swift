import CKernels
import KnowledgeGraph

/// Filtered mean reciprocal rank of the validation triples while a model trains.
///
/// A triple is ranked on both sides against every entity; other entities that training or
/// validation triples name as answers of the same query are left out. With b candidates above the
/// answer and e level with it, the rank is 1 + b + e/2, the mean of the ranks a tie could take
/// (Berrendorf et al. 2020).
struct ValidationRanking: Sendable {
  private let interaction: Interaction
  private let queries: QueryBatch
  /// For each query, the other known answers.
  private let others: [[Int32]]

  private static let block = 48

  init(
    _ interaction: Interaction, validation: [Triple], training: [Triple]
  ) {
    self.interaction = interaction
    queries = QueryBatch(validation, relationCount: interaction.relationCount)
    others = Self.otherAnswers(
      queries, known: QueryBatch(training, relationCount: interaction.relationCount))
  }

  private static func otherAnswers(_ queries: QueryBatch, known: QueryBatch) -> [[Int32]] {
    func key(_ batch: QueryBatch, _ position: Int) -> UInt64 {
      UInt64(UInt32(bitPattern: batch.anchors[position])) << 32
        | UInt64(UInt32(bitPattern: batch.codes[position]))
    }
    var answers: [UInt64: Set<Int32>] = [:]
    for position in 0..<queries.count {
      answers[key(queries, position), default: []].insert(queries.answers[position])
    }
    for position in 0..<known.count {
      answers[key(known, position)]?.insert(known.answers[position])
    }
    return (0..<queries.count).map { position in
      let known = answers[key(queries, position)] ?? []
      return known.subtracting([queries.answers[position]]).sorted()
    }
  }

  /// 0 when there is nothing to rank. O(validation · entities · width).
  func meanReciprocalRank(of tables: EmbeddingTables, pool: WorkerPool) -> Double {
    guard queries.count > 0 else { return 0 }
    let reciprocals = LossBuffer(count: queries.count)
    let workspaces = (0..<pool.threads).map { _ in
      FloatBuffer(count: Self.block * (tables.panels.paddedRowCount + tables.entities.stride))
    }
    pool.forEach((queries.count + Self.block - 1) / Self.block) { worker, block in
      let first = block * Self.block
      let range = first..<min(first + Self.block, queries.count)
      let scores = workspaces[worker].floats
      self.score(range, tables, into: scores)
      for position in range {
        let row = scores + (position - first) * tables.panels.paddedRowCount
        let rank = self.rank(
          position, UnsafeBufferPointer(start: row, count: tables.panels.rowCount))
        reciprocals.values[position] = 1 / rank
      }
    }
    return reciprocals.sum / Double(queries.count)
  }

  /// Scores of the queries in `range` into the first rows of `scores`; the query vectors are
  /// built behind them.
  private func score(
    _ range: Range<Int>, _ tables: EmbeddingTables, into scores: UnsafeMutablePointer<Float>
  ) {
    let stride = tables.entities.stride
    let vectors = scores + Self.block * tables.panels.paddedRowCount
    for position in range {
      interaction.query(
        anchor: tables.entities.row(Int(queries.anchors[position])),
        code: queries.codes[position], relations: tables.relations.values.floats, stride: stride,
        into: vectors + (position - range.lowerBound) * stride)
    }
    ck_score_panels(
      interaction.kernel, interaction.measure, vectors, range.count, stride, interaction.width,
      tables.panels.floats, tables.panels.panelCount, scores, tables.panels.paddedRowCount)
  }

  private func rank(_ position: Int, _ scores: UnsafeBufferPointer<Float>) -> Double {
    let wanted = scores[Int(queries.answers[position])]
    var above = 0
    var level = -1
    for score in scores {
      above += score > wanted ? 1 : 0
      level += score == wanted ? 1 : 0
    }
    for other in others[position] {
      above -= scores[Int(other)] > wanted ? 1 : 0
      level -= scores[Int(other)] == wanted ? 1 : 0
    }
    guard level >= 0 else { return Double(scores.count) }  // the score is not a number
    return Double(1 + above) + Double(level) / 2
  }
}
