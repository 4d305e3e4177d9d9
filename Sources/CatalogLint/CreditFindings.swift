import KnowledgeGraph
import Proofs

extension CatalogLinter {
  /// Demands for more credits than all other courses that match can give together. Where one of
  /// them does not state its credits nothing is said.
  func creditFindings() -> [Found] {
    var offers = CreditOffers(forest.subject.catalog)
    return placeFindings { course, tree, path in
      guard case .credits(let count, let pattern) = tree,
        let offer = offers.offer(matching: pattern, besides: course), offer.sum < count
      else { return [] }
      let words = RequirementWording.words(tree)
      return [
        found(
          "lint.credits", .warning,
          offer.courses == 0
            ? "\(name(course)) asks for \(words), and the catalogue holds no such course"
            : "\(name(course)) asks for \(words), more than the catalogue offers",
          course: course, requirement: path.first, found: words,
          expected: offer.courses == 0
            ? nil : "at most \(offer.sum) credits, from \(offer.courses) courses",
          proof: .credits(
            LintCreditsProof(
              path: path, count: count, pattern: pattern, offered: offer.sum,
              courses: offer.courses)))
      ]
    }
  }
}

/// What the courses that match a pattern offer together, each pattern worked out once.
struct CreditOffers {
  private let courses: [PlanningCatalog.Course]
  /// Course indices by lower-case key, for patterns that begin with plain letters.
  private lazy var sorted: [(key: String, course: Int)] = courses.indices
    .map { (courses[$0].key.lowercased(), $0) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
  private var known: [String?: Total] = [:]

  private struct Total {
    var sum: Double
    var courses: Int
    var unstated: Int
  }

  init(_ catalog: PlanningCatalog) { courses = catalog.courses }

  /// Nil when a course that matches does not state its credits.
  mutating func offer(matching pattern: String?, besides own: Int) -> (sum: Double, courses: Int)? {
    let whole = known[pattern] ?? total(pattern)
    known[pattern] = whole
    let isOwn = pattern.map { courseKey(courses[own].key, matches: $0) } ?? true
    guard isOwn else { return whole.unstated == 0 ? (whole.sum, whole.courses) : nil }
    let isStated = states(courses[own])
    guard whole.unstated == (isStated ? 0 : 1) else { return nil }
    return (whole.sum - (isStated ? courses[own].credits ?? 0 : 0), whole.courses - 1)
  }

  private func states(_ course: PlanningCatalog.Course) -> Bool {
    course.credits.map { $0.isFinite && $0 >= 0 } ?? false
  }

  private mutating func total(_ pattern: String?) -> Total {
    let found = matching(pattern)
    let stated = found.filter { states(courses[$0]) }
    return Total(
      sum: stated.reduce(0) { $0 + (courses[$1].credits ?? 0) }, courses: found.count,
      unstated: found.count - stated.count)
  }

  /// Ascending.
  private mutating func matching(_ pattern: String?) -> [Int] {
    guard let pattern else { return Array(courses.indices) }
    var found: Set<Int> = []
    for alternative in pattern.split(separator: "|") {
      let start = alternative.lowercased().prefix { $0 != "%" }
      var place = sorted.partitioningIndex { $0.key >= start }
      while place < sorted.count, sorted[place].key.hasPrefix(start) {
        let course = sorted[place].course
        if courseKey(courses[course].key, matches: String(alternative)) { found.insert(course) }
        place += 1
      }
    }
    return found.sorted()
  }
}

extension Array {
  /// The first position from which `belongs` holds, for a sorted array.
  fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
