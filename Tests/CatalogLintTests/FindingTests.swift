import KnowledgeGraph
import ProofChecking
import Proofs
import Testing

@testable import CatalogLint

/// Small catalogues whose findings are known, each with a proof that the checker accepts.
@Suite("Findings of small catalogues")
struct FindingTests {
  /// Findings as `code course`, after the checker has accepted all of them.
  static func codes(
    _ courses: [PlanningCatalog.Course], options: LintOptions = LintOptions(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> [String] {
    let world = subject(courses)
    let findings = CatalogLinter(world, options: options).findings()
    let faults = LintChecker(world).check(answer(findings))
    #expect(faults.isEmpty, "\(faults)", sourceLocation: sourceLocation)
    return findings.map { "\($0.code.dropFirst(5)) \($0.course ?? "-")" }
  }

  static func answer(_ findings: [LintFinding]) -> LintAnswer {
    LintAnswer(
      versions: Versions(catalog: 1, activity: 0, model: 0), findings: findings,
      counts: Dictionary(grouping: findings, by: \.code).mapValues(\.count))
  }

  @Test("A sound catalogue gives nothing")
  func sound() {
    #expect(
      Self.codes([
        course("A"), course("B", "A"), course("C", .any(["A", "B"]), .not("D")), course("D"),
      ]).isEmpty)
  }

  @Test("A course that requires itself, a circle, and what stands behind it")
  func circles() {
    #expect(
      Self.codes([
        course("F"), course("S", "S"), course("A", "B"), course("B", "A"),
        course("C", .all(["F", "A"])), course("D", .any(["F", "A"])),
      ]) == [
        "self-requirement S", "cycle A", "cycle B", "unreachable C",
        "unreachable-alternative D",
      ])
  }

  @Test("A circle through several alternatives, none of which leads out")
  func circleThroughAlternatives() {
    #expect(
      Self.codes([course("C", .any(["A", "B"])), course("A", "C"), course("B", "C")])
        == ["cycle C", "cycle A", "cycle B"])
  }

  @Test("A circle with another way in is legal, and told only when asked")
  func legalCircle() {
    let courses = [course("F"), course("A", .any(["B", "F"])), course("B", "A")]
    #expect(Self.codes(courses).isEmpty)
    #expect(Self.codes(courses, options: LintOptions(legalCycles: true)) == ["cycle-legal A"])
  }

  @Test("Courses taken together are no circle; one that must come before is")
  func corequisites() {
    #expect(Self.codes([course("A", .beside("B")), course("B", .corequisite("A"))]).isEmpty)
    #expect(
      Self.codes([course("A", .beside("B")), course("B", "A")]) == ["cycle A", "cycle B"])
    #expect(
      Self.codes([
        course("A", .all([.beside("B"), "Z"])), course("B", .beside("A")), course("Z", "Z"),
      ]) == ["unreachable A", "unreachable B", "self-requirement Z"])
  }

  @Test("What asks for more than it names cannot be met")
  func impossible() {
    #expect(
      Self.codes([course("A", .atLeast(count: 3, of: ["B", "C"])), course("B"), course("C")])
        == ["unreachable A"])
    #expect(
      Self.codes([course("A", .any([.not(.none), "B"])), course("B")])
        == ["unreachable-alternative A"])
  }

  @Test("An exclusion of what is required, directly and by way of others")
  func contradictions() {
    #expect(
      Self.codes([course("A"), course("B", "A", .not("A"))]) == ["contradiction B"])
    #expect(
      Self.codes([course("A"), course("X", "A"), course("B", "X", .not("A"))])
        == ["contradiction B"])
    #expect(
      Self.codes([
        course("A"), course("X", "A"), course("Y", "A"), course("B", .any(["X", "Y"]), .not("A")),
      ]) == ["contradiction B"])
    #expect(
      Self.codes([
        course("A"), course("C"),
        course("B", .any([.all(["A", .not("A")]), .all(["C", .not("C")])])),
      ]) == ["contradiction B"])
    #expect(
      Self.codes([course("A"), course("C"), course("B", .any(["A", "C"]), .not("A"))])
        == ["unreachable-alternative B"])
  }

  @Test("What follows from the rest of a tree")
  func redundant() {
    #expect(
      Self.codes([course("A"), course("B"), course("C", .all(["A", .any(["A", "B"])]))])
        == ["redundant C"])
    #expect(
      Self.codes([course("A"), course("B"), course("C", .any(["A", .all(["A", "B"])]))])
        == ["redundant C"])
    #expect(Self.codes([course("A"), course("C", .any(["A", "A"]))]) == ["redundant C"])
    #expect(
      Self.codes([course("A"), course("C", .all([.course("A", grade: "B"), "A"]))])
        == ["redundant C"])
    #expect(
      Self.codes([course("A"), course("C", .course("A", grade: "B"), .beside("A"))])
        == ["redundant C"])
    #expect(
      Self.codes([
        course("A"), course("C", .any([.course("A", grade: "B"), .course("A", grade: "C+")])),
      ])
        == ["redundant C"])
  }

  @Test("What is required by way of another course")
  func transitive() {
    #expect(
      Self.codes([course("A"), course("B", "A"), course("C", .all(["A", "B"]))])
        == ["transitive C"])
    #expect(
      Self.codes([
        course("A"), course("B", "A"), course("D", "A"), course("C", "A", .any(["B", "D"])),
      ]) == ["transitive C"])
    // Another way round A, a better grade, or the same term: nothing to say.
    #expect(
      Self.codes([
        course("A"), course("F"), course("B", .any(["A", "F"])), course("C", .all(["A", "B"])),
        course("D", "A"), course("E", .all([.course("A", grade: "B"), "D"])),
        course("G", .beside("A")), course("H", .all(["A", .beside("G")])),
      ]).isEmpty)
  }

  @Test("Thresholds that are something simpler")
  func thresholds() {
    #expect(
      Self.codes([
        course("A"), course("B"), course("C", .atLeast(count: 2, of: ["A", "B"])),
        course("D", .atLeast(count: 1, of: ["A", "B"])),
        course("E", .atLeast(count: 2, of: ["A", "A", "B"])),
      ]) == ["threshold C", "threshold D", "redundant E", "threshold E"])
  }

  @Test("Keys, credits, grades and words")
  func atoms() {
    #expect(
      Self.codes([
        course("MA 1", credits: 3), course("MA 2", .course("MA 1", grade: "bronze"), credits: 3),
        course("MA 3", "MA 11", .credits(count: 7, of: "MA%")),
        course("X 4", .credits(count: 6, of: "MA 1|MA 2"), .opaque("a steady hand")),
      ]) == ["grade MA 2", "dangling MA 3", "credits MA 3", "opaque -"])
  }

  @Test("Providers: a key of several, and a title of two")
  func providers() {
    #expect(
      Self.codes([
        course("M 1", provider: "a", title: "Sets"), course("M 1", provider: "b", title: "Rings"),
        course("N 1", "M 1", provider: "c"), course("N 2", "M 1", provider: "a"),
        course("P 1", provider: "b", title: "sets"),
      ]) == ["ambiguous N 1", "same-title -"])
  }
}
