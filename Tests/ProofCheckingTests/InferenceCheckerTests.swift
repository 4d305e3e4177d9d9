import KnowledgeGraph
import ProofChecking
import Proofs
import Testing

/// Sound proofs pass, and proofs with one thing changed do not.
@Suite struct InferenceCheckerTests {
  typealias World = InferenceWorld

  @Test(arguments: World.cases) func everyRuleIsAccepted(_ rule: World.Case) {
    #expect(World.checker.check(rule.proof) == [])
  }

  /// These two infer what no leaf can state, so they need a step below them.
  @Test func rulesFromExpressionsAreAccepted() {
    let both = OntologyAxiom(.intersectionOf, ["A and B", "A", "B"])
    let value = OntologyAxiom(.hasValue, ["v value \"1\"", "v", "1"])
    for (proof, conclusion) in [
      (
        [
          InferenceStep(World.member(0, "A"), rule: "class"),
          InferenceStep(World.member(0, "B"), rule: "class"),
          InferenceStep(
            World.member(0, "A and B"), rule: "cls-int1", axiom: both, premises: [0, 1]),
        ], InferenceStep(World.member(0, "B"), rule: "cls-int2", axiom: both, premises: [2])
      ),
      (
        [
          InferenceStep(World.value(0), rule: "stated"),
          InferenceStep(
            World.member(0, "v value \"1\""), rule: "cls-hv2", axiom: value, premises: [0]),
        ], InferenceStep(World.value(0), rule: "cls-hv1", axiom: value, premises: [1])
      ),
    ] {
      #expect(World.checker.check(InferenceProof(steps: proof + [conclusion])) == [])
      var other = conclusion
      other.statement = World.member(0, "A or C")
      #expect(World.checker.check(InferenceProof(steps: proof + [other])) != [])
    }
  }

  // MARK: Mutations of a step

  @Test(arguments: World.cases) func anotherRuleIsRefused(_ rule: World.Case) {
    let names = Set(World.cases.map(\.rule)).union(["cls-int2", "cls-hv1", "prp-adp", ""])
      .union(InferenceGround.allCases.map(\.rawValue)).subtracting([rule.rule])
    for name in names.sorted() {
      var proof = rule.proof
      proof.steps[proof.steps.count - 1].rule = name
      #expect(refuses(proof), "\(name)")
    }
  }

  @Test(arguments: World.cases) func anotherAxiomIsRefused(_ rule: World.Case) {
    for axiom in World.axioms where axiom != rule.axiom {
      var proof = rule.proof
      proof.steps[proof.steps.count - 1].axiom = axiom
      #expect(refuses(proof), "\(axiom)")
    }
    var proof = rule.proof
    proof.steps[proof.steps.count - 1].axiom = nil
    #expect(refuses(proof))
  }

  @Test(arguments: World.cases) func axiomsOutsideTheOntologyAreRefused(_ rule: World.Case) {
    var world = InferenceCheckingWorld(
      graph: World.graph, ontology: World.ontology, catalog: World.catalog)
    world.ontology.axioms.removeAll { $0 == rule.axiom }
    let faults = InferenceChecker(world).check(rule.proof)
    #expect(faults.map(\.place) == ["inference.steps[\(rule.proof.steps.count - 1)]"])
  }

  /// The premises stay true; they are just not the ones that the rule needs.
  @Test(arguments: World.cases) func changedPremisesAreRefused(_ rule: World.Case) {
    for place in rule.premises.indices {
      for statement in changes(of: rule.premises[place])
      where !isAsGood(statement, for: rule, place) {
        var changed = rule
        changed.premises[place] = statement
        #expect(refuses(changed.proof), "premise \(place): \(statement)")
      }
    }
  }

  /// Changes that leave a sound step: a range does not ask where the relationship starts, a union
  /// takes each of its parts, and any second node contradicts an inverse functional relation.
  private func isAsGood(
    _ statement: InferenceStatement, for rule: World.Case, _ place: Int
  ) -> Bool {
    switch rule.rule {
    case "prp-rng": statement == World.related(3, "p", 1)
    case "cls-uni": statement == World.member(0, "A")
    case "prp-ifp": place == 1 && statement == World.related(3, "p", 0)
    default: false
    }
  }

  @Test(arguments: World.cases) func changedConclusionsAreRefused(_ rule: World.Case) {
    let others =
      rule.conclusion == .contradiction
      ? [World.related(0, "p", 1), World.member(0, "A"), World.value(0)]
      : changes(of: rule.conclusion) + [.contradiction]
    for statement in others {
      var changed = rule
      changed.conclusion = statement
      #expect(refuses(changed.proof), "\(statement)")
    }
  }

  @Test(arguments: World.cases) func premisesHaveToBeEarlierAndAllOfThem(_ rule: World.Case) {
    let last = rule.proof.steps.count - 1
    for premises in [
      Array(rule.premises.indices.dropLast()), rule.premises.indices + [0],
      Array(rule.premises.indices.dropLast()) + [last],
      Array(rule.premises.indices.dropLast()) + [-1], [],
    ] {
      var proof = rule.proof
      proof.steps[last].premises = premises
      #expect(refuses(proof), "\(premises)")
    }
  }

  @Test func theLinksOfAChainHaveAnOrder() {
    for rule in ["prp-trp", "prp-spo2", "cls-svf1"] {
      guard let found = World.cases.first(where: { $0.rule == rule }) else { continue }
      var proof = found.proof
      proof.steps[proof.steps.count - 1].premises.reverse()
      #expect(refuses(proof), "\(rule)")
    }
  }

