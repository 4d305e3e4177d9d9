import Proofs

extension CatalogLinter {
  /// Alternatives that can never be taken although the course can be entered by others.
  func alternativeFindings() -> [Found] {
    let isReached = world.entry.isReached
    if isReached.allSatisfy(\.self), !forest.nodes.contains(where: { mayFail($0) }) { return [] }
    return forest.roots.indices.filter { isReached[$0] }.flatMap { course in
      deadAlternatives(Int(forest.roots[course])).compactMap { alternativeFinding($0, of: course) }
    }
  }

  /// Whether a node can fail where all courses can be entered.
  private func mayFail(_ node: LintNode) -> Bool {
    switch node.kind {
    case .never: true
    case .threshold: node.need > node.count
    case .course: node.target == node.owner
    case .excluded, .open: false
    }
  }

  /// The topmost parts that fail below a node that holds.
  private func deadAlternatives(_ node: Int) -> [Int] {
    guard forest.nodes[node].kind == .threshold, !forest.asksForAll(node) else {
      return forest.nodes[node].kind == .threshold
        ? forest.parts(of: node).flatMap(deadAlternatives) : []
    }
    return forest.parts(of: node).flatMap { part in
      forest.holds(part) { !failsInEveryCase($0) } ? deadAlternatives(part) : [part]
    }
  }

  private func failsInEveryCase(_ leaf: Int) -> Bool {
    let node = forest.nodes[leaf]
    guard node.kind == .course else { return node.kind == .never }
    return forest.isSelf(leaf) || !world.isReached(Int(node.target))
  }

  private func alternativeFinding(_ node: Int, of course: Int) -> Found? {
    guard let cut = forest.cut(node, price: { failsInEveryCase($0) ? 1 : nil }) else { return nil }
    var start: [Int] = []
    for place in cut.places where forest.nodes[place].kind == .course && !forest.isSelf(place) {
      let target = Int(forest.nodes[place].target)
      if !start.contains(target) { start.append(target) }
    }
    guard let members = members(from: start) else { return nil }
    let named = words(at: node)
    return found(
      "lint.unreachable-alternative", .warning,
      "an alternative of \(name(course)) can never be taken: \(named)", course: course,
      requirement: forest.path(node).first, found: named, hint: because(start, cut.places),
      proof: .alternative(
        LintAlternativeProof(
          path: forest.partPath(node), cut: forest.cutLeaves(cut.places), members: members)))
  }

  private func members(from start: [Int]) -> [LintBlockedMember]? {
    if start.isEmpty { return [] }
    let rank = world.entry.rank
    return BlockageProof(forest, start: start, forbidden: []) { leaf in
      let node = forest.nodes[leaf]
      guard failsInEveryCase(leaf) else { return false }
      return !node.sameTerm || rank[Int(node.target)] < rank[Int(node.owner)]
    }?.proof
  }

  private func because(_ start: [Int], _ places: [Int]) -> String {
    if !start.isEmpty {
      return "nobody can ever enter " + start.map(name).joined(separator: ", ")
    }
    return places.contains { forest.nodes[$0].kind == .course }
      ? "it names the course itself" : "it asks for more than it names"
  }
}
