import KnowledgeGraph
import RuleReasoning
import Testing

/// Known answers in small catalogues.
@Suite struct CatalogRulesTests {
  /// Relations as `name: …` and facts by relation name, over the nodes 0 … 9.
  struct World {
    var program: RuleProgram
    var reasoner: RuleReasoner

    init(
      _ axioms: [OntologyAxiom], classes: [String] = ["A", "B"], closed: Set<String> = [],
      unstated: Set<String> = [],
      budget: Int = .max, nodes: [GivenFacts.Node] = [], providers: [Int32] = [],
      _ facts: [(String, Int32, Int32)]
    ) {
      let names = ["p", "q", "r", "s", "same"]
      let ontology = Ontology(
        iri: "urn:test", classes: classes.map { OntologyClass(name: $0, iri: $0) },
        relations: names.map { name in
          OntologyRelation(
            name: name, type: name, iri: name, roles: name == "same" ? [.equivalent] : [])
        }, axioms: axioms)
      program = RuleProgram(ontology, closed: closed, unstated: unstated)
      reasoner = RuleReasoner(program, budget: budget)
      let own = program.nodeClass("A")
      reasoner.update(
        to: GivenFacts(
          nodes: (0..<10).map { number in
            GivenFacts.Node(
              number, nodeClass: own,
              provider: Int(number) < providers.count ? providers[Int(number)] : -1)
          }, facts: facts.map { fact($0.0, $0.1, $0.2) }))
    }

    func fact(_ name: String, _ start: Int32, _ end: Int32) -> RuleFact {
      RuleFact(program.relation(name) ?? program.property(name) ?? .max, start, end)
    }

    /// `p(0, 2)` for each inferred relationship, sorted.
    var inferred: [String] {
      var found: [String] = []
      reasoner.forEachInferredRelationship { fact, rule in
        let name = program.predicates[Int(fact.predicate)].name
        found.append("\(name)(\(fact.subject), \(fact.object)) \(rule.rawValue)")
      }
      return found.sorted()
    }

    var contradictions: [String] {
      reasoner.contradictions().map { contradiction in
        let premises = contradiction.premises.map { "(\($0.subject), \($0.object))" }
        return "\(contradiction.rule.rawValue) \(premises.joined(separator: " "))"
      }
    }
  }

  // MARK: Inference

