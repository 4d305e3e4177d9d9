/// The JSON form of a requirement tree: `{"all":[…]}`, `{"course":"ECE 220","minimumGrade":"C"}`,
/// `{"opaque":"…"}` and so on; `minimumGrade` and `concurrent` only where said. Typed opaque spans
/// are `{"opaque":"…","kind":"consent"}` and `"kind":"exam"`, so that a reader who knows only
/// opaque spans reads them as such; an unknown `kind` is read as plain opaque.
extension Requirement: Codable {
  private enum Key: String, CodingKey {
    case all, any, atLeast, not, course, minimumGrade, concurrent, corequisite, credits, standing
    case programme, opaque, kind, none
  }
  private enum AtLeastKey: String, CodingKey { case count, of }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .all(let parts): try container.encode(parts, forKey: .all)
    case .any(let parts): try container.encode(parts, forKey: .any)
    case .atLeast(let count, let parts):
      var inner = container.nestedContainer(keyedBy: AtLeastKey.self, forKey: .atLeast)
      try inner.encode(count, forKey: .count)
      try inner.encode(parts, forKey: .of)
    case .not(let part): try container.encode(part, forKey: .not)
    case .course(let course):
      try container.encode(course.key, forKey: .course)
      try container.encodeIfPresent(course.minimumGrade, forKey: .minimumGrade)
      if course.concurrent { try container.encode(true, forKey: .concurrent) }
    case .corequisite(let part): try container.encode(part, forKey: .corequisite)
    case .credits(let count, let pattern):
      var inner = container.nestedContainer(keyedBy: AtLeastKey.self, forKey: .credits)
      try inner.encode(count, forKey: .count)
      try inner.encodeIfPresent(pattern, forKey: .of)
    case .standing(let text): try container.encode(text, forKey: .standing)
    case .programme(let text): try container.encode(text, forKey: .programme)
    case .opaque(let text): try container.encode(text, forKey: .opaque)
    case .consent(let text), .exam(let text):
      try container.encode(text, forKey: .opaque)
      try container.encodeIfPresent(opaqueKind, forKey: .kind)
    case .none: try container.encode(true, forKey: .none)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard let kind = container.allKeys.first(where: { !Self.modifiers.contains($0.rawValue) })
    else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "no requirement found"))
    }
    switch kind {
    case .all: self = .all(try container.decode([Requirement].self, forKey: .all))
    case .any: self = .any(try container.decode([Requirement].self, forKey: .any))
    case .atLeast:
      let inner = try container.nestedContainer(keyedBy: AtLeastKey.self, forKey: .atLeast)
      self = .atLeast(
        count: try inner.decode(Int.self, forKey: .count),
        of: try inner.decode([Requirement].self, forKey: .of))
    case .not: self = .not(try container.decode(Requirement.self, forKey: .not))
    case .corequisite:
      self = .corequisite(try container.decode(Requirement.self, forKey: .corequisite))
    case .credits:
      let inner = try container.nestedContainer(keyedBy: AtLeastKey.self, forKey: .credits)
      self = .credits(
        count: try inner.decode(Double.self, forKey: .count),
        of: try inner.decodeIfPresent(String.self, forKey: .of))
    case .standing: self = .standing(try container.decode(String.self, forKey: .standing))
    case .programme: self = .programme(try container.decode(String.self, forKey: .programme))
    case .opaque:
      self = Self.opaque(
        try container.decode(String.self, forKey: .opaque),
        kind: try container.decodeIfPresent(String.self, forKey: .kind))
    case .none: self = .none
    case .course, .minimumGrade, .concurrent, .kind:
      self = .course(
        CourseRequirement(
          try container.decode(String.self, forKey: .course),
          minimumGrade: try container.decodeIfPresent(String.self, forKey: .minimumGrade),
          concurrent: try container.decodeIfPresent(Bool.self, forKey: .concurrent) ?? false))
    }
  }

  private static var modifiers: Set<String> { ["minimumGrade", "concurrent", "kind"] }
}

extension Requirement {
  /// `consent` or `exam` for a typed opaque span; nil for everything else.
  public var opaqueKind: String? {
    switch self {
    case .consent: "consent"
    case .exam: "exam"
    default: nil
    }
  }

  /// The opaque span of this kind; plain where the kind is nil or not known.
  public static func opaque(_ text: String, kind: String?) -> Requirement {
    switch kind {
    case "consent": .consent(text)
    case "exam": .exam(text)
    default: .opaque(text)
    }
  }
}
