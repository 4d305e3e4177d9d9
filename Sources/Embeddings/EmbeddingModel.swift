import CKernels
import KnowledgeGraph

/// A trained embedding: entity and relation vectors with the interaction that makes them scores.
///
/// Scores are comparable among the candidates of one query, not between queries. A query for
/// heads of a model with reciprocal relations uses the relation's second vector, as in training,
/// so `scoreTails` and `scoreHeads` may disagree about one triple.
public struct EmbeddingModel: TripleScorer {
  public let configuration: EmbeddingConfiguration
  public let entityCount: Int
  /// Relations of the graph, without reciprocals.
  public let relationCount: Int
  /// Row-major, `entityCount · dimension` floats; complex vectors hold all real parts first.
  public let entityValues: [Float]
  /// Row-major, `dimension` floats a row; the reciprocals stand behind all relations.
  public let relationValues: [Float]
  public let summary: TrainingSummary
  /// How long training took; nil for a model read from storage.
  public let time: TrainingTime?

  let interaction: Interaction
  private let panels: EntityPanels

  init(
    configuration: EmbeddingConfiguration, entityCount: Int, relationCount: Int,
    entities: [Float], relations: [Float], summary: TrainingSummary, time: TrainingTime?
  ) {
    self.configuration = configuration
    self.entityCount = entityCount
    self.relationCount = relationCount
    entityValues = entities
    relationValues = relations
    self.summary = summary
    self.time = time
    interaction = Interaction(configuration, relationCount: relationCount)
    panels = EntityPanels(
      kernel: configuration.kernel, rowCount: entityCount, width: configuration.dimension)
    entities.withUnsafeBufferPointer { rows in
      guard let base = rows.baseAddress else { return }
      panels.pack(base, stride: configuration.dimension, 0..<entityCount)
    }
  }

  /// A model whose vectors were trained elsewhere. `relations` holds the reciprocals behind all
  /// relations where the configuration has them.
  /// - Throws: `EmbeddingError` when the configuration is invalid or the counts do not fit.
  public init(
    imported entities: [Float], relations: [Float], configuration: EmbeddingConfiguration
  ) throws {
    try configuration.validate()
    let width = configuration.dimension
    let rows = relations.count / width / (configuration.reciprocal ? 2 : 1)
    guard !entities.isEmpty, entities.count % width == 0, rows > 0,
      relations.count == rows * width * (configuration.reciprocal ? 2 : 1),
      (entities + relations).allSatisfy(\.isFinite)
    else { throw EmbeddingError.corruptModel("its vectors are not whole rows of \(width) numbers") }
    self.init(
      configuration: configuration, entityCount: entities.count / width, relationCount: rows,
      entities: entities, relations: relations,
      summary: TrainingSummary(
        epochs: 0, keptEpoch: 0, loss: 0, validationMRR: nil, tripleCount: 0), time: nil)
  }

  /// Floats learned: those of all entities and relations.
  public var parameterCount: Int { entityValues.count + relationValues.count }

  /// The kernel that trained it and scores with it.
  public var kernel: KernelVariant { configuration.kernel }

  /// The entities' vectors under the name of a stored model's version, such as `complex@3`.
  public func entityTable(version: Int64) -> EmbeddingTable {
    EmbeddingTable(
      artefact: "\(configuration.model.rawValue)@\(version)", width: configuration.dimension,
      values: entityValues)
  }

  // MARK: Scores

  /// O(entities · dimension). `scores` is resized when it has another count.
  /// - Precondition: `head` and `relation` are in range.
  public func scoreTails(head: Int32, relation: Int32, into scores: inout [Float]) {
    score([(anchor: head, code: relation)], into: &scores)
  }

  /// O(entities · dimension). `scores` is resized when it has another count.
  /// - Precondition: `relation` and `tail` are in range.
  public func scoreHeads(relation: Int32, tail: Int32, into scores: inout [Float]) {
    score([(anchor: tail, code: relation + Int32(relationCount))], into: &scores)
  }

  /// Scores of every entity as the tail of each triple's head and relation: row i of `scores`
  /// (`entityCount` floats) is the i-th triple's. The same bytes as one call for each.
  /// - Precondition: `scores` holds `triples.count · entityCount` floats.
  public func scoreTails(
    of triples: ArraySlice<Triple>, into scores: UnsafeMutableBufferPointer<Float>
  ) {
    score(triples.map { (anchor: $0.head, code: $0.relation) }, into: scores)
  }

  /// As `scoreTails(of:into:)`, with every entity as the head.
  public func scoreHeads(
    of triples: ArraySlice<Triple>, into scores: UnsafeMutableBufferPointer<Float>
  ) {
    score(
      triples.map { (anchor: $0.tail, code: $0.relation + Int32(relationCount)) }, into: scores)
  }

  private func score(_ queries: [(anchor: Int32, code: Int32)], into scores: inout [Float]) {
    if scores.count != entityCount { scores = [Float](repeating: 0, count: entityCount) }
    scores.withUnsafeMutableBufferPointer { score(queries, into: $0) }
  }

  private func score(
    _ queries: [(anchor: Int32, code: Int32)], into scores: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(scores.count == queries.count * entityCount, "one row a query")
    let width = configuration.dimension
    let vectors = FloatBuffer(count: queries.count * width)
    let padded = FloatBuffer(count: queries.count * panels.paddedRowCount)
    entityValues.withUnsafeBufferPointer { entities in
      relationValues.withUnsafeBufferPointer { relations in
        guard let anchors = entities.baseAddress, let codes = relations.baseAddress else { return }
        for (index, query) in queries.enumerated() {
          interaction.query(
            anchor: anchors + Int(query.anchor) * width, code: query.code, relations: codes,
            stride: width, into: vectors.floats + index * width)
        }
      }
    }
    ck_score_panels(
      interaction.kernel, interaction.measure, vectors.floats, queries.count, width, width,
      panels.floats, panels.panelCount, padded.floats, panels.paddedRowCount)
    guard let out = scores.baseAddress else { return }
    for index in queries.indices {
      (out + index * entityCount).update(
        from: padded.floats + index * panels.paddedRowCount, count: entityCount)
    }
  }
}
