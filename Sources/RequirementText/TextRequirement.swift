import KnowledgeGraph

/// Words of a text that stayed opaque: a range of its characters, and the words.
struct OpaqueWords: Sendable, Hashable {
  /// Offsets into the characters that the reader was given.
  var range: Range<Int>
  var text: String
}

/// A requirement while it is read: the same tree as `Requirement`, except that an opaque leaf knows
/// its place in the text. Standing and programme are kept as in the tree.
indirect enum TextRequirement: Sendable, Hashable {
  case all([TextRequirement])
  case any([TextRequirement])
  case atLeast(count: Int, of: [TextRequirement])
  case not(TextRequirement)
  case course(CourseRequirement)
  case corequisite(TextRequirement)
  case credits(count: Double, of: String?)
  case standing(String)
  case programme(String)
  case opaque(OpaqueWords)
  case none
}

extension TextRequirement {
  /// The tree without places; opaque leaves typed by their words.
  var requirement: Requirement {
    switch self {
    case .all(let parts): .all(parts.map(\.requirement))
    case .any(let parts): .any(parts.map(\.requirement))
    case .atLeast(let count, let parts): .atLeast(count: count, of: parts.map(\.requirement))
    case .not(let part): .not(part.requirement)
    case .course(let course): .course(course)
    case .corequisite(let part): .corequisite(part.requirement)
    case .credits(let count, let pattern): .credits(count: count, of: pattern)
    case .standing(let name): .standing(name)
    case .programme(let name): .programme(name)
    case .opaque(let words): .opaque(words.text, kind: OpaqueKind.of(words.text).rawValue)
    case .none: .none
    }
  }

  /// The opaque leaves, in reading order.
  var opaqueWords: [OpaqueWords] {
    switch self {
    case .opaque(let words): [words]
    case .all(let parts), .any(let parts), .atLeast(_, let parts): parts.flatMap(\.opaqueWords)
    case .not(let part), .corequisite(let part): part.opaqueWords
    case .course, .credits, .standing, .programme, .none: []
    }
  }

  /// Nothing in the tree was understood.
  var isAllOpaque: Bool {
    switch self {
    case .opaque: true
    case .all(let parts), .any(let parts), .atLeast(_, let parts):
      !parts.isEmpty && parts.allSatisfy(\.isAllOpaque)
    case .not(let part), .corequisite(let part): part.isAllOpaque
    case .course, .credits, .standing, .programme, .none: false
    }
  }

  /// Somewhere in the tree something is excluded.
  var holdsNegation: Bool {
    switch self {
    case .not: true
    case .all(let parts), .any(let parts), .atLeast(_, let parts):
      parts.contains(where: \.holdsNegation)
    case .corequisite(let part): part.holdsNegation
    case .course, .credits, .standing, .programme, .opaque, .none: false
    }
  }

  /// Wrapped as a requirement fact of this kind wants it.
  func wrapped(for kind: RequirementFact.Kind) -> TextRequirement {
    if self == .none { return .none }
    return switch kind {
    case .prerequisite, .equivalent, .recommended: self
    case .corequisite: .corequisite(withoutConcurrency)
    case .exclusion: .not(self)
    }
  }

  /// Inside `.corequisite` every course may be taken in the same term; the mark says nothing more.
  var withoutConcurrency: TextRequirement {
    mapCourses { course in
      var plain = course
      plain.concurrent = false
      return .course(plain)
    }
  }

  /// The tree in which each course may also be taken in the same term.
  var takenConcurrently: TextRequirement {
    mapCourses { course in
      var either = course
      either.concurrent = true
      return .course(either)
    }
  }

  func withMinimumGrade(_ grade: String) -> TextRequirement {
    mapCourses { course in
      var graded = course
      graded.minimumGrade = grade
      return .course(graded)
    }
  }

  /// The tree with each course replaced.
  func mapCourses(_ transform: (CourseRequirement) -> TextRequirement) -> TextRequirement {
    switch self {
    case .course(let course): transform(course)
    case .all(let parts): .all(parts.map { $0.mapCourses(transform) })
    case .any(let parts): .any(parts.map { $0.mapCourses(transform) })
    case .atLeast(let count, let parts):
      .atLeast(count: count, of: parts.map { $0.mapCourses(transform) })
    case .not(let part): .not(part.mapCourses(transform))
    case .corequisite(let part): .corequisite(part.mapCourses(transform))
    case .credits, .standing, .programme, .opaque, .none: self
    }
  }

  /// As `Requirement.simplified()`; opaque leaves at different places are different.
  func simplified() -> TextRequirement {
    switch self {
    case .all(let parts):
      return Self.connective(parts.map { $0.simplified() }.filter { $0 != .none }, isAll: true)
    case .any(let parts):
      return Self.connective(parts.map { $0.simplified() }, isAll: false)
    case .atLeast(let count, let parts):
      let simple = parts.map { $0.simplified() }
      if count == 1 { return TextRequirement.any(simple).simplified() }
      if count == simple.count { return TextRequirement.all(simple).simplified() }
      return .atLeast(count: count, of: simple)
    case .corequisite(let part):
      let simple = part.simplified()
      if case .corequisite = simple { return simple }
      return simple == .none ? .none : .corequisite(simple)
    case .not(let part): return .not(part.simplified())
    case .course, .credits, .standing, .programme, .opaque, .none: return self
    }
  }

  private static func connective(_ parts: [TextRequirement], isAll: Bool) -> TextRequirement {
    var flat: [TextRequirement] = []
    for part in parts {
      let inner: [TextRequirement] =
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

/// What a text, or a part of it, requires and what it merely recommends.
struct TextReading {
  var requirement: TextRequirement
  var advice: [TextAdvice] = []
}

/// A recommendation with the characters of its clause.
struct TextAdvice {
  var requirement: TextRequirement
  var range: Range<Int>
}
