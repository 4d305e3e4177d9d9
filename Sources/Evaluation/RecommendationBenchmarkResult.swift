/// The figures of one run; encoded with the keys of the command's JSON form, null where the
/// protocol does not give a figure.
public struct RecommendationBenchmarkResult: Sendable, Hashable {
  public var recommender = ""
  /// Learners examined.
  public var users = 0
  public var items: Int
  /// Nil for `ctr`.
  public var lists: ListMetrics?
  /// Given by `full` alone.
  public var exposure: ExposureMetrics?
  /// Given by `ctr` alone.
  public var classification: ClassificationMetrics?
  public var trainSeconds = 0.0
  /// Scoring and measuring, on all threads together, by learner.
  public var secondsPerUser = 0.0
  public var families: [RecommendationFamilyFigures] = []
  /// Nil for recommenders that explain nothing.
  public var faithfulness: RecommendationFaithfulness?

  public init(items: Int) { self.items = items }

  public var ndcg: Double? { lists?.ndcg }
}

public struct RecommendationFamilyFigures: Sendable, Hashable, Codable {
  public var name: String
  public var weight: Double
  /// With this family's weight at 0, the others as fitted (no refit); nil for `ctr`. Measured on
  /// 10,000 learners, spread evenly, where there are more.
  public var ndcgWithout: Double?
}

public struct RecommendationFaithfulness: Sendable, Hashable, Codable {
  /// Largest |score − sum of the ledger| / max(1, Σ|amount|).
  public var maximumRelativeError: Double
  /// Share of the paths shown that exist; nil when none was shown.
  public var validPaths: Double?

  private enum Key: String, CodingKey { case maximumRelativeError, validPaths }

  public init(maximumRelativeError: Double, validPaths: Double?) {
    self.maximumRelativeError = maximumRelativeError
    self.validPaths = validPaths
  }

  /// Null, not absent, where there is nothing to say.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(maximumRelativeError, forKey: .maximumRelativeError)
    try container.encode(validPaths, forKey: .validPaths)
  }
}

extension RecommendationBenchmarkResult: Encodable {
  private enum Key: String, CodingKey {
    case recommender, users, items, recall, precision, ndcg, hit, mrr, map, coverage, gini, novelty
    case longTailShare, auc, accuracy, f1, logLoss, trainSeconds, secondsPerUser, families
    case faithfulness
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(recommender, forKey: .recommender)
    try container.encode(users, forKey: .users)
    try container.encode(items, forKey: .items)
    let figures: [(Key, Double?)] = [
      (.recall, lists?.recall), (.precision, lists?.precision), (.ndcg, lists?.ndcg),
      (.hit, lists?.hit), (.mrr, lists?.mrr), (.map, lists?.map),
      (.coverage, exposure?.coverage), (.gini, exposure?.gini), (.novelty, exposure?.novelty),
      (.longTailShare, exposure?.longTailShare), (.auc, classification?.auc),
      (.accuracy, classification?.accuracy), (.f1, classification?.f1),
      (.logLoss, classification?.logLoss), (.trainSeconds, trainSeconds),
      (.secondsPerUser, secondsPerUser),
    ]
    for (key, figure) in figures { try container.encode(figure, forKey: key) }
    try container.encode(families, forKey: .families)
    try container.encode(faithfulness, forKey: .faithfulness)
  }
}
