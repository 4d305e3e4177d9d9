import CatalogLint
import Diagnostics
import GraphStorage
import KnowledgeGraph
import Proofs

/// What is asked of lint.
public struct LintRequest: Sendable, Hashable {
  /// Codes to list, with or without `lint.`; empty for all but `cycle-legal`, which is only told
  /// when asked for.
  public var kinds: [String]
  /// One finding for each requirement that was not understood and each title shared, instead of
  /// their counts.
  public var eachNote: Bool

  public init(kinds: [String] = [], eachNote: Bool = false) {
    self.kinds = kinds
    self.eachNote = eachNote
  }

  /// What can be asked for; `rule` stands for everything that axioms of the ontology rule out.
  public static let knownKinds = [
    "self-requirement", "cycle", "unreachable", "contradiction", "dangling", "ambiguous",
    "unreachable-alternative", "redundant", "transitive", "threshold", "credits", "grade",
    "opaque", "same-title", "cycle-legal", "rule",
  ]

  /// Whether findings with this code are to be listed.
  func lists(_ code: String) -> Bool {
    guard !kinds.isEmpty else { return true }
    let code = Self.bare(code)
    return kinds.map(Self.bare).contains { $0 == code || $0 == "rule" && code.hasPrefix("rule.") }
  }

  /// Diagnostics for kinds that there are not.
  var unknown: [Diagnostic] {
    kinds.filter { !Self.knownKinds.contains(Self.bare($0)) }.map { kind in
      let nearest = nearestNames(to: Self.bare(kind), among: Self.knownKinds, limit: 1).first
      return Diagnostic(
        .error, code: "usage.kind", "lint finds nothing of the kind \(kind)", found: kind,
        expected: Self.knownKinds.joined(separator: ", "),
        hint: nearest.map { "did you mean \($0)?" })
    }
  }

  var asksForLegalCycles: Bool { kinds.map(Self.bare).contains("cycle-legal") }

  private static func bare(_ code: String) -> String {
    code.hasPrefix("lint.") ? String(code.dropFirst("lint.".count)) : code
  }
}

extension Session {
  /// What is wrong with the requirements of the catalogue, each finding with its proof: courses
  /// named that it does not hold, cycles that nobody can enter, exclusions of one's own
  /// prerequisite, parts that have no effect, and what the axioms of the ontology rule out.
  ///
  /// - Throws: `RefusedRequest` for a kind that there is not.
  public func lint(_ request: LintRequest) throws -> LintAnswer {
    guard request.unknown.isEmpty else { throw RefusedRequest(request.unknown) }
    let view = try view()
    let options = LintOptions(
      eachNote: request.eachNote, legalCycles: request.asksForLegalCycles)
    let found = CatalogLinter(view.lintSubject, options: options).findings()
    let findings = try found + view.contradictions(self).map(\.finding)
    return LintAnswer(
      versions: view.snapshot.versions, findings: findings.filter { request.lists($0.code) },
      counts: Dictionary(grouping: findings, by: \.code).mapValues(\.count))
  }

  /// The findings as diagnostics, one for each requirement that was not understood.
  public func lint() throws -> [Diagnostic] {
    try lint(LintRequest(eachNote: true)).findings.map(\.diagnostic)
  }
}

extension LintFinding {
  public var diagnostic: Diagnostic {
    let severity: Diagnostic.Severity =
      switch severity {
      case .error: .error
      case .warning: .warning
      case .note: .note
      }
    let isPlaced = file != nil || line != nil
    return Diagnostic(
      severity, code: code, message, found: found, expected: expected, hint: hint,
      place: isPlaced ? SourcePlace(file: file, line: line, column: column) : nil)
  }
}

extension CatalogContradiction {
  fileprivate var finding: LintFinding {
    let diagnostic = diagnostic
    return LintFinding(
      code: diagnostic.code, severity: diagnostic.severity == .error ? .error : .warning,
      message: diagnostic.message, found: diagnostic.found, hint: diagnostic.hint,
      file: place?.file, line: place?.line, column: place?.column, proof: .inference(proof))
  }
}

extension GraphView {
  /// What lint and its checker read: everything that feeds state of the courses.
  var lintSubject: LintSubject {
    var stated: [[StatedRequirement]] = Array(repeating: [], count: catalog.courses.count)
    for requirement in requirements {
      guard let index = catalog.index(ofID: requirement.course) else { continue }
      stated[index].append(
        StatedRequirement(
          kind: requirement.kind, tree: requirement.requirement, file: requirement.place.file,
          line: requirement.place.line, column: requirement.place.column))
    }
    return LintSubject(catalog: catalog, requirements: stated)
  }
}
