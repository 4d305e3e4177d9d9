import KnowledgeGraph

/// A model trained on a benchmark, in the terms that evaluation needs.
public struct TrainedLinkModel: Sendable {
  public var scoring: LinkCandidateScoring
  /// Floats in an entity's vector; nil where the model has none.
  public var dimension: Int?
  /// Numbers learned.
  public var parameters: Int
  /// Triples in a second, each trained on both sides.
  public var triplesPerSecond: Double?

  public init(
    scoring: LinkCandidateScoring, dimension: Int?, parameters: Int, triplesPerSecond: Double?
  ) {
    self.scoring = scoring
    self.dimension = dimension
    self.parameters = parameters
    self.triplesPerSecond = triplesPerSecond
  }
}

/// What a link-prediction benchmark came to.
public struct LinkBenchmarkResult: Sendable, Hashable {
  public var model: String
  public var dimension: Int?
  public var parameters: Int
  public var metrics: RankMetrics
  public var trainSeconds: Double
  public var triplesPerSecond: Double?
  public var evaluationSeconds: Double
  /// Ranks taken in a second: two for each test triple.
  public var ranksPerSecond: Double
}

public enum LinkBenchmark {
  /// Trains with `train`, ranks the test triples on both sides, filtered by all known triples,
  /// and times both.
  public static func run<Failure: Error>(
    model: String, on dataset: LinkDataset, threads: Int = 0,
    train: (LinkDataset) throws(Failure) -> TrainedLinkModel
  ) throws(Failure) -> LinkBenchmarkResult {
    let clock = ContinuousClock()
    let start = clock.now
    let trained = try train(dataset)
    let between = clock.now
    let metrics = FilteredRanking.evaluate(
      trained.scoring, test: dataset.test, known: dataset.known, threads: threads)
    let evaluationSeconds = seconds(clock.now - between)
    return LinkBenchmarkResult(
      model: model, dimension: trained.dimension, parameters: trained.parameters,
      metrics: metrics, trainSeconds: seconds(between - start),
      triplesPerSecond: trained.triplesPerSecond, evaluationSeconds: evaluationSeconds,
      ranksPerSecond: Double(metrics.count) / max(evaluationSeconds, 1e-9))
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}

extension LinkBenchmarkResult: Encodable {
  private enum Key: String, CodingKey {
    case model, dimension, parameters, mrr
    case hits1 = "hits@1"
    case hits3 = "hits@3"
    case hits10 = "hits@10"
    case meanRank, trainSeconds, triplesPerSecond, evaluationSeconds
    case ranksPerSecond
  }

  /// One flat object; `dimension` and `triplesPerSecond` are null where there is none.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(model, forKey: .model)
    try values.encode(dimension, forKey: .dimension)
    try values.encode(parameters, forKey: .parameters)
    try values.encode(metrics.mrr, forKey: .mrr)
    try values.encode(metrics.hits1, forKey: .hits1)
    try values.encode(metrics.hits3, forKey: .hits3)
    try values.encode(metrics.hits10, forKey: .hits10)
    try values.encode(metrics.meanRank, forKey: .meanRank)
    try values.encode(trainSeconds, forKey: .trainSeconds)
    try values.encode(triplesPerSecond, forKey: .triplesPerSecond)
    try values.encode(evaluationSeconds, forKey: .evaluationSeconds)
    try values.encode(ranksPerSecond, forKey: .ranksPerSecond)
  }
}