  @Test func aStepThatNothingRestsOnIsRefused() {
    var proof = World.cases[0].proof
    proof.steps.insert(InferenceStep(World.related(2, "q", 3), rule: "stated"), at: 1)
    #expect(World.checker.check(proof).map(\.message) == ["nothing rests on this step"])
    #expect(refuses(InferenceProof(steps: [])))
  }

  /// Two nodes that are declared the same are no contradiction.
  @Test func whatIsDeclaredTheSameIsNoContradiction() {
    let functional = OntologyAxiom(.functional, ["p"])
    let key = OntologyAxiom(.hasKey, ["A", "q", "v"])
    let cases = [
      World.Case(
        rule: "prp-fp", axiom: functional,
        premises: [World.related(0, "p", 2), World.related(0, "p", 3)],
        conclusion: .contradiction),
      World.Case(
        rule: "prp-key", axiom: key,
        premises: [
          World.member(3, "A"), World.related(3, "q", 1), World.value(3), World.member(2, "A"),
          World.related(2, "q", 1), World.value(2),
        ], conclusion: .contradiction),
    ]
    for rule in cases {
      let messages = World.checker.check(rule.proof).map(\.message)
      #expect(messages.contains { $0.contains("declared the same") }, "\(messages)")
    }
  }

  // MARK: Grounds

  @Test func grounds() {
    #expect(holds(World.related(0, "p", 1), "stated"))
    #expect(!holds(World.related(4, "p", 6), "stated"))
    // In the graph, but inferred.
    #expect(!holds(World.related(4, "p", 5), "stated"))
    #expect(!holds(World.related(0, "unknown", 1), "stated"))
    #expect(holds(World.value(0), "stated") && !holds(World.value(0, "2"), "stated"))
    #expect(holds(World.member(0, "A"), "class") && holds(World.member(0, "B"), "class"))
    #expect(!holds(World.member(4, "A"), "class") && !holds(World.member(0, "A or C"), "class"))
    #expect(!holds(.contradiction, "stated") && !holds(World.member(0, "A"), "stated"))
  }

  @Test func groundsInRequirements() {
    let direct = "requirement-names-course"
    #expect(holds(World.related(4, "direct", 5), direct))
    #expect(holds(World.related(4, "direct", 6), direct))
    // H names G outside an exclusion, E only within one beside the alternative.
    #expect(holds(World.related(7, "direct", 6), direct))
    #expect(!holds(World.related(5, "direct", 6), direct))
    #expect(!holds(World.related(4, "p", 5), direct))
    let must = "every-alternative-requires"
    #expect(holds(World.related(4, "must", 7), must))
    #expect(holds(World.related(5, "must", 6), must), "H cannot be had without G")
    #expect(!holds(World.related(4, "must", 5), must))
    #expect(!holds(World.related(7, "must", 5), must))
    #expect(!holds(World.related(4, "may", 7), must))
    let path = "transitive-prerequisite"
    #expect(holds(World.related(5, "may", 6), path) && !holds(World.related(6, "may", 5), path))
  }

  @Test func sourcesHaveToBeTrue() {
    var step = InferenceStep(World.related(0, "p", 1), rule: "stated")
    step.source = InferenceSource(file: "feed.xml", line: 2)
    #expect(World.checker.check(InferenceProof(steps: [step])) == [])
    for source in [
      InferenceSource(file: "feed.xml", line: 3), InferenceSource(file: "other.xml", line: 2),
      InferenceSource(file: "feed.xml", line: nil),
    ] {
      step.source = source
      #expect(refuses(InferenceProof(steps: [step])))
    }
  }

  @Test func nodesHaveToBeWhoTheySay() {
    var changed: [InferenceNode] = []
    for place in 0..<5 {
      var node = World.node(0)
      switch place {
      case 0: node.id = 99
      case 1: node.label = "B"
      case 2: node.key = "b"
      case 3: node.provider = nil
      default: node.title = "Title"
      }
      changed.append(node)
    }
    for node in changed {
      let statement = InferenceStatement.relationship(
        start: node, relation: "p", end: World.node(1))
      #expect(refuses(InferenceProof(steps: [InferenceStep(statement, rule: "stated")])))
    }
  }

  // MARK: Ways to change a statement

  private func refuses(_ proof: InferenceProof) -> Bool { !World.checker.check(proof).isEmpty }

  private func holds(_ statement: InferenceStatement, _ rule: String) -> Bool {
    World.checker.check(InferenceProof(steps: [InferenceStep(statement, rule: rule)])).isEmpty
  }

  /// The other way round, from another node, by another name.
  private func changes(of statement: InferenceStatement) -> [InferenceStatement] {
    switch statement {
    case .relationship(let start, let relation, let end):
      let other = ["p", "q", "r", "s"].filter { $0 != relation }
      let turned = InferenceStatement.relationship(start: end, relation: relation, end: start)
      let moved = World.related(start.id == 3 ? 2 : 3, relation, Int(end.id))
      return other.map { .relationship(start: start, relation: $0, end: end) } + [moved]
        + (start == end ? [] : [turned])
    case .membership(let node, let nodeClass):
      let names = ["A", "B", "C"].filter { $0 != nodeClass }
      return names.map { .membership(node: node, nodeClass: $0) } + [
        World.member(node.id == 3 ? 2 : 3, nodeClass)
      ]
    case .value(let node, _, let value):
      return [World.value(Int(node.id), value + "0"), World.value(node.id == 3 ? 2 : 3, value)]
    case .contradiction: return []
    }
  }
}
