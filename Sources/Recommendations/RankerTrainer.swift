import KnowledgeGraph
import PathReasoning
import Proofs

/// How far a training run has come.
public struct RankerTrainingProgress: Sendable, Hashable {
  public enum Stage: String, Sendable, Hashable {
    /// Counting and forming matrices.
    case matrices
    /// Reading off the evidence of each row.
    case features
    /// Newton steps.
    case fitting
  }
  public var stage: Stage
  /// Rows read, or steps taken.
  public var done: Int
  /// Nil where it is not known beforehand.
  public var total: Int?
  /// The penalised objective, while fitting.
  public var objective: Double?
}

/// A trained model and how its fit went.
public struct TrainedRanker: Sendable {
  public var model: AdditiveModel
  /// Mean log-likelihood of the held-out last steps.
  public var logLikelihood: Double
  public var iterations: Int
  public var converged: Bool
}

/// Trains the additive model.
public enum RankerTrainer {
  /// Fits one weight a family by a conditional logit over whole catalogues: each learner's last
  /// item is the choice, everything they did not have the alternatives, and the matrices are built
  /// from the log without those last items, so that no weight is fitted on the rows its matrix was
  /// built from. Families with weight 0 stay in the model.
  ///
  /// - Parameters:
  ///   - embedding: row i belongs to item i. An embedding that was trained on the interactions
  ///     themselves has seen the choices; its weight is then too high.
  /// - Throws: `MissingEvidence`, only when `configuration` asks for what is not supplied.
  ///
  /// Deterministic, whatever the number of threads. A log in which no learner has two items gives
  /// a model of weight 1 for popularity and 0 for the rest.
  public static func train(
    log: InteractionLog, attributes: [ItemAttributes], embedding: EmbeddingTable? = nil,
    configuration: RankerConfiguration = RankerConfiguration(),
    progress: (RankerTrainingProgress) -> Void = { _ in }
  ) throws(MissingEvidence) -> TrainedRanker {
    let families = configuration.families(attributes: attributes, embedding: embedding)
    let (kept, targets) = log.holdingOutLast()
    progress(RankerTrainingProgress(stage: .matrices, done: 0, total: families.count))
    let evidence = try FamilyMatrices(
      families: families, log: kept, attributes: attributes, embedding: embedding)
    let data = choices(evidence, targets, configuration, progress)
    var logit = ConditionalLogit()
    logit.penalty = configuration.penalty
    logit.nonnegative = configuration.nonnegative
    let fit = logit.fit(data) { iteration, objective in
      progress(
        RankerTrainingProgress(stage: .fitting, done: iteration, total: nil, objective: objective))
    }
    return trained(families, fit, rows: data.sets.count, configuration)
  }

  private static func trained(
    _ families: [RankingFamily], _ fit: ConditionalLogit.Fit, rows: Int,
    _ configuration: RankerConfiguration
  ) -> TrainedRanker {
    var families = families
    for index in families.indices {
      let popularityOnly = families[index].kind == .popularity ? 1.0 : 0
      families[index].weight = rows == 0 ? popularityOnly : fit.weights[index]
    }
    return TrainedRanker(
      model: AdditiveModel(families: families, seed: configuration.seed, fittedOn: rows),
      logLikelihood: fit.logLikelihood, iterations: fit.iterations, converged: fit.converged)
  }

  private static func choices(
    _ evidence: FamilyMatrices, _ targets: [Int32?], _ configuration: RankerConfiguration,
    _ progress: (RankerTrainingProgress) -> Void
  ) -> ChoiceData {
    let background = evidence.families.firstIndex { $0.kind == .popularity }
    var data = ChoiceData(
      featureCount: evidence.families.count, itemCount: evidence.itemCount,
      background: background.map { ($0, evidence.popularity) })
    let rows = fittingRows(targets, configuration)
    var reader = ChoiceReader(evidence: evidence, stride: data.stride)
    var bytes = 0
    for (done, learner) in rows.enumerated() {
      guard let target = targets[learner] else { continue }
      let set = reader.read(evidence.log.histories[learner], chosen: target)
      bytes += set.features.count * MemoryLayout<SIMD4<Double>>.stride
      if bytes > configuration.maximumFeatureBytes, !data.sets.isEmpty { break }
      data.append(set)
      if done % 256 == 0 {
        progress(RankerTrainingProgress(stage: .features, done: done, total: rows.count))
      }
    }
    data.measureScales()
    return data
  }

  /// Learners with a held-out last item, in a seeded random order, at most `maximumRows`.
  private static func fittingRows(
    _ targets: [Int32?], _ configuration: RankerConfiguration
  ) -> [Int] {
    var generator = SplitMix64(seed: configuration.seed)
    let eligible = targets.indices.filter { targets[$0] != nil }
    return Array(eligible.shuffled(using: &generator).prefix(configuration.maximumRows))
  }
}

/// Reads the evidence of one learner's choice into a `ChoiceSet`.
private struct ChoiceReader {
  let evidence: FamilyMatrices
  let stride: Int
  private let familiesOfMatrix: [[Int]]
  private let popularityFamily: Int?
  private var slotOfItem: [Int32]
  private var row = EvidenceRow()

  init(evidence: FamilyMatrices, stride: Int) {
    self.evidence = evidence
    self.stride = stride
    var readers = [[Int]](repeating: [], count: evidence.matrices.count)
    for (family, index) in evidence.matrixOfFamily.enumerated() {
      if let index { readers[index].append(family) }
    }
    familiesOfMatrix = readers
    popularityFamily = evidence.families.firstIndex { $0.kind == .popularity }
    slotOfItem = [Int32](repeating: Self.unlisted, count: evidence.itemCount)
  }

  private static let unlisted: Int32 = -1
  private static let masked: Int32 = -2

  mutating func read(_ history: [Int32], chosen: Int32) -> ChoiceSet {
    var set = ChoiceSet(masked: history, items: [], features: [])
    for item in history { slotOfItem[Int(item)] = Self.masked }
    _ = slot(of: chosen, in: &set)
    for (place, own) in history.enumerated() {
      addEvidence(own, age: history.count - 1 - place, to: &set)
    }
    for item in history + set.items { slotOfItem[Int(item)] = Self.unlisted }
    return set
  }

  private mutating func addEvidence(_ own: Int32, age: Int, to set: inout ChoiceSet) {
    for (matrix, families) in zip(evidence.matrices, familiesOfMatrix) {
      let factors = families.map { ($0, evidence.families[$0].recency(age: age)) }
      matrix.copyRow(own, into: &row)
      for (column, value) in zip(row.columns, row.values) {
        guard let slot = slot(of: column, in: &set) else { continue }
        for (family, factor) in factors {
          set.features[slot * stride + family / 4][family % 4] += factor * value
        }
      }
    }
  }

  /// The item's place in the set, made when it has none; nil for a masked item.
  private mutating func slot(of item: Int32, in set: inout ChoiceSet) -> Int? {
    let known = slotOfItem[Int(item)]
    if known != Self.unlisted { return known == Self.masked ? nil : Int(known) }
    let slot = set.items.count
    slotOfItem[Int(item)] = Int32(slot)
    set.items.append(item)
    set.features.append(contentsOf: repeatElement(.zero, count: stride))
    if let family = popularityFamily {
      set.features[slot * stride + family / 4][family % 4] = evidence.popularity[Int(item)]
    }
    return slot
  }
}

/// The generator of Steele, Lea & Flood 2014: small, seeded, the same everywhere.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
