import Proofs

extension CatalogLinter {
  /// Courses whose requirement excludes what every way to meet it needs, and alternatives that do.
  func exclusionFindings() -> [Found] {
    forest.excluding.map(Int.init).filter(world.isReached).flatMap { course in
      ExclusionSearch(linter: self, course: course).findings()
    }
  }
}

/// Looks at one course that excludes others.
private struct ExclusionSearch {
  let linter: CatalogLinter
  let course: Int
  /// Exclusions that every way to meet the requirement contains: courses and where.
  private let always: [Int: Int]
  private let blocked: BlockedAsFound
  private var forest: LintForest { linter.forest }

  init(linter: CatalogLinter, course: Int) {
    self.linter = linter
    self.course = course
    let root = Int(linter.forest.roots[course])
    always = linter.forest.exclusions(throughout: root)
    blocked = BlockedAsFound(BlockedCourses(linter.world, without: Set(always.keys)))
  }

  func findings() -> [CatalogLinter.Found] {
    let root = Int(forest.roots[course])
    let dead = deadParts(root)
    guard !dead.isEmpty else { return [] }
    if dead == [root] { return contradiction().map { [$0] } ?? [] }
    return dead.compactMap(deadAlternative)
  }

  /// The topmost nodes that cannot hold because of an exclusion.
  private func deadParts(_ node: Int) -> [Int] {
    if fails(node) { return [node] }
    guard forest.nodes[node].kind == .threshold else { return [] }
    return forest.parts(of: node).flatMap(deadParts)
  }

  /// Whether the node fails on account of exclusions, and not without them.
  private func fails(_ node: Int) -> Bool {
    guard forest.cut(node, price: price) != nil else {
      return false
    }
    return forest.holds(node) { leaf in
      let mention = forest.nodes[leaf]
      return mention.kind != .course || linter.world.isReached(Int(mention.target))
    }
  }

  private func price(_ leaf: Int) -> Int? {
    let node = forest.nodes[leaf]
    guard node.kind == .course else { return nil }
    if forest.isSelf(leaf) || exclusion(against: leaf) != nil { return 0 }
    return blocked.isFalse(leaf) ? 1 : nil
  }

  /// Where the course mentioned at `leaf` is excluded in the same alternative; nil when nowhere.
  private func exclusion(against leaf: Int) -> Int? {
    let target = Int(forest.nodes[leaf].target)
    if let place = always[target] { return place }
    var node = Int(forest.nodes[leaf].parent)
    while node >= 0 {
      if let place = forest.exclusions(throughout: node)[target] { return place }
      node = Int(forest.nodes[node].parent)
    }
    return nil
  }

  // MARK: Proofs

  private func contradiction() -> CatalogLinter.Found? {
    let root = Int(forest.roots[course])
    guard let cut = forest.cut(root, price: price),
      let blockage = blockage(of: cut.places)
    else { return nil }
    let first = LintBlockedMember(course: linter.name(course), cut: forest.cutLeaves(cut.places))
    let excluded = exclusions(cut.places, blockage)
    let proof = LintBlockedProof(members: [first] + blockage, excluded: excluded)
    let named = excluded.map(\.course).joined(separator: ", ")
    return linter.found(
      "lint.contradiction", .error,
      "\(linter.name(course)) excludes \(named), which every way to it requires", course: course,
      requirement: excluded.first?.path.first, found: named,
      hint: "nobody can meet both; one of the two is probably meant otherwise",
      proof: .blocked(proof))
  }

  private func deadAlternative(_ node: Int) -> CatalogLinter.Found? {
    guard let top = alternative(above: node),
      let cut = forest.cut(top, price: price),
      let blockage = blockage(of: cut.places)
    else { return nil }
    let excluded = exclusions(cut.places, blockage)
    let named = excluded.map(\.course).joined(separator: ", ")
    let words = linter.words(at: top)
    return linter.found(
      "lint.unreachable-alternative", .warning,
      "an alternative of \(linter.name(course)) can never be taken: \(words), with \(named) "
        + "excluded", course: course, requirement: forest.path(top).first, found: words,
      hint: "take it out, or mend the exclusion",
      proof: .alternative(
        LintAlternativeProof(
          path: forest.partPath(top), cut: forest.cutLeaves(cut.places), members: blockage,
          excluded: excluded)))
  }

  /// The node itself when others can stand in for it.
  private func alternative(above node: Int) -> Int? {
    let parent = Int(forest.nodes[node].parent)
    guard parent >= 0 else { return nil }
    return forest.asksForAll(parent) ? nil : node
  }

  private func blockage(of places: [Int]) -> [LintBlockedMember]? {
    var start: [Int] = []
    for place in places where forest.nodes[place].kind == .course {
      let target = Int(forest.nodes[place].target)
      let isDone = forest.isSelf(place) || exclusion(against: place) != nil
      if !isDone, !start.contains(target) { start.append(target) }
    }
    if start.isEmpty { return [] }
    return BlockageProof(forest, start: start, forbidden: Set(always.keys)) {
      blocked.isFalse($0)
    }?.proof.filter { $0.course != linter.name(course) }
  }

  /// The exclusions that the cuts lean on, in reading order.
  private func exclusions(
    _ places: [Int], _ members: [LintBlockedMember]
  ) -> [LintExclusion] {
    var used = Set(
      places.compactMap { place in
        forest.nodes[place].kind == .course && !forest.isSelf(place)
          ? exclusion(against: place) : nil
      })
    let named = Set(members.flatMap(\.cut).compactMap(\.course))
    let own = Set(members.map(\.course))
    for (target, place) in always {
      let name = linter.name(target)
      if named.contains(name), !own.contains(name) { used.insert(place) }
    }
    return used.sorted().map { place in
      LintExclusion(
        course: linter.name(Int(forest.nodes[place].target)), path: forest.path(place))
    }
  }
}

/// Blocked courses behind a reference, so that looking may remember.
private final class BlockedAsFound {
  private var courses: BlockedCourses

  init(_ courses: BlockedCourses) { self.courses = courses }

  func isFalse(_ leaf: Int) -> Bool { courses.isFalse(leaf) }
}

extension LintForest {
  /// The exclusions that stand in every way to meet the tree below `node`: courses with the first
  /// place that excludes each.
  func exclusions(throughout node: Int) -> [Int: Int] {
    var found: [Int: Int] = [:]
    var waiting = [node]
    while let next = waiting.popLast() {
      if nodes[next].kind == .excluded {
        found[Int(nodes[next].target)] = min(found[Int(nodes[next].target)] ?? next, next)
      } else if asksForAll(next) {
        waiting += parts(of: next)
      }
    }
    return found
  }
}
