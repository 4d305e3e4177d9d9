import KnowledgeGraph

/// The answer of `recommend` and of `why`: ranked courses, each with its ledger.
public struct RecommendationAnswer: Sendable, Hashable, Codable {
  /// Version of this JSON form.
  public var format: Int
  public var versions: Versions
  /// The learner's key.
  public var learner: String
  /// How many were asked for, when these are claimed to be the best there are, without a gap; nil
  /// for an answer of `why` and for a choice among them, such as one topic's.
  public var limit: Int?
  public var recommendations: [Recommendation]

  public init(
    versions: Versions, learner: String, limit: Int? = nil, recommendations: [Recommendation]
  ) {
    format = 1
    self.versions = versions
    self.learner = learner
    self.limit = limit
    self.recommendations = recommendations
  }
}

public struct Recommendation: Sendable, Hashable {
  public var course: CourseName
  /// 1-based, among all courses that may be recommended to this learner.
  public var rank: Int
  public var score: Double
  public var ledger: Ledger
  public var readiness: Readiness

  public init(
    course: CourseName, rank: Int, score: Double, ledger: Ledger, readiness: Readiness
  ) {
    self.course = course
    self.rank = rank
    self.score = score
    self.ledger = ledger
    self.readiness = readiness
  }
}

/// Whether the learner may take the course now.
public struct Readiness: Sendable, Hashable, Codable {
  public enum State: String, Sendable, Hashable, Codable {
    case met
    /// Hinges on what the graph cannot tell.
    case cannotTell
    /// Prerequisites are missing; never in a list of recommendations, only in an answer to `why`.
    case notMet
    /// The course is among those never recommended again.
    case taken
  }
  public var state: State
  /// What it hinges on, in words: when it cannot be told, opaque spans, consent, exams, standing,
  /// programme; when it is not met, everything that is missing; when it is met, nothing.
  public var hingesOn: [String]
  /// Finished courses that count as one which the requirements name, in the order named; where the
  /// course counts as taken itself, that one. Nil when there is none.
  public var counted: [CountedCourse]?

  public init(_ state: State, hingesOn: [String] = [], counted: [CountedCourse] = []) {
    self.state = state
    self.hingesOn = hingesOn
    self.counted = counted.isEmpty ? nil : counted
  }
}

extension Recommendation: Codable {
  private enum Key: String, CodingKey { case course, rank, score, ledger, other, readiness }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(course, forKey: .course)
    try container.encode(rank, forKey: .rank)
    try container.encode(score, forKey: .score)
    try container.encode(ledger.lines, forKey: .ledger)
    try container.encode(ledger.other, forKey: .other)
    try container.encode(readiness, forKey: .readiness)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    course = try container.decode(CourseName.self, forKey: .course)
    rank = try container.decode(Int.self, forKey: .rank)
    score = try container.decode(Double.self, forKey: .score)
    ledger = Ledger(
      lines: try container.decode([LedgerLine].self, forKey: .ledger),
      other: try container.decode(OmittedLines.self, forKey: .other))
    readiness = try container.decode(Readiness.self, forKey: .readiness)
  }
}
