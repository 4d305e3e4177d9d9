import KnowledgeGraph

/// Why a finding of lint is true of the catalogue.
///
/// **Places.** A *path* leads to a place in what is required of a course: first the position (from
/// 0) among the requirements stated for it, then the position of a part in `all`, `any` and
/// `atLeast`, and 0 for what stands under `not` or `corequisite`.
///
/// **Truth.** Only requirements that bind are read (`StatedRequirement.binds`), and all of a
/// course's must hold. What the catalogue cannot tell is taken to be so, whether under `not` or
/// not: standing, programme, consent, exam, opaque words, minimum grades, sums of credits, and
/// courses that it does not hold. A *plain* mention of a course asks for it before, a *same-term*
/// one (concurrent, or under `corequisite`) before or beside. A plain mention of the course itself
/// never holds, a same-term one always does. `not(course)` asks that it was taken neither before nor
/// beside; with a minimum grade, or of the course itself, it is taken to hold. `not` is pushed
/// inwards (De Morgan), an even number of them is none; a threshold that asks for more parts than
/// it has is *impossible*.
///
/// **Blockage.** A set of courses is blocked without a set F when nobody who never takes a course
/// of F can ever enter any of them. It is shown by a *cut* for each: leaves (and impossible
/// thresholds) of its tree without which the tree cannot hold, each a mention of a course of the
/// set, of F, or a plain mention of the course itself. Struck out one after the other,
/// a same-term mention counts for the cut only once its course is struck out, a plain one always;
/// when all are struck out nobody can have been the first to enter one. Every leaf of a cut is
/// needed, and in sets of up to 64 so is every member: leaving it out would leave no blocked set.
public enum LintProof: Sendable, Hashable {
  /// `lint.dangling`, `lint.ambiguous`: a key is written that means no course, or several.
  case key(LintKeyProof)
  /// `lint.self-requirement`, `lint.cycle`, `lint.unreachable`, `lint.contradiction`.
  case blocked(LintBlockedProof)
  /// `lint.unreachable-alternative`: this alternative can never be taken.
  case alternative(LintAlternativeProof)
  /// `lint.redundant`: the tree means the same without this part.
  case redundant(LintRedundancyProof)
  /// `lint.transitive`: what the rest requires requires this course before.
  case transitive(LintTransitiveProof)
  /// `lint.threshold`: at least 1, at least all, or a part that counts twice.
  case threshold(LintThresholdProof)
  /// `lint.credits`: more credits than the catalogue offers.
  case credits(LintCreditsProof)
  /// `lint.grade`: a grade of no known scale.
  case grade(LintGradeProof)
  /// `lint.opaque`: words that were not understood, of one course or counted over all.
  case opaque(LintOpaqueProof)
  /// `lint.same-title`: courses of several providers with one title, not declared equivalent.
  case titles(LintTitlesProof)
  /// `lint.cycle-legal`: a cycle that can be entered, and how.
  case legalCycle(LintLegalCycleProof)
  /// `lint.rule.…`: what the axioms of the ontology rule out, by the rule that ends in false.
  case inference(InferenceProof)
}

/// A key as it is written at `path`, and what it could mean.
public struct LintKeyProof: Sendable, Hashable, Codable {
  public var path: [Int]
  public var key: String
  /// The courses that bear the key, none of the same provider; empty when none does.
  public var bearers: [String]
  /// Keys of the catalogue that come near, best first.
  public var nearest: [String]

  public init(path: [Int], key: String, bearers: [String], nearest: [String]) {
    self.path = path
    self.key = key
    self.bearers = bearers
    self.nearest = nearest
  }
}

/// A place of a cut. See `LintProof`.
public struct LintCutLeaf: Sendable, Hashable, Codable {
  public var path: [Int]
  /// The course mentioned there; nil where a threshold asks for more than it has, or `not` stands
  /// before what asks nothing.
  public var course: String?

  public init(path: [Int], course: String?) {
    self.path = path
    self.course = course
  }
}

/// A blocked course, and the places without which it cannot be entered.
public struct LintBlockedMember: Sendable, Hashable, Codable {
  public var course: String
  public var cut: [LintCutLeaf]

  public init(course: String, cut: [LintCutLeaf]) {
    self.course = course
    self.cut = cut
  }
}

/// An exclusion: the course is named at `path` under `not`.
public struct LintExclusion: Sendable, Hashable, Codable {
  public var course: String
  public var path: [Int]

  public init(course: String, path: [Int]) {
    self.course = course
    self.path = path
  }
}

/// The finding's course can never be entered: it is the first of `members`, which are blocked.
///
/// With `excluded` (a contradiction) they are blocked without those courses, each of which the
/// finding's own requirement excludes in every way to meet it. In its own cut a mention of an
/// excluded course also counts where the two stand in one alternative: in the least part that holds
/// both, and from it down to the exclusion, every threshold asks for all its parts.
public struct LintBlockedProof: Sendable, Hashable, Codable {
  public var members: [LintBlockedMember]
  public var excluded: [LintExclusion]
  /// For a cycle: courses of `members`, beginning with the finding's, each of which has the next in
  /// its cut, and the last the first. Empty otherwise.
  public var cycle: [String]

  public init(
    members: [LintBlockedMember], excluded: [LintExclusion] = [], cycle: [String] = []
  ) {
    self.members = members
    self.excluded = excluded
    self.cycle = cycle
  }
}

