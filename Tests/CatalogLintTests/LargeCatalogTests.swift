import Foundation
import KnowledgeGraph
import Proofs
import Testing

@testable import CatalogLint

/// Catalogues far larger than real ones: time grows with their size and not with its square.
@Suite("Large catalogues")
struct LargeCatalogTests {
  /// `DOCENT_LINT_COURSES` courses, each naming a few of those up to 300 places before it, in
  /// alternatives; some with circles, missing keys and exclusions.
  static func large(_ count: Int) -> [PlanningCatalog.Course] {
    var generator = SplitMix64(state: 7)
    return (0..<count).map { index in
      let named = { () -> Requirement in
        let back = Int.random(in: 1...300, using: &generator)
        return .course(CourseRequirement("S\(max(0, index - back) / 100) \(max(0, index - back))"))
      }
      var parts: [Requirement] = []
      if index % 10 > 2 {
        parts = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
          index % 3 == 0 ? .any([named(), named(), named()]) : named()
        }
      }
      switch index % 1000 {
      case 17: parts.append("XX 1")
      case 18: parts.append(.not(named()))
      case 19: parts.append(.course(CourseRequirement("S\((index + 1) / 100) \(index + 1)")))
      case 20: parts.append(.course(CourseRequirement("S\((index - 1) / 100) \(index - 1)")))
      default: break
      }
      return PlanningCatalog.Course(
        id: 0, key: "S\(index / 100) \(index)", title: "Course \(index)", credits: 3,
        requirements: parts.isEmpty ? [] : [.all(parts)])
    }
  }

  @Test("Circles, missing keys and the rest among thousands of courses")
  func thousands() {
    let named = ProcessInfo.processInfo.environment["DOCENT_LINT_COURSES"].flatMap(Int.init)
    let count = named ?? 2000
    let world = subject(Self.large(count))
    let started = ContinuousClock.now
    let findings = CatalogLinter(world).findings()
    let took = ContinuousClock.now - started
    if named != nil {
      print(
        count, "courses:", took, findings.count, "findings",
        Dictionary(grouping: findings, by: \.code).mapValues(\.count).sorted { $0.key < $1.key })
    }
    let circles = findings.count { $0.code == "lint.cycle" }
    #expect(circles >= count / 1000)
    #expect(findings.count { $0.code == "lint.dangling" } >= count / 1000)
    #expect(took < .seconds(60))
  }

  @Test("A chain of many thousand courses is no matter of the stack")
  func chain() {
    let count = 5_000
    let courses = (0..<count).map { index in
      index == 0 ? course("K0") : course("K\(index)", .course(CourseRequirement("K\(index - 1)")))
    }
    #expect(CatalogLinter(subject(courses)).findings().isEmpty)
    let circle = [course("K0", .course(CourseRequirement("K\(99)")))] + courses[1..<100]
    let found = CatalogLinter(subject(circle)).findings()
    #expect(found.count == 100 && found.allSatisfy { $0.code == "lint.cycle" })
  }
}
