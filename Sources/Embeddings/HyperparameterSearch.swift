/// One configuration tried for some epochs.
public struct TuningTrial: Sendable, Hashable, Codable {
  /// From 0, in the order in which the seed draws configurations.
  public var trial: Int
  /// From 0: how often the trial was among the best and trained longer.
  public var rung: Int
  /// Epochs trained in this rung, from the start.
  public var epochs: Int
  public var configuration: EmbeddingConfiguration
  /// Filtered MRR of the validation triples; nil when training failed or was cut short.
  public var validationMRR: Double?
  public var seconds: Double
}

/// Random search with successive halving (Jamieson and Talwalkar 2016): `trials` configurations
/// are drawn by the seed and trained for a few epochs; the best third goes on with three times as
/// many, and so on until one is left or the budget is spent.
///
/// What is tried next follows from the seed and the trials so far alone, so a search that was cut
/// short goes on where it stopped.
public struct HyperparameterSearch: Sendable {
  public let base: EmbeddingConfiguration
  public let trials: Int
  public let seed: UInt64
  /// Epochs of the first rung.
  public let firstEpochs: Int

  private static let factor = 3

  /// - Parameter base: model, dimension at most, threads, kernel; the rest is searched.
  public init(base: EmbeddingConfiguration, trials: Int, seed: UInt64, firstEpochs: Int = 10) {
    self.base = base
    self.trials = max(1, trials)
    self.seed = seed
    self.firstEpochs = max(1, firstEpochs)
  }

  /// The configuration of a trial: drawn by the seed and the trial's number alone.
  ///
  /// Learning rate and regularisation are drawn uniformly on a logarithmic scale; dimension is the
  /// base's, its half or its quarter.
  public func configuration(of trial: Int) -> EmbeddingConfiguration {
    var generator = SeededGenerator(seed: seed &+ UInt64(trial) &* 0x9E37_79B9_7F4A_7C15)
    var one = base
    let halvings = generator.next(below: 3)
    one.dimension = max(2, (base.dimension >> halvings) / 2 * 2)
    one.learningRate = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5][generator.next(below: 6)]
    one.regularisation = [0, 0.003, 0.01, 0.03, 0.1][generator.next(below: 5)]
    one.batchSize = [64, 128, 256, 512][generator.next(below: 4)]
    one.optimiser = Optimiser.allCases[generator.next(below: 2)]
    one.initialScale = [0.01, 0.1, 0.3, 1][generator.next(below: 4)]
    one.regime = regime(&generator)
    return one
  }

  private func regime(_ generator: inout SeededGenerator) -> TrainingRegime {
    let count = [16, 32, 64, 128, 256][generator.next(below: 5)]
    let margin = [Float(3), 6, 9, 12][generator.next(below: 4)]
    let choice = generator.next(below: 3)
    guard base.model.isFactorisation else {
      let loss: SamplingLoss =
        choice == 0 ? .softmax : .selfAdversarial(margin: margin, temperature: 1)
      return .negativeSampling(count: count, loss: loss)
    }
    return [
      .oneVersusAll, .knownVersusAll(loss: .softmax),
      .negativeSampling(count: count, loss: .softmax),
    ][choice]
  }

  /// Trials in each rung: all, a third, a ninth, … down to one.
  public var rungSizes: [Int] {
    var sizes = [trials]
    while let last = sizes.last, last > 1 { sizes.append(max(1, last / Self.factor)) }
    return sizes
  }

  /// What to train next; nil when the search is over.
  public func next(after done: [TuningTrial]) -> TuningTrial? {
    var entrants = Array(0..<trials)
    for (rung, size) in rungSizes.enumerated() {
      let finished = Dictionary(
        done.filter { $0.rung == rung }.map { ($0.trial, $0) }, uniquingKeysWith: { $1 })
      if let trial = entrants.first(where: { finished[$0] == nil }) {
        var configuration = configuration(of: trial)
        configuration.epochs = epochs(inRung: rung)
        return TuningTrial(
          trial: trial, rung: rung, epochs: configuration.epochs, configuration: configuration,
          validationMRR: nil, seconds: 0)
      }
      guard size > 1 else { return nil }
      entrants = entrants.compactMap { finished[$0] }.sorted(by: Self.isBetter)
        .prefix(max(1, size / Self.factor)).map(\.trial).sorted()
    }
    return nil
  }

  /// The best trial of the highest rung reached.
  public static func best(of done: [TuningTrial]) -> TuningTrial? {
    done.filter { $0.validationMRR != nil }.min { a, b in
      a.rung != b.rung ? a.rung > b.rung : isBetter(a, b)
    }
  }

  private func epochs(inRung rung: Int) -> Int {
    (0..<rung).reduce(firstEpochs) { epochs, _ in min(100_000, epochs * Self.factor) }
  }

  /// Higher MRR first, then the lower number; a failed trial comes last.
  private static func isBetter(_ a: TuningTrial, _ b: TuningTrial) -> Bool {
    let (left, right) = (a.validationMRR ?? -1, b.validationMRR ?? -1)
    return left != right ? left > right : a.trial < b.trial
  }
}
