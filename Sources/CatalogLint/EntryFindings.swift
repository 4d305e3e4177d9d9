import Proofs

extension CatalogLinter {
  /// Courses that nobody can ever enter: each with a small set of courses that wait for each
  /// other or for what cannot be, and with the cycle through itself where there is one.
  func entryFindings() -> [Found] {
    forest.roots.indices.filter { !world.isReached($0) }.compactMap(entryFinding)
  }

  private func entryFinding(_ course: Int) -> Found? {
    let blockage = BlockageProof(forest, start: [course], forbidden: []) { leaf in
      let node = forest.nodes[leaf]
      if forest.isSelf(leaf) { return true }
      guard !world.isReached(Int(node.target)) else { return false }
      let rank = world.entry.rank
      return !node.sameTerm || rank[Int(node.target)] < rank[Int(node.owner)]
    }
    guard let blockage else { return nil }
    let cycle = shortestCycle(through: course, in: blockage)
    let proof = LintBlockedProof(members: blockage.proof, cycle: cycle.map(name))
    let place = blockage.members[0].cut.first.flatMap { forest.path($0).first }
    return said(
      course, cycle: cycle, blockage, place: place ?? firstBinding(course), .blocked(proof))
  }

  private func said(
    _ course: Int, cycle: [Int], _ blockage: BlockageProof, place: Int?, _ proof: LintProof
  ) -> Found {
    let own = name(course)
    if cycle == [course] {
      return found(
        "lint.self-requirement", .error, "\(own) can never be entered: it requires itself",
        course: course, requirement: place, found: own,
        hint: "take \(own) out of its own requirement", proof: proof)
    }
    let waiting = blockage.members.dropFirst().map { name($0.course) }
    if !cycle.isEmpty {
      return found(
        "lint.cycle", .error, "\(own) can never be entered: it waits for itself", course: course,
        requirement: place,
        found: "a circle: " + (cycle + [course]).map(name).joined(separator: " → "),
        hint: "one of them needs another way in, or may be taken together with the next",
        proof: proof)
    }
    return found(
      "lint.unreachable", .error,
      waiting.isEmpty
        ? "\(own) can never be entered: what it asks for cannot be met"
        : "\(own) can never be entered: nobody can ever finish what it asks for",
      course: course, requirement: place,
      found: waiting.isEmpty ? nil : waiting.joined(separator: ", "), proof: proof)
  }

  /// Along the cuts, breadth first; empty when the course does not come back to itself.
  private func shortestCycle(through course: Int, in blockage: BlockageProof) -> [Int] {
    let cuts = Dictionary(uniqueKeysWithValues: blockage.members.map { ($0.course, $0.cut) })
    var cameFrom: [Int: Int] = [:]
    var waiting = [course]
    var next = 0
    while next < waiting.count {
      let current = waiting[next]
      next += 1
      for place in cuts[current] ?? [] where forest.nodes[place].kind == .course {
        let target = Int(forest.nodes[place].target)
        if target == course { return path(to: current, from: course, cameFrom) }
        if cameFrom[target] == nil {
          cameFrom[target] = current
          waiting.append(target)
        }
      }
    }
    return []
  }

  private func path(to end: Int, from start: Int, _ cameFrom: [Int: Int]) -> [Int] {
    var path = [end]
    while let last = path.last, last != start, let before = cameFrom[last] { path.append(before) }
    return path.reversed()
  }
}
