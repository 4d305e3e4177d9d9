import KnowledgeGraph
import Proofs

/// One node of a requirement in negation normal form.
struct LintNode: Sendable {
  enum Kind: UInt8, Sendable {
    /// At least `need` of the parts.
    case threshold
    /// A course named outside `not`, at `target`.
    case course
    /// A course named under `not`, without a grade.
    case excluded
    /// Holds, or is taken to hold because the catalogue cannot tell.
    case open
    /// Cannot hold.
    case never
  }

  var kind: Kind
  var sameTerm = false
  /// How many `not` and `corequisite` stand between the part's position and this node.
  var wrappers: UInt16 = 0
  var need: Int32 = 0
  /// Number of parts.
  var count: Int32 = 0
  var parent: Int32
  /// Position among the parent's parts, or among the course's stated requirements below the root.
  var position: Int32
  /// One past the last node below this one: nodes stand in reading order.
  var end: Int32 = 0
  var target: Int32 = -1
  /// The course whose requirement this is.
  var owner: Int32
}

/// The requirements of a catalogue as one array of nodes: for each course a threshold over all that
/// binds it. `LintProof` says what each node means.
///
/// A class because everything that looks for findings holds it.
final class LintForest: Sendable {
  let subject: LintSubject
  let names: CourseNaming
  let nodes: [LintNode]
  /// By catalogue index.
  let roots: [Int32]
  /// Courses some leaf of whose requirement says again what another says, or nearly.
  let repeating: [Int32]
  /// Courses that exclude a course.
  let excluding: [Int32]
  /// Positions of leaves that mention a course, by catalogue index.
  let mentions: IndexLists

  var courseCount: Int { roots.count }

  /// O(size of all trees).
  init(_ subject: LintSubject) {
    self.subject = subject
    var builder = LintForestBuilder(subject)
    for course in subject.catalog.courses.indices { builder.addCourse(course) }
    names = builder.names
    nodes = builder.nodes
    roots = builder.roots
    repeating = builder.repeating
    excluding = builder.excluding
    let all = builder.nodes
    mentions = IndexLists(
      count: builder.roots.count,
      pairs: all.indices.lazy.filter { all[$0].kind == .course }.map {
        (all[$0].target, Int32($0))
      })
  }
}

/// Brings trees into negation normal form, course by course.
struct LintForestBuilder {
  private let subject: LintSubject
  let names: CourseNaming
  private(set) var nodes: [LintNode] = []
  private(set) var roots: [Int32] = []
  private(set) var repeating: [Int32] = []
  private(set) var excluding: [Int32] = []

  init(_ subject: LintSubject) {
    self.subject = subject
    names = CourseNaming(subject.catalog)
    roots.reserveCapacity(subject.catalog.courses.count)
  }

  mutating func addCourse(_ course: Int) {
    let root = nodes.count
    roots.append(Int32(root))
    let stated = subject.requirements[course].enumerated().filter { $1.binds }
    nodes.append(
      LintNode(
        kind: .threshold, need: Int32(stated.count), count: Int32(stated.count), parent: -1,
        position: 0, owner: Int32(course)))
    for (position, requirement) in stated {
      add(
        requirement.tree,
        at: Place(parent: root, position: position, owner: course))
    }
    nodes[root].end = Int32(nodes.count)
    let leaves = nodes[root...]
    if leaves.contains(where: { $0.kind == .excluded }) { excluding.append(Int32(course)) }
    if LeafRepetition.occurs(in: stated.map(\.element.tree), names: names) {
      repeating.append(Int32(course))
    }
  }

  private struct Place {
    var parent: Int
    var position: Int
    var owner: Int
    var wrappers: UInt16 = 0
    var negated = false
    var sameTerm = false

    func within(negated: Bool? = nil, sameTerm: Bool? = nil) -> Place {
      var place = self
      place.wrappers &+= 1
      place.negated = negated ?? self.negated
      place.sameTerm = sameTerm ?? self.sameTerm
      return place
    }
  }

  private mutating func add(_ tree: Requirement, at place: Place) {
    switch tree {
    case .all(let parts): addThreshold(parts.count, parts, place)
    case .any(let parts): addThreshold(1, parts, place)
    case .atLeast(let count, let parts): addThreshold(count, parts, place)
    case .not(let part): add(part, at: place.within(negated: !place.negated))
    case .corequisite(let part): add(part, at: place.within(sameTerm: true))
    case .course(let course): addMention(course, place)
    case .credits, .standing, .programme, .opaque, .consent, .exam: addLeaf(.open, place)
    case .none: addLeaf(place.negated ? .never : .open, place)
    }
  }

