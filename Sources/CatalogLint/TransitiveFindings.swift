import KnowledgeGraph
import Proofs

extension CatalogLinter {
  /// Courses that are required outright although what else is required requires them before.
  ///
  /// Mentions with a minimum grade, and those that may be taken beside, are left alone: they may
  /// ask for more, or for less. Courses are looked at by what they mention, so that what follows
  /// from one mention is worked out once. O(dependants looked at, for each course mentioned).
  func transitiveFindings() -> [Found] {
    var found: [Found] = []
    for target in forest.roots.indices {
      let leaves = forest.mentions[target].map(Int.init).filter(isOutright)
      guard !leaves.isEmpty else { continue }
      var blocked = BlockedCourses(world, without: [target])
      for leaf in leaves {
        if let finding = transitiveFinding(leaf, &blocked) { found.append(finding) }
      }
    }
    return found.sorted { $0.course < $1.course }
  }

  /// A plain mention that every way to meet the requirement contains, in a course that can be
  /// entered and mentions others too.
  private func isOutright(_ leaf: Int) -> Bool {
    let node = forest.nodes[leaf]
    guard !node.sameTerm, !forest.isSelf(leaf), world.isReached(Int(node.owner)) else {
      return false
    }
    let root = Int(forest.roots[Int(node.owner)])
    guard forest.nodes[root].end - Int32(root) > 2, !hasGrade(leaf) else { return false }
    var above = Int(node.parent)
    while above >= 0 {
      guard forest.asksForAll(above) else { return false }
      above = Int(forest.nodes[above].parent)
    }
    let level = world.level[Int(node.target)]
    return forest.nodes[root..<Int(forest.nodes[root].end)].contains { other in
      other.kind == .course && world.level[Int(other.target)] > level
    }
  }

  private func hasGrade(_ leaf: Int) -> Bool {
    let path = forest.path(leaf)
    let course = Int(forest.nodes[leaf].owner)
    guard case .course(let mention)? = tree(of: course, at: path) else { return false }
    return mention.minimumGrade != nil
  }

  private func transitiveFinding(_ leaf: Int, _ blocked: inout BlockedCourses) -> Found? {
    let node = forest.nodes[leaf]
    let course = Int(node.owner)
    let holds = { (other: Int) -> Bool in
      let mention = forest.nodes[other]
      return mention.kind != .course || mention.sameTerm || mention.target == node.target
    }
    let remains = forest.holds(Int(forest.roots[course])) { other in
      holds(other) || !blocked.isFalse(other)
    }
    guard !remains else { return nil }
    let known = blocked
    let special = BlockageProof.SpecialRoot(course: course, holds: holds)
    guard
      let blockage = BlockageProof(
        forest, start: [course], forbidden: [Int(node.target)], special: special,
        isFalse: {
          var known = known
          return known.isFalse($0)
        })
    else { return nil }
    return said(leaf, blockage)
  }

  private func said(_ leaf: Int, _ blockage: BlockageProof) -> Found {
    let node = forest.nodes[leaf]
    let own = name(Int(node.owner))
    let target = name(Int(node.target))
    let through = blockage.members.dropFirst().map { name($0.course) }
    return found(
      "lint.transitive", .note, "\(own) names \(target), which the rest of it requires anyway",
      course: Int(node.owner), requirement: forest.path(leaf).first, found: target,
      hint: "\(target) is required by " + through.joined(separator: ", "),
      proof: .transitive(
        LintTransitiveProof(
          path: forest.path(leaf), course: target, members: blockage.proof)))
  }
}
