import KnowledgeGraph
import Proofs

/// What is asked of lint beyond what it says anyway.
public struct LintOptions: Sendable, Hashable {
  /// One finding for each requirement that was not understood and each shared title, instead of
  /// their counts.
  public var eachNote: Bool
  /// Cycles that can be entered are told too.
  public var legalCycles: Bool

  public init(eachNote: Bool = false, legalCycles: Bool = false) {
    self.eachNote = eachNote
    self.legalCycles = legalCycles
  }
}

/// Finds what is wrong in the requirements of a catalogue, each finding with its proof; what it
/// means by that is said at `LintProof`.
///
/// Everything said is true of the catalogue as it is written. Not everything that is true is said:
/// whether exclusions leave a way is NP-hard in general, and only those that every way to meet a
/// requirement contains, or that stand in one alternative with what they exclude, are held against
/// it; a tree that names a thing twice is searched for redundancy up to twelve different
/// leaves; and chains of requirements are followed within a budget. The largest sets of blocked
/// courses are given as they are found, not reduced.
///
/// About linear in the size of all trees. Nothing is kept for pairs of courses.
public struct CatalogLinter: Sendable {
  let world: CourseWorld
  let options: LintOptions
  var forest: LintForest { world.forest }

  public init(_ subject: LintSubject, options: LintOptions = LintOptions()) {
    world = CourseWorld(LintForest(subject))
    self.options = options
  }

  /// In the order of the catalogue's courses; what concerns the whole catalogue last. Of one
  /// course, what stops everybody comes first.
  public func findings() -> [LintFinding] {
    let exclusions = exclusionFindings()
    let alternatives = alternativeFindings()
    let dead = deadParts(exclusions + alternatives)
    let perCourse = [
      entryFindings(), exclusions, keyFindings(), alternatives,
      redundancyFindings().filter { !isTold($0, among: dead) },
      transitiveFindings(), thresholdFindings(), creditFindings(), gradeFindings(),
      options.eachNote ? opaqueFindings() : [],
    ]
    var byCourse: [[LintFinding]] = Array(repeating: [], count: forest.courseCount)
    for found in perCourse {
      for (course, finding) in found { byCourse[course].append(finding) }
    }
    return byCourse.flatMap(\.self) + wholeCatalogue()
  }

  /// The alternatives that are said to be out of reach, which makes them redundant too.
  private func deadParts(_ found: [Found]) -> Set<PartOfCourse> {
    Set(
      found.compactMap { found in
        guard case .alternative(let proof) = found.finding.proof else { return nil }
        return PartOfCourse(course: found.course, path: proof.path)
      })
  }

  private func isTold(_ redundant: Found, among dead: Set<PartOfCourse>) -> Bool {
    guard case .redundant(let proof) = redundant.finding.proof else { return false }
    return dead.contains(PartOfCourse(course: redundant.course, path: proof.path))
  }

  private struct PartOfCourse: Hashable {
    var course: Int
    var path: [Int]
  }

  private func wholeCatalogue() -> [LintFinding] {
    (options.legalCycles ? legalCycleFindings() : []) + titleFindings()
      + (options.eachNote ? [] : opaqueCount())
  }

  /// A finding with the course it belongs to.
  typealias Found = (course: Int, finding: LintFinding)

  /// A finding about a course, at the place of one of the requirements stated for it.
  func found(
    _ code: String, _ severity: LintFinding.Severity, _ message: String, course: Int,
    requirement: Int?, found: String? = nil, expected: String? = nil, hint: String? = nil,
    proof: LintProof
  ) -> Found {
    let stated = forest.subject.requirements[course]
    let place = requirement.flatMap { stated.indices.contains($0) ? stated[$0] : nil }
    return (
      course,
      LintFinding(
        code: code, severity: severity, message: message, found: found, expected: expected,
        hint: hint, course: name(course), file: place?.file, line: place?.line,
        column: place?.column, proof: proof)
    )
  }

  func name(_ course: Int) -> String { forest.names.names[course] }

  /// The first of the course's requirements that binds: where findings about all of them are said
  /// to stand.
  func firstBinding(_ course: Int) -> Int? {
    forest.subject.requirements[course].firstIndex { $0.binds }
  }
}
