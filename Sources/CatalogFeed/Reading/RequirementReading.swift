import KnowledgeGraph

/// Requirements, from texts and from trees.
extension FactBuilder {
  /// One fact for each kind: parts of the same kind from several rules are joined. What a text
  /// merely recommends is a fact of its own, of kind `recommended`, with the words of the advice.
  func state(
    _ rules: [PreparedRequirement], of node: Int32, at element: RecordTree.Index
  ) {
    let course = reference(node)
    var found: [RequirementFact] = []
    for rule in rules { read(rule, of: course, at: element, into: &found) }
    guard !found.isEmpty else { return }
    for kind in RequirementFact.Kind.allCases {
      guard let first = found.indices.first(where: { found[$0].kind == kind }) else { continue }
      for part in found.indices.dropFirst(first + 1) where found[part].kind == kind {
        join(found[part], to: &found[first])
      }
      requirementCounts[kind, default: RequirementCount(kind: kind)].add(found[first].status)
      state(found[first], of: node)
    }
  }

  private func join(_ part: RequirementFact, to fact: inout RequirementFact) {
    if part.requirement != fact.requirement {
      fact.text = [fact.text, part.text].filter { !$0.isEmpty }.joined(separator: "\n")
      fact.requirement = joined(fact.requirement, part.requirement, fact.kind)
    }
    // Wholly understood or wholly opaque only where every part is.
    if part.status != fact.status { fact.status = .partial }
  }

  private func joined(
    _ a: Requirement, _ b: Requirement, _ kind: RequirementFact.Kind
  ) -> Requirement {
    if a == .none { return b }
    if b == .none { return a }
    return kind == .equivalent ? .any([a, b]) : .all([a, b])
  }

  private func read(
    _ rule: PreparedRequirement, of node: NodeReference, at element: RecordTree.Index,
    into found: inout [RequirementFact]
  ) {
    if let path = rule.tree {
      forEachMatch(of: path, at: element) { holder in
        note(rule, in: &found) { structured(rule, of: node, at: element, in: holder, into: &$0) }
      }
    } else if let text = rule.text {
      for value in values.all(text.rule, at: element, in: tree) {
        note(rule, in: &found) { parsed(rule, value, of: node, at: element, into: &$0) }
      }
    }
  }

  /// Notes the first fact that `body` adds: the others are advice that its words hold.
  private func note(
    _ rule: PreparedRequirement, in found: inout [RequirementFact],
    _ body: (inout [RequirementFact]) -> Void
  ) {
    let before = found.count
    body(&found)
    if let trace, found.count > before { trace.note(rule.rule.number, found[before]) }
  }

  /// A tree with or without its words; words alone are parsed.
  private func structured(
    _ rule: PreparedRequirement, of node: NodeReference, at element: RecordTree.Index,
    in holder: RecordTree.Index, into facts: inout [RequirementFact]
  ) {
    let words = rule.rule.text.flatMap { values.first($0, at: holder, in: tree) }
    guard let requirement = trees.tree(in: holder, of: tree) else {
      if let words { parsed(rule, words, of: node, at: element, into: &facts) }
      return
    }
    let wrapped = wrapped(requirement, rule.kind)
    facts.append(
      RequirementFact(
        course: node, kind: rule.kind, text: words?.text ?? "", requirement: wrapped,
        status: wrapped.status, place: place(holder)))
  }

  private func parsed(
    _ rule: PreparedRequirement, _ found: FoundValue, of node: NodeReference,
    at element: RecordTree.Index, into facts: inout [RequirementFact]
  ) {
    let context = RequirementContext(
      subject: rule.rule.subject.flatMap { values.first($0, at: element, in: tree)?.text },
      subjectAliases: mapping.subjectAliases, keySeparator: mapping.keySeparator)
    if rule.rule.isScript { return facts.append(scripted(rule, found, of: node, context)) }
    let result = parser.parse(found.text, kind: rule.kind, context: context)
    facts.append(
      RequirementFact(
        course: node, kind: rule.kind, text: found.text, requirement: result.requirement,
        status: result.status, place: place(found.element)))
    if let advice = advice(result.advice, of: node, at: found.element) { facts.append(advice) }
  }

  /// All that one text recommends, as one fact with the words of the clauses.
  private func advice(
    _ clauses: [RequirementAdvice], of node: NodeReference, at element: RecordTree.Index
  ) -> RequirementFact? {
    guard let first = clauses.first else { return nil }
    let tree = clauses.count == 1 ? first.requirement : .all(clauses.map(\.requirement))
    let words = clauses.map {
      $0.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    return RequirementFact(
      course: node, kind: .recommended, text: words.joined(separator: "; "), requirement: tree,
      status: tree.status, place: place(element))
  }

  /// An expression in a script; its identifiers are keys behind the subject.
  private func scripted(
    _ rule: PreparedRequirement, _ found: FoundValue, of node: NodeReference,
    _ context: RequirementContext
  ) -> RequirementFact {
    let prefix = context.subject.map { $0 + context.keySeparator } ?? ""
    let requirement = AICCScript.requirement(found.text) { prefix + $0 }
    return RequirementFact(
      course: node, kind: rule.kind, text: found.text, requirement: wrapped(requirement, rule.kind),
      status: requirement.status, place: place(found.element))
  }

  private func wrapped(_ requirement: Requirement, _ kind: RequirementFact.Kind) -> Requirement {
    switch (kind, requirement) {
    case (_, .none): requirement
    case (.corequisite, _): .corequisite(requirement)
    case (.exclusion, _): .not(requirement)
    default: requirement
    }
  }
}
