/// Everything that decides what a training run makes, apart from its triples.
///
/// In the deterministic mode `threads` decides only how long it takes: the same configuration,
/// triples and seed give the same bytes with any number of threads, so `threads` is not stored
/// with a model. The hogwild mode gives up that promise for speed.
public struct EmbeddingConfiguration: Sendable, Hashable {
  public var model: EmbeddingModelKind
  /// Floats in an entity's vector; even for the complex models, whose rank is half of it.
  public var dimension: Int
  /// Passes over the triples at most; early stopping may end sooner.
  public var epochs: Int
  /// Queries (a triple makes two, one a side) between two updates.
  public var batchSize: Int
  public var optimiser: Optimiser
  /// The optimiser's rate in the first epoch.
  public var learningRate: Float
  public var schedule: LearningRateSchedule
  /// Weight of the N3 regulariser (Lacroix 2018), for ComplEx and DistMult. Distances have none.
  public var regularisation: Float
  /// Weight of the squared lengths of the vectors that a query names.
  public var l2: Float
  public var regime: TrainingRegime
  /// Whether each relation has a second vector for the way back (Lacroix 2018); otherwise a
  /// query for heads inverts the relation's own map.
  public var reciprocal: Bool
  /// TransE's norm.
  public var norm: TranslationNorm
  /// Initial values are uniform in ± this.
  public var initialScale: Float
  public var seed: UInt64
  public var parallelism: Parallelism
  /// Queries that share one draw of negatives: 1 gives each its own; more turn scoring into a
  /// matrix product.
  public var sharedQueries: Int
  public var sampler: NegativeSampler
  /// Threads to use; 0 is one for each processor.
  public var threads: Int
  public var kernel: KernelVariant
  /// Epochs between two looks at the validation triples.
  public var validationInterval: Int
  /// Looks without a better validation MRR before training stops.
  public var patience: Int

  /// The defaults suit catalogues of hundreds to a few thousand entities. Regime and reciprocal
  /// relations, unless given, are those that suit the model: `TrainingRegime.standard(for:)`, and
  /// reciprocals for the products.
  public init(
    model: EmbeddingModelKind = .complEx, dimension: Int = 64, epochs: Int = 100,
    batchSize: Int = 256, learningRate: Float = 0.1, regularisation: Float = 0.01,
    l2: Float = 0, optimiser: Optimiser = .adagrad, schedule: LearningRateSchedule = .constant,
    parallelism: Parallelism = .deterministic, sharedQueries: Int = 64,
    sampler: NegativeSampler = .uniform, regime: TrainingRegime? = nil, reciprocal: Bool? = nil,
    norm: TranslationNorm = .manhattan, initialScale: Float? = nil, seed: UInt64 = 1,
    threads: Int = 0,
    kernel: KernelVariant = .fastest, validationInterval: Int = 5, patience: Int = 5
  ) {
    self.model = model
    self.dimension = dimension
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.regularisation = regularisation
    self.l2 = l2
    self.optimiser = optimiser
    self.schedule = schedule
    self.parallelism = parallelism
    self.sharedQueries = sharedQueries
    self.sampler = sampler
    self.regime = regime ?? .standard(for: model)
    self.reciprocal = reciprocal ?? model.isFactorisation
    self.norm = norm
    self.initialScale = initialScale ?? Self.standardScale(of: model, dimension)
    self.seed = seed
    self.threads = threads
    self.kernel = kernel
    self.validationInterval = validationInterval
    self.patience = patience
  }

  /// Products: 0.3. The customary 10⁻³ starts near the saddle at zero, where the gradient of a
  /// product vanishes, and on graphs of a hundred entities some seeds never left it; on CoDEx-S
  /// both end within 0.002 MRR. Distances: 6/√dimension (Bordes 2013).
  private static func standardScale(of model: EmbeddingModelKind, _ dimension: Int) -> Float {
    model.isFactorisation ? 0.3 : 6 / Float(max(dimension, 1)).squareRoot()
  }
}

/// The interaction model: how head, relation and tail make a score.
public enum EmbeddingModelKind: String, Sendable, Hashable, Codable, CaseIterable {
  case transE = "transe"
  case distMult = "distmult"
  case complEx = "complex"
  case rotatE = "rotate"

  /// Whether a vector is complex: `dimension / 2` real parts, then as many imaginary ones.
  public var isComplex: Bool { self == .complEx || self == .rotatE }
  /// Whether the score is a product (DistMult, ComplEx) and not a distance (TransE, RotatE).
  public var isFactorisation: Bool { self == .complEx || self == .distMult }
}

/// TransE's distance: Bordes 2013 tries both.
public enum TranslationNorm: String, Sendable, Hashable, Codable, CaseIterable {
  case manhattan, euclidean
}
