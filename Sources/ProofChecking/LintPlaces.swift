import KnowledgeGraph
import Proofs

/// What stands at a place of a course's requirements.
struct LintPlace {
  var tree: Requirement
  /// Under an odd number of `not`.
  var isNegated: Bool
  var isSameTerm: Bool
}

/// What a leaf says.
enum LintLeaf {
  case mention(Int, sameTerm: Bool)
  case exclusion(Int)
  case holds
  case fails
}

extension Requirement {
  /// What a path counts below this node.
  var lintParts: [Requirement] {
    switch self {
    case .all(let parts), .any(let parts), .atLeast(_, let parts): return parts
    case .not(let part), .corequisite(let part): return [part]
    default: return []
    }
  }

  /// How many parts must hold; nil for what is no threshold.
  var lintNeed: Int? {
    switch self {
    case .all(let parts): return parts.count
    case .any: return 1
    case .atLeast(let count, _): return count
    default: return nil
    }
  }
}

extension LintPlace {
  func part(_ position: Int) -> LintPlace? {
    let parts = tree.lintParts
    guard parts.indices.contains(position) else { return nil }
    var below = self
    below.tree = parts[position]
    if case .not = tree { below.isNegated.toggle() }
    if case .corequisite = tree { below.isSameTerm = true }
    return below
  }

  /// Parts that must hold, with `not` taken inwards; nil for what is no threshold.
  var need: Int? {
    guard let need = tree.lintNeed else { return nil }
    return isNegated ? tree.lintParts.count - need + 1 : need
  }

  var asksForAll: Bool { need == tree.lintParts.count }

  var isImpossible: Bool {
    if let need { return need > tree.lintParts.count }
    return tree == .none && isNegated
  }

  /// `not` and `corequisite` only pass on what stands below them.
  var isWrapper: Bool {
    switch tree {
    case .not, .corequisite: true
    default: false
    }
  }
}

extension LintChecker {
  /// What stands at `path`, in a requirement that binds.
  func place(_ course: Int, _ path: [Int]) -> LintPlace? {
    let stated = subject.requirements[course]
    guard let position = path.first, stated.indices.contains(position), stated[position].binds
    else { return nil }
    var place = LintPlace(tree: stated[position].tree, isNegated: false, isSameTerm: false)
    for position in path.dropFirst() {
      guard let below = place.part(position) else { return nil }
      place = below
    }
    return place
  }

  func leaf(_ place: LintPlace, of course: Int) -> LintLeaf {
    guard case .course(let named) = place.tree else { return place.isImpossible ? .fails : .holds }
    let provider = subject.catalog.courses[course].provider
    guard let index = subject.catalog.index(ofKey: named.key, provider: provider) else {
      return .holds
    }
    if place.isNegated {
      return named.minimumGrade == nil && index != course ? .exclusion(index) : .holds
    }
    let sameTerm = place.isSameTerm || named.concurrent
    return sameTerm && index == course ? .holds : .mention(index, sameTerm: sameTerm)
  }

  /// Whether all that binds the course holds, given the truth of the mentions; exclusions hold.
  func holds(_ course: Int, mention: ([Int], Int, _ sameTerm: Bool) -> Bool) -> Bool {
    subject.requirements[course].indices.allSatisfy { position in
      guard let place = place(course, [position]) else { return true }
      return holds(place, [position], of: course, mention: mention)
    }
  }

  func holds(
    _ place: LintPlace, _ path: [Int], of course: Int,
    mention: ([Int], Int, _ sameTerm: Bool) -> Bool
  ) -> Bool {
    if place.need != nil || place.isWrapper {
      let met = place.tree.lintParts.indices.count { position in
        guard let part = place.part(position) else { return false }
        return holds(part, path + [position], of: course, mention: mention)
      }
      return met >= (place.need ?? 1)
    }
    switch leaf(place, of: course) {
    case .mention(let index, let sameTerm): return mention(path, index, sameTerm)
    case .exclusion, .holds: return true
    case .fails: return false
    }
  }
}
