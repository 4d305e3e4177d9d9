import KnowledgeGraph
import Proofs

extension CatalogLinter {
  /// Parts without which what binds a course means the same. Of a tree that holds in no case
  /// nothing is said here.
  func redundancyFindings() -> [Found] {
    forest.repeating.map(Int.init).flatMap { course -> [Found] in
      var tree = LogicTree(forest.subject, names: forest.names, course: course)
      if tree.atoms.count > TruthTables.mostAtoms { tree.gatherLoneLeaves() }
      guard let tables = TruthTables(tree) else { return [] }
      return RedundancySearch(tables).redundant().compactMap { said($0, course) }
    }
  }

  private func said(_ part: RedundantPart, _ course: Int) -> Found? {
    guard let words = tree(of: course, at: part.path).map(RequirementWording.words),
      let simplified = simplified(course, without: part.path)
    else { return nil }
    let reason = part.by.compactMap { tree(of: course, at: $0) }.map(RequirementWording.words)
      .joined(separator: ", ")
    let message =
      switch part.rule {
      case .implied: "\(name(course)) asks for \(words), which the rest asks for anyway"
      case .absorbed: "an alternative of \(name(course)) adds nothing: \(words)"
      case .equivalent: "a part of what \(name(course)) requires has no effect: \(words)"
      }
    return found(
      "lint.redundant", .warning, message, course: course, requirement: part.path.first,
      found: words, expected: RequirementWording.words(simplified),
      hint: part.by.isEmpty
        ? nil : (part.rule == .implied ? "given by: " : "covered by: ") + reason,
      proof: .redundant(
        LintRedundancyProof(
          path: part.path, by: part.by, rule: part.rule, simplified: simplified)))
  }

  /// All that binds the course but for one part: the one requirement left, or all of them.
  private func simplified(_ course: Int, without path: [Int]) -> Requirement? {
    let stated = forest.subject.requirements[course]
    let left = stated.enumerated().filter { $1.binds }.compactMap { position, requirement in
      position == path.first ? requirement.tree.removing(path.dropFirst()) : requirement.tree
    }
    return left.count == 1 ? left[0] : .all(left)
  }
}

struct RedundantPart {
  var path: [Int]
  var by: [[Int]]
  var rule: LintRedundancyProof.Rule
}

/// Tries every part, the outermost first, of equals the last first so that the first mention stays.
/// What is found redundant stays out while the rest is tried, so that all of it can go at once.
struct RedundancySearch {
  private let tables: TruthTables
  private let whole: [UInt64]
  private var nodes: [LogicNode] { tables.tree.nodes }

  init(_ tables: TruthTables) {
    self.tables = tables
    whole = tables.table(0, without: [])
  }

  /// In reading order.
  func redundant() -> [RedundantPart] {
    if tables.agree(whole, tables.constant(false)) { return [] }
    var absent: Set<Int> = []
    let candidates = tables.tree.live.filter { $0 != 0 }.sorted {
      (nodes[$0].path.count, -$0) < (nodes[$1].path.count, -$1)
    }
    for node in candidates where !isBelow(node, absent) {
      guard isDispensable(node, without: []), isDispensable(node, without: absent) else { continue }
      absent.insert(node)
    }
    return absent.sorted().map(part)
  }

  private func isDispensable(_ node: Int, without absent: Set<Int>) -> Bool {
    tables.agree(whole, tables.table(0, without: absent.union([node])))
  }

  private func isBelow(_ node: Int, _ others: Set<Int>) -> Bool {
    var above = node
    while above >= 0 {
      if others.contains(above) { return true }
      above = nodes[above].parent
    }
    return false
  }

  // MARK: Why

  private func part(_ node: Int) -> RedundantPart {
    let holdsInstead = nodes[node].absence
    let own = tables.table(node, without: [])
    let beside = besides(node, sharing: holdsInstead)
    let gives = { (others: [Int]) -> Bool in
      let others = others.map { tables.table($0, without: []) }
      return holdsInstead
        ? tables.implies(others.reduce(tables.constant(true), tables.both), own)
        : tables.implies(own, others.reduce(tables.constant(false), tables.either))
    }
    guard !beside.isEmpty, gives(beside) else {
      return RedundantPart(path: nodes[node].path, by: [], rule: .equivalent)
    }
    var by = beside
    for other in beside.reversed() {
      let fewer = by.filter { $0 != other }
      if !fewer.isEmpty, gives(fewer) { by = fewer }
    }
    return RedundantPart(
      path: nodes[node].path, by: by.map { nodes[$0].path },
      rule: holdsInstead ? .implied : .absorbed)
  }

  /// Parts beside the node, and beside those above it, that must hold with it (`all`) or could
  /// stand in for it (`any`); nearest first. The farthest are tried to be left out first.
  private func besides(_ node: Int, sharing all: Bool) -> [Int] {
    var found: [[Int]] = []
    var below = node
    while nodes[below].parent >= 0 {
      let above = nodes[below].parent
      if case .threshold(let need, let parts) = nodes[above].content,
        all ? need == parts.count : need == 1
      {
        found.append(parts.filter { $0 != below })
      }
      below = above
    }
    return found.flatMap(\.self)
  }
}
