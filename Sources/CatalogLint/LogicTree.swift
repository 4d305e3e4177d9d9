import KnowledgeGraph
import Proofs

/// A statement that leaves of a tree make, apart from what the catalogue holds.
enum LogicAtom: Hashable {
  /// A course by catalogue index.
  case course(Int, grade: String?, sameTerm: Bool)
  /// A course by its folded key, where the catalogue holds none.
  case unknown(String, grade: String?, sameTerm: Bool)
  case credits(Double, pattern: String?, sameTerm: Bool)
  case words(Requirement)
  /// Words that were not understood, by occurrence: the same words may ask for two things.
  case opaque(Int)
  /// What stands under `not`.
  indirect case excluded(LogicAtom)

  /// Whether it cannot hold unless `other` does.
  func implies(_ other: LogicAtom) -> Bool {
    if self == other { return true }
    switch (self, other) {
    case (.course(let a, let grade, let together), .course(let b, let least, let loosely)):
      return a == b && GradeScale.implies(grade, least) && (loosely || !together)
    case (.unknown(let a, let grade, let together), .unknown(let b, let least, let loosely)):
      return a == b && GradeScale.implies(grade, least) && (loosely || !together)
    case (.credits(let a, let pattern, let together), .credits(let b, let least, let loosely)):
      return pattern == least && a >= b && (loosely || !together)
    case (.excluded(let a), .excluded(let b)): return b.implies(a)
    default: return false
    }
  }

  /// Whether the two cannot both hold.
  func contradicts(_ other: LogicAtom) -> Bool {
    switch (self, other) {
    case (.excluded(let a), let b), (let b, .excluded(let a)):
      if case .excluded = b { return false }
      return b.implies(a)
    default: return false
    }
  }
}

/// One node of what binds a course, in negation normal form over atoms.
struct LogicNode {
  enum Content {
    case atom(Int)
    case constant(Bool)
    case threshold(need: Int, parts: [Int])
  }

  var content: Content
  /// The path of the part.
  var path: [Int]
  /// What the tree without this part has in its place.
  var absence: Bool
  var parent: Int
}

/// All that binds one course, as nodes over atoms.
struct LogicTree {
  private(set) var nodes: [LogicNode] = []
  private(set) var atoms: [LogicAtom] = []
  private var numbers: [LogicAtom: Int] = [:]
  private let names: CourseNaming
  private let owner: Int
  private let provider: String?

  init(_ subject: LintSubject, names: CourseNaming, course: Int) {
    self.names = names
    owner = course
    provider = subject.catalog.courses[course].provider
    nodes.append(
      LogicNode(content: .constant(true), path: [], absence: true, parent: -1))
    let stated = subject.requirements[course].enumerated().filter { $1.binds }
    let parts = stated.map { position, requirement in
      add(requirement.tree, Place(path: [position], whole: [position], absence: true, parent: 0))
    }
    nodes[0].content = .threshold(need: parts.count, parts: parts)
  }

  private struct Place {
    var path: [Int]
    /// With the `not` and `corequisite` passed on the way.
    var whole: [Int]
    var absence: Bool
    var parent: Int
    var negated = false
    var sameTerm = false

    func within(negated: Bool? = nil, sameTerm: Bool? = nil) -> Place {
      var place = self
      place.whole.append(0)
      place.negated = negated ?? self.negated
      place.sameTerm = sameTerm ?? self.sameTerm
      return place
    }
  }

  private mutating func add(_ tree: Requirement, _ place: Place) -> Int {
    switch tree {
    case .all(let parts): return threshold(parts.count, parts, place, absence: !place.negated)
    case .any(let parts): return threshold(1, parts, place, absence: place.negated)
    case .atLeast(let count, let parts):
      return threshold(count, parts, place, absence: place.negated)
    case .not(let part): return add(part, place.within(negated: !place.negated))
    case .corequisite(let part): return add(part, place.within(sameTerm: true))
    case .course(let course): return mention(course, place)
    case .credits(let count, let pattern):
      return literal(.credits(count, pattern: pattern, sameTerm: place.sameTerm), place)
    case .standing, .programme, .consent, .exam: return literal(.words(tree), place)
    case .opaque: return literal(.opaque(nodes.count), place)
    case .none: return append(.constant(!place.negated), place)
    }
  }

