/// What must be so before a learner may take a course: a tree, kept whole.
///
/// A text that could not be understood stays `opaque`, word for word. Opaque is allowed;
/// wrong but claimed exact is not.
public indirect enum Requirement: Sendable, Hashable {
  case all([Requirement])
  case any([Requirement])
  case atLeast(count: Int, of: [Requirement])
  case not(Requirement)
  case course(CourseRequirement)
  /// To be taken before or in the same term.
  case corequisite(Requirement)
  /// `count` credits, from courses whose key matches `of` or from any. In `of`, `%` is any run of
  /// characters and `|` parts alternatives: `MATH 1%|STAT 2%|CS 101` (see `courseKey(_:matches:)`).
  case credits(count: Double, of: String?)
  case standing(String)
  case programme(String)
  /// Words that were not understood.
  case opaque(String)
  /// Words that ask for somebody's permission: an opaque span of which it is known what it asks.
  case consent(String)
  /// Words that ask for a test, a score or an average: an opaque span likewise.
  case exam(String)
  /// Stated to have no requirement.
  case none
}

/// A course named in a requirement, by the key the catalogue writes.
public struct CourseRequirement: Sendable, Hashable {
  public var key: String
  public var minimumGrade: String?
  /// True when the course may also be taken in the same term.
  public var concurrent: Bool

  public init(_ key: String, minimumGrade: String? = nil, concurrent: Bool = false) {
    self.key = key
    self.minimumGrade = minimumGrade
    self.concurrent = concurrent
  }
}

/// How much of a requirement text was understood.
public enum RequirementStatus: String, Sendable, Hashable, Codable {
  /// No word that carries meaning was dropped and nothing is opaque.
  case exact
  /// Some part is opaque.
  case partial
  /// All of it is opaque.
  case opaque
}

extension Requirement {
  /// Every course named, in reading order, first mention only. `not` branches are left out
  /// unless `includingExcluded`.
  public func courses(includingExcluded: Bool = false) -> [CourseRequirement] {
    var seen: Set<String> = []
    var found: [CourseRequirement] = []
    visitCourses(includingExcluded: includingExcluded) { course in
      if seen.insert(course.key).inserted { found.append(course) }
    }
    return found
  }

  private func visitCourses(includingExcluded: Bool, _ visit: (CourseRequirement) -> Void) {
    switch self {
    case .course(let course): visit(course)
    case .all(let parts), .any(let parts), .atLeast(_, let parts):
      for part in parts {
        part.visitCourses(includingExcluded: includingExcluded, visit)
      }
    case .not(let part):
      if includingExcluded { part.visitCourses(includingExcluded: true, visit) }
    case .corequisite(let part):
      part.visitCourses(includingExcluded: includingExcluded, visit)
    case .credits, .standing, .programme, .opaque, .consent, .exam, .none: break
    }
  }

  /// The opaque spans, typed ones included, in reading order.
  public var opaqueSpans: [String] {
    switch self {
    case .opaque(let text), .consent(let text), .exam(let text): [text]
    case .all(let parts), .any(let parts), .atLeast(_, let parts): parts.flatMap(\.opaqueSpans)
    case .not(let part), .corequisite(let part): part.opaqueSpans
    case .course, .credits, .standing, .programme, .none: []
    }
  }

  /// The status that the tree by itself can claim.
  public var status: RequirementStatus {
    if isAllOpaque { return .opaque }
    return opaqueSpans.isEmpty ? .exact : .partial
  }

  /// Every leaf is an opaque span, and there is one at least.
  private var isAllOpaque: Bool {
    switch self {
    case .opaque, .consent, .exam: true
    case .all(let parts), .any(let parts), .atLeast(_, let parts):
      !parts.isEmpty && parts.allSatisfy(\.isAllOpaque)
    case .not(let part), .corequisite(let part): part.isAllOpaque
    case .course, .credits, .standing, .programme, .none: false
    }
  }
}
