import Foundation
import KnowledgeGraph
import ProofChecking
import Proofs
import Testing

@testable import CatalogLint

/// A proof in which one thing is changed is refused.
@Suite("Changed proofs are refused")
struct MutationTests {
  static let world = subject([
    course("F", credits: 3), course("S", "S", credits: 3), course("A", "B", credits: 3),
    course("B", "A", credits: 3), course("C", .all(["F", "A"]), credits: 3),
    course("D", .any(["F", .all(["A", "F"])]), credits: 3),
    course("X1", "F", credits: 3), course("X2", "F", credits: 3),
    course("E", .any(["X1", "X2"]), .not("F"), credits: 3),
    course("G", .any(["F", "X1"]), .not("X1"), credits: 3),
    course("H", "F", .any(["X1", "X2"]), credits: 3),
    course("I", .all(["X1", .any(["X1", "X2"])]), credits: 3),
    course("J", .any(["X1", .all(["X1", "X2"])]), credits: 3),
    course("K", .atLeast(count: 2, of: ["X1", "X2"]), credits: 3),
    course("L", .atLeast(count: 2, of: ["X1", "X1", "X2"]), credits: 3),
    course("M", .credits(count: 40, of: "X%"), "X9", .course("F", grade: "gold"), credits: 3),
    course("N", .all([.opaque("a steady hand"), "F"]), credits: 3),
    course("P", .any(["Q", "F"]), credits: 3), course("Q", "P", credits: 3),
    course("V", provider: "v", title: "Waves"), course("W", "V", provider: "w", title: "Waves"),
  ])

  static let findings = CatalogLinter(
    world, options: LintOptions(eachNote: true, legalCycles: true)
  ).findings()

  @Test("All kinds of proof occur here, and all are accepted")
  func accepted() {
    let faults = LintChecker(Self.world).check(FindingTests.answer(Self.findings))
    #expect(faults.isEmpty, "\(faults)")
    let codes = Set(Self.findings.map(\.code))
    #expect(
      codes == [
        "lint.self-requirement", "lint.cycle", "lint.unreachable", "lint.unreachable-alternative",
        "lint.contradiction", "lint.transitive", "lint.redundant", "lint.threshold",
        "lint.credits", "lint.dangling", "lint.grade", "lint.opaque", "lint.same-title",
        "lint.cycle-legal",
      ])
  }

  /// Members that the checker does not verify: prose, and names that merely come near.
  static let unverified: Set<String> = ["message", "found", "expected", "hint", "nearest"]

  @Test("Each value changed, and each element left out", arguments: findings.indices)
  func changed(number: Int) throws {
    let finding = Self.findings[number]
    let whole = try JSONSerialization.jsonObject(with: JSONEncoder().encode(finding))
    var refused = 0
    for (path, changed) in changes(of: whole, []) {
      guard Self.unverified.isDisjoint(with: path) else { continue }
      let data = try JSONSerialization.data(withJSONObject: changed)
      guard let other = try? JSONDecoder().decode(LintFinding.self, from: data), other != finding
      else { continue }
      let faults = LintChecker(Self.world).check(FindingTests.answer([other]))
      #expect(!faults.isEmpty, "\(finding.code) \(finding.course ?? ""): \(path) \(other.proof)")
      refused += 1
    }
    #expect(refused >= 3)
  }

  /// The document with one thing changed, for each thing that can be.
  private func changes(of value: Any, _ path: [String]) -> [([String], Any)] {
    switch value {
    case let members as [String: Any]:
      return members.keys.sorted().flatMap { key in
        changes(of: members[key] ?? NSNull(), path + [key]).map { inner, changed in
          var copy = members
          copy[key] = changed
          return (inner, copy)
        }
      }
    case let elements as [Any]:
      let fewer: [([String], Any)] = elements.indices.map { index in
        var copy = elements
        copy.remove(at: index)
        return (path + ["-\(index)"], copy)
      }
      return fewer
        + elements.indices.flatMap { index in
          changes(of: elements[index], path + ["\(index)"]).map { inner, changed in
            var copy = elements
            copy[index] = changed
            return (inner, copy as Any)
          }
        }
    case let text as String:
      return ["F", "X2", "Q", text + "?"].filter { $0 != text }.map { (path, $0) }
    case let number as NSNumber:
      return [(path, number.intValue + 1), (path, number.intValue + 7)]
    default: return []
    }
  }
}
