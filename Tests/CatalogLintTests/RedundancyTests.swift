import KnowledgeGraph
import ProofChecking
import Proofs
import Testing

@testable import CatalogLint

/// Redundancy against every assignment of truth to what leaves state.
@Suite("Redundancy against every case")
struct RedundancyTests {
  @Test("A part is said to be redundant when leaving it out changes no case", arguments: 1...8)
  func redundancy(seed: Int) throws {
    var catalogs = SmallCatalogs(generator: SplitMix64(state: UInt64(seed) &* 31))
    var said = 0
    var unsaid = 0
    for _ in 0..<60 {
      let trees = [catalogs.tree(depth: 2, of: 3), catalogs.tree(depth: 1, of: 3)]
      let world = subject(
        (0..<3).map { course("C\($0)") } + [course("X", trees[0], trees[1])])
      let oracle = EveryCase(trees: trees)
      let found = CatalogLinter(world).redundancyFindings().map(\.finding)
      #expect(LintChecker(world).check(FindingTests.answer(found)).isEmpty)
      for finding in found {
        guard case .redundant(let proof) = finding.proof else { continue }
        #expect(oracle.same(as: try #require(proof.simplified.parts(of: trees, proof.path))))
        said += 1
      }
      guard !oracle.neverHolds else { continue }
      // Whatever can be left out is said, or lies within or beside something that is.
      if found.isEmpty {
        for (path, less) in oracle.shortened() where oracle.same(as: less) {
          Issue.record("\(path) of \(trees) was missed")
        }
        unsaid += 1
      }
    }
    #expect(said > 10 && unsaid > 0)
  }

  @Test("Long lists of alternatives are seen through")
  func longLists() {
    let many = (0..<30).map { Requirement.course(CourseRequirement("M\($0)")) }
    let courses = (0..<30).map { course("M\($0)") } + [course("A")]
    #expect(
      FindingTests.codes(courses + [course("C", .all(["A", .any(["A"] + many)]))])
        == ["redundant C"])
    #expect(
      FindingTests.codes(courses + [course("C", .any(["A", .all(["A"] + many)]))])
        == ["redundant C"])
  }
}

extension Requirement {
  /// The simplified requirement as the list of trees that it stands for.
  fileprivate func parts(of trees: [Requirement], _ path: [Int]) -> [Requirement]? {
    if path.count == 1 { return [self] }
    if case .all(let parts) = self, parts.count == trees.count { return parts }
    return nil
  }
}

/// Truth of trees in every case of their leaves. A leaf's statement implies a weaker one of the same
/// course, and what is excluded is not had.
private struct EveryCase {
  let trees: [Requirement]
  private let cases: [[Statement: Bool]]

  private struct Statement: Hashable {
    var key: String
    var grade: Bool
    var together: Bool
    var excluded: Bool
  }

  init(trees: [Requirement]) {
    self.trees = trees
    var statements: Set<Statement> = []
    for tree in trees { Self.gather(tree, false, false, &statements) }
    let list = statements.sorted { "\($0)" < "\($1)" }
    cases = (0..<(1 << list.count)).map { number in
      Dictionary(
        uniqueKeysWithValues: list.enumerated().map { ($1, number >> $0 & 1 == 1) })
    }.filter(Self.isPossible)
  }

  private static func isPossible(_ truth: [Statement: Bool]) -> Bool {
    truth.allSatisfy { a, isTrue in
      !isTrue
        || truth.allSatisfy { b, other in
          guard a.key == b.key else { return true }
          let aGivesB = (a.grade || !b.grade) && (b.together || !a.together)
          let bGivesA = (b.grade || !a.grade) && (a.together || !b.together)
          if !a.excluded, !b.excluded { return !aGivesB || other }
          if a.excluded, b.excluded { return !bGivesA || other }
          if a.excluded { return !bGivesA || !other }
          return !aGivesB || !other
        }
    }
  }

  private static func statement(_ tree: Requirement, _ negated: Bool, _ together: Bool)
    -> Statement?
  {
    switch tree {
    case .course(let named):
      Statement(
        key: named.key, grade: named.minimumGrade != nil, together: together || named.concurrent,
        excluded: negated)
    case .standing(let text):
      Statement(key: text, grade: false, together: false, excluded: negated)
    default: nil
    }
  }

  private static func gather(
    _ tree: Requirement, _ negated: Bool, _ together: Bool, _ found: inout Set<Statement>
  ) {
    if let statement = statement(tree, negated, together) { found.insert(statement) }
    for part in tree.parts {
      var (isNegated, isTogether) = (negated, together)
      if case .not = tree { isNegated.toggle() }
      if case .corequisite = tree { isTogether = true }
      gather(part, isNegated, isTogether, &found)
    }
  }

  private static func holds(
    _ tree: Requirement, _ negated: Bool, _ together: Bool, _ truth: [Statement: Bool]
  ) -> Bool {
    if let statement = statement(tree, negated, together) { return truth[statement] ?? false }
    let met = { (parts: [Requirement]) in parts.count { holds($0, negated, together, truth) } }
    switch tree {
    case .all(let parts): return negated ? met(parts) > 0 : met(parts) == parts.count
    case .any(let parts): return negated ? met(parts) == parts.count : met(parts) > 0
    case .atLeast(let count, let parts):
      return negated ? met(parts) > parts.count - count : met(parts) >= count
    case .not(let part): return holds(part, !negated, together, truth)
    case .corequisite(let part): return holds(part, negated, true, truth)
    default: return !negated
    }
  }

  private func all(_ trees: [Requirement], _ truth: [Statement: Bool]) -> Bool {
    trees.allSatisfy { Self.holds($0, false, false, truth) }
  }

  var neverHolds: Bool { !cases.contains { all(trees, $0) } }

  func same(as others: [Requirement]) -> Bool {
    cases.allSatisfy { all(trees, $0) == all(others, $0) }
  }

  /// Every way to leave one part out, with its path.
  func shortened() -> [([Int], [Requirement])] {
    trees.indices.flatMap { position -> [([Int], [Requirement])] in
      var found: [([Int], [Requirement])] = []
      trees[position].forEachPlace([position]) { tree, path in
        for part in tree.parts.indices {
          switch tree {
          case .all, .any, .atLeast: break
          default: continue
          }
          var others = trees
          guard let less = trees[position].removing(path.dropFirst() + [part]) else { continue }
          others[position] = less
          found.append((path + [part], others))
        }
      }
      return found
    }
  }
}
