import KnowledgeGraph

/// The stored form of a requirement tree: the same JSON as its `Codable` form, made and read
/// without a coder.
extension Requirement {
  /// Nil when the tree is nested deeper than the store keeps.
  var storedText: String? {
    nesting(limit: JSONValue.deepestNesting) <= JSONValue.deepestNesting ? json.text : nil
  }

  init(storedText: String) throws {
    self = try Requirement(json: try JSONParser.parse(storedText))
  }

  /// The depth of the tree, or any number above `limit` when it is deeper.
  private func nesting(limit: Int) -> Int {
    guard limit > 0 else { return 1 }
    switch self {
    case .all(let parts), .any(let parts), .atLeast(_, let parts):
      return 1 + (parts.map { $0.nesting(limit: limit - 1) }.max() ?? 0)
    case .not(let part), .corequisite(let part): return 1 + part.nesting(limit: limit - 1)
    case .course, .credits, .standing, .programme, .opaque, .none: return 1
    }
  }

  private var json: JSONValue {
    switch self {
    case .all(let parts): return .object("all", .array(parts.map(\.json)))
    case .any(let parts): return .object("any", .array(parts.map(\.json)))
    case .atLeast(let count, let parts):
      let list = JSONValue.array(parts.map(\.json))
      return .object(
        "atLeast", .object([.init("count", .integer(Int64(count))), .init("of", list)]))
    case .not(let part): return .object("not", part.json)
    case .course(let course): return .object(Self.members(of: course))
    case .corequisite(let part): return .object("corequisite", part.json)
    case .credits(let count, let pattern):
      let of = pattern.map { [JSONValue.Member("of", .string($0))] } ?? []
      return .object("credits", .object([.init("count", .float(count))] + of))
    case .standing(let text): return .object("standing", .string(text))
    case .programme(let text): return .object("programme", .string(text))
    case .opaque(let text): return .object("opaque", .string(text))
    case .none: return .object("none", .boolean(true))
    }
  }

  private static func members(of course: CourseRequirement) -> [JSONValue.Member] {
    var members = [JSONValue.Member("course", .string(course.key))]
    if let grade = course.minimumGrade { members.append(.init("minimumGrade", .string(grade))) }
    if course.concurrent { members.append(.init("concurrent", .boolean(true))) }
    return members
  }

  private init(json: JSONValue) throws {
    guard case .object(let members) = json, let first = members.first else {
      throw JSONParser.MalformedJSON()
    }
    switch (first.name, first.value) {
    case ("all", .array(let parts)): self = .all(try parts.map(Requirement.init(json:)))
    case ("any", .array(let parts)): self = .any(try parts.map(Requirement.init(json:)))
    case ("atLeast", let inner): self = try Self.atLeast(inner)
    case ("not", let part): self = .not(try Requirement(json: part))
    case ("corequisite", let part): self = .corequisite(try Requirement(json: part))
    case ("course", .string(let key)):
      self = .course(
        CourseRequirement(
          key, minimumGrade: json.member("minimumGrade")?.string,
          concurrent: json.member("concurrent") == .boolean(true)))
    case ("credits", let inner):
      guard let count = inner.member("count")?.number else { throw JSONParser.MalformedJSON() }
      self = .credits(count: count, of: inner.member("of")?.string)
    case ("standing", .string(let text)): self = .standing(text)
    case ("programme", .string(let text)): self = .programme(text)
    case ("opaque", .string(let text)): self = .opaque(text)
    case ("none", _): self = .none
    default: throw JSONParser.MalformedJSON()
    }
  }

  private static func atLeast(_ inner: JSONValue) throws -> Requirement {
    guard case .integer(let count)? = inner.member("count"),
      case .array(let parts)? = inner.member("of")
    else { throw JSONParser.MalformedJSON() }
    return .atLeast(count: Int(count), of: try parts.map(Requirement.init(json:)))
  }
}

extension JSONValue {
  static func object(_ name: String, _ value: JSONValue) -> JSONValue {
    .object([Member(name, value)])
  }
}

extension JSONValue.Member {
  init(_ name: String, _ value: JSONValue) {
    self.init(name: name, value: value)
  }
}
