/// Everything that decides what a training run makes, apart from its triples.
///
/// `threads` decides only how long it takes: the same configuration, triples and seed give the
/// same bytes with any number of threads, so `threads` is not stored with a model.
public struct EmbeddingConfiguration: Sendable, Hashable {
  public var model: EmbeddingModelKind
  /// Floats in an entity's vector; even for the complex models, whose rank is half of it.
  public var dimension: Int
  /// Passes over the triples at most; early stopping may end sooner.
  public var epochs: Int
  /// Queries (a triple makes two, one a side) between two updates.
  public var batchSize: Int
  /// Adagrad's rate.
  public var learningRate: Float
  /// Weight of the N3 regulariser (Lacroix 2018), for ComplEx and DistMult. Distances have none.
  public var regularisation: Float
  public var regime: TrainingRegime
  /// Whether each relation has a second vector for the way back (Lacroix 2018); otherwise a
  /// query for heads inverts the relation's own map.
  public var reciprocal: Bool
  /// TransE's norm.
  public var norm: TranslationNorm
  /// Initial values are uniform in ± this.
  public var initialScale: Float
  public var seed: UInt64
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
    regime: TrainingRegime? = nil, reciprocal: Bool? = nil,
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

/// Which entities a query's answer is told apart from.
public enum TrainingRegime: Sendable, Hashable, Codable {
  /// All of them: softmax cross-entropy over every entity (Lacroix 2018). O(entities) a query.
  case oneVersusAll
  /// `count` drawn uniformly, shared by the queries of one chunk.
  case negativeSampling(count: Int, loss: SamplingLoss)

  /// 1vsAll for products, as Lacroix 2018; self-adversarial sampling for distances, as Sun 2019,
  /// since a distance to every entity is no matrix product.
  public static func standard(for model: EmbeddingModelKind) -> TrainingRegime {
    model.isFactorisation
      ? .oneVersusAll
      : .negativeSampling(count: 128, loss: .selfAdversarial(margin: 9, temperature: 1))
  }
}

/// The loss of a query against sampled negatives.
public enum SamplingLoss: Sendable, Hashable, Codable {
  /// Softmax cross-entropy over the answer and the negatives.
  case softmax
  /// Logistic loss with margin γ, negatives weighted by softmax(temperature · score), the weights
  /// taken as constants (Sun 2019). Temperature 0 weights them alike.
  case selfAdversarial(margin: Float, temperature: Float)
}

extension EmbeddingConfiguration: Codable {
  private enum CodingKeys: String, CodingKey {
    case model, dimension, epochs, batchSize, learningRate, regularisation, regime, reciprocal
    case norm, initialScale, seed, kernel, validationInterval, patience
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      model: try values.decode(EmbeddingModelKind.self, forKey: .model),
      dimension: try values.decode(Int.self, forKey: .dimension),
      epochs: try values.decode(Int.self, forKey: .epochs),
      batchSize: try values.decode(Int.self, forKey: .batchSize),
      learningRate: try values.decode(Float.self, forKey: .learningRate),
      regularisation: try values.decode(Float.self, forKey: .regularisation),
      regime: try values.decode(TrainingRegime.self, forKey: .regime),
      reciprocal: try values.decode(Bool.self, forKey: .reciprocal),
      norm: try values.decode(TranslationNorm.self, forKey: .norm),
      initialScale: try values.decode(Float.self, forKey: .initialScale),
      seed: try values.decode(UInt64.self, forKey: .seed),
      kernel: try values.decode(KernelVariant.self, forKey: .kernel),
      validationInterval: try values.decode(Int.self, forKey: .validationInterval),
      patience: try values.decode(Int.self, forKey: .patience))
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(model, forKey: .model)
    try values.encode(dimension, forKey: .dimension)
    try values.encode(epochs, forKey: .epochs)
    try values.encode(batchSize, forKey: .batchSize)
    try values.encode(learningRate, forKey: .learningRate)
    try values.encode(regularisation, forKey: .regularisation)
    try values.encode(regime, forKey: .regime)
    try values.encode(reciprocal, forKey: .reciprocal)
    try values.encode(norm, forKey: .norm)
    try values.encode(initialScale, forKey: .initialScale)
    try values.encode(seed, forKey: .seed)
    try values.encode(kernel, forKey: .kernel)
    try values.encode(validationInterval, forKey: .validationInterval)
    try values.encode(patience, forKey: .patience)
  }
}
