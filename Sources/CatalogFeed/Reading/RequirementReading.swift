import KnowledgeGraph

/// Requirements, from texts and from trees.
extension FactBuilder {
  /// One fact for each kind: parts of the same kind from several rules are joined.
  func state(
    _ rules: [RequirementRule], of node: NodeReference, at element: RecordTree.Index
  ) {
    for kind in RequirementFact.Kind.allCases {
      let parts = rules.filter { $0.kind == kind }.flatMap {
        requirements($0, of: node, at: element)
      }
      guard let first = parts.first else { continue }
      var fact = first
      for part in parts.dropFirst() where part.requirement != fact.requirement {
        fact.text = [fact.text, part.text].filter { !$0.isEmpty }.joined(separator: "\n")
        fact.requirement = joined(fact.requirement, part.requirement, kind)
      }
      if parts.count > 1 { fact.status = worst(parts.map(\.status)) }
      requirementCounts[kind, default: RequirementCount(kind: kind)].add(fact.status)
      add(.requirement(fact))
    }
  }

  private func joined(
    _ a: Requirement, _ b: Requirement, _ kind: RequirementFact.Kind
  ) -> Requirement {
    if a == .none { return b }
    if b == .none { return a }
    return kind == .equivalent ? .any([a, b]) : .all([a, b])
  }

  private func worst(_ statuses: [RequirementStatus]) -> RequirementStatus {
    if statuses.allSatisfy({ $0 == .exact }) { return .exact }
    return statuses.allSatisfy { $0 == .opaque } ? .opaque : .partial
  }

  private func requirements(
    _ rule: RequirementRule, of node: NodeReference, at element: RecordTree.Index
  ) -> [RequirementFact] {
    if let path = rule.tree {
      return matches(path, at: element).compactMap {
        structured(rule, of: node, at: element, in: $0)
      }
    }
    guard let text = rule.text else { return [] }
    return values.all(text, at: element, in: tree).map { found in
      parsed(rule, found, of: node, at: element)
    }
  }

  /// A tree with or without its words; words alone are parsed.
  private func structured(
    _ rule: RequirementRule, of node: NodeReference, at element: RecordTree.Index,
    in holder: RecordTree.Index
  ) -> RequirementFact? {
    let words = rule.text.flatMap { values.first($0, at: holder, in: tree) }
    guard let requirement = trees.tree(in: holder, of: tree) else {
      return words.map { parsed(rule, $0, of: node, at: element) }
    }
    let wrapped: Requirement =
      switch (rule.kind, requirement) {
      case (_, .none): requirement
      case (.corequisite, _): .corequisite(requirement)
      case (.exclusion, _): .not(requirement)
      default: requirement
      }
    return RequirementFact(
      course: node, kind: rule.kind, text: words?.text ?? "", requirement: wrapped,
      status: wrapped.status, place: place(holder))
  }

  private func parsed(
    _ rule: RequirementRule, _ found: FoundValue, of node: NodeReference,
    at element: RecordTree.Index
  ) -> RequirementFact {
    let context = RequirementContext(
      subject: rule.subject.flatMap { values.first($0, at: element, in: tree)?.text },
      subjectAliases: mapping.subjectAliases, keySeparator: mapping.keySeparator)
    let result = parser.parse(found.text, kind: rule.kind, context: context)
    return RequirementFact(
      course: node, kind: rule.kind, text: found.text, requirement: result.requirement,
      status: result.status, place: place(found.element))
  }
}
