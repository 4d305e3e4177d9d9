import KnowledgeGraph

/// The answer of `lint`: what is wrong, or worth knowing, in the requirements of a catalogue, each
/// finding with a proof that can be verified against the catalogue alone (`LintProof`).
///
/// Counts are by code, over all that was found; `findings` may hold fewer (`--kind`).
public struct LintAnswer: Sendable, Hashable, Codable {
  public var format: Int
  public var versions: Versions
  /// In the order of the catalogue's courses, what concerns no single course last.
  public var findings: [LintFinding]
  /// By code.
  public var counts: [String: Int]

  public init(versions: Versions, findings: [LintFinding], counts: [String: Int]) {
    format = 1
    self.versions = versions
    self.findings = findings
    self.counts = counts
  }
}

/// One thing that lint says. The members beside `course` and `proof` are those of a diagnostic.
public struct LintFinding: Sendable, Hashable, Codable {
  public enum Severity: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nobody can ever do what the catalogue asks.
    case error
    /// Part of a requirement has no effect, or names what is not there.
    case warning
    case note
  }

  public var code: String
  public var severity: Severity
  public var message: String
  public var found: String?
  public var expected: String?
  public var hint: String?
  /// By its key where no other course of the catalogue bears just that key, else `provider:key`;
  /// nil where the finding concerns the whole catalogue.
  public var course: String?
  public var file: String?
  public var line: Int?
  public var column: Int?
  public var proof: LintProof

  public init(
    code: String, severity: Severity, message: String, found: String? = nil,
    expected: String? = nil, hint: String? = nil, course: String? = nil, file: String? = nil,
    line: Int? = nil, column: Int? = nil, proof: LintProof
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.found = found
    self.expected = expected
    self.hint = hint
    self.course = course
    self.file = file
    self.line = line
    self.column = column
    self.proof = proof
  }
}

/// A requirement as a feed states it, for one course of a catalogue.
public struct StatedRequirement: Sendable, Hashable {
  public var kind: RequirementFact.Kind
  public var tree: Requirement
  public var file: String?
  public var line: Int?
  public var column: Int?

  public init(
    kind: RequirementFact.Kind, tree: Requirement, file: String? = nil, line: Int? = nil,
    column: Int? = nil
  ) {
    self.kind = kind
    self.tree = tree
    self.file = file
    self.line = line
    self.column = column
  }

  /// Equivalents and recommendations bind nobody.
  public var binds: Bool {
    switch kind {
    case .prerequisite, .corequisite, .exclusion: tree != .none
    case .equivalent, .recommended: false
    }
  }
}

/// What lint reads and its checker verifies against: the courses, and all that is stated of each.
public struct LintSubject: Sendable, Hashable {
  public var catalog: PlanningCatalog
  /// By catalogue index, in the order of the catalogue; the trees of the catalogue itself are not
  /// read.
  public var requirements: [[StatedRequirement]]

  public init(catalog: PlanningCatalog, requirements: [[StatedRequirement]]) {
    self.catalog = catalog
    self.requirements = requirements
  }

  /// A catalogue in which every binding tree is a prerequisite without a place.
  public init(_ catalog: PlanningCatalog) {
    self.catalog = catalog
    requirements = catalog.courses.map { course in
      course.requirements.map { StatedRequirement(kind: .prerequisite, tree: $0) }
    }
  }
}
