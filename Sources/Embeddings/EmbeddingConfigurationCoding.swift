/// Keys that older models lack get the value they were trained with.
extension EmbeddingConfiguration: Codable {
  private enum CodingKeys: String, CodingKey {
    case model, dimension, epochs, batchSize, learningRate, regularisation, regime, reciprocal
    case norm, initialScale, seed, kernel, validationInterval, patience
    case l2, optimiser, schedule, parallelism, sharedQueries, sampler
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
      l2: try values.decodeIfPresent(Float.self, forKey: .l2) ?? 0,
      optimiser: try values.decodeIfPresent(Optimiser.self, forKey: .optimiser) ?? .adagrad,
      schedule: try values.decodeIfPresent(LearningRateSchedule.self, forKey: .schedule)
        ?? .constant,
      parallelism: try values.decodeIfPresent(Parallelism.self, forKey: .parallelism)
        ?? .deterministic,
      sharedQueries: try values.decodeIfPresent(Int.self, forKey: .sharedQueries) ?? 64,
      sampler: try values.decodeIfPresent(NegativeSampler.self, forKey: .sampler) ?? .uniform,
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
    try values.encode(l2, forKey: .l2)
    try values.encode(optimiser, forKey: .optimiser)
    try values.encode(schedule, forKey: .schedule)
    try values.encode(parallelism, forKey: .parallelism)
    try values.encode(sharedQueries, forKey: .sharedQueries)
    try values.encode(sampler, forKey: .sampler)
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
