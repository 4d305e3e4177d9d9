import KnowledgeGraph
import Proofs

extension Requirement {
  /// The parts that a path counts.
  var parts: [Requirement] {
    switch self {
    case .all(let parts), .any(let parts), .atLeast(_, let parts): parts
    case .not(let part), .corequisite(let part): [part]
    case .course, .credits, .standing, .programme, .opaque, .consent, .exam, .none: []
    }
  }

  subscript(path: ArraySlice<Int>) -> Requirement? {
    guard let position = path.first else { return self }
    let parts = parts
    return parts.indices.contains(position) ? parts[position][path.dropFirst()] : nil
  }

  /// Every node with its path, parents first.
  func forEachPlace(_ path: [Int] = [], _ visit: (Requirement, [Int]) -> Void) {
    visit(self, path)
    for (position, part) in parts.enumerated() { part.forEachPlace(path + [position], visit) }
  }

  /// The tree without the part at `path`; a `not` or `corequisite` around it goes too.
  func removing(_ path: ArraySlice<Int>) -> Requirement? {
    guard let position = path.first, parts.indices.contains(position) else { return nil }
    let below = parts[position].removing(path.dropFirst())
    switch self {
    case .all(let parts): return .all(parts.replacing(position, with: below))
    case .any(let parts): return .any(parts.replacing(position, with: below))
    case .atLeast(let count, let parts):
      return .atLeast(count: count, of: parts.replacing(position, with: below))
    case .not: return below.map(Requirement.not)
    case .corequisite: return below.map(Requirement.corequisite)
    case .course, .credits, .standing, .programme, .opaque, .consent, .exam, .none: return nil
    }
  }
}

extension [Requirement] {
  fileprivate func replacing(_ position: Int, with part: Requirement?) -> [Requirement] {
    var parts = self
    parts.replaceSubrange(position...position, with: part.map { [$0] } ?? [])
    return parts
  }
}

extension CatalogLinter {
  /// What stands at a path of the course's requirements.
  func tree(of course: Int, at path: [Int]) -> Requirement? {
    let stated = forest.subject.requirements[course]
    guard let position = path.first, stated.indices.contains(position) else { return nil }
    return stated[position].tree[path.dropFirst()]
  }

  /// The node as the catalogue puts it.
  func words(at node: Int) -> String {
    let tree = tree(of: Int(forest.nodes[node].owner), at: forest.partPath(node))
    return tree.map(RequirementWording.words) ?? ""
  }
}
