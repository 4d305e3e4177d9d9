import KnowledgeGraph

/// A chosen set of courses laid out in terms: each as early as its requirement and the limits
/// allow, by list scheduling with the longest remaining chain first (Hu 1961), ties by key.
struct TermSchedule {
  /// Catalogue indices by term, each term in the order of placement.
  private(set) var terms: [[Int]] = []
  /// What could not be placed; empty when the plan is valid.
  private(set) var stuck: [Int] = []
  /// A course that no term has room for.
  private(set) var oversized: Int?

  private let context: PlanContext
  private let plan: Set<Int>
  private let limits: TermLimits
  private var groups: [[Int]] = []
  private var groupOf: [Int: Int] = [:]

  /// Without limits this is the test of validity: what is placed early only helps what comes
  /// later. O(terms · courses · size of their requirements).
  init(
    _ plan: [Int], _ context: PlanContext, limits: TermLimits = TermLimits(),
    priority: [Int: Int] = [:]
  ) {
    self.context = context
    self.limits = limits
    self.plan = Set(plan)
    var waiting = plan.sorted { a, b in
      let (p, q) = (priority[a] ?? 0, priority[b] ?? 0)
      return p != q ? p > q : (context.name(a), a) < (context.name(b), b)
    }
    findGroups(waiting)
    var before = context.finished
    while !waiting.isEmpty {
      let term = fill(waiting, before: before)
      guard !term.isEmpty else { break }
      terms.append(term)
      before.formUnion(term)
      waiting.removeAll { before.contains($0) }
    }
    stuck = waiting
    if stuck.isEmpty { oversized = nil }
  }

  var isValid: Bool { stuck.isEmpty }

  /// Term by course, from 1.
  var termOf: [Int: Int] {
    var numbers: [Int: Int] = [:]
    for (place, term) in terms.enumerated() {
      for course in term { numbers[course] = place + 1 }
    }
    return numbers
  }

  private mutating func fill(_ waiting: [Int], before: Set<Int>) -> [Int] {
    var term: [Int] = []
    var placed = true
    while placed {
      placed = false
      for course in waiting where !term.contains(course) {
        guard let unit = unit(for: course, waiting, before: before, term) else { continue }
        if limits.allow(term + unit, context) {
          term += unit
          placed = true
        } else if term.isEmpty, oversized == nil {
          oversized = course
        }
      }
    }
    return term
  }

  /// The course, with those waiting that must come in the same term; nil when it is not open yet.
  private func unit(
    for course: Int, _ waiting: [Int], before: Set<Int>, _ term: [Int]
  ) -> [Int]? {
    if isOpen(course, before: before, alongside: Set(term)) { return [course] }
    guard let group = groupOf[course] else { return nil }
    var together = Set(groups[group]).intersection(waiting).subtracting(term)
    var shrinking = true
    while shrinking {
      let stays = together.filter {
        isOpen($0, before: before, alongside: together.union(term))
      }
      shrinking = stays.count < together.count
      together = stays
    }
    guard together.contains(course) else { return nil }
    for other in waiting.reversed() where other != course && together.contains(other) {
      let fewer = together.subtracting([other])
      let stands = fewer.allSatisfy {
        isOpen($0, before: before, alongside: fewer.union(term))
      }
      if stands { together = fewer }
    }
    return waiting.filter { together.contains($0) }
  }

  private func isOpen(_ course: Int, before: Set<Int>, alongside: Set<Int>) -> Bool {
    PlanSurroundings(
      context: context, before: before, alongside: alongside.subtracting([course]), plan: plan
    ).holds(context.formulas[course])
  }

  /// Cycles of same-term mentions within the plan: what may have to be placed as one.
  private mutating func findGroups(_ courses: [Int]) {
    let number = Dictionary(uniqueKeysWithValues: courses.enumerated().map { ($1, $0) })
    let edges = courses.map { course in
      context.formulas[course].mentions.filter(\.sameTerm).compactMap { number[$0.index] }
    }
    for component in stronglyConnectedComponents(edges) where component.count > 1 {
      for member in component { groupOf[courses[member]] = groups.count }
      groups.append(component.map { courses[$0] })
    }
  }
}

/// How much a term holds.
struct TermLimits: Sendable, Hashable {
  var credits: Double?
  var effort: Double?

  func allow(_ courses: [Int], _ context: PlanContext) -> Bool {
    let tolerance = 1e-9
    if let credits {
      let sum = courses.reduce(0) { $0 + (context.catalog.courses[$1].credits ?? 0) }
      if sum > credits + tolerance { return false }
    }
    if let effort {
      let sum = courses.reduce(0) { $0 + context.scale.efforts[$1] }
      if sum > effort + tolerance { return false }
    }
    return true
  }
}
