/// The binary prerequisite relations that follow from requirement trees. A tree cannot be told by
/// edges, so these are derived from it and never stored as facts:
///
/// - direct: some tree of the course names the other course, outside `not`;
/// - may require: the transitive closure of direct;
/// - must require: every way of satisfying the tree needs it. For a tree t, with must(c) for the
///   courses below,
///
///       must(all t₁…tₙ)      = ∪ must(tᵢ)
///       must(any t₁…tₙ)      = ∩ must(tᵢ)
///       must(k of t₁…tₙ)     = { c : c ∈ must(tᵢ) for more than n − k of the i }
///       must(course c)       = {c} ∪ must(c)
///
///   taken as the least fixpoint, so that a cycle adds nothing that is not forced without it.
public struct DerivedPrerequisites: Sendable {
  /// Catalogue indices, ascending, by catalogue index.
  public let direct: [[Int]]
  public let may: [[Int]]
  public let must: [[Int]]

  /// O(courses · closure) for `may`; for `must` as many sweeps as the longest chain.
  public init(_ catalog: PlanningCatalog) {
    let courses = catalog.courses
    direct = courses.map { course in
      let named = course.requirement.courses().compactMap {
        catalog.index(ofKey: $0.key, provider: course.provider)
      }
      return Array(Set(named)).sorted()
    }
    may = Self.closure(direct)
    must = Self.forced(catalog)
  }

  private static func closure(_ direct: [[Int]]) -> [[Int]] {
    direct.indices.map { start in
      var seen: Set<Int> = []
      var frontier = direct[start]
      while let next = frontier.popLast() {
        if seen.insert(next).inserted { frontier += direct[next] }
      }
      return seen.sorted()
    }
  }

  private static func forced(_ catalog: PlanningCatalog) -> [[Int]] {
    var must = [Set<Int>](repeating: [], count: catalog.courses.count)
    var changed = true
    while changed {
      changed = false
      for (index, course) in catalog.courses.enumerated() {
        let now = forced(course.requirement, provider: course.provider, catalog, must)
        if now != must[index] {
          must[index] = now
          changed = true
        }
      }
    }
    return must.map { $0.sorted() }
  }

  private static func forced(
    _ tree: Requirement, provider: String?, _ catalog: PlanningCatalog, _ must: [Set<Int>]
  ) -> Set<Int> {
    let below = { (part: Requirement) in forced(part, provider: provider, catalog, must) }
    switch tree {
    case .all(let parts): return parts.reduce(into: []) { $0.formUnion(below($1)) }
    case .any(let parts): return inMoreThan(parts.count - 1, of: parts.map(below))
    case .atLeast(let count, let parts):
      return inMoreThan(parts.count - count, of: parts.map(below))
    case .course(let course):
      guard let index = catalog.index(ofKey: course.key, provider: provider) else { return [] }
      return must[index].union([index])
    case .corequisite(let part): return below(part)
    case .not, .credits, .standing, .programme, .opaque, .consent, .exam, .none: return []
    }
  }

  private static func inMoreThan(_ limit: Int, of sets: [Set<Int>]) -> Set<Int> {
    var counts: [Int: Int] = [:]
    for set in sets {
      for course in set { counts[course, default: 0] += 1 }
    }
    return Set(counts.filter { $0.value > limit }.keys)
  }
}
