import Proofs

/// A blocked set with a cut for each course, made small.
struct BlockageProof {
  let forest: LintForest
  let forbidden: Set<Int>
  /// For one course its cut is looked for under other terms: see `LintTransitiveProof`.
  let special: SpecialRoot?
  private(set) var members: [(course: Int, cut: [Int])] = []

  /// A root whose cut is looked for with some leaves taken to hold.
  struct SpecialRoot {
    var course: Int
    var holds: (Int) -> Bool
  }

  /// Sets above this size are left as they were found.
  static let largestReduced = 64

  /// Follows cuts from `start` until they are closed, then leaves out what is not needed.
  ///
  /// - Parameter isFalse: which leaves fail, such that every course behind one is blocked.
  init?(
    _ forest: LintForest, start: [Int], forbidden: Set<Int>, special: SpecialRoot? = nil,
    isFalse: (Int) -> Bool
  ) {
    self.forest = forest
    self.forbidden = forbidden
    self.special = special
    guard follow(start, isFalse) else { return nil }
    reduce(keeping: Set(start))
    guard recut() else { return nil }
  }

  var proof: [LintBlockedMember] {
    members.map { member in
      LintBlockedMember(course: forest.names.names[member.course], cut: leaves(member.cut))
    }
  }

  func leaves(_ places: [Int]) -> [LintCutLeaf] { forest.cutLeaves(places) }

  private mutating func follow(_ start: [Int], _ isFalse: (Int) -> Bool) -> Bool {
    var waiting = start
    var seen = Set(start)
    var next = 0
    while next < waiting.count {
      let course = waiting[next]
      next += 1
      let cut = forest.cut(Int(forest.roots[course])) { leaf in
        guard forest.nodes[leaf].kind == .course, !holdsSpecially(leaf), isFalse(leaf)
        else { return nil }
        let target = Int(forest.nodes[leaf].target)
        return seen.contains(target) || forbidden.contains(target) ? 0 : 1
      }
      guard let cut else { return false }
      members.append((course, cut.places))
      for place in cut.places where forest.nodes[place].kind == .course {
        let target = Int(forest.nodes[place].target)
        if !forbidden.contains(target), seen.insert(target).inserted { waiting.append(target) }
      }
    }
    return true
  }

  private func holdsSpecially(_ leaf: Int) -> Bool {
    guard let special, Int(forest.nodes[leaf].owner) == special.course else { return false }
    return special.holds(leaf)
  }

  private mutating func reduce(keeping start: Set<Int>) {
    guard members.count <= Self.largestReduced else { return }
    var kept = members.map(\.course)
    for course in kept.reversed() where !start.contains(course) {
      let fewer = kept.filter { $0 != course }
      if strikingOrder(fewer) != nil { kept = fewer }
    }
    members = kept.map { ($0, []) }
  }

  /// Cuts within the set itself, so that none leans on what was left out.
  private mutating func recut() -> Bool {
    guard let order = strikingOrder(members.map(\.course)) else { return false }
    for index in members.indices {
      let course = members[index].course
      let cut = forest.cut(Int(forest.roots[course])) { fails($0, order: order) ? 1 : nil }
      guard let cut else { return false }
      members[index].cut = cut.places
    }
    return true
  }

  private func fails(_ leaf: Int, order: [Int: Int]) -> Bool {
    let node = forest.nodes[leaf]
    guard node.kind == .course, !holdsSpecially(leaf) else { return false }
    if forest.isSelf(leaf) || forbidden.contains(Int(node.target)) { return true }
    guard let place = order[Int(node.target)] else { return false }
    guard node.sameTerm else { return true }
    return place < order[Int(node.owner), default: .max]
  }

  /// The places in which all courses are struck out, round by round; nil when some stay, which then
  /// are not blocked.
  private func strikingOrder(_ courses: [Int]) -> [Int: Int]? {
    let inside = Set(courses)
    var struck: [Int: Int] = [:]
    var round = 0
    while struck.count < courses.count {
      let failing = courses.filter { course in
        struck[course] == nil
          && !forest.holds(Int(forest.roots[course])) { leaf in
            holdsWithin(leaf, inside: inside, struck: struck)
          }
      }
      if failing.isEmpty { return nil }
      for course in failing { struck[course] = round }
      round += 1
    }
    return struck
  }

  private func holdsWithin(_ leaf: Int, inside: Set<Int>, struck: [Int: Int]) -> Bool {
    let node = forest.nodes[leaf]
    guard node.kind == .course, !holdsSpecially(leaf) else { return true }
    let target = Int(node.target)
    if forest.isSelf(leaf) || forbidden.contains(target) { return false }
    return !inside.contains(target) || node.sameTerm && struck[target] == nil
  }
}

extension LintForest {
  /// Places as a proof writes them.
  func cutLeaves(_ places: [Int]) -> [LintCutLeaf] {
    places.map { place in
      LintCutLeaf(
        path: path(place),
        course: nodes[place].kind == .course ? names.names[Int(nodes[place].target)] : nil)
    }
  }
}
