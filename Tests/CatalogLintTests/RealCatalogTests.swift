import Foundation
import KnowledgeGraph
import ProofChecking
import Proofs
import Testing

@testable import CatalogLint

/// Lint of real requirements: every finding's proof is accepted, and what is known of them is found.
@Suite("Lint of real requirements", .enabled(if: RealCatalogs.areAtHand))
struct RealCatalogTests {
  private func linted(_ courses: [PlanningCatalog.Course]) -> [LintFinding] {
    let world = subject(courses)
    let findings = CatalogLinter(world).findings()
    let faults = LintChecker(world).check(FindingTests.answer(findings))
    #expect(faults.isEmpty, "\(faults.prefix(3))")
    if ProcessInfo.processInfo.environment["DOCENT_SHOW_FINDINGS"] != nil {
      let counts = Dictionary(grouping: findings, by: \.code).mapValues(\.count)
      print(courses.count, "courses:", counts.sorted { $0.key < $1.key })
      for finding in findings where finding.code != "lint.dangling" {
        print(" ", finding.code, finding.message, finding.found ?? "", finding.hint ?? "")
      }
    }
    return findings
  }

  @Test("Irvine's lists")
  func irvine() throws {
    let findings = linted(try RealCatalogs.irvine())
    #expect(!findings.isEmpty && !findings.contains { $0.severity == .error })
  }

  @Test("Princeton's expressions")
  func princeton() throws {
    let courses = try RealCatalogs.princeton()
    #expect(courses.count { !$0.requirements.isEmpty } > 400)
    #expect(!linted(courses).isEmpty)
  }

  @Test("A curriculum that is known to be unsatisfiable is found to be, and shown why")
  func unsatisfiable() throws {
    let findings = linted(try RealCatalogs.unsatisfiableCurriculum())
    #expect(findings.contains { $0.severity == .error })
  }

  @Test("Hundreds of curricula: none of the others has an error that brute closure does not see")
  func curricula() throws {
    let curricula = try RealCatalogs.curricula()
    #expect(curricula.count > 250)
    for (name, courses) in curricula {
      let found = linted(courses).filter { $0.severity == .error }.compactMap(\.course)
      #expect(Set(found) == Closure(catalog(courses)).unreached, "\(name)")
    }
  }
}

/// Courses that no round of "take all that can be taken together" ever reaches; for trees without
/// exclusions.
private struct Closure {
  private(set) var unreached: Set<String> = []

  init(_ catalog: PlanningCatalog) {
    var before: Set<Int> = []
    var grew = true
    while grew {
      var term = Set(catalog.courses.indices).subtracting(before)
      var shrank = true
      while shrank {
        let kept = term.filter { course in
          catalog.courses[course].requirements.allSatisfy {
            Self.holds($0, catalog, before, term, together: false)
          }
        }
        shrank = kept.count < term.count
        term = kept
      }
      grew = !term.isEmpty
      before.formUnion(term)
    }
    unreached = Set(
      catalog.courses.indices.filter { !before.contains($0) }.map { catalog.courses[$0].key })
  }

  private static func holds(
    _ tree: Requirement, _ catalog: PlanningCatalog, _ before: Set<Int>, _ term: Set<Int>,
    together: Bool
  ) -> Bool {
    switch tree {
    case .all(let parts):
      return parts.allSatisfy { holds($0, catalog, before, term, together: together) }
    case .any(let parts):
      return parts.contains { holds($0, catalog, before, term, together: together) }
    case .course(let named):
      guard let index = catalog.index(ofKey: named.key, provider: nil) else { return true }
      return before.contains(index) || (together || named.concurrent) && term.contains(index)
    default: return true
    }
  }
}
