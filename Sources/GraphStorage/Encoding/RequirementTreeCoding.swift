import KnowledgeGraph

/// How a node of a requirement tree is marked; the numbers are part of the file format.
private enum TreeMark: UInt8 {
  case none = 0
  case all, any, atLeast, not, corequisite, course, credits, standing, programme, opaque
  case consent, exam
}

extension ByteWriter {
  /// False when the tree is nested deeper than the store keeps; what was written then is to be
  /// dropped.
  func append(_ tree: Requirement, depth: Int = 1) -> Bool {
    guard depth <= Nesting.deepest else { return false }
    switch tree {
    case .all(let parts): return append(.all, parts, depth)
    case .any(let parts): return append(.any, parts, depth)
    case .atLeast(let count, let parts):
      append(mark: .atLeast)
      append(signed: Int64(count))
      return append(parts, depth)
    case .not(let part):
      append(mark: .not)
      return append(part, depth: depth + 1)
    case .corequisite(let part):
      append(mark: .corequisite)
      return append(part, depth: depth + 1)
    case .course(let course): append(course)
    case .credits(let count, let pattern):
      append(mark: .credits)
      append(count)
      append(optional: pattern)
    case .standing(let text): append(.standing, text)
    case .programme(let text): append(.programme, text)
    case .opaque(let text): append(.opaque, text)
    case .consent(let text): append(.consent, text)
    case .exam(let text): append(.exam, text)
    case .none: append(mark: .none)
    }
    return true
  }

  private func append(mark: TreeMark) { append(byte: mark.rawValue) }

  private func append(_ mark: TreeMark, _ text: String) {
    append(mark: mark)
    append(text)
  }

  private func append(_ mark: TreeMark, _ parts: [Requirement], _ depth: Int) -> Bool {
    append(mark: mark)
    return append(parts, depth)
  }

  private func append(_ parts: [Requirement], _ depth: Int) -> Bool {
    append(Int64(parts.count))
    return parts.allSatisfy { append($0, depth: depth + 1) }
  }

  private func append(_ course: CourseRequirement) {
    append(.course, course.key)
    append(byte: course.concurrent ? 1 : 0)
    append(optional: course.minimumGrade)
  }

  private func append(optional text: String?) {
    append(byte: text == nil ? 0 : 1)
    if let text { append(text) }
  }
}

extension ByteReader {
  mutating func requirement(depth: Int = 1) throws(MalformedRecord) -> Requirement {
    guard depth <= Nesting.deepest else { throw MalformedRecord() }
    switch TreeMark(rawValue: try byte()) {
    case .none?: return .none
    case .all: return .all(try requirements(depth))
    case .any: return .any(try requirements(depth))
    case .atLeast:
      let count = Int(try signed())
      return .atLeast(count: count, of: try requirements(depth))
    case .not: return .not(try requirement(depth: depth + 1))
    case .corequisite: return .corequisite(try requirement(depth: depth + 1))
    case .course:
      let key = try text()
      let concurrent = try byte() == 1
      return .course(
        CourseRequirement(key, minimumGrade: try optionalText(), concurrent: concurrent))
    case .credits:
      let count = try float()
      return .credits(count: count, of: try optionalText())
    case .standing: return .standing(try text())
    case .programme: return .programme(try text())
    case .opaque: return .opaque(try text())
    case .consent: return .consent(try text())
    case .exam: return .exam(try text())
    case nil: throw MalformedRecord()
    }
  }

  private mutating func requirements(_ depth: Int) throws(MalformedRecord) -> [Requirement] {
    var parts: [Requirement] = []
    for _ in 0..<(try count()) { parts.append(try requirement(depth: depth + 1)) }
    return parts
  }

  private mutating func optionalText() throws(MalformedRecord) -> String? {
    try byte() == 0 ? nil : try text()
  }
}
