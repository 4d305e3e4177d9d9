import KnowledgeGraph

/// A rule that ends in false, with facts that hold all the same.
public struct Contradiction: Sendable, Hashable {
  public var rule: InferenceRule
  public var axiom: OntologyAxiom
  /// In the order of the rule's body; each holds and has a proof.
  public var premises: [RuleFact]
}

extension RuleReasoner {
  /// What the axioms rule out and the facts say, by axiom in their order, then by the facts'. Each
  /// pair of facts is told once.
  ///
  /// O(facts) and, for functional relations and keys, the squares of the groups that should have
  /// had one member.
  public func contradictions() -> [Contradiction] {
    var finder = ContradictionFinder(self)
    for constraint in program.constraints { finder.look(for: constraint) }
    return finder.found
  }
}

private struct ContradictionFinder {
  private let reasoner: RuleReasoner
  private var facts: [UInt16: [RuleFact]] = [:]
  private(set) var found: [Contradiction] = []

  init(_ reasoner: RuleReasoner) {
    self.reasoner = reasoner
    let wanted = Set(reasoner.program.constraints.flatMap(\.predicates))
    let table = reasoner.table
    for number in 0..<table.count
    where wanted.contains(table.predicate(number)) && table.isLive(number) {
      facts[table.predicate(number), default: []].append(table.fact(number))
    }
    for predicate in facts.keys {
      facts[predicate]?.sort { ($0.subject, $0.object) < ($1.subject, $1.object) }
    }
  }

  mutating func look(for constraint: Constraint) {
    let first = facts[constraint.predicates[0]] ?? []
    switch constraint.rule {
    case .irreflexive:
      for fact in first where fact.subject == fact.object { add(constraint, [fact]) }
    case .asymmetric: lookForMutual(constraint, first)
    case .disjointProperties:
      for fact in first {
        let other = RuleFact(constraint.predicates[1], fact.subject, fact.object)
        if reasoner.holds(other) { add(constraint, [fact, other]) }
      }
    case .disjointClasses: lookForCommonMembers(constraint)
    case .functional:
      lookForSeveral(constraint, first, by: { $0.subject }, others: { $0.object })
    case .inverseFunctional:
      lookForSeveral(constraint, first, by: { $0.object }, others: { $0.subject })
    case .key: lookForSameKeys(constraint)
    default: break
    }
  }

  private mutating func add(_ constraint: Constraint, _ premises: [RuleFact]) {
    found.append(
      Contradiction(
        rule: constraint.rule, axiom: reasoner.program.axioms[constraint.axiom],
        premises: premises))
  }

  private mutating func lookForMutual(_ constraint: Constraint, _ facts: [RuleFact]) {
    for fact in facts where fact.subject <= fact.object {
      let back = RuleFact(fact.predicate, fact.object, fact.subject)
      if reasoner.holds(back) { add(constraint, [fact, back]) }
    }
  }

  /// Classes that a node has by itself are no facts of the table, so both sides are looked through.
  private mutating func lookForCommonMembers(_ constraint: Constraint) {
    let (left, right) = (constraint.predicates[0], constraint.predicates[1])
    var members = Set((facts[left] ?? []).map(\.subject))
    members.formUnion((facts[right] ?? []).map(\.subject))
    for member in members.sorted() {
      let premises = [RuleFact(left, member: member), RuleFact(right, member: member)]
      if premises.allSatisfy(reasoner.holds) { add(constraint, premises) }
    }
  }

  /// p(x, y₁), p(x, y₂) with y₁ and y₂ different and not declared equivalent.
  private mutating func lookForSeveral(
    _ constraint: Constraint, _ facts: [RuleFact], by one: (RuleFact) -> Int32,
    others: (RuleFact) -> Int32
  ) {
    let groups = Dictionary(grouping: facts, by: one)
    for key in groups.keys.sorted() {
      let group = (groups[key] ?? []).sorted { others($0) < others($1) }
      for (place, fact) in group.enumerated() {
        for other in group[(place + 1)...] where !areSame(others(fact), others(other)) {
          add(constraint, [fact, other])
        }
      }
    }
  }

  /// Two members of the class, of one provider, that agree in every property of the key.
  private mutating func lookForSameKeys(_ constraint: Constraint) {
    let nodeClass = constraint.predicates[0]
    let values = constraint.predicates.dropFirst().map { predicate in
      Dictionary(grouping: facts[predicate] ?? [], by: \.subject)
    }
    var groups: [[Int32]: [Int32]] = [:]
    for member in (values.first?.keys.sorted() ?? [])
    where reasoner.holds(RuleFact(nodeClass, member: member)) {
      for key in combinations(values.map { ($0[member] ?? []).map(\.object) }) {
        groups[[reasoner.nodes.provider(member)] + key, default: []].append(member)
      }
    }
    for (key, members) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      for (place, member) in members.enumerated() {
        for other in members[(place + 1)...] where !areSame(member, other) {
          add(constraint, keyPremises(constraint, member, other, key))
        }
      }
    }
  }

  private func keyPremises(
    _ constraint: Constraint, _ member: Int32, _ other: Int32, _ key: [Int32]
  ) -> [RuleFact] {
    [member, other].flatMap { node in
      [RuleFact(constraint.predicates[0], member: node)]
        + zip(constraint.predicates.dropFirst(), key.dropFirst()).map {
          RuleFact($0, node, $1)
        }
    }
  }

  private func combinations(_ values: [[Int32]]) -> [[Int32]] {
    values.reduce([[]]) { keys, values in keys.flatMap { key in values.map { key + [$0] } } }
  }

  private func areSame(_ left: Int32, _ right: Int32) -> Bool {
    left == right
      || reasoner.program.equivalences.contains {
        reasoner.holds(RuleFact($0, left, right)) || reasoner.holds(RuleFact($0, right, left))
      }
  }
}
