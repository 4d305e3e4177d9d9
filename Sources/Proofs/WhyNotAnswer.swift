import KnowledgeGraph

/// The answer of `why-not`: what stands in the way of a course, and the smallest changes found
/// that would bring it into the list. Every change was applied to a copy and rescored before it
/// was put here.
public struct WhyNotAnswer: Sendable, Hashable, Codable {
  public enum Obstacle: String, Sendable, Hashable, Codable {
    /// Nothing: the course is in the list.
    case none
    /// The learner has taken it.
    case taken
    /// Prerequisites are missing.
    case prerequisites
    /// Others score higher.
    case outranked
  }

  public var format: Int
  public var versions: Versions
  public var learner: String
  public var course: CourseName
  public var obstacle: Obstacle
  /// How long the list is that the course is not in.
  public var limit: Int
  public var score: Double
  /// The rank it has, or would have if its prerequisites were met; nil when taken.
  public var rank: Int?
  /// The sets of courses, each of which would meet what is missing; smallest first.
  public var missing: [[CourseName]]
  /// Why no plan reaches it, where none does: an exclusion, a circle.
  public var conflict: [UnreachableGoal.Conflict]
  /// The course that holds the last place of the list, with its score and ledger; nil when the
  /// list is not full.
  public var rival: Recommendation?
  public var ledger: Ledger
  public var changes: [VerifiedChange]

  public init(
    versions: Versions, learner: String, course: CourseName, obstacle: Obstacle, limit: Int,
    score: Double, rank: Int?, missing: [[CourseName]],
    conflict: [UnreachableGoal.Conflict], rival: Recommendation?, ledger: Ledger,
    changes: [VerifiedChange]
  ) {
    format = 1
    self.versions = versions
    self.learner = learner
    self.course = course
    self.obstacle = obstacle
    self.limit = limit
    self.score = score
    self.rank = rank
    self.missing = missing
    self.conflict = conflict
    self.rival = rival
    self.ledger = ledger
    self.changes = changes
  }
}

/// A change to the learner's own record that brings the course in, rescored on a copy of the
/// activity that holds it: the figures are those that would be given afterwards.
public struct VerifiedChange: Sendable, Hashable, Codable {
  /// Courses to complete, in this order.
  public var complete: [CourseName]
  /// Where the course stands afterwards.
  public var rankAfter: Int
  public var scoreAfter: Double
  /// In the answer's language; empty until rendered.
  public var sentence: String

  public init(
    complete: [CourseName], rankAfter: Int, scoreAfter: Double, sentence: String = ""
  ) {
    self.complete = complete
    self.rankAfter = rankAfter
    self.scoreAfter = scoreAfter
    self.sentence = sentence
  }
}
