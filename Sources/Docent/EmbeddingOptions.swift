import Diagnostics
import Embeddings
import Rendering

/// Everything about a training run that may be said by name; what is nil gets the value that suits
/// the model.
public struct EmbeddingOptions: Sendable, Hashable {
  /// `1vsall`, `kvsall` or `sampling`.
  public var regime: String?
  /// `softmax`; with sampling also `nssa`, `logistic`, `margin`; with KvsAll also `logistic`.
  public var loss: String?
  public var negatives: Int?
  /// Queries that share one draw of negatives.
  public var shared: Int?
  public var margin: Float?
  public var temperature: Float?
  /// `uniform`, `bernoulli` or `typed`.
  public var sampler: String?
  /// `adagrad`, `row-adagrad` or `adam`.
  public var optimiser: String?
  public var learningRate: Float?
  /// `constant`, `linear` or `exponential`.
  public var schedule: String?
  public var batch: Int?
  public var n3: Float?
  public var l2: Float?
  /// TransE's `l1` or `l2`.
  public var norm: String?
  public var reciprocal: Bool?
  public var initialScale: Float?
  /// `deterministic` or `hogwild`.
  public var parallelism: String?
  public var validationInterval: Int?
  public var patience: Int?

  public init() {}

  /// Refused with the known names when one is wrong, or when values do not go together.
  func configuration(
    model: String, dimension: Int?, epochs: Int?, seed: UInt64, threads: Int, kernel: String
  ) throws(RefusedRequest) -> EmbeddingConfiguration {
    let kind = try named(
      model, among: EmbeddingModelKind.allCases.map(\.rawValue), what: "embedding model",
      make: EmbeddingModelKind.init(rawValue:))
    let standard = EmbeddingConfiguration()
    var made = EmbeddingConfiguration(
      model: kind, dimension: dimension ?? standard.dimension, epochs: epochs ?? standard.epochs,
      regime: try trainingRegime(for: kind), reciprocal: reciprocal, initialScale: initialScale,
      seed: seed, threads: threads)
    try choose(into: &made)
    made.batchSize = batch ?? made.batchSize
    made.learningRate = learningRate ?? made.learningRate
    made.regularisation = n3 ?? made.regularisation
    made.l2 = l2 ?? made.l2
    made.validationInterval = validationInterval ?? made.validationInterval
    made.patience = patience ?? made.patience
    if kernel != "auto" {
      made.kernel = try named(
        kernel, among: ["auto"] + KernelVariant.allCases.map(\.rawValue), what: "kernel",
        make: KernelVariant.init(rawValue:))
    }
    do { try made.validate() } catch {
      throw RefusedRequest(Diagnostic(.error, code: "usage.training", "\(error)"))
    }
    return made
  }

  private func choose(into made: inout EmbeddingConfiguration) throws(RefusedRequest) {
    if let sampler {
      made.sampler = try named(
        sampler, among: NegativeSampler.allCases.map(\.rawValue), what: "sampler",
        make: NegativeSampler.init(rawValue:))
    }
    if let parallelism {
      made.parallelism = try named(
        parallelism, among: Parallelism.allCases.map(\.rawValue), what: "parallelism",
        make: Parallelism.init(rawValue:))
    }
    if made.parallelism == .hogwild {
      made.optimiser = .rowAdagrad
      made.sharedQueries = 1
    }
    if let optimiser {
      made.optimiser = try named(
        optimiser, among: Optimiser.allCases.map(\.rawValue), what: "optimiser",
        make: Optimiser.init(rawValue:))
      if made.optimiser == .adam { made.learningRate = 0.001 }
    }
    made.sharedQueries = shared ?? made.sharedQueries
    if let norm {
      made.norm = try named(norm, among: ["l1", "l2"], what: "norm") {
        $0 == "l1" ? .manhattan : $0 == "l2" ? .euclidean : nil
      }
    }
    if let schedule {
      made.schedule = try named(
        schedule, among: ["constant", "linear", "exponential"], what: "schedule"
      ) { name -> LearningRateSchedule? in
        switch name {
        case "constant": .constant
        case "linear": .linear(to: 0.01)
        case "exponential": .exponential(factor: 0.98)
        default: nil
        }
      }
    }
  }

  /// Sampling where something said belongs to it alone.
  private func trainingRegime(
    for kind: EmbeddingModelKind
  ) throws(RefusedRequest) -> TrainingRegime? {
    let regimes = ["1vsall", "kvsall", "sampling"]
    let fallback = loss == nil ? nil : kind.isFactorisation ? "1vsall" : "sampling"
    guard let name = regime ?? (impliesSampling ? "sampling" : fallback) else { return nil }
    switch try named(name, among: regimes, what: "regime", make: { $0 }) {
    case "1vsall":
      _ = try named(loss ?? "softmax", among: ["softmax"], what: "1vsAll loss", make: { $0 })
      return .oneVersusAll
    case "kvsall":
      return .knownVersusAll(
        loss: try named(
          loss ?? "softmax", among: CandidateLoss.allCases.map(\.rawValue), what: "KvsAll loss",
          make: CandidateLoss.init(rawValue:)))
    default:
      let standard = kind.isFactorisation ? "softmax" : "nssa"
      return .negativeSampling(
        count: negatives ?? 128, loss: try samplingLoss(loss ?? standard, of: kind))
    }
  }

  private var impliesSampling: Bool {
    negatives != nil || shared != nil || sampler != nil || margin != nil || temperature != nil
      || parallelism == "hogwild" || ["nssa", "logistic", "margin"].contains(loss)
  }

  private func samplingLoss(
    _ name: String, of kind: EmbeddingModelKind
  ) throws(RefusedRequest) -> SamplingLoss {
    let margin = margin ?? (kind.isFactorisation ? 0 : 9)
    return try named(name, among: ["softmax", "nssa", "logistic", "margin"], what: "loss") {
      switch $0 {
      case "softmax": .softmax
      case "nssa": .selfAdversarial(margin: margin, temperature: temperature ?? 1)
      case "logistic": .logistic(margin: margin)
      case "margin": .margin(self.margin ?? 1)
      default: nil
      }
    }
  }
}

/// What a name stands for; refused with the nearest known one when it stands for nothing.
func named<Choice>(
  _ name: String, among known: [String], what: String, make: (String) -> Choice?
) throws(RefusedRequest) -> Choice {
  if known.contains(name), let choice = make(name) { return choice }
  let nearest = nearestNames(to: name, among: known, limit: 1)
  throw RefusedRequest(
    Diagnostic(
      .error, code: "usage.unknown-name", "there is no \(what) “\(name)”", found: name,
      expected: known.joined(separator: ", "), hint: nearest.first.map { "did you mean \($0)?" }))
}

/// The choice of `float32`, `float16` and `int8`.
func vectorStorage(_ name: String) throws(RefusedRequest) -> VectorStorage {
  try named(
    name, among: VectorStorage.allCases.map(\.rawValue), what: "form of vectors",
    make: VectorStorage.init(rawValue:))
}

/// Whatever training throws, as something the user can mend.
func refusing<Result>(_ body: () throws -> Result) throws -> Result {
  do { return try body() } catch let error as EmbeddingError {
    throw RefusedRequest(Diagnostic(.error, code: "training.refused", error.description))
  }
}
