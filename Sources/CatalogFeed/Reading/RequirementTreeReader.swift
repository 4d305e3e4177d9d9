import KnowledgeGraph
import XMLParsing

/// Reads requirement trees that a feed gives as elements.
struct RequirementTreeReader {
  /// A rule behind one reference: it is a value of many parts, each of which a copy has to count.
  private final class Form {
    let rule: RequirementTreeRule

    init(_ rule: RequirementTreeRule) { self.rule = rule }
  }

  private let forms: [Form]
  private let elements: [XMLNameTable.ID]
  let paths: PathEvaluator
  let values: ValueReader

  init(rules: [RequirementTreeRule], paths: PathEvaluator, values: ValueReader) {
    forms = rules.map { Form($0) }
    elements = rules.map(\.element)
    self.paths = paths
    self.values = values
  }

  /// The tree that `element` is, or else its first child with a meaning; nil when there is none.
  func tree(in element: RecordTree.Index, of record: RecordTree) -> Requirement? {
    if let form = form(of: element, in: record) {
      return requirement(form, at: element, in: record)
    }
    return branches(of: element, in: record).first
  }

  private func form(of element: RecordTree.Index, in record: RecordTree) -> Form? {
    let name = record[element].name
    for index in elements.indices where elements[index] == name {
      guard let condition = forms[index].rule.condition else { return forms[index] }
      if !paths.select(condition, from: element, in: record).isEmpty { return forms[index] }
    }
    return nil
  }

  private func branches(of element: RecordTree.Index, in record: RecordTree) -> [Requirement] {
    var found: [Requirement] = []
    if let path = form(of: element, in: record)?.rule.branches {
      // What is picked out by a path is meant, so what has no meaning there is not passed over.
      return paths.select(path, from: element, in: record).map { match in
        guard match.element > element, let form = form(of: match.element, in: record) else {
          return opaque(match.element, in: record)
        }
        return requirement(form, at: match.element, in: record)
      }
    }
    record.forEachChild(of: element) { child in
      if let form = form(of: child, in: record) {
        found.append(requirement(form, at: child, in: record))
      }
    }
    return found
  }

  private func requirement(
    _ form: Form, at element: RecordTree.Index, in record: RecordTree
  ) -> Requirement {
    switch form.rule.meaning {
    case .all: return .all(branches(of: element, in: record))
    case .any: return .any(branches(of: element, in: record))
    case .not: return .not(single(element, in: record))
    case .corequisite: return .corequisite(single(element, in: record))
    case .atLeast:
      let branches = branches(of: element, in: record)
      let written = value(form.rule.count, at: element, in: record)
      guard let count = written.flatMap({ Int($0) }), count > 0 else {
        return unreadable("at least \(written ?? "an unstated number") of", element, in: record)
      }
      return .atLeast(count: count, of: branches)
    case .credits:
      let written = value(form.rule.count, at: element, in: record)
      guard let count = written.flatMap({ Double($0) }), count.isFinite, count > 0 else {
        return unreadable("\(written ?? "unstated") credits", element, in: record)
      }
      return .credits(count: count, of: value(form.rule.of, at: element, in: record))
    case .course:
      guard let written = value(form.rule.key, at: element, in: record),
        let key = values.filtered(written, form.rule.keyFilters)
      else {
        return opaque(element, in: record)
      }
      let subject = value(form.rule.subject, at: element, in: record).map { $0 + " " } ?? ""
      let concurrent = value(form.rule.concurrent, at: element, in: record)
      return .course(
        CourseRequirement(
          subject + key, minimumGrade: value(form.rule.minimumGrade, at: element, in: record),
          concurrent: concurrent == "true" || concurrent == "1"))
    case .standing: return .standing(text(element, in: record))
    case .programme: return .programme(text(element, in: record))
    case .opaque:
      return .opaque(
        text(element, in: record), kind: value(form.rule.kind, at: element, in: record))
    case .consent: return .consent(text(element, in: record))
    case .exam: return .exam(text(element, in: record))
    case .none: return .none
    case .some: return someOf(element, in: record)
    case .notAll: return .not(.all(branches(of: element, in: record)))
    case .neither: return .not(.any(branches(of: element, in: record)))
    }
  }

  /// What is known of a list that says neither "all" nor "any": under each reading one of its
  /// branches at least is needed, and the words stay for the rest. A list of one leaves no doubt.
  /// With anything in it but branches ("none of", say) all of it stays opaque.
  private func someOf(_ element: RecordTree.Index, in record: RecordTree) -> Requirement {
    var words: [String] = []
    var understood = values.text(of: .ownText(element), in: record, keepsLines: false).isEmpty
    record.forEachChild(of: element) { child in
      words.append(values.text(of: .element(child), in: record, keepsLines: false))
      if form(of: child, in: record) == nil { understood = false }
    }
    guard understood, !words.isEmpty else { return opaque(element, in: record) }
    var seen: Set<Requirement> = []
    let branches = branches(of: element, in: record).filter { seen.insert($0).inserted }
    if branches.count == 1 { return branches[0] }
    return .all([.any(branches), .opaque(words.joined(separator: ", "))])
  }

  private func single(_ element: RecordTree.Index, in record: RecordTree) -> Requirement {
    let branches = branches(of: element, in: record)
    return branches.count == 1 ? branches[0] : .all(branches)
  }

  private func opaque(_ element: RecordTree.Index, in record: RecordTree) -> Requirement {
    .opaque(text(element, in: record))
  }

  /// Opaque with the element's words, or with what its attributes say where it has none.
  private func unreadable(
    _ said: String, _ element: RecordTree.Index, in record: RecordTree
  ) -> Requirement {
    let words = text(element, in: record)
    return .opaque(words.isEmpty ? said : "\(said) \(words)")
  }

  private func text(_ element: RecordTree.Index, in record: RecordTree) -> String {
    record.consume(element)
    return values.text(of: .element(element), in: record, keepsLines: false)
  }

  private func value(
    _ path: FeedPath?, at element: RecordTree.Index, in record: RecordTree
  ) -> String? {
    guard let path else { return nil }
    var first: PathMatch?
    paths.forEach(path, from: element, in: record) { match in
      first = match
      return false
    }
    guard let match = first else { return nil }
    let text = values.text(of: match, in: record, keepsLines: false)
    guard !text.isEmpty else { return nil }
    values.consume(match, in: record)
    return text
  }
}