  private mutating func addThreshold(_ need: Int, _ parts: [Requirement], _ place: Place) {
    let own = nodes.count
    addLeaf(.threshold, place)
    let wanted = place.negated ? parts.count - need + 1 : need
    nodes[own].need = Int32(clamping: wanted)
    nodes[own].count = Int32(parts.count)
    for (position, part) in parts.enumerated() {
      add(
        part,
        at: Place(
          parent: own, position: position, owner: place.owner, negated: place.negated,
          sameTerm: place.sameTerm))
    }
    nodes[own].end = Int32(nodes.count)
  }

  private mutating func addMention(_ course: CourseRequirement, _ place: Place) {
    let provider = subject.catalog.courses[place.owner].provider
    guard case .one(let index) = names.meaning(of: course.key, provider: provider) else {
      return addLeaf(.open, place)
    }
    if place.negated {
      let isPlain = course.minimumGrade == nil && index != place.owner
      return addLeaf(isPlain ? .excluded : .open, place, target: index)
    }
    let sameTerm = place.sameTerm || course.concurrent
    if index == place.owner, sameTerm { return addLeaf(.open, place) }
    addLeaf(.course, place, target: index, sameTerm: sameTerm)
  }

  private mutating func addLeaf(
    _ kind: LintNode.Kind, _ place: Place, target: Int = -1, sameTerm: Bool = false
  ) {
    nodes.append(
      LintNode(
        kind: kind, sameTerm: sameTerm, wrappers: place.wrappers, parent: Int32(place.parent),
        position: Int32(place.position), end: Int32(nodes.count + 1), target: Int32(target),
        owner: Int32(place.owner)))
  }
}

extension LintForest {
  /// The parts of a threshold, in reading order.
  func parts(of node: Int) -> [Int] {
    var found: [Int] = []
    var part = node + 1
    while part < Int(nodes[node].end) {
      found.append(part)
      part = Int(nodes[part].end)
    }
    return found
  }

  func isSelf(_ leaf: Int) -> Bool { nodes[leaf].target == nodes[leaf].owner }

  /// A threshold that cannot hold, whatever its parts do; or `not` before what asks nothing.
  func isImpossible(_ node: Int) -> Bool {
    switch nodes[node].kind {
    case .never: true
    case .threshold: nodes[node].need > nodes[node].count
    case .course, .excluded, .open: false
    }
  }

  /// A threshold all of whose parts must hold.
  func asksForAll(_ node: Int) -> Bool {
    nodes[node].kind == .threshold && nodes[node].need == nodes[node].count
  }

  /// The path to the part that this node is, `not` and `corequisite` above it left out.
  func partPath(_ node: Int) -> [Int] {
    var path: [Int] = []
    var current = node
    while nodes[current].parent >= 0 {
      if current != node { path += Array(repeating: 0, count: Int(nodes[current].wrappers)) }
      path.append(Int(nodes[current].position))
      current = Int(nodes[current].parent)
    }
    return path.reversed()
  }

  /// The path to the node itself.
  func path(_ node: Int) -> [Int] {
    partPath(node) + Array(repeating: 0, count: Int(nodes[node].wrappers))
  }

  /// Whether the tree below `node` holds, given which leaves do; impossible ones never do.
  func holds(_ node: Int, leaf: (Int) -> Bool) -> Bool {
    guard nodes[node].kind == .threshold else { return nodes[node].kind != .never && leaf(node) }
    var lacking = nodes[node].need
    var part = node + 1
    while lacking > 0, part < Int(nodes[node].end) {
      if holds(part, leaf: leaf) { lacking -= 1 }
      part = Int(nodes[part].end)
    }
    return lacking <= 0
  }
}

/// Lists of numbers by number, in one array.
struct IndexLists: Sendable {
  private var starts: [Int32] = [0]
  private var values: [Int32] = []

  init() {}

  /// - Parameter pairs: list and value, values in the order that lists are to have.
  init(count: Int, pairs: some Sequence<(Int32, Int32)>) {
    starts = Array(repeating: 0, count: count + 1)
    for (list, _) in pairs { starts[Int(list) + 1] += 1 }
    for list in 0..<count { starts[list + 1] += starts[list] }
    values = Array(repeating: 0, count: Int(starts[count]))
    var next = starts
    for (list, value) in pairs {
      values[Int(next[Int(list)])] = value
      next[Int(list)] += 1
    }
  }

  subscript(_ list: Int) -> ArraySlice<Int32> { values[Int(starts[list])..<Int(starts[list + 1])] }
}
