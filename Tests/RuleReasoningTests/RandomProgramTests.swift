import KnowledgeGraph
import RuleReasoning
import Testing

/// Random programs, random facts, random updates: against the naive reasoner and from scratch.
@Suite struct RandomProgramTests {
  @Test(arguments: 0..<120) func theFixpointIsTheNaiveOne(seed: Int) {
    var world = RandomWorld(seed: UInt64(seed))
    let program = world.program
    let given = Set((0..<(4 + world.random.next(14))).map { _ in world.fact(program) })
    var reasoner = RuleReasoner(program)
    reasoner.update(
      to: GivenFacts(nodes: RandomWorld.nodes(program), facts: given.sorted(by: inOrder)))
    #expect(facts(reasoner) == world.expected(given, program))
    checkProofs(reasoner, given)
  }

  @Test(arguments: 200..<300) func updatesEqualStartingAfresh(seed: Int) {
    var world = RandomWorld(seed: UInt64(seed))
    let program = world.program
    let nodes = RandomWorld.nodes(program)
    var given: Set<RuleFact> = []
    var reasoner = RuleReasoner(program)
    reasoner.update(to: GivenFacts(nodes: nodes))
    for step in 0..<14 {
      let added = (0..<world.random.next(6)).map { _ in world.fact(program) }
      let taken = given.sorted(by: inOrder).filter { _ in world.random.next(3) == 0 }
      given = given.subtracting(taken).union(added)
      switch world.random.next(3) {
      case 0:
        reasoner.update(to: GivenFacts(nodes: nodes, facts: given.sorted(by: inOrder)))
      case 1:
        reasoner.retract(taken)
        reasoner.add(added)
      default:
        reasoner.add(added)
        reasoner.retract(taken.filter { !added.contains($0) })
      }
      #expect(facts(reasoner) == world.expected(given, program), "seed \(seed), step \(step)")
      checkProofs(reasoner, given)
    }
  }

  @Test(arguments: 400..<430) func theSameCallsGiveTheSameProofs(seed: Int) {
    let runs = (0..<2).map { _ -> [[DerivationStep]] in
      var world = RandomWorld(seed: UInt64(seed))
      let program = world.program
      var reasoner = RuleReasoner(program)
      let given = (0..<16).map { _ in world.fact(program) }
      reasoner.update(to: GivenFacts(nodes: RandomWorld.nodes(program), facts: given))
      reasoner.retract(given.prefix(5))
      var proofs: [[DerivationStep]] = []
      reasoner.forEachInferredRelationship { fact, _ in
        proofs.append(reasoner.proof(of: fact) ?? [])
      }
      return proofs
    }
    #expect(runs[0] == runs[1])
  }

  // MARK: What is compared

  private func inOrder(_ left: RuleFact, _ right: RuleFact) -> Bool {
    (left.predicate, left.subject, left.object) < (right.predicate, right.subject, right.object)
  }

  /// All that holds over the predicates that have a name.
  private func facts(_ reasoner: RuleReasoner) -> Set<NaiveReasoner.Fact> {
    var found: Set<NaiveReasoner.Fact> = []
    for (number, predicate) in reasoner.program.predicates.enumerated()
    where predicate.kind != .hidden {
      for start in 0..<RandomWorld.nodeCount {
        let ends =
          predicate.kind == .nodeClass ? [start] : Array(-9..<RandomWorld.nodeCount)
        for end in ends where reasoner.holds(RuleFact(UInt16(number), start, end)) {
          found.insert(NaiveReasoner.Fact(name: predicate.name, start: start, end: end))
        }
      }
    }
    return found
  }

  /// Every inferred relationship has a proof whose leaves are given and whose steps come after
  /// their premises and follow by one axiom each.
  private func checkProofs(_ reasoner: RuleReasoner, _ given: Set<RuleFact>) {
    reasoner.forEachInferredRelationship { fact, rule in
      guard let proof = reasoner.proof(of: fact) else {
        Issue.record("no proof of \(fact)")
        return
      }
      var shown: Set<RuleFact> = []
      #expect(proof.last?.fact == fact)
      for step in proof {
        switch step.derivation {
        case .given:
          let isClass = reasoner.program.predicates[Int(step.fact.predicate)].kind == .nodeClass
          #expect(isClass || given.contains(step.fact))
        case .inferred(_, let axiom, let premises):
          #expect(premises.allSatisfy(shown.contains))
          #expect(follows(step.fact, by: axiom, from: premises, reasoner.program))
        }
        shown.insert(step.fact)
      }
      if case .inferred(let last, _, _) = proof.last?.derivation { #expect(last == rule) }
    }
  }

  private func follows(
    _ fact: RuleFact, by axiom: OntologyAxiom, from premises: [RuleFact], _ program: RuleProgram
  ) -> Bool {
    let name = { (fact: RuleFact) in
      NaiveReasoner.Fact(
        name: program.predicates[Int(fact.predicate)].name, start: fact.subject, end: fact.object)
    }
    return NaiveReasoner(axioms: [axiom], texts: program.texts)
      .closure(of: Set(premises.map(name))).contains(name(fact))
  }
}
