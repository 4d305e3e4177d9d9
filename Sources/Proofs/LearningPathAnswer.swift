import KnowledgeGraph

/// The answer of `path`: a plan and the proof of how good it is.
///
/// What a plan must satisfy, and what the checker verifies:
///
/// - Every goal is reached: a goal course is finished or in the plan; of the courses that teach a
///   goal topic, or a narrower one, one is.
/// - Each step's binding requirements hold: a named course is finished or stands in an earlier
///   term, or in the same term where the mention is `concurrent` or stands under `corequisite`.
/// - `atLeast`, `any`, `all` as they say; `credits` counts finished courses and those of earlier
///   terms, a course of unknown credits as 0; under `corequisite` it counts those of the same
///   term too, the course itself left out.
/// - `not` is pushed to the leaves (De Morgan; two cancel out). `not(course)` holds when the course
///   is neither finished nor anywhere in the plan, for one that the catalogue does not hold, and
///   for the course whose requirement it is (no course excludes itself).
///   `not(credits)` holds when the credits counted as above are fewer.
/// - Opaque spans, standing and programme, also under `not`, and named courses that the catalogue
///   does not hold are false unless listed under `assumptions` for the course whose requirement
///   says it; listed they hold. The same goes for a course named with a minimum grade, whether
///   finished or in the plan. (Every such atom may be assumed, so that none stands in the way.)
/// - A course that a finished one is declared to count as is finished in every respect but this: it
///   earns no credits of its own.
/// - Requirements of finished courses do not matter. Nothing finished is in the plan, and nothing
///   stands in it twice.
///
/// The effort of a course is 1 where the catalogue has no effort unit (`effortUnit` is then
/// `courses`), else what the catalogue says; where that is missing, negative or not finite, it is
/// the lower median of the efforts stated, or 1 where none is, and listed as `missingEffort`.
/// Effort of a plan is the sum over its steps.
///
/// The certificate bounds it from below, in a relaxed world: credits (also under `not`), grades and
/// all that may be assumed hold there at no cost, and so does `not(course)` unless the course is
/// finished, which makes it false; terms are ignored but for this: the courses
/// reached are the least set R that holds the finished ones and grows by any set X of courses, none
/// forbidden, each of whose requirements is met by R for a plain mention and by R ∪ X for one that
/// is concurrent or under `corequisite` (so mutual corequisites are one unit, and a cycle of plain
/// prerequisites is never entered). A leaf of the certificate stands under the splits above it,
/// with their `with` courses W and their `without` courses F. There
///
///     bound(leaf)  = Σ_{c ∈ W} effort(c) + Σ weights of its landmarks
///     bound(split) = min(bound(with), bound(without))
///
/// and `lowerBound` is the bound of the root. A landmark is legal when it holds no course of W and,
/// with its courses and F forbidden, not all of the goals and W are reached; an empty one says
/// that there is no plan under these splits. For each course the weights of the leaf's landmarks
/// that hold it sum to no more than its effort (within 1e-9 · max(1, effort)). `optimal` may be
/// said only when the bound meets the effort (within 1e-9 · max(1, effort)).
///
/// Wherever a course is named by a `String` here (`neededFor`, `assumptions`, certificates,
/// alternatives, conflicts), it is by its key where no other course of the catalogue bears just
/// that key, else by `provider:key`.
public struct LearningPathAnswer: Sendable, Hashable, Codable {
  public var format: Int
  public var versions: Versions
  /// The learner's key; nil for a plan from nothing.
  public var learner: String?
  public var target: [PathGoal]
  public var steps: [PathStep]
  public var effort: Double
  /// What effort is counted in: the property's name, such as `hours`, or `courses`.
  public var effortUnit: String
  public var lowerBound: Double
  public var optimal: Bool
  public var assumptions: [PathAssumption]
  public var certificate: PathCertificate
  public var alternatives: [AlternativePath]
  /// Nil when no pace was asked for, or effort is not counted in hours.
  public var pace: PathPace?
  /// Finished courses that count as a goal course, or as one which the requirement of a step of any
  /// plan here names; by the name of what they count as. Nil when there is none.
  public var counted: [CountedCourse]?

  public init(
    versions: Versions, learner: String?, target: [PathGoal], steps: [PathStep], effort: Double,
    effortUnit: String, lowerBound: Double, optimal: Bool, assumptions: [PathAssumption],
    certificate: PathCertificate, alternatives: [AlternativePath] = []
  ) {
    format = 1
    self.versions = versions
    self.learner = learner
    self.target = target
    self.steps = steps
    self.effort = effort
    self.effortUnit = effortUnit
    self.lowerBound = lowerBound
    self.optimal = optimal
    self.assumptions = assumptions
    self.certificate = certificate
    self.alternatives = alternatives
  }
}