/// The alternative at `path` (a part of a threshold that asks for fewer parts than it has) cannot
/// hold: `cut` is its own, its leaves are mentions of `members`, of `excluded`, of the course
/// itself, or impossible.
public struct LintAlternativeProof: Sendable, Hashable, Codable {
  public var path: [Int]
  public var cut: [LintCutLeaf]
  public var members: [LintBlockedMember]
  public var excluded: [LintExclusion]

  public init(
    path: [Int], cut: [LintCutLeaf], members: [LintBlockedMember],
    excluded: [LintExclusion] = []
  ) {
    self.path = path
    self.cut = cut
    self.members = members
    self.excluded = excluded
  }
}

/// What binds the course holds in the same cases with and without the part at `path`, whatever the
/// truth of its leaves. Leaves that say the same are one, but words that were not understood are two
/// wherever they stand twice; a course with a better grade, or before
/// instead of beside, implies the weaker mention, more credits imply fewer, and what is excluded is
/// not had. Taken out of `atLeast`, the part leaves the number asked for as it is.
public struct LintRedundancyProof: Sendable, Hashable, Codable {
  public var path: [Int]
  /// Other parts that alone make it redundant: `implied`, it holds when all of these do;
  /// `absorbed`, one of these holds when it does. Empty only for `equivalent`.
  public var by: [[Int]]
  public var rule: Rule
  /// All that binds the course, without the part.
  public var simplified: Requirement

  public enum Rule: String, Sendable, Hashable, Codable, CaseIterable {
    case implied, absorbed, equivalent
  }

  public init(path: [Int], by: [[Int]], rule: Rule, simplified: Requirement) {
    self.path = path
    self.by = by
    self.rule = rule
    self.simplified = simplified
  }
}

/// The plain mention of a course at `path` asks for what the rest asks for anyway: with it, and all
/// other mentions of that course there, taken to hold, the finding's course (the first of
/// `members`) is blocked without the course named there. In that first cut only plain mentions
/// count.
public struct LintTransitiveProof: Sendable, Hashable, Codable {
  public var path: [Int]
  public var course: String
  public var members: [LintBlockedMember]

  public init(path: [Int], course: String, members: [LintBlockedMember]) {
    self.path = path
    self.course = course
    self.members = members
  }
}

/// An `atLeast` at `path`.
public struct LintThresholdProof: Sendable, Hashable, Codable {
  public enum Flaw: String, Sendable, Hashable, Codable, CaseIterable {
    /// It asks for every part, so it is `all`.
    case all
    /// It asks for one part, so it is `any`.
    case one
    /// It asks for none.
    case nothing
    /// The parts at `parts` are the same and count as many.
    case repeated
  }

  public var path: [Int]
  public var flaw: Flaw
  public var count: Int
  /// How many parts there are.
  public var of: Int
  /// Positions of the equal parts; empty for the other flaws.
  public var parts: [Int]

  public init(path: [Int], flaw: Flaw, count: Int, of: Int, parts: [Int] = []) {
    self.path = path
    self.flaw = flaw
    self.count = count
    self.of = of
    self.parts = parts
  }
}

/// Every other course that matches states its credits, and they sum to less than is asked for.
public struct LintCreditsProof: Sendable, Hashable, Codable {
  public var path: [Int]
  public var count: Double
  public var pattern: String?
  /// The sum of the credits of the courses that match, the course itself left out.
  public var offered: Double
  /// How many courses match, the course itself left out.
  public var courses: Int

  public init(path: [Int], count: Double, pattern: String?, offered: Double, courses: Int) {
    self.path = path
    self.count = count
    self.pattern = pattern
    self.offered = offered
    self.courses = courses
  }
}

/// A minimum grade that is neither a letter from A to F with or without + or −, nor a number, nor
/// one of the words for passing.
public struct LintGradeProof: Sendable, Hashable, Codable {
  public var path: [Int]
  public var grade: String

  public init(path: [Int], grade: String) {
    self.path = path
    self.grade = grade
  }
}

/// How many requirements hold words that were not understood.
public struct LintOpaqueProof: Sendable, Hashable, Codable {
  /// Position among the requirements stated for the finding's course; nil for a count over all.
  public var requirement: Int?
  /// Requirements of which no part was understood.
  public var opaque: Int
  /// Requirements of which a part was understood.
  public var partial: Int
  /// The words, for one course.
  public var spans: [String]

  public init(requirement: Int?, opaque: Int, partial: Int, spans: [String]) {
    self.requirement = requirement
    self.opaque = opaque
    self.partial = partial
    self.spans = spans
  }
}

/// Courses that share a title across providers.
public struct LintTitlesProof: Sendable, Hashable, Codable {
  public struct Group: Sendable, Hashable, Codable {
    public var title: String
    public var courses: [String]

    public init(title: String, courses: [String]) {
      self.title = title
      self.courses = courses
    }
  }
  public var groups: [Group]

  public init(groups: [Group]) { self.groups = groups }
}

/// A cycle of mentions that can be entered: each course of `cycle` mentions the next at `path`, the
/// last the first, and `entry` is an order in which all that is needed can be taken, to the
/// first course of the cycle. Courses of one step are taken in one term.
public struct LintLegalCycleProof: Sendable, Hashable, Codable {
  public struct Step: Sendable, Hashable, Codable {
    public var course: String
    public var path: [Int]

    public init(course: String, path: [Int]) {
      self.course = course
      self.path = path
    }
  }
  public var cycle: [Step]
  public var entry: [[String]]

  public init(cycle: [Step], entry: [[String]]) {
    self.cycle = cycle
    self.entry = entry
  }
}
