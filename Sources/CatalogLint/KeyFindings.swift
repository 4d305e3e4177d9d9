import Diagnostics
import KnowledgeGraph
import Proofs

extension CatalogLinter {
  /// Keys that mean no course of the catalogue, or several. In requirements that bind nobody, a
  /// missing key is a note.
  func keyFindings() -> [Found] {
    var neighbours = NeighbouringKeys(forest.subject.catalog)
    return forest.roots.indices.flatMap { course in
      forest.subject.requirements[course].enumerated().flatMap { position, stated in
        keyFindings(course, position, stated, &neighbours)
      }
    }
  }

  private func keyFindings(
    _ course: Int, _ position: Int, _ stated: StatedRequirement,
    _ neighbours: inout NeighbouringKeys
  ) -> [Found] {
    let provider = forest.subject.catalog.courses[course].provider
    var unresolved: [(key: String, path: [Int], bearers: [Int])] = []
    var seen: Set<String> = []
    stated.tree.forEachPlace([position]) { part, path in
      guard case .course(let named) = part, seen.insert(named.key).inserted else { return }
      switch forest.names.meaning(of: named.key, provider: provider) {
      case .one: break
      case .none: unresolved.append((named.key, path, []))
      case .several(let bearers): unresolved.append((named.key, path, bearers))
      }
    }
    return unresolved.map { key, path, bearers in
      bearers.isEmpty
        ? dangling(key, path, course, neighbours.nearest(to: key), isNote: !stated.binds)
        : ambiguous(key, path, course, bearers.map(name))
    }
  }

  private func dangling(
    _ key: String, _ path: [Int], _ course: Int, _ nearest: [String], isNote: Bool
  ) -> Found {
    found(
      "lint.dangling", isNote ? .note : .warning,
      "\(name(course)) names \(key), which the catalogue does not hold", course: course,
      requirement: path.first, found: key,
      hint: nearest.first.map { "the nearest course is \($0)" },
      proof: .key(LintKeyProof(path: path, key: key, bearers: [], nearest: nearest)))
  }

  private func ambiguous(
    _ key: String, _ path: [Int], _ course: Int, _ bearers: [String]
  ) -> Found {
    found(
      "lint.ambiguous", .warning,
      "\(name(course)) names \(key), which several providers hold but not its own", course: course,
      requirement: path.first, found: key, expected: bearers.joined(separator: " or "),
      proof: .key(LintKeyProof(path: path, key: key, bearers: bearers, nearest: [])))
  }
}

/// The keys that come near a key which is not there: looked for among those that share its letters
/// or its number, so that a large catalogue is not gone through for each.
struct NeighbouringKeys {
  private let keys: [String]
  private let byPart: [String: [Int]]
  private var known: [String: [String]] = [:]
  /// How many keys may still be compared; without any, no nearest key is named.
  private var budget = 300_000

  init(_ catalog: PlanningCatalog) {
    keys = catalog.courses.map(\.key)
    var byPart: [String: [Int]] = [:]
    for (index, key) in keys.enumerated() {
      for part in Self.parts(key) { byPart[part, default: []].append(index) }
    }
    self.byPart = byPart
  }

  /// At most three, best first. O(keys that share a part), once a key.
  mutating func nearest(to key: String) -> [String] {
    if let known = known[key] { return known }
    let near = Set(Self.parts(key).flatMap { byPart[$0] ?? [] }).sorted().map { keys[$0] }
    budget -= near.count
    let found = budget < 0 ? [] : nearestNames(to: key, among: near, limit: 3)
    known[key] = found
    return found
  }

  /// The letters before the first digit, and the rest.
  private static func parts(_ key: String) -> [String] {
    let scalars = foldedName(key).unicodeScalars
    let letters = scalars.prefix { !("0"..."9").contains($0) }
    let number = scalars.dropFirst(letters.count)
    return [letters, number].filter { !$0.isEmpty }.map { String(String.UnicodeScalarView($0)) }
  }
}
