import KnowledgeGraph
import ProofChecking
import Proofs
import Testing

@testable import CatalogLint

/// Against every order of every set of courses, in hundreds of random catalogues.
@Suite("Lint against brute force")
struct BruteForceTests {
  static let seeds = Array(UInt64(1)...6)

  @Test("Courses that cannot be entered: all of them and no other", arguments: seeds)
  func entry(seed: UInt64) {
    var catalogs = SmallCatalogs(generator: SplitMix64(state: seed))
    var unreachable = 0
    for _ in 0..<40 {
      let world = subject(catalogs.courses())
      let force = BruteForce(catalog: world.catalog, exclusionsBind: false)
      let truth = force.unreachable(in: force.reachableSets())
      let codes = ["lint.unreachable", "lint.cycle", "lint.self-requirement"]
      let found = CatalogLinter(world).findings().filter { codes.contains($0.code) }
      #expect(Set(found.compactMap(\.course)) == truth, "\(world.catalog.courses)")
      #expect(found.count == truth.count)
      unreachable += truth.count
    }
    #expect(unreachable > 12)
  }

  @Test("Contradictions: whoever is said to be excluded is", arguments: seeds)
  func contradictions(seed: UInt64) {
    var catalogs = SmallCatalogs(generator: SplitMix64(state: seed &* 77))
    var said = 0
    for _ in 0..<70 {
      let world = subject(catalogs.courses())
      let force = BruteForce(catalog: world.catalog, exclusionsBind: true)
      let truth = force.unreachable(in: force.reachableSets())
      let found = CatalogLinter(world).findings().filter { $0.severity == .error }
      #expect(Set(found.compactMap(\.course)).isSubset(of: truth), "\(world.catalog.courses)")
      said += found.count { $0.code == "lint.contradiction" }
    }
    #expect(said > 0)
  }

  @Test("An alternative out of reach can be taken in no order", arguments: seeds)
  func alternatives(seed: UInt64) {
    var catalogs = SmallCatalogs(generator: SplitMix64(state: seed &* 131))
    var said = 0
    for _ in 0..<40 {
      let world = subject(catalogs.courses())
      let force = BruteForce(catalog: world.catalog, exclusionsBind: true)
      let sets = force.reachableSets()
      for finding in CatalogLinter(world).findings() {
        guard case .alternative(let proof) = finding.proof, let name = finding.course,
          let own = world.catalog.index(ofKey: name, provider: nil)
        else { continue }
        said += 1
        let isTaken = force.takes(own, sets: sets, along: proof.path)
        #expect(!isTaken, "\(finding.message): \(world.catalog.courses)")
      }
    }
    #expect(said > 2)
  }

  @Test("What is transitively redundant can be left out of the catalogue", arguments: seeds)
  func transitive(seed: UInt64) {
    var catalogs = SmallCatalogs(
      generator: SplitMix64(state: seed &* 977), exclusions: false, atoms: false,
      ordered: true)
    var said = 0
    for _ in 0..<40 {
      let world = subject(catalogs.courses())
      let sets = BruteForce(catalog: world.catalog, exclusionsBind: true).reachableSets()
      for finding in CatalogLinter(world).findings() {
        guard case .transitive(let proof) = finding.proof, let name = finding.course,
          let own = world.catalog.index(ofKey: name, provider: nil)
        else { continue }
        said += 1
        var courses = world.catalog.courses
        courses[own].requirements = courses[own].requirements.enumerated().map {
          $0 == proof.path[0] ? $1.asking(nothingAt: proof.path.dropFirst()) : $1
        }
        let without = BruteForce(catalog: catalog(courses), exclusionsBind: true)
        #expect(without.reachableSets() == sets, "\(finding.message): \(world.catalog.courses)")
      }
    }
    #expect(said > 3)
  }
}

extension Requirement {
  /// The tree with `none` at a place below `all`, `any` and `atLeast`.
  func asking(nothingAt path: ArraySlice<Int>) -> Requirement {
    guard let position = path.first else { return .none }
    var below = parts
    below[position] = below[position].asking(nothingAt: path.dropFirst())
    switch self {
    case .any: return .any(below)
    case .atLeast(let count, _): return .atLeast(count: count, of: below)
    case .not: return .not(below[0])
    case .corequisite: return .corequisite(below[0])
    default: return .all(below)
    }
  }
}

extension BruteForce {
  /// Whether the course can be taken at some moment at which the part at the path holds, with all
  /// around it that must hold too.
  func takes(_ own: Int, sets: Set<UInt>, along path: [Int]) -> Bool {
    let all = (UInt(1) << catalog.courses.count) - 1
    return sets.contains { before in
      let open = all & ~before
      var term = open
      while term != 0 {
        if term >> own & 1 == 1, canTake(term, after: before), part(own, path, before, term) {
          return true
        }
        term = (term - 1) & open
      }
      return false
    }
  }

  private func part(_ own: Int, _ path: [Int], _ before: UInt, _ term: UInt) -> Bool {
    var tree = catalog.courses[own].requirements[path[0]]
    var negated = false
    var together = false
    for position in path.dropFirst() {
      if case .not = tree { negated.toggle() }
      if case .corequisite = tree { together = true }
      tree = tree.parts[position]
    }
    return holds(tree, own, before, term, negated: negated, together: together)
  }
}