  @Test func broaderIsNotTransitiveButItsClosureIs() {
    let world = World(
      [
        OntologyAxiom(.subPropertyOf, ["p", "q"]), OntologyAxiom(.transitive, ["q"]),
        OntologyAxiom(.propertyChain, ["r", "r", "q"]), OntologyAxiom(.subPropertyOf, ["s", "r"]),
      ], [("p", 1, 2), ("p", 2, 3), ("s", 0, 1)])
    #expect(
      world.inferred == [
        "q(1, 2) prp-spo1", "q(1, 3) prp-trp", "q(2, 3) prp-spo1", "r(0, 1) prp-spo1",
        "r(0, 2) prp-spo2", "r(0, 3) prp-spo2",
      ])
    #expect(!world.reasoner.holds(world.fact("p", 1, 3)))
  }

  @Test func aChainOfThreeShowsItsThreeLinks() throws {
    let axiom = OntologyAxiom(.propertyChain, ["s", "p", "q", "r"])
    let world = World([axiom], [("p", 0, 1), ("q", 1, 2), ("r", 2, 3)])
    #expect(world.inferred == ["s(0, 3) prp-spo2"])
    let proof = try #require(world.reasoner.proof(of: world.fact("s", 0, 3)))
    let links = [world.fact("p", 0, 1), world.fact("q", 1, 2), world.fact("r", 2, 3)]
    #expect(Set(proof.dropLast().map(\.fact)) == Set(links))
    #expect(
      proof.last?.derivation == .inferred(rule: .chain, axiom: axiom, premises: links))
  }

  @Test func whatIsKnownOfAClassIsNotInferred() {
    let axioms = [OntologyAxiom(.domain, ["p", "A"]), OntologyAxiom(.range, ["p", "B"])]
    let world = World(axioms, [("p", 0, 1)])
    #expect(world.reasoner.count == 2)
    #expect(world.reasoner.inferredCount == 1)
    #expect(world.reasoner.holds(RuleFact(world.program.nodeClass("A") ?? 0, member: 0)))
    #expect(world.reasoner.derivation(of: world.fact("p", 0, 1)) == .given)
  }

  @Test func mirroredAxiomsCostNothing() {
    let axioms = [
      OntologyAxiom(.inverseOf, ["p", "q"]), OntologyAxiom(.transitive, ["p"]),
      OntologyAxiom(.transitive, ["q"]), OntologyAxiom(.subPropertyOf, ["p", "r"]),
      OntologyAxiom(.subPropertyOf, ["q", "s"]), OntologyAxiom(.inverseOf, ["r", "s"]),
      OntologyAxiom(.domain, ["p", "A"]), OntologyAxiom(.range, ["q", "A"]),
    ]
    let world = World(axioms, [("p", 0, 1), ("q", 2, 1)])
    #expect(
      world.program.axioms == [axioms[0], axioms[1], axioms[3], axioms[5], axioms[6]])
    #expect(world.reasoner.holds(world.fact("q", 2, 0)))
    #expect(world.reasoner.holds(world.fact("s", 2, 0)))
  }

  /// q is read off p; once something else speaks of it, it is inferred like any other.
  @Test func anInverseThatNothingStatesIsReadOff() {
    let inverse = OntologyAxiom(.inverseOf, ["p", "q"])
    let facts: [(String, Int32, Int32)] = [("p", 0, 1), ("p", 2, 1)]
    let plain = World([inverse], unstated: ["q"], facts)
    #expect(plain.reasoner.count == 2)
    #expect(plain.inferred == ["q(1, 0) prp-inv1", "q(1, 2) prp-inv1"])
    #expect(
      plain.reasoner.derivation(of: plain.fact("q", 1, 0))
        == .inferred(rule: .inverse1, axiom: inverse, premises: [plain.fact("p", 0, 1)]))
    #expect(plain.reasoner.proof(of: plain.fact("q", 1, 0))?.count == 2)
    #expect(plain.reasoner.derivation(of: plain.fact("q", 0, 1)) == nil)
    let spokenOf = World(
      [inverse, OntologyAxiom(.subPropertyOf, ["q", "r"])], unstated: ["q"], facts)
    #expect(spokenOf.reasoner.count == 6)
    #expect(spokenOf.reasoner.holds(spokenOf.fact("r", 1, 2)))
  }

  @Test func aRelationGivenClosedIsNotClosedAgain() {
    let axioms = [OntologyAxiom(.transitive, ["p"])]
    let facts: [(String, Int32, Int32)] = [("p", 0, 1), ("p", 1, 2)]
    #expect(World(axioms, facts).inferred == ["p(0, 2) prp-trp"])
    #expect(World(axioms, closed: ["p"], facts).inferred == [])
  }

  /// A link that comes later joins what the chain itself inferred before.
  @Test func aChainGoesOnWhereItStopped() {
    var world = World(
      [OntologyAxiom(.propertyChain, ["p", "p", "q"])], [("p", 0, 1), ("q", 1, 2)])
    world.reasoner.add([world.fact("q", 2, 3)])
    #expect(world.inferred == ["p(0, 2) prp-spo2", "p(0, 3) prp-spo2"])
  }

  @Test func aFactWithAnotherProofStays() {
    var world = World(
      [OntologyAxiom(.subPropertyOf, ["p", "r"]), OntologyAxiom(.subPropertyOf, ["q", "r"])],
      [("p", 0, 1), ("q", 0, 1)])
    let fact = world.fact("r", 0, 1)
    world.reasoner.retract([world.fact("p", 0, 1)])
    #expect(world.reasoner.holds(fact))
    guard case .inferred(_, let axiom, _) = world.reasoner.derivation(of: fact) else {
      Issue.record("the fact is not inferred")
      return
    }
    #expect(axiom.terms == ["q", "r"])
    world.reasoner.retract([world.fact("q", 0, 1)])
    #expect(!world.reasoner.holds(fact))
  }

  /// Two facts that support each other, and nothing else, do not stay.
  @Test func circlesDoNotHoldThemselvesUp() {
    var world = World([OntologyAxiom(.symmetric, ["p"])], [("p", 0, 1)])
    world.reasoner.retract([world.fact("p", 0, 1)])
    #expect(world.reasoner.count == 0)
  }

  @Test func beyondTheBudgetAnAxiomIsSetAside() {
    let facts = (0..<9).map { ("p", Int32($0), Int32($0 + 1)) }
    let axioms = [OntologyAxiom(.transitive, ["p"]), OntologyAxiom(.subPropertyOf, ["p", "q"])]
    let world = World(axioms, budget: 20, facts)
    #expect(world.reasoner.suspendedAxioms == [axioms[0]])
    #expect(world.inferred == (0..<9).map { "q(\($0), \($0 + 1)) prp-spo1" })
    #expect(World(axioms, budget: 100, facts).inferred.count == 36 + 45)
  }

  @Test func aBudgetThatFitsAgainIsUsedAgain() {
    let facts = (0..<9).map { ("p", Int32($0), Int32($0 + 1)) }
    var world = World([OntologyAxiom(.transitive, ["p"])], budget: 20, facts)
    world.reasoner.update(
      to: GivenFacts(facts: [world.fact("p", 0, 1), world.fact("p", 1, 2)]))
    #expect(world.reasoner.suspendedAxioms == [])
    #expect(world.inferred == ["p(0, 2) prp-trp"])
  }

  // MARK: Contradictions

  @Test func loopsAndMutualFacts() {
    let axioms = [OntologyAxiom(.irreflexive, ["p"]), OntologyAxiom(.asymmetric, ["p"])]
    let world = World(axioms, [("p", 0, 1), ("p", 1, 0), ("p", 2, 2), ("p", 3, 4)])
    #expect(
      world.contradictions
        == ["prp-irp (2, 2)", "prp-asyp (0, 1) (1, 0)", "prp-asyp (2, 2) (2, 2)"])
  }

  @Test func disjointRelationsAndClasses() {
    let world = World(
      [
        OntologyAxiom(.disjointProperties, ["p", "q"]), OntologyAxiom(.subPropertyOf, ["s", "q"]),
        OntologyAxiom(.disjointClasses, ["A", "B"]), OntologyAxiom(.range, ["r", "B"]),
      ], [("p", 0, 1), ("s", 0, 1), ("s", 1, 2), ("r", 0, 3), ("r", 4, 3)])
    #expect(world.contradictions == ["prp-pdw (0, 1) (0, 1)", "cax-dw (3, 3) (3, 3)"])
  }

  @Test func oneWhereOneIsAllowed() {
    let axioms = [OntologyAxiom(.functional, ["p"]), OntologyAxiom(.inverseFunctional, ["q"])]
    let world = World(
      axioms,
      [
        ("p", 0, 1), ("p", 0, 2), ("p", 3, 4), ("p", 3, 5), ("same", 5, 4), ("q", 6, 7),
        ("q", 8, 7),
      ]
    )
    #expect(world.contradictions == ["prp-fp (0, 1) (0, 2)", "prp-ifp (6, 7) (8, 7)"])
  }

  /// Nodes 0, 1 and 3 are of one provider, 2 of another.
  @Test func keysIdentifyWithinAProvider() {
    let world = World(
      [OntologyAxiom(.hasKey, ["A", "p", "v"])], providers: [0, 0, 1, 0],
      [
        ("p", 0, 9), ("p", 1, 9), ("p", 2, 9), ("p", 3, 9), ("v", 0, -5), ("v", 1, -5),
        ("v", 2, -5), ("v", 3, -6),
      ])
    #expect(
      world.contradictions == ["prp-key (0, 0) (0, 9) (0, -5) (1, 1) (1, 9) (1, -5)"])
  }

  @Test func inferredFactsContradictToo() throws {
    let world = World(
      [
        OntologyAxiom(.subPropertyOf, ["p", "q"]), OntologyAxiom(.inverseOf, ["q", "r"]),
        OntologyAxiom(.disjointProperties, ["q", "s"]),
      ], [("r", 1, 0), ("s", 0, 1)])
    let found = try #require(world.reasoner.contradictions().first)
    #expect(found.premises == [world.fact("q", 0, 1), world.fact("s", 0, 1)])
    #expect(world.reasoner.proof(of: found.premises[0])?.count == 2)
  }
}
