import KnowledgeGraph

/// A tree in words, for messages.
enum RequirementWording {
  static func words(_ tree: Requirement) -> String { words(tree, within: nil) }

  private enum Joint { case and, or }

  private static func words(_ tree: Requirement, within outer: Joint?) -> String {
    switch tree {
    case .all(let parts): return joined(parts, .and, within: outer)
    case .any(let parts): return joined(parts, .or, within: outer)
    case .atLeast(let count, let parts):
      return "\(count) of (" + parts.map { words($0, within: nil) }.joined(separator: ", ") + ")"
    case .not(let part): return "not " + bracketed(part)
    case .corequisite(let part): return bracketed(part) + " (before or beside)"
    case .course(let course):
      return course.key + (course.minimumGrade.map { " with \($0)" } ?? "")
        + (course.concurrent ? " (before or beside)" : "")
    case .credits(let count, let pattern):
      let whole = count == count.rounded() && abs(count) < 1e9 ? "\(Int(count))" : "\(count)"
      return "\(whole) credits" + (pattern.map { " of \($0)" } ?? "")
    case .standing(let text), .programme(let text): return text
    case .opaque(let text), .consent(let text), .exam(let text): return "“\(text)”"
    case .none: return "nothing"
    }
  }

  private static func bracketed(_ tree: Requirement) -> String {
    switch tree {
    case .all(let parts) where parts.count > 1, .any(let parts) where parts.count > 1:
      return "(" + words(tree, within: nil) + ")"
    default: return words(tree, within: nil)
    }
  }

  private static func joined(
    _ parts: [Requirement], _ joint: Joint, within outer: Joint?
  ) -> String {
    if parts.isEmpty { return joint == .and ? "nothing" : "what nobody can meet" }
    if parts.count == 1 { return words(parts[0], within: outer) }
    let text = parts.map { words($0, within: joint) }
      .joined(separator: joint == .and ? " and " : " or ")
    return outer == nil || outer == joint ? text : "(\(text))"
  }
}
