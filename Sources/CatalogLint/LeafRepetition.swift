import KnowledgeGraph

/// Whether a course's trees name one thing twice. Where each leaf stands once, none can be
/// redundant, and most courses are done with after this look.
enum LeafRepetition {
  static func occurs(in trees: [Requirement], names: CourseNaming) -> Bool {
    var seen = Seen(names: names)
    return trees.contains { seen.repeats($0) }
  }

  private struct Seen {
    let names: CourseNaming
    private var keys: [String] = []
    private var patterns: [String?] = []
    private var texts: [Requirement] = []

    init(names: CourseNaming) { self.names = names }

    mutating func repeats(_ tree: Requirement) -> Bool {
      switch tree {
      case .all(let parts), .any(let parts):
        return parts.contains { repeats($0) }
      case .atLeast(let count, let parts):
        return count <= 1 || count >= parts.count || parts.contains { repeats($0) }
      case .not(let part), .corequisite(let part): return repeats(part)
      case .course(let course):
        let key = names.folded[course.key]
        let isKnown = keys.contains(key)
        keys.append(key)
        return isKnown
      case .credits(_, let pattern):
        let isKnown = patterns.contains(pattern)
        patterns.append(pattern)
        return isKnown
      case .opaque: return false
      case .standing, .programme, .consent, .exam:
        let isKnown = texts.contains(tree)
        texts.append(tree)
        return isKnown
      case .none: return true
      }
    }
  }
}
