/// Which courses somebody who starts with nothing can ever enter: the least set that grows by any
/// set X of courses each of whose requirements holds with the set before and, for same-term
/// mentions, X beside it. Exclusions are left out of account here.
///
/// Counters on the nodes carry what is reached to what needs it. When that stalls, the largest
/// part of a group of same-term mentions that supports itself is let in; a set that supports itself
/// within one term holds a whole strongly connected part of the same-term mentions, so looking
/// within the groups misses none. O(size of all trees), and as much again for each time that a
/// group is looked at.
struct EnterableCourses: Sendable {
  private let forest: LintForest
  private(set) var isReached: [Bool]
  /// Courses in an order in which they can be entered; those of one list in one term.
  private(set) var order: [[Int32]] = []
  /// For a course that cannot be entered, its place in the order of striking out: what supports
  /// its not being entered in the same term has a lower one.
  private(set) var rank: [Int32]
  private var lacking: [Int32]
  private var pending: [Int32] = []
  private var groupOf: [Int32]
  private var groups: [[Int32]] = []
  private var waiting: Set<Int32> = []

  init(_ forest: LintForest) {
    self.forest = forest
    isReached = Array(repeating: false, count: forest.courseCount)
    rank = Array(repeating: -1, count: forest.courseCount)
    groupOf = Array(repeating: -1, count: forest.courseCount)
    lacking = forest.nodes.map(\.need)
    start()
    propagate()
    findGroups()
    while let group = waiting.min() {
      waiting.remove(group)
      if admit(Int(group)) { propagate() }
    }
    strikeOut()
  }

  private mutating func start() {
    for node in forest.nodes.indices {
      switch forest.nodes[node].kind {
      case .open, .excluded: supply(Int(forest.nodes[node].parent))
      case .threshold: if forest.nodes[node].need <= 0 { becameTrue(node) }
      case .course, .never: break
      }
    }
  }

  private mutating func propagate() {
    var next = 0
    while next < pending.count {
      let course = Int(pending[next])
      next += 1
      guard !isReached[course] else { continue }
      isReached[course] = true
      order.append([Int32(course)])
      feed(course)
    }
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func feed(_ course: Int) {
    for leaf in forest.mentions[course] where !forest.isSelf(Int(leaf)) {
      supply(Int(forest.nodes[Int(leaf)].parent))
    }
  }

  private mutating func supply(_ node: Int) {
    let group = groupOf[Int(forest.nodes[node].owner)]
    if group >= 0 { waiting.insert(group) }
    lacking[node] -= 1
    if lacking[node] == 0 { becameTrue(node) }
  }

  private mutating func becameTrue(_ node: Int) {
    let parent = Int(forest.nodes[node].parent)
    if parent >= 0 { supply(parent) } else { pending.append(forest.nodes[node].owner) }
  }

  // MARK: Courses that are entered together

  private mutating func findGroups() {
    var beside: [[Int32]] = Array(repeating: [], count: forest.courseCount)
    for node in forest.nodes where node.kind == .course && node.sameTerm {
      let owner = Int(node.owner)
      if !isReached[owner], !isReached[Int(node.target)] { beside[owner].append(node.target) }
    }
    let parts = StronglyConnectedParts(nodeCount: forest.courseCount) { beside[$0] }
    let members = Dictionary(
      grouping: isReached.indices.filter { !beside[$0].isEmpty }, by: { parts.component[$0] })
    for (_, courses) in members.sorted(by: { $0.key < $1.key }) where courses.count > 1 {
      for course in courses { groupOf[course] = Int32(groups.count) }
      waiting.insert(Int32(groups.count))
      groups.append(courses.map(Int32.init))
    }
  }

  private mutating func admit(_ group: Int) -> Bool {
    var inside = Set(groups[group].filter { !isReached[Int($0)] })
    var isStable = false
    while !isStable {
      let kept = inside.filter { isSupported(Int($0), by: inside) }
      isStable = kept.count == inside.count
      inside = kept
    }
    guard !inside.isEmpty else { return false }
    let entered = inside.sorted()
    order.append(entered)
    for course in entered { isReached[Int(course)] = true }
    for course in entered { feed(Int(course)) }
    return true
  }

  private func isSupported(_ course: Int, by inside: Set<Int32>) -> Bool {
    forest.holds(Int(forest.roots[course])) { leaf in
      let node = forest.nodes[leaf]
      guard node.kind == .course else { return true }
      if forest.isSelf(leaf) { return false }
      return isReached[Int(node.target)] || node.sameTerm && inside.contains(node.target)
    }
  }

  // MARK: The others

  /// Strikes out one by one the courses that cannot be entered, each when it could not be even
  /// beside all that are not struck out yet.
  private mutating func strikeOut() {
    var fails = FailingNodes(forest)
    for node in forest.nodes.indices {
      let leaf = forest.nodes[node]
      guard !isReached[Int(leaf.owner)] else { continue }
      if forest.isImpossible(node) { fails.fail(node) }
      if leaf.kind == .course, !isReached[Int(leaf.target)], !leaf.sameTerm { fails.fail(node) }
    }
    var next: Int32 = 0
    while let course = fails.nextCourse() {
      rank[course] = next
      next += 1
      for leaf in forest.mentions[course] {
        let node = forest.nodes[Int(leaf)]
        if node.sameTerm, !isReached[Int(node.owner)] { fails.fail(Int(leaf)) }
      }
    }
  }
}

/// Carries what fails upwards until whole requirements do.
private struct FailingNodes {
  private let forest: LintForest
  private var spare: [Int32]
  private var hasFailed: [Bool]
  private var courses: [Int32] = []
  private var next = 0

  init(_ forest: LintForest) {
    self.forest = forest
    spare = forest.nodes.map { $0.count - $0.need }
    hasFailed = Array(repeating: false, count: forest.nodes.count)
  }

  mutating func fail(_ node: Int) {
    var node = node
    while !hasFailed[node] {
      hasFailed[node] = true
      let parent = Int(forest.nodes[node].parent)
      guard parent >= 0 else { return courses.append(forest.nodes[node].owner) }
      spare[parent] -= 1
      guard spare[parent] < 0 else { return }
      node = parent
    }
  }

  mutating func nextCourse() -> Int? {
    guard next < courses.count else { return nil }
    next += 1
    return Int(courses[next - 1])
  }
}
