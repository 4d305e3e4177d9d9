/// Why a training run cannot start, or a stored model cannot be read.
public enum EmbeddingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A hyper-parameter is out of range; the sentence says which and what is allowed.
  case invalidConfiguration(String)
  /// A triple names an entity or a relation outside the counts given.
  case tripleOutOfRange(index: Int)
  /// There is nothing to learn from.
  case noTriples
  /// The tables of parameters want more memory than the machine has; both in bytes.
  case outOfMemory(needed: Int, available: Int)
  /// A checkpoint cannot be read or written, or belongs to another training run.
  case checkpoint(String)
  /// A file of vectors cannot be read.
  case vectorFile(String)
  /// A stored model's parts do not fit together.
  case corruptModel(String)

  public var description: String {
    switch self {
    case .invalidConfiguration(let reason): reason
    case .tripleOutOfRange(let index):
      "triple \(index) names an entity or a relation that does not exist"
    case .noTriples: "there are no triples to train on"
    case .outOfMemory(let needed, let available):
      "the tables need \(needed >> 20) MB and this machine has \(available >> 20) MB; "
        + "lower the dimension, or train elsewhere and import the vectors"
    case .checkpoint(let reason): "the checkpoint \(reason)"
    case .vectorFile(let reason): "the file \(reason)"
    case .corruptModel(let reason): "the stored embedding cannot be read: \(reason)"
    }
  }
}

extension EmbeddingConfiguration {
  /// Throws `EmbeddingError.invalidConfiguration` for the first value out of range.
  public func validate() throws {
    try require((1...65_536).contains(dimension), "dimension must be from 1 to 65536")
    try require(
      !model.isComplex || dimension.isMultiple(of: 2), "\(model.rawValue) needs an even dimension")
    try require(epochs >= 1, "epochs must be at least 1")
    try require((1...1_048_576).contains(batchSize), "batch size must be from 1 to 1048576")
    try require(learningRate > 0 && learningRate.isFinite, "learning rate must be above 0")
    try require(
      regularisation >= 0 && regularisation.isFinite, "regularisation must not be negative")
    try require(initialScale > 0 && initialScale.isFinite, "initial scale must be above 0")
    try require((0...1024).contains(threads), "threads must be from 0 to 1024")
    try require(validationInterval >= 1, "validation interval must be at least 1")
    try require(patience >= 1, "patience must be at least 1")
    try require(kernel.isSupported, "this processor cannot run the \(kernel.rawValue) kernel")
    try require(l2 >= 0 && l2.isFinite, "L2 must not be negative")
    try require((1...1024).contains(sharedQueries), "shared queries must be from 1 to 1024")
    try validateSchedule()
    try validateRegime()
  }

  private func validateSchedule() throws {
    switch schedule {
    case .constant: break
    case .linear(let end):
      try require(end >= 0 && end <= 1, "the last rate must be from 0 to 1 of the first")
    case .exponential(let factor):
      try require(factor > 0 && factor <= 1, "the rate's factor must be above 0 and at most 1")
    }
  }

  private func validateRegime() throws {
    if parallelism == .hogwild {
      try require(regime.isSampling, "hogwild needs negative sampling")
      try require(optimiser != .adam, "hogwild needs Adagrad, row-wise or per element")
    }
    guard case .negativeSampling(let count, let loss) = regime else { return }
    try require((1...65_536).contains(count), "negatives must be from 1 to 65536")
    let (_, margin, temperature) = loss.kernel
    try require(
      margin.isFinite && temperature.isFinite && temperature >= 0,
      "margin and temperature must be finite, and temperature not negative")
  }

  private func require(_ condition: Bool, _ reason: String) throws {
    if !condition { throw EmbeddingError.invalidConfiguration(reason) }
  }
}
