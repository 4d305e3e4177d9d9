/// What planning, admissibility and the checker read of a catalogue: for each course its effort,
/// its binding requirements and what it teaches.
public struct PlanningCatalog: Sendable, Hashable {
  public struct Course: Sendable, Hashable {
    /// The node's identifier in the store.
    public var id: Int64
    public var provider: String?
    public var key: String
    public var title: String
    /// In the catalogue's effort unit; nil when the feed does not say.
    public var effort: Double?
    /// Nil when the feed does not say.
    public var credits: Double?
    /// The trees that bind (prerequisite, corequisite, exclusion), all of which must hold.
    public var requirements: [Requirement]
    /// Keys of the topics it teaches, wider topics included.
    public var topics: [String]
    /// Identifiers of the courses that this one counts as once it is finished, as declared.
    public var equivalents: [Int64]

    public init(
      id: Int64, provider: String? = nil, key: String, title: String, effort: Double? = nil,
      credits: Double? = nil, requirements: [Requirement] = [], topics: [String] = [],
      equivalents: [Int64] = []
    ) {
      self.id = id
      self.provider = provider
      self.key = key
      self.title = title
      self.effort = effort
      self.credits = credits
      self.requirements = requirements
      self.topics = topics
      self.equivalents = equivalents
    }

    /// The conjunction of everything that binds.
    public var requirement: Requirement {
      requirements.count == 1 ? requirements[0] : .all(requirements)
    }
  }

  public let courses: [Course]
  /// The property effort is counted in, such as `hours`; nil when every course counts one.
  public let effortUnit: String?
  private let byKey: [String: [Int]]
  private let byID: [Int64: Int]

  public init(courses: [Course], effortUnit: String?) {
    self.courses = courses
    self.effortUnit = effortUnit
    byKey = Dictionary(grouping: courses.indices) { foldedName(courses[$0].key) }
    byID = Dictionary(
      courses.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The course that a requirement of a course of `provider` means by `key`: the one of the same
  /// provider; else the only one of that key; else nil. Case and space are forgiven.
  public func index(ofKey key: String, provider: String?) -> Int? {
    guard let found = byKey[foldedName(key)] else { return nil }
    if let own = found.first(where: { courses[$0].provider == provider }) { return own }
    return found.count == 1 ? found[0] : nil
  }

  public func index(ofID id: Int64) -> Int? { byID[id] }

  /// The key of the course at this index where no other course bears just that key, else
  /// `provider:key`.
  public func name(of index: Int) -> String {
    let course = courses[index]
    let bearers = (byKey[foldedName(course.key)] ?? []).count { courses[$0].key == course.key }
    guard bearers != 1, let provider = course.provider else { return course.key }
    return "\(provider):\(course.key)"
  }
}
