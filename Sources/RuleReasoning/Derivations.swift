import KnowledgeGraph

extension RuleReasoner {
  /// Why a fact holds; nil when it does not.
  public func derivation(of fact: RuleFact) -> Derivation? {
    if let (base, mirror) = mirrored(fact) {
      return holds(base) ? derivation(of: mirror, from: base) : nil
    }
    guard let number = table.number(of: fact) else { return holds(fact) ? .given : nil }
    return derivation(number)
  }

  private func derivation(of mirror: RuleProgram.Mirror, from base: RuleFact) -> Derivation {
    .inferred(rule: mirror.rule, axiom: program.axioms[mirror.axiom], premises: [base])
  }

  /// From the given facts to `fact`, each step after its premises; nil when it does not hold.
  ///
  /// O(size of the proof · log size).
  public func proof(of fact: RuleFact) -> [DerivationStep]? {
    if let (base, mirror) = mirrored(fact) {
      return proof(of: base).map { $0 + [DerivationStep(fact, derivation(of: mirror, from: base))] }
    }
    guard let goal = table.number(of: fact) else {
      return holds(fact) ? [DerivationStep(fact, .given)] : nil
    }
    var needed: Set<Int> = []
    var open = [goal]
    while let number = open.popLast() {
      if needed.insert(number).inserted { open += premises(of: number) }
    }
    return needed.sorted().map { DerivationStep(table.fact($0), derivation($0)) }
  }

  /// Every inferred relationship with the rule that first inferred it, in the order of inference; a
  /// mirrored one after what it is read off.
  public func forEachInferredRelationship(_ body: (RuleFact, InferenceRule) -> Void) {
    let mirrors = Dictionary(
      program.mirrors.map { ($1.relation, (relation: $0, rule: $1.rule)) },
      uniquingKeysWith: { $0.relation < $1.relation ? $0 : $1 })
    let isShown = program.predicates.map { $0.kind == .relation }
    let mirrorOf = program.predicates.indices.map { mirrors[UInt16($0)] }
    for number in 0..<table.count where table.isLive(number) {
      let fact = table.fact(number)
      guard isShown[Int(fact.predicate)] else { continue }
      if !table.isGiven(number) { body(fact, program.rules[Int(table.rule(number))].rule) }
      if let mirror = mirrorOf[Int(fact.predicate)] {
        body(RuleFact(mirror.relation, fact.object, fact.subject), mirror.rule)
      }
    }
  }

  /// Every inferred class of a node, in the order of inference.
  public func forEachInferredClass(_ body: (RuleFact, InferenceRule) -> Void) {
    for number in 0..<table.count where table.isLive(number) && !table.isGiven(number) {
      guard program.predicates[Int(table.predicate(number))].kind == .nodeClass else { continue }
      body(table.fact(number), program.rules[Int(table.rule(number))].rule)
    }
  }

  private func derivation(_ number: Int) -> Derivation {
    guard !table.isGiven(number) else { return .given }
    let rule = program.rules[Int(table.rule(number))]
    return .inferred(
      rule: rule.rule, axiom: program.axioms[rule.axiom],
      premises: premises(of: number).map { table.fact($0) })
  }

  /// In the order of the axiom; hidden facts give way to their own premises.
  private func premises(of number: Int) -> [Int] {
    guard !table.isGiven(number) else { return [] }
    let (first, second) = table.premises(number)
    let direct = second == FactTable.none ? [Int(first)] : [Int(first), Int(second)]
    return direct.flatMap { premise in
      program.predicates[Int(table.predicate(premise))].kind == .hidden
        ? premises(of: premise) : [premise]
    }
  }
}
