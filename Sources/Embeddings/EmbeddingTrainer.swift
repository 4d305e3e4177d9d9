import FoundationEssentials
import KnowledgeGraph

/// Trains graph embeddings: in the deterministic mode the same configuration, triples and order of
/// triples give the same model to the byte, with any number of threads, in one go or resumed.
public struct EmbeddingTrainer: Sendable {
  public let configuration: EmbeddingConfiguration

  public init(_ configuration: EmbeddingConfiguration) { self.configuration = configuration }

  /// Trains on `triples`, both sides of each.
  ///
  /// With validation triples, their filtered MRR is taken every `validationInterval` epochs, the
  /// best parameters are kept, and `patience` looks without improvement end the run. Without,
  /// the last epoch's parameters are kept.
  ///
  /// - Parameters:
  ///   - triples: by numbers below `entityCount` and `relationCount`; repeated ones weigh more.
  ///   - candidates: what the sampler `typed` may draw; nil takes it from the triples.
  ///   - initialValues: entity vectors to start from instead of random ones.
  ///   - checkpoint: where to keep the run's state, and whether to go on from there.
  ///   - progress: called after each epoch; returning false ends the run and keeps the best
  ///     parameters so far.
  /// - Throws: `EmbeddingError`, before any work is done, or when a checkpoint cannot be written.
  /// - Complexity: 1vsAll takes O(triples · entities · dimension) an epoch and
  ///   `batchSize · entityCount` floats; sampling takes O(triples · negatives · dimension).
  ///
  /// Blocks the calling thread and works on `threads` threads.
  public func train(
    triples: [Triple], entityCount: Int, relationCount: Int, validation: [Triple] = [],
    candidates: CandidateSets? = nil, initialValues: InitialEntityValues? = nil,
    checkpoint: TrainingCheckpoint? = nil,
    progress: (TrainingProgress) -> Bool = { _ in true }
  ) throws -> EmbeddingModel {
    try configuration.validate()
    guard !triples.isEmpty else { throw EmbeddingError.noTriples }
    try check(triples, entityCount, relationCount)
    try check(validation, entityCount, relationCount)
    let world = TrainingWorld(
      triples: triples, entityCount: entityCount, relationCount: relationCount,
      validation: validation, candidates: candidates, initialValues: initialValues)
    try checkMemory(for: world)
    var run = TrainingRun(configuration, world)
    return try run.run(checkpoint: checkpoint, progress)
  }

  /// Refuses tables beyond the machine's memory before anything is allocated: values, the panels
  /// packed from them, the best epoch's copy, and the optimiser's state.
  private func checkMemory(for world: TrainingWorld) throws {
    let width = paddedWidth(Interaction(configuration, relationCount: world.relationCount).width)
    let copies = 3 + configuration.optimiser.floatsPerValue
    let rows = world.entityCount + 2 * world.relationCount
    let (floats, overflow) = rows.multipliedReportingOverflow(by: width * copies)
    let needed = overflow ? Int.max : floats.multipliedReportingOverflow(by: 4).partialValue
    let available = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    guard !overflow, floats <= Int.max / 4, needed <= available else {
      throw EmbeddingError.outOfMemory(needed: max(needed, floats), available: available)
    }
  }

  private func check(_ triples: [Triple], _ entityCount: Int, _ relationCount: Int) throws {
    let entities = 0..<Int32(clamping: entityCount)
    let relations = 0..<Int32(clamping: min(relationCount, Int(Int32.max) / 2))
    for (index, triple) in triples.enumerated()
    where !entities.contains(triple.head) || !entities.contains(triple.tail)
      || !relations.contains(triple.relation)
    {
      throw EmbeddingError.tripleOutOfRange(index: index)
    }
  }
}

/// Everything a run is given beside its configuration.
struct TrainingWorld: Sendable {
  let triples: [Triple]
  let entityCount: Int
  let relationCount: Int
  let validation: [Triple]
  let candidates: CandidateSets?
  let initialValues: InitialEntityValues?

  /// The sets for a sampler that wants them.
  func candidates(for sampler: NegativeSampler) -> CandidateSets? {
    guard sampler == .typed else { return nil }
    return candidates
      ?? CandidateSets(
        observedIn: triples, relationCount: relationCount, entityCount: entityCount)
  }
}
