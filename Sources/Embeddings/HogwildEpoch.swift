import CKernels

/// One epoch of negative sampling without locks: threads take blocks of queries and update the
/// tables at once, in one call to the C kernels a block. With one thread the same seed gives the
/// same bytes; with several, it does not.
struct HogwildEpoch: Sendable {
  private let interaction: Interaction
  private let tables: EmbeddingTables
  private let configuration: EmbeddingConfiguration
  private let candidates: CandidateSets?
  private let workspaces: [FloatBuffer]

  /// Queries a thread takes at a time where each has negatives of its own.
  private static let block = 1024

  init(
    _ interaction: Interaction, configuration: EmbeddingConfiguration, tables: EmbeddingTables,
    candidates: CandidateSets?, workers: Int
  ) {
    self.interaction = interaction
    self.tables = tables
    self.configuration = configuration
    self.candidates = candidates
    var bytes = 0
    var training = ck_sampled_training()
    training.stride = tables.entities.stride
    training.width = interaction.width
    training.negatives = configuration.regime.negatives
    bytes = ck_sampled_workspace(&training, configuration.sharedQueries)
    workspaces = (0..<workers).map { _ in FloatBuffer(count: bytes / 4 + 16) }
  }

  /// Returns the sum of losses. `queries` come in the order of training; with candidate sets and
  /// shared negatives, a block ends where the relation changes.
  func run(_ queries: QueryBatch, rate: Float, seed: UInt64, pool: WorkerPool) -> Double {
    let blocks = ChunkRanges(
      queries, size: isShared ? configuration.sharedQueries : Self.block,
      byCode: isShared && candidates != nil
    ).ranges
    let losses = LossBuffer(count: blocks.count)
    pool.forEach(blocks.count) { worker, block in
      losses.values[block] = self.train(
        blocks[block], of: queries, rate: rate,
        random: seed &+ UInt64(block) &* 0xD1B5_4A32_D192_ED03,
        workspace: self.workspaces[worker].floats)
    }
    return losses.sum
  }

  private var isShared: Bool { configuration.sharedQueries > 1 }

  private func train(
    _ range: Range<Int>, of queries: QueryBatch, rate: Float, random: UInt64,
    workspace: UnsafeMutablePointer<Float>
  ) -> Double {
    let kernel = isShared ? ck_train_chunk : ck_train_sampled
    return queries.anchors.withUnsafeBufferPointer { anchors in
      queries.codes.withUnsafeBufferPointer { codes in
        queries.answers.withUnsafeBufferPointer { answers in
          withTraining(rate) { training in
            guard let anchors = anchors.baseAddress, let codes = codes.baseAddress,
              let answers = answers.baseAddress
            else { return 0 }
            return kernel(
              interaction.kernel, training, anchors + range.lowerBound, codes + range.lowerBound,
              answers + range.lowerBound, range.count, random, workspace)
          }
        }
      }
    }
  }

  private func withTraining(
    _ rate: Float, _ body: (UnsafePointer<ck_sampled_training>) -> Double
  ) -> Double {
    var training = description(rate)
    guard let candidates else { return body(&training) }
    return candidates.offsets.withUnsafeBufferPointer { offsets in
      candidates.entities.withUnsafeBufferPointer { entities in
        training.candidate_offsets = offsets.baseAddress
        training.candidates = entities.baseAddress
        return body(&training)
      }
    }
  }

  private func description(_ rate: Float) -> ck_sampled_training {
    var training = ck_sampled_training()
    training.map = interaction.map
    training.measure = interaction.measure
    training.is_complex = interaction.isComplex ? 1 : 0
    training.per_element = configuration.optimiser == .rowAdagrad ? 0 : 1
    training.rate = rate
    training.n3 = interaction.isDotProduct ? configuration.regularisation : 0
    training.l2 = configuration.l2
    if case .negativeSampling(let count, let loss) = configuration.regime {
      training.negatives = count
      (training.loss, training.margin, training.temperature) = loss.kernel
    }
    training.entities = tables.entities.values.floats
    training.relations = tables.relations.values.floats
    training.entity_state = tables.entities.state.floats
    training.relation_state = tables.relations.state.floats
    training.stride = tables.entities.stride
    training.width = interaction.width
    training.entity_count = tables.entities.rowCount
    training.inverse_from = interaction.inverseFrom
    return training
  }
}

/// Queries cut into runs of at most `size`, where asked for of one code each.
struct ChunkRanges: Sendable {
  private(set) var ranges: [Range<Int>] = []

  init(_ queries: QueryBatch, size: Int, byCode: Bool) {
    var first = 0
    while first < queries.count {
      var end = min(first + size, queries.count)
      if byCode {
        let code = queries.codes[first]
        end = queries.codes[first..<end].firstIndex { $0 != code } ?? end
      }
      ranges.append(first..<end)
      first = end
    }
  }
}