  private mutating func threshold(
    _ need: Int, _ parts: [Requirement], _ place: Place, absence: Bool
  ) -> Int {
    let own = append(.constant(true), place)
    let children = parts.enumerated().map { position, part in
      let path = place.whole + [position]
      return add(
        part,
        Place(
          path: path, whole: path, absence: absence, parent: own, negated: place.negated,
          sameTerm: place.sameTerm))
    }
    nodes[own].content = .threshold(
      need: place.negated ? parts.count - need + 1 : need, parts: children)
    return own
  }

  private mutating func mention(_ course: CourseRequirement, _ place: Place) -> Int {
    let together = place.sameTerm || course.concurrent
    let atom: LogicAtom =
      if case .one(let index) = names.meaning(of: course.key, provider: provider) {
        .course(index, grade: course.minimumGrade, sameTerm: together)
      } else {
        .unknown(names.folded[course.key], grade: course.minimumGrade, sameTerm: together)
      }
    return literal(atom, place)
  }

  private mutating func literal(_ atom: LogicAtom, _ place: Place) -> Int {
    let atom = place.negated ? .excluded(atom) : atom
    let number = numbers[atom] ?? atoms.count
    if number == atoms.count {
      numbers[atom] = number
      atoms.append(atom)
    }
    return append(.atom(number), place)
  }

  private mutating func append(_ content: LogicNode.Content, _ place: Place) -> Int {
    nodes.append(
      LogicNode(content: content, path: place.path, absence: place.absence, parent: place.parent))
    return nodes.count - 1
  }

  /// Leaves out all but the first of the leaves below one `all` or `any` whose atoms stand nowhere
  /// else and have nothing to do with others: the first stands for them.
  mutating func gatherLoneLeaves() {
    let lone = loneAtoms()
    for node in nodes.indices {
      guard case .threshold(let need, let parts) = nodes[node].content,
        need == 1 || need == parts.count, parts.count > 1
      else { continue }
      let spare = parts.filter { part in
        if case .atom(let atom) = nodes[part].content { return lone.contains(atom) }
        return false
      }.dropFirst()
      let kept = parts.filter { !spare.contains($0) }
      guard !spare.isEmpty else { continue }
      nodes[node].content = .threshold(need: need == 1 ? 1 : kept.count, parts: kept)
    }
    renumberAtoms()
  }

  private func loneAtoms() -> Set<Int> {
    var counts: [Int: Int] = [:]
    for node in nodes {
      if case .atom(let atom) = node.content { counts[atom, default: 0] += 1 }
    }
    return Set(
      atoms.indices.filter { atom in
        counts[atom] == 1
          && !atoms.indices.contains { other in
            other != atom
              && (atoms[atom].implies(atoms[other]) || atoms[other].implies(atoms[atom])
                || atoms[atom].contradicts(atoms[other]))
          }
      })
  }

  private mutating func renumberAtoms() {
    var kept: [LogicAtom] = []
    var numbers: [Int: Int] = [:]
    for node in live {
      guard case .atom(let atom) = nodes[node].content else { continue }
      let number = numbers[atom] ?? kept.count
      if number == kept.count {
        numbers[atom] = number
        kept.append(atoms[atom])
      }
      nodes[node].content = .atom(number)
    }
    atoms = kept
  }

  /// The nodes that are still part of the tree, parents first.
  var live: [Int] {
    var found: [Int] = []
    var waiting = [0]
    while let node = waiting.popLast() {
      found.append(node)
      if case .threshold(_, let parts) = nodes[node].content { waiting += parts.reversed() }
    }
    return found
  }
}
