/// A catalogue's requirements with what follows for every course: what all findings start from.
final class CourseWorld: Sendable {
  let forest: LintForest
  let entry: EnterableCourses
  /// A course can only depend on courses of lower levels and of its own cycle, whose level is the
  /// same.
  let level: [Int32]
  /// Component of the mentions, by course.
  let component: [Int32]
  let componentSizes: [Int32]

  /// O(size of all trees).
  init(_ forest: LintForest) {
    self.forest = forest
    entry = EnterableCourses(forest)
    let named = IndexLists(
      count: forest.courseCount,
      pairs: forest.nodes.lazy.filter { $0.kind == .course }.map { ($0.owner, $0.target) })
    let parts = StronglyConnectedParts(nodeCount: forest.courseCount) { Array(named[$0]) }
    let component = parts.component
    self.component = component
    var sizes = Array(repeating: Int32(0), count: Int(parts.count))
    for part in component { sizes[Int(part)] += 1 }
    componentSizes = sizes
    var levels = Array(repeating: Int32(0), count: Int(parts.count))
    let bySuccessors = forest.roots.indices.sorted {
      (component[$0], $0) < (component[$1], $1)
    }
    for course in bySuccessors {
      let own = component[course]
      for target in named[course] where component[Int(target)] != own {
        levels[Int(own)] = max(levels[Int(own)], levels[Int(component[Int(target)])] + 1)
      }
    }
    level = component.map { levels[Int($0)] }
  }

  func isReached(_ course: Int) -> Bool { entry.isReached[course] }
}

/// Which courses are blocked for somebody who never takes a course of `forbidden`: those that
/// nobody enters, and those that follow from `forbidden` and from each other step by step.
///
/// A cycle adds nothing that is not blocked without it, so what is said to be blocked is; some
/// blocked courses on cycles that could be entered otherwise may be missed. Answers are kept, so
/// that asking for all courses visits each tree once.
struct BlockedCourses {
  let world: CourseWorld
  let forbidden: Set<Int>
  /// How many trees may still be looked at.
  private(set) var budget: Int
  private let lowest: Int32
  /// Places in the order of being found blocked; -1 for a course that is not, or not yet.
  private var found: [Int: Int32] = [:]
  private var next: Int32 = 0

  /// Beyond this many courses in a chain nothing is looked at: calls nest with the chain.
  private static let deepest = 300

  init(_ world: CourseWorld, without forbidden: Set<Int>, budget: Int = 100_000) {
    self.world = world
    self.forbidden = forbidden
    self.budget = budget
    lowest = forbidden.map { world.level[$0] }.min() ?? .max
  }

  mutating func isBlocked(_ course: Int, depth: Int = 0) -> Bool {
    if !world.isReached(course) { return true }
    if let known = found[course] { return known >= 0 }
    guard world.level[course] > lowest, depth < Self.deepest, budget > 0 else { return false }
    budget -= 1
    found[course] = -1
    let forest = world.forest
    let isHeld = forest.holds(Int(forest.roots[course])) { !isFalse($0, depth: depth + 1) }
    guard !isHeld else { return false }
    found[course] = next
    next += 1
    return true
  }

  /// Whether a leaf fails, as far as it was looked into.
  mutating func isFalse(_ leaf: Int, depth: Int = 0) -> Bool {
    let node = world.forest.nodes[leaf]
    switch node.kind {
    case .never: return true
    case .open, .excluded, .threshold: return false
    case .course:
      let target = Int(node.target)
      if world.forest.isSelf(leaf) || forbidden.contains(target) { return true }
      guard isBlocked(target, depth: depth) else { return false }
      return !node.sameTerm || rank(target) < rank(Int(node.owner))
    }
  }

  /// What is blocked without anything forbidden comes first, a course not blocked last.
  private func rank(_ course: Int) -> Int64 {
    if !world.isReached(course) { return Int64(world.entry.rank[course]) - Int64(Int32.max) }
    if let place = found[course], place >= 0 { return Int64(place) }
    return .max
  }
}
