import KnowledgeGraph
import RuleReasoning

/// Random axioms over a few relations and classes, and random facts over a few nodes.
struct RandomWorld {
  static let relations = ["p", "q", "r", "s", "t"]
  static let classes = ["A", "B", "C", "D"]
  static let nodeCount: Int32 = 9
  /// The class of a node: A and B for the even ones, none for the others.
  static func nodeClass(_ node: Int32) -> String? {
    node % 2 == 1 ? nil : node % 4 == 0 ? "A" : "B"
  }

  var random: SplitMix
  let ontology: Ontology
  /// Relations that facts are drawn from; the others are never stated.
  let stated: [String]

  init(seed: UInt64) {
    random = SplitMix(seed)
    ontology = Self.ontology(&random)
    stated = seed % 2 == 0 ? Self.relations : ["p", "q", "r"]
  }

  var program: RuleProgram {
    RuleProgram(ontology, unstated: Set(Self.relations).subtracting(stated))
  }

  private static func ontology(_ random: inout SplitMix) -> Ontology {
    let kinds: [OntologyAxiom.Kind] = [
      .subPropertyOf, .equivalentProperties, .inverseOf, .symmetric, .transitive, .propertyChain,
      .propertyChain, .domain, .range, .subClassOf, .equivalentClasses, .intersectionOf, .unionOf,
      .hasValue, .someValuesFrom,
    ]
    var axioms: [OntologyAxiom] = []
    for _ in 0..<(3 + random.next(6)) {
      let axiom = axiom(kinds[random.next(kinds.count)], &random)
      if !axioms.contains(axiom) { axioms.append(axiom) }
    }
    let above = Dictionary(
      grouping: axioms.filter { $0.kind == .subClassOf }, by: { $0.terms[0] }
    ).mapValues { $0.map { $0.terms[1] } }
    return Ontology(
      iri: "urn:random",
      classes: classes.map { name in
        OntologyClass(name: name, iri: name, superclasses: ancestors(name, above))
      },
      relations: relations.map { OntologyRelation(name: $0, type: $0, iri: $0) },
      properties: [OntologyProperty(name: "v", iri: "v")], axioms: axioms)
  }

  private static func ancestors(_ name: String, _ above: [String: [String]]) -> [String] {
    var found: [String] = []
    var open = above[name] ?? []
    while let next = open.popLast() {
      if next != name, !found.contains(next) {
        found.append(next)
        open += above[next] ?? []
      }
    }
    return found
  }

  private static func axiom(
    _ kind: OntologyAxiom.Kind, _ random: inout SplitMix
  ) -> OntologyAxiom {
    func relation() -> String { relations[random.next(relations.count)] }
    func nodeClass() -> String { classes[random.next(classes.count)] }
    switch kind {
    case .symmetric, .transitive: return OntologyAxiom(kind, [relation()])
    case .propertyChain:
      return OntologyAxiom(kind, (0..<(3 + random.next(2))).map { _ in relation() })
    case .domain, .range: return OntologyAxiom(kind, [relation(), nodeClass()])
    case .subClassOf, .equivalentClasses: return OntologyAxiom(kind, [nodeClass(), nodeClass()])
    case .intersectionOf, .unionOf:
      let parts = (0..<(2 + random.next(2))).map { _ in nodeClass() }
      let joint = kind == .unionOf ? " or " : " and "
      return OntologyAxiom(kind, [parts.joined(separator: joint)] + parts)
    case .hasValue: return OntologyAxiom(kind, ["v value \"1\"", "v", "1"])
    case .someValuesFrom:
      let (link, filler) = (relation(), nodeClass())
      return OntologyAxiom(kind, ["\(link) some \(filler)", link, filler])
    default: return OntologyAxiom(kind, [relation(), relation()])
    }
  }

  mutating func fact(_ program: RuleProgram) -> RuleFact {
    if let property = program.property("v"), random.next(8) == 0 {
      return RuleFact(property, node(), random.next(2) == 0 ? (program.texts["1"] ?? -1) : -9)
    }
    let name = stated[random.next(stated.count)]
    return RuleFact(program.relation(name) ?? 0, node(), node())
  }

  private mutating func node() -> Int32 { Int32(random.next(Int(Self.nodeCount))) }

  static func nodes(_ program: RuleProgram) -> [GivenFacts.Node] {
    (0..<nodeCount).map { number in
      GivenFacts.Node(number, nodeClass: nodeClass(number).flatMap { program.nodeClass($0) })
    }
  }

  /// Everything that follows, as the naive reasoner sees it: with the classes of the nodes.
  func expected(_ given: Set<RuleFact>, _ program: RuleProgram) -> Set<NaiveReasoner.Fact> {
    var facts = Set(
      given.map {
        NaiveReasoner.Fact(
          name: program.predicates[Int($0.predicate)].name, start: $0.subject, end: $0.object)
      })
    for node in 0..<Self.nodeCount {
      guard let own = Self.nodeClass(node) else { continue }
      let above = ontology.nodeClass(own)?.superclasses ?? []
      for name in [own] + above {
        facts.insert(NaiveReasoner.Fact(name: name, start: node, end: node))
      }
    }
    return NaiveReasoner(axioms: ontology.axioms, texts: program.texts).closure(of: facts)
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct SplitMix {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
