import KnowledgeGraph
import Proofs

/// Verifies the findings of lint against the catalogue: each by its proof, as `LintProof` says what
/// must hold. Nothing here is shared with what finds them.
///
/// Not verified: prose, nearest names beyond that the catalogue holds them, counts of kinds that
/// the answer does not list, and that nothing else is wrong with the catalogue.
public struct LintChecker: Sendable {
  let subject: LintSubject
  /// How answers name a course, by catalogue index.
  let names: [String]
  let indexByName: [String: Int]
  let indicesByKey: [String: [Int]]
  private let inference: InferenceChecker?

  /// O(catalogue). Give it the catalogue that was linted.
  ///
  /// - Parameter inference: verifies what rules of the ontology end in; without it a finding that
  ///   rests on one is refused.
  public init(_ subject: LintSubject, inference: InferenceChecker? = nil) {
    self.subject = subject
    self.inference = inference
    let courses = subject.catalog.courses
    let bearers = Dictionary(grouping: courses, by: \.key).mapValues(\.count)
    names = courses.map { course in
      guard bearers[course.key] != 1, let provider = course.provider else { return course.key }
      return "\(provider):\(course.key)"
    }
    indexByName = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    indicesByKey = Dictionary(grouping: courses.indices) { foldedName(courses[$0].key) }
  }

  /// What is wrong with a proof of a contradiction by rules, with places below the proof.
  func faults(of proof: InferenceProof) -> [ProofFault] {
    guard let inference else {
      return [ProofFault(place: "proof", message: "there are no rules to verify it by")]
    }
    guard proof.conclusion == .contradiction else {
      return [ProofFault(place: "proof", message: "it does not end in a contradiction")]
    }
    return inference.check(proof)
  }

  /// Everything in the answer that does not hold; empty when all of it does.
  public func check(_ answer: LintAnswer) -> [ProofFault] {
    var faults: [ProofFault] = []
    if answer.format != 1 {
      faults.append(ProofFault(place: "format", message: "1 is expected, not \(answer.format)"))
    }
    for (index, finding) in answer.findings.enumerated() {
      var run = LintFindingCheck(checker: self, finding: finding, place: "findings[\(index)]")
      run.check()
      faults += run.faults
    }
    let listed = Dictionary(grouping: answer.findings, by: \.code).mapValues(\.count)
    for (code, count) in listed.sorted(by: { $0.key < $1.key }) where answer.counts[code] != count {
      let claimed = answer.counts[code].map(String.init) ?? "none"
      faults.append(
        ProofFault(place: "counts.\(code)", message: "\(count) are listed, not \(claimed)"))
    }
    return faults
  }
}

/// The faults of one finding.
struct LintFindingCheck {
  let checker: LintChecker
  let finding: LintFinding
  let place: String
  private(set) var faults: [ProofFault] = []
  var subject: LintSubject { checker.subject }

  init(checker: LintChecker, finding: LintFinding, place: String) {
    self.checker = checker
    self.finding = finding
    self.place = place
  }

  mutating func report(_ member: String, _ message: String) {
    faults.append(ProofFault(place: "\(place).\(member)", message: message))
  }

  mutating func check() {
    switch finding.proof {
    case .key(let proof): checkKey(proof)
    case .blocked(let proof): checkBlocked(proof)
    case .alternative(let proof): checkAlternative(proof)
    case .redundant(let proof): checkRedundancy(proof)
    case .transitive(let proof): checkTransitive(proof)
    case .threshold(let proof): checkThreshold(proof)
    case .credits(let proof): checkCredits(proof)
    case .grade(let proof): checkGrade(proof)
    case .opaque(let proof): checkOpaque(proof)
    case .titles(let proof): checkTitles(proof)
    case .legalCycle(let proof): checkLegalCycle(proof)
    case .inference(let proof): checkInference(proof)
    }
  }

  private mutating func checkInference(_ proof: InferenceProof) {
    let rule = proof.steps.last?.rule ?? ""
    let isDoubt = ["prp-fp", "prp-ifp", "prp-key"].contains(rule)
    expect("lint.rule.\(rule)", isDoubt ? .warning : .error)
    if finding.course != nil { report("course", "the finding concerns no single course") }
    for fault in checker.faults(of: proof) { report(fault.place, fault.message) }
  }

  /// The code and severity that go with the proof.
  mutating func expect(_ code: String, _ severities: LintFinding.Severity...) {
    if finding.code != code { report("code", "the proof is of \(code), not \(finding.code)") }
    if !severities.contains(finding.severity) {
      report("severity", "\(code) is no \(finding.severity.rawValue)")
    }
  }

  /// The finding's course; reports when there is none.
  mutating func ownCourse() -> Int? {
    guard let name = finding.course, let index = checker.indexByName[name] else {
      report("course", "no course is called \(finding.course ?? "nothing")")
      return nil
    }
    return index
  }

  /// The place in the feed is that of one of these requirements of the course.
  mutating func expectPlace(_ course: Int, _ positions: [Int]) {
    let stated = subject.requirements[course]
    let isThere = positions.contains { position in
      stated.indices.contains(position) && stated[position].file == finding.file
        && stated[position].line == finding.line && stated[position].column == finding.column
    }
    if !isThere { report("line", "the requirement does not stand there") }
  }

  mutating func expectNoCourse() {
    if finding.course != nil { report("course", "the finding concerns the whole catalogue") }
    if finding.file != nil || finding.line != nil || finding.column != nil {
      report("line", "the finding has no place of its own")
    }
  }
}
