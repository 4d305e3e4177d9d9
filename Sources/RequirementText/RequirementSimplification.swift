import KnowledgeGraph

extension Requirement {
  /// The same requirement with nested `all` and `any` flattened, repeats dropped, no connective
  /// with one part, `atLeast` of one or of all its parts rewritten, and parts that require nothing
  /// left out of `all`. Order is kept. O(n²) in the parts of one connective, for repeats.
  public func simplified() -> Requirement {
    switch self {
    case .all(let parts):
      return Self.connective(parts.map { $0.simplified() }.filter { $0 != .none }, isAll: true)
    case .any(let parts):
      return Self.connective(parts.map { $0.simplified() }, isAll: false)
    case .atLeast(let count, let parts):
      let simple = parts.map { $0.simplified() }
      if count == 1 { return Requirement.any(simple).simplified() }
      if count == simple.count { return Requirement.all(simple).simplified() }
      return .atLeast(count: count, of: simple)
    case .corequisite(let part):
      let simple = part.simplified()
      if case .corequisite = simple { return simple }
      return simple == .none ? .none : .corequisite(simple)
    case .not(let part): return .not(part.simplified())
    case .course, .credits, .standing, .programme, .opaque, .consent, .exam, .none: return self
    }
  }

  private static func connective(_ parts: [Requirement], isAll: Bool) -> Requirement {
    var flat: [Requirement] = []
    for part in parts {
      let inner: [Requirement] =
        switch part {
        case .all(let nested) where isAll: nested
        case .any(let nested) where !isAll: nested
        default: [part]
        }
      for piece in inner where !flat.contains(piece) { flat.append(piece) }
    }
    if flat.count == 1 { return flat[0] }
    if isAll { return flat.isEmpty ? .none : .all(flat) }
    return .any(flat)
  }
}