/// How long a path takes at a pace that was given.
public struct PathPace: Sendable, Hashable, Codable {
  public var hoursPerWeek: Double
  /// The effort divided by the pace, rounded up.
  public var weeks: Double

  public init(hoursPerWeek: Double, weeks: Double) {
    self.hoursPerWeek = hoursPerWeek
    self.weeks = weeks
  }
}

/// What a path leads to.
public struct PathGoal: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Hashable, Codable { case course, topic }
  public var kind: Kind
  public var key: String
  public var title: String
  public var provider: String?

  public init(kind: Kind, key: String, title: String, provider: String? = nil) {
    self.kind = kind
    self.key = key
    self.title = title
    self.provider = provider
  }
}

public struct PathStep: Sendable, Hashable, Codable {
  public enum Role: String, Sendable, Hashable, Codable {
    /// A goal itself, or the course chosen for a goal topic.
    case goal
    /// In every plan.
    case forced
    /// One of several ways.
    case chosen
  }
  public var course: CourseName
  /// 1-based.
  public var term: Int
  public var effort: Double
  public var role: Role
  /// Names of the plan's courses (or keys of goal topics) that need this one: whose requirement
  /// would no longer hold were it taken out of the plan. In the order of the steps, topics last.
  public var neededFor: [String]
  /// In the answer's language; empty until rendered.
  public var because: String

  public init(
    course: CourseName, term: Int, effort: Double, role: Role, neededFor: [String],
    because: String = ""
  ) {
    self.course = course
    self.term = term
    self.effort = effort
    self.role = role
    self.neededFor = neededFor
    self.because = because
  }
}

/// Something the plan takes for granted.
public struct PathAssumption: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Hashable, Codable {
    case opaque, standing, programme, minimumGrade, unknownCourse, missingEffort
  }
  /// The course whose requirement says it; for a missing effort, the course itself.
  public var course: String
  public var kind: Kind
  /// The words; the key of the unknown course as the requirement writes it; key and grade with a
  /// space between for a minimum grade; the unit of effort for a missing effort.
  public var text: String

  public init(course: String, kind: Kind, text: String) {
    self.course = course
    self.kind = kind
    self.text = text
  }
}

/// A lower bound with its proof.
public indirect enum PathCertificate: Sendable, Hashable {
  /// Landmarks that pack under the efforts; their weights sum to the bound.
  case landmarks([PathLandmark])
  /// With this course, and without it: the bound is the smaller of the two. `with` counts the
  /// course's effort as spent and makes the course one more goal (its own needs stay needs);
  /// `without` forbids it.
  case split(course: String, with: PathCertificate, without: PathCertificate)
}

/// Every plan (under the splits above) takes one of these courses; empty: there is no plan.
public struct PathLandmark: Sendable, Hashable, Codable {
  public var anyOf: [String]
  /// In units of effort, not negative.
  public var weight: Double

  public init(anyOf: [String], weight: Double) {
    self.anyOf = anyOf
    self.weight = weight
  }
}

/// Another plan for the same goal.
public struct AlternativePath: Sendable, Hashable, Codable {
  public var steps: [PathStep]
  public var effort: Double
  /// Courses it takes that the first plan does not, and the other way round; sorted.
  public var added: [String]
  public var dropped: [String]

  public init(steps: [PathStep], effort: Double, added: [String], dropped: [String]) {
    self.steps = steps
    self.effort = effort
    self.added = added
    self.dropped = dropped
  }
}

/// The answer when a goal cannot be reached.
public struct UnreachableGoal: Sendable, Hashable, Codable {
  /// One thing that stands in the way.
  public struct Conflict: Sendable, Hashable, Codable {
    public var course: String
    public var reason: String

    public init(course: String, reason: String) {
      self.course = course
      self.reason = reason
    }
  }
  public var conflict: [Conflict]
  /// What would make it reachable, smallest first.
  public var relaxations: [String]

  public init(conflict: [Conflict], relaxations: [String]) {
    self.conflict = conflict
    self.relaxations = relaxations
  }
}

extension PathCertificate: Codable {
  private enum Key: String, CodingKey { case landmarks, split, with, without }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .landmarks(let landmarks): try container.encode(landmarks, forKey: .landmarks)
    case .split(let course, let with, let without):
      try container.encode(course, forKey: .split)
      try container.encode(with, forKey: .with)
      try container.encode(without, forKey: .without)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if let course = try container.decodeIfPresent(String.self, forKey: .split) {
      self = .split(
        course: course, with: try container.decode(PathCertificate.self, forKey: .with),
        without: try container.decode(PathCertificate.self, forKey: .without))
    } else {
      self = .landmarks(try container.decode([PathLandmark].self, forKey: .landmarks))
    }
  }
}
