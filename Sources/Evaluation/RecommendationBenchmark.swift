import KnowledgeGraph

/// How a recommender is examined.
public enum RecommendationProtocol: String, Sendable, Hashable, Codable, CaseIterable {
  /// All items that are not in the training history are ranked.
  case full
  /// The items to be found are ranked among 50 others for each of them, drawn uniformly from those
  /// the learner has in neither part (`uni50` of RecBole).
  case uniform50
  /// Labelled pairs are predicted; nothing is ranked.
  case ctr
}

/// One family of a model that can be measured without it.
public struct BenchmarkFamily: Sendable {
  public var name: String
  public var weight: Double
  /// The recommender with this family's weight set to 0 and no other changed: it is not fitted
  /// again, so the figure says what the fitted model owes to the family. Nil when there is nothing
  /// to leave out.
  public var without: (any ItemScorer)?

  public init(name: String, weight: Double, without: (any ItemScorer)?) {
    self.name = name
    self.weight = weight
    self.without = without
  }
}

/// How one explanation fares: the score against the sum of its ledger, and its evidence.
public struct ExplanationCheck: Sendable, Hashable {
  public var score: Double
  /// Sum of the amounts shown and of what was left out.
  public var ledgerTotal: Double
  /// Σ |amount|, what was left out included.
  public var absoluteTotal: Double
  public var paths: Int
  /// Paths whose every element exists.
  public var validPaths: Int

  public init(
    score: Double, ledgerTotal: Double, absoluteTotal: Double, paths: Int, validPaths: Int
  ) {
    self.score = score
    self.ledgerTotal = ledgerTotal
    self.absoluteTotal = absoluteTotal
    self.paths = paths
    self.validPaths = validPaths
  }

  /// |score − total| / max(1, Σ|amount|).
  public var relativeError: Double { abs(score - ledgerTotal) / max(1, absoluteTotal) }
}

/// What training gives a benchmark to examine.
public struct BenchmarkedRecommender: Sendable {
  public var scorer: any ItemScorer
  /// Empty for recommenders without families.
  public var families: [BenchmarkFamily]
  /// Checks the explanation of one item of one learner's list; nil for recommenders that give
  /// none.
  public var explain: (@Sendable (_ user: Int, _ item: Int32) -> ExplanationCheck)?

  public init(
    scorer: any ItemScorer, families: [BenchmarkFamily] = [],
    explain: (@Sendable (_ user: Int, _ item: Int32) -> ExplanationCheck)? = nil
  ) {
    self.scorer = scorer
    self.families = families
    self.explain = explain
  }
}

/// Trains a recommender on a dataset and measures it.
public enum RecommendationBenchmark {
  /// - Parameters:
  ///   - name: what the result calls the recommender.
  ///   - cutoff: k, the length of the lists.
  ///   - seed: draws the sampled items of `uniform50`, the calibration pairs of `ctr`, and nothing
  ///     else.
  ///   - explanationSample: learners whose explained lists are checked, spread evenly.
  ///   - train: is timed.
  ///
  /// The same result for any number of threads. Seconds apart, deterministic.
  public static func run(
    _ name: String, on dataset: RecommendationDataset,
    protocol examination: RecommendationProtocol = .full, cutoff: Int = 10, seed: UInt64 = 1,
    explanationSample: Int = 200,
    train: (RecommendationDataset) throws -> BenchmarkedRecommender
  ) rethrows -> RecommendationBenchmarkResult {
    let clock = ContinuousClock()
    let start = clock.now
    let trained = try train(dataset)
    let trainSeconds = seconds(clock.now - start)
    let run = BenchmarkRun(
      dataset: dataset, examination: examination, cutoff: cutoff, seed: seed)
    let began = clock.now
    var result = run.measure(trained.scorer)
    let users = max(result.users, 1)
    result.secondsPerUser = seconds(clock.now - began) / Double(users)
    result.trainSeconds = trainSeconds
    result.recommender = name
    result.families = run.figures(
      trained.families, of: trained.scorer, whole: examination == .ctr ? nil : result.ndcg)
    result.faithfulness = trained.explain.flatMap {
      run.faithfulness(trained.scorer, $0, sample: explanationSample)
    }
    return result
  }

  private static func seconds(_ duration: Duration) -> Double {
    let parts = duration.components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }
}
