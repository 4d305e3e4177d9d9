import KnowledgeGraph

extension Requirement {
  /// The tree with typed opaque spans made plain ones.
  var untyped: Requirement {
    switch self {
    case .consent(let text), .exam(let text): .opaque(text)
    case .all(let parts): .all(parts.map(\.untyped))
    case .any(let parts): .any(parts.map(\.untyped))
    case .atLeast(let count, let parts): .atLeast(count: count, of: parts.map(\.untyped))
    case .not(let part): .not(part.untyped)
    case .corequisite(let part): .corequisite(part.untyped)
    case .course, .credits, .standing, .programme, .opaque, .none: self
    }
  }
}
