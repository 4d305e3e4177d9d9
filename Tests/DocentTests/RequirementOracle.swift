import KnowledgeGraph

/// Whether a requirement tree may hold for somebody who finished these courses, judged on the tree
/// alone: what only people can tell counts as possible. Written apart from the engine's own
/// evaluation, to compare it with.
struct RequirementOracle {
  let finished: Set<String>
  let credits: [String: Double]

  /// Possible outcomes of a tree: it may be true, it may be false, or either.
  struct Outcomes: Equatable {
    var canHold: Bool
    var canFail: Bool
    static let certain = Outcomes(canHold: true, canFail: false)
    static let impossible = Outcomes(canHold: false, canFail: true)
    static let open = Outcomes(canHold: true, canFail: true)
  }

  func mayHold(_ tree: Requirement) -> Bool { outcomes(tree).canHold }

  private func outcomes(_ tree: Requirement) -> Outcomes {
    switch tree {
    case .none: return .certain
    case .standing, .programme, .opaque, .consent, .exam: return .open
    case .all(let parts): return count(parts, atLeast: parts.count)
    case .any(let parts): return count(parts, atLeast: 1)
    case .atLeast(let wanted, let parts): return count(parts, atLeast: wanted)
    case .not(let part):
      let inner = outcomes(part)
      return Outcomes(canHold: inner.canFail, canFail: inner.canHold)
    case .corequisite(let part): return outcomes(part) == .certain ? .certain : .open
    case .course(let course):
      guard credits[course.key] != nil else { return .open }
      if finished.contains(course.key) { return course.minimumGrade == nil ? .certain : .open }
      return course.concurrent ? .open : .impossible
    case .credits(let wanted, let pattern):
      return earned(pattern) >= wanted ? .certain : .impossible
    }
  }

  private func count(_ parts: [Requirement], atLeast wanted: Int) -> Outcomes {
    let all = parts.map(outcomes)
    return Outcomes(
      canHold: all.count(where: \.canHold) >= wanted,
      canFail: all.count { !$0.canFail } < wanted)
  }

  /// Patterns of the example catalogue are a subject and `%`.
  private func earned(_ pattern: String?) -> Double {
    let subject = pattern.map { String($0.prefix { $0 != "%" }) } ?? ""
    return finished.filter { $0.hasPrefix(subject) }.reduce(0) { $0 + (credits[$1] ?? 0) }
  }
}
