import Proofs

extension CatalogLinter {
  /// For each group of courses that mention each other in a circle and can be entered all the
  /// same: one such circle, and how it is entered.
  func legalCycleFindings() -> [LintFinding] {
    let place = places()
    // The course of each group that comes first in the order of entry.
    var first: [Int32: Int] = [:]
    for course in world.entry.order.joined() {
      let part = world.component[Int(course)]
      if world.componentSizes[Int(part)] > 1, first[part] == nil { first[part] = Int(course) }
    }
    return first.values.sorted().compactMap { legalCycle(through: $0, place) }
  }

  private func legalCycle(through course: Int, _ places: [Int32]) -> LintFinding? {
    let cycle = shortestCircle(through: course)
    guard !cycle.isEmpty else { return nil }
    let steps = cycle.map { leaf in
      LintLegalCycleProof.Step(
        course: name(Int(forest.nodes[leaf].owner)), path: forest.path(leaf))
    }
    let entry = entry(to: course, places)
    let circle = (steps + [steps[0]]).map(\.course).joined(separator: " → ")
    let place = forest.subject.requirements[course]
    let stated = place.indices.contains(steps[0].path[0]) ? place[steps[0].path[0]] : nil
    return LintFinding(
      code: "lint.cycle-legal", severity: .note,
      message: cycle.allSatisfy { forest.nodes[$0].sameTerm }
        ? "courses that are taken together: \(circle)"
        : "a circle that can be entered: \(circle)",
      hint: "first by " + entry.suffix(2).joined().map(name).joined(separator: ", "),
      course: name(course), file: stated?.file, line: stated?.line, column: stated?.column,
      proof: .legalCycle(
        LintLegalCycleProof(cycle: steps, entry: entry.map { $0.map(name) })))
  }

  /// Leaves: each mentions the owner of the next. Breadth first within the group; an alternative
  /// that nobody can take is no part of a circle.
  private func shortestCircle(through course: Int) -> [Int] {
    let part = world.component[course]
    var cameFrom: [Int: Int] = [:]
    var waiting = [course]
    var next = 0
    while next < waiting.count {
      let root = Int(forest.roots[waiting[next]])
      next += 1
      for leaf in root..<Int(forest.nodes[root].end) where forest.nodes[leaf].kind == .course {
        let target = Int(forest.nodes[leaf].target)
        guard world.component[target] == part, !forest.isSelf(leaf) else { continue }
        if target == course { return circle(endingWith: leaf, cameFrom, start: course) }
        if cameFrom[target] == nil {
          cameFrom[target] = leaf
          waiting.append(target)
        }
      }
    }
    return []
  }

  private func circle(endingWith leaf: Int, _ cameFrom: [Int: Int], start: Int) -> [Int] {
    var leaves = [leaf]
    while let last = leaves.last {
      let owner = Int(forest.nodes[last].owner)
      guard owner != start, let before = cameFrom[owner] else { break }
      leaves.append(before)
    }
    return leaves.reversed()
  }

  /// The terms up to the course that it needs, by the order in which courses can be entered.
  private func entry(to course: Int, _ place: [Int32]) -> [[Int]] {
    var terms: Set<Int32> = []
    var waiting = [place[course]]
    while let term = waiting.popLast() {
      guard terms.insert(term).inserted else { continue }
      for member in world.entry.order[Int(term)] {
        waiting += supports(of: Int(member), place).map { place[$0] }
      }
    }
    return terms.sorted().map { world.entry.order[Int($0)].map(Int.init) }
  }

  /// For each course its term in the order of entry; -1 for one that cannot be entered.
  private func places() -> [Int32] {
    var place = Array(repeating: Int32(-1), count: forest.courseCount)
    for (term, courses) in world.entry.order.enumerated() {
      for course in courses { place[Int(course)] = Int32(term) }
    }
    return place
  }

  /// Courses of earlier terms, or of the same one, that make the course's tree hold.
  private func supports(of course: Int, _ place: [Int32]) -> [Int] {
    let own = place[course]
    return forest.support(Int(forest.roots[course])) { leaf in
      let node = forest.nodes[leaf]
      guard node.kind == .course else { return true }
      let other = place[Int(node.target)]
      guard !forest.isSelf(leaf), other >= 0 else { return false }
      return other < own || node.sameTerm && other == own
    } ?? []
  }
}

extension LintForest {
  /// Courses whose mentions make the tree hold, the fewest found; nil when it does not hold.
  func support(_ node: Int, holds: (Int) -> Bool) -> [Int]? {
    let own = nodes[node]
    guard own.kind == .threshold else {
      guard own.kind != .never, holds(node) else { return nil }
      return own.kind == .course ? [Int(own.target)] : []
    }
    let met = parts(of: node).compactMap { support($0, holds: holds) }
    let need = max(0, Int(own.need))
    guard met.count >= need else { return nil }
    let chosen = met.indices.sorted { (met[$0].count, $0) < (met[$1].count, $1) }.prefix(need)
    return chosen.sorted().flatMap { met[$0] }
  }
}
