import KnowledgeGraph

/// Reads requirement trees that a feed gives as elements.
struct RequirementTreeReader {
  let rules: [RequirementTreeRule]
  let paths: PathEvaluator
  let values: ValueReader

  /// The tree that `element` is, or else its first child with a meaning; nil when there is none.
  func tree(in element: RecordTree.Index, of record: RecordTree) -> Requirement? {
    if let rule = rule(of: element, in: record) {
      return requirement(rule, at: element, in: record)
    }
    return branches(of: element, in: record).first
  }

  private func rule(
    of element: RecordTree.Index, in record: RecordTree
  ) -> RequirementTreeRule? {
    rules.first { $0.element == record[element].name }
  }

  private func branches(of element: RecordTree.Index, in record: RecordTree) -> [Requirement] {
    var found: [Requirement] = []
    record.forEachChild(of: element) { child in
      if let rule = rule(of: child, in: record) {
        found.append(requirement(rule, at: child, in: record))
      }
    }
    return found
  }

  private func requirement(
    _ rule: RequirementTreeRule, at element: RecordTree.Index, in record: RecordTree
  ) -> Requirement {
    switch rule.meaning {
    case .all: return .all(branches(of: element, in: record))
    case .any: return .any(branches(of: element, in: record))
    case .not: return .not(single(element, in: record))
    case .corequisite: return .corequisite(single(element, in: record))
    case .atLeast:
      let branches = branches(of: element, in: record)
      let written = value(rule.count, at: element, in: record)
      guard let count = written.flatMap({ Int($0) }), count > 0 else {
        return unreadable("at least \(written ?? "an unstated number") of", element, in: record)
      }
      return .atLeast(count: count, of: branches)
    case .credits:
      let written = value(rule.count, at: element, in: record)
      guard let count = written.flatMap({ Double($0) }), count.isFinite, count > 0 else {
        return unreadable("\(written ?? "unstated") credits", element, in: record)
      }
      return .credits(count: count, of: value(rule.of, at: element, in: record))
    case .course:
      guard let written = value(rule.key, at: element, in: record),
        let key = values.filtered(written, rule.keyFilters)
      else {
        return opaque(element, in: record)
      }
      let concurrent = value(rule.concurrent, at: element, in: record)
      return .course(
        CourseRequirement(
          key, minimumGrade: value(rule.minimumGrade, at: element, in: record),
          concurrent: concurrent == "true" || concurrent == "1"))
    case .standing: return .standing(text(element, in: record))
    case .programme: return .programme(text(element, in: record))
    case .opaque: return opaque(element, in: record)
    case .none: return .none
    case .some: return someOf(element, in: record)
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
      if rule(of: child, in: record) == nil { understood = false }
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
    guard let path, let match = paths.select(path, from: element, in: record).first else {
      return nil
    }
    let text = values.text(of: match, in: record, keepsLines: false)
    guard !text.isEmpty else { return nil }
    values.consume(match, in: record)
    return text
  }
}
