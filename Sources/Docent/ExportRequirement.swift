import GraphStorage
import KnowledgeGraph
import RequirementText

/// A requirement as Docent's own format can say it.
struct ExportRequirement {
  enum Fidelity {
    /// Read again, it is the same.
    case same
    /// The tree is the same, but by the tree alone its status would be another.
    case otherStatus
    /// The tree means the same and has another form, or part of it had to become opaque.
    case changed
  }

  var text: String
  /// Nil when the text alone says it.
  var tree: Requirement?
  var fidelity: Fidelity

  /// - Parameter key: of the course; the subject that bare numbers in the text take is read from it.
  init(_ stored: StoredRequirement, key: String) {
    let bare = Self.bare(stored.requirement, kind: stored.kind)
    let sayable = Self.sayable(bare)
    let again = Self.wrapped(sayable, kind: stored.kind)
    text = ExportXML.collapsed(ExportXML.cleaned(stored.text))
    tree = sayable
    fidelity =
      again != stored.requirement
      ? .changed : again.status != stored.status ? .otherStatus : .same
    if fidelity != .same, Self.reads(text, as: stored, key: key) {
      tree = nil
      fidelity = .same
    }
  }

  /// Several of one kind as one: the format has a place for one.
  static func joined(_ parts: [ExportRequirement], kind: RequirementFact.Kind) -> ExportRequirement?
  {
    guard var first = parts.first else { return nil }
    guard parts.count > 1 else { return first }
    let trees = parts.compactMap(\.tree).filter { $0 != .none }
    let opaque = parts.filter { $0.tree == nil }.map { Requirement.opaque($0.text) }
    let branches = trees + opaque
    let isAlternative = kind == .equivalent || kind == .exclusion
    first.tree =
      branches.count < 2 ? branches.first ?? .none : isAlternative ? .any(branches) : .all(branches)
    first.text = parts.map(\.text).filter { !$0.isEmpty }.joined(separator: "; ")
    first.fidelity = .changed
    return first
  }

  /// Whether import would read the text alone as just this (see the mapping `docent.xml`).
  private static func reads(_ text: String, as stored: StoredRequirement, key: String) -> Bool {
    guard !text.isEmpty else { return false }
    let subject = key.lastIndex(of: " ").map { String(key[..<$0]) } ?? key
    let parsed = RequirementTextParser().parse(
      text, kind: stored.kind, context: RequirementContext(subject: subject))
    return parsed.requirement == stored.requirement && parsed.status == stored.status
  }

  /// The tree without what import wraps it in for its kind.
  private static func bare(_ tree: Requirement, kind: RequirementFact.Kind) -> Requirement {
    switch (kind, tree) {
    case (.corequisite, .corequisite(let inner)) where inner != .none: inner
    case (.exclusion, .not(let inner)) where inner != .none: inner
    case (.exclusion, .none): .none
    case (.exclusion, _): .not(tree)
    default: tree
    }
  }

  private static func wrapped(_ tree: Requirement, kind: RequirementFact.Kind) -> Requirement {
    switch (kind, tree) {
    case (_, .none): tree
    case (.corequisite, _): .corequisite(tree)
    case (.exclusion, _): .not(tree)
    default: tree
    }
  }

  /// The tree with what the schema has no form for said in another way.
  private static func sayable(_ tree: Requirement) -> Requirement {
    switch tree {
    case .all(let parts): return parts.isEmpty ? .none : .all(parts.map(sayable))
    case .any(let parts): return parts.isEmpty ? .not(.none) : .any(parts.map(sayable))
    case .atLeast(let count, let parts):
      if count <= 0 { return .none }
      return parts.isEmpty ? .not(.none) : .atLeast(count: count, of: parts.map(sayable))
    case .not(let part): return .not(sayable(part))
    case .corequisite(let part): return .corequisite(sayable(part))
    case .course(let course): return sayable(course)
    case .credits(let count, let pattern):
      guard CatalogFormat.amount(count) != nil else { return .opaque("\(count) credits") }
      let pattern = pattern.map(words)
      return .credits(count: count, of: pattern == "" ? nil : pattern)
    case .standing(let text): return words(text).isEmpty ? wordless : .standing(words(text))
    case .programme(let text): return words(text).isEmpty ? wordless : .programme(words(text))
    case .opaque(let text), .consent(let text), .exam(let text):
      return words(text).isEmpty ? wordless : .opaque(words(text), kind: tree.opaqueKind)
    case .none: return .none
    }
  }

  private static func sayable(_ course: CourseRequirement) -> Requirement {
    let key = words(course.key)
    guard CatalogFormat.canName(key) else { return key.isEmpty ? wordless : .opaque(key) }
    let grade = course.minimumGrade.map(words)
    return .course(
      CourseRequirement(
        key, minimumGrade: grade == "" ? nil : grade, concurrent: course.concurrent))
  }

  private static let wordless = Requirement.opaque("(no words)")

  private static func words(_ text: String) -> String {
    ExportXML.collapsed(ExportXML.cleaned(text))
  }
}

extension ExportXML {
  mutating func requirement(_ name: String, _ requirement: ExportRequirement) {
    open(name)
    if !requirement.text.isEmpty { element("text", text: requirement.text) }
    if let tree = requirement.tree { self.tree(tree) }
    close(name)
  }

  private mutating func tree(_ tree: Requirement) {
    switch tree {
    case .all(let parts): branches("all", parts)
    case .any(let parts): branches("any", parts)
    case .atLeast(let count, let parts): branches("atLeast", parts, [("count", String(count))])
    case .not(let part): branches("not", [part])
    case .corequisite(let part): branches("corequisite", [part])
    case .course(let course):
      var attributes: Attributes = [("key", course.key)]
      if let grade = course.minimumGrade { attributes.append(("minimumGrade", grade)) }
      if course.concurrent { attributes.append(("concurrent", "true")) }
      empty("course", attributes)
    case .credits(let count, let pattern):
      var attributes: Attributes = [("count", CatalogFormat.amount(count) ?? "0")]
      if let pattern { attributes.append(("of", pattern)) }
      empty("credits", attributes)
    case .standing(let text): element("standing", text: text)
    case .programme(let text): element("programme", text: text)
    case .opaque(let text): element("opaque", text: text)
    case .consent(let text), .exam(let text):
      element("opaque", tree.opaqueKind.map { [("kind", $0)] } ?? [], text: text)
    case .none: empty("none")
    }
  }

  private mutating func branches(
    _ name: String, _ parts: [Requirement], _ attributes: Attributes = []
  ) {
    open(name, attributes)
    for part in parts { tree(part) }
    close(name)
  }
}
