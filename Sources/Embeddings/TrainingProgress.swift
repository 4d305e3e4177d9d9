/// Where a training run stands after an epoch.
public struct TrainingProgress: Sendable, Hashable {
  /// From 1.
  public var epoch: Int
  public var epochs: Int
  /// Mean loss of a query in this epoch, in nats, without the regulariser.
  public var loss: Double
  /// Filtered MRR of the validation triples, when this epoch looked at them.
  public var validationMRR: Double?
  /// The best validation MRR so far.
  public var bestMRR: Double?
  /// Triples in a second of training. 1vsAll and KvsAll train each on both sides; negative sampling
  /// trains each on one, so that a triple is one positive with its negatives.
  public var triplesPerSecond: Double
  /// Seconds since training began, validation included.
  public var elapsed: Double

  public init(
    epoch: Int, epochs: Int, loss: Double, validationMRR: Double?, bestMRR: Double? = nil,
    triplesPerSecond: Double,
    elapsed: Double
  ) {
    self.epoch = epoch
    self.epochs = epochs
    self.loss = loss
    self.validationMRR = validationMRR
    self.bestMRR = bestMRR
    self.triplesPerSecond = triplesPerSecond
    self.elapsed = elapsed
  }
}

/// What a training run came to. Stored with the model; the same for any number of threads.
public struct TrainingSummary: Sendable, Hashable, Codable {
  /// Epochs run.
  public var epochs: Int
  /// The epoch whose parameters were kept.
  public var keptEpoch: Int
  /// Mean loss of a query in the kept epoch, in nats.
  public var loss: Double
  /// Filtered MRR of the validation triples at the kept epoch; nil without validation.
  public var validationMRR: Double?
  public var tripleCount: Int
}

/// How long a training run took. Not stored: it differs from run to run.
public struct TrainingTime: Sendable, Hashable {
  /// Of training and validation, in seconds.
  public var seconds: Double
  /// Triples in a second without validation; see `TrainingProgress.triplesPerSecond`.
  public var triplesPerSecond: Double
}
