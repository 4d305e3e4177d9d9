import KnowledgeGraph
import ProofChecking
import Proofs
import Testing

/// A graph in which nearly everything is stated, so that a changed step fails by its rule and not
/// for want of a fact; and one step for every rule.
enum InferenceWorld {
  /// One axiom of every kind. `p q r s` relate nodes, `v` is a property.
  static let axioms: [OntologyAxiom] = [
    OntologyAxiom(.subPropertyOf, ["p", "q"]), OntologyAxiom(.equivalentProperties, ["q", "r"]),
    OntologyAxiom(.inverseOf, ["p", "s"]), OntologyAxiom(.symmetric, ["r"]),
    OntologyAxiom(.transitive, ["p"]), OntologyAxiom(.propertyChain, ["s", "p", "q", "r"]),
    OntologyAxiom(.domain, ["p", "B"]), OntologyAxiom(.range, ["p", "C"]),
    OntologyAxiom(.subClassOf, ["A", "B"]), OntologyAxiom(.equivalentClasses, ["A", "C"]),
    OntologyAxiom(.intersectionOf, ["A and B", "A", "B"]),
    OntologyAxiom(.unionOf, ["A or C", "A", "C"]),
    OntologyAxiom(.hasValue, ["v value \"1\"", "v", "1"]),
    OntologyAxiom(.someValuesFrom, ["p some A", "p", "A"]),
    OntologyAxiom(.someValuesFrom, ["q some Thing", "q"]),
    OntologyAxiom(.asymmetric, ["p"]), OntologyAxiom(.irreflexive, ["p"]),
    OntologyAxiom(.functional, ["p"]), OntologyAxiom(.inverseFunctional, ["p"]),
    OntologyAxiom(.disjointProperties, ["p", "q"]), OntologyAxiom(.disjointClasses, ["A", "B"]),
    OntologyAxiom(.hasKey, ["A", "q", "v"]),
  ]

  static let ontology = Ontology(
    iri: "urn:test",
    classes: ["A", "B", "C", "Course"].map { OntologyClass(name: $0, iri: $0) },
    relations: ["p", "q", "r", "s"].map { OntologyRelation(name: $0, type: $0, iri: $0) } + [
      OntologyRelation(name: "same", type: "SAME", iri: "same", roles: [.equivalent]),
      OntologyRelation(name: "direct", type: "DIRECT", iri: "direct", roles: [.directPrerequisite]),
      OntologyRelation(name: "must", type: "MUST", iri: "must", roles: [.mustRequire]),
      OntologyRelation(name: "may", type: "MAY", iri: "may", roles: [.mayRequire]),
    ], properties: [OntologyProperty(name: "v", iri: "v")], axioms: axioms)

  /// Nodes 0 … 3 of class A, which lies under B and C; all relations between all of them. Node 3 is
  /// declared the same as node 2. Nodes 4 … 7 are the courses E … H.
  static let graph: GraphSnapshot = {
    let keys = ["a", "b", "c", "d", "E", "F", "G", "H"]
    var records: [RelationshipRecord] = []
    func relate(_ type: String, _ start: Int, _ end: Int, _ kind: RelationshipKind = .stated) {
      records.append(
        RelationshipRecord(
          id: Int64(records.count + 1), type: type, start: NodeIndex(start), end: NodeIndex(end),
          kind: kind))
    }
    for type in ["p", "q", "r", "s"] {
      for start in 0..<4 { for end in 0..<4 { relate(type, start, end) } }
    }
    relate("SAME", 2, 3)
    relate("p", 4, 5, .inferred)
    return GraphSnapshot(
      nodes: keys.enumerated().map { index, key in
        GraphSnapshot.Node(
          id: Int64(index), nodeClass: index < 4 ? "A" : "Course", provider: "uni", key: key,
          properties: ["v": .integer(1), "title": .string("Title \(key)")])
      }, superclasses: ["A": ["B", "C"]], relationships: records)
  }()

  /// E asks for F, or for G with H; F for H; G and H go together.
  static let catalog: PlanningCatalog = {
    func course(_ key: String) -> Requirement { .course(CourseRequirement(key)) }
    let trees: [(Int64, String, [Requirement])] = [
      (4, "E", [.any([course("F"), .all([course("G"), course("H")])]), .not(course("G"))]),
      (5, "F", [course("H")]), (6, "G", [.corequisite(course("H"))]),
      (7, "H", [.corequisite(course("G"))]),
    ]
    return PlanningCatalog(
      courses: trees.map { id, key, requirements in
        PlanningCatalog.Course(
          id: id, provider: "uni", key: key, title: "Title \(key)", requirements: requirements)
      }, effortUnit: nil)
  }()

  static let checker = InferenceChecker(
    InferenceCheckingWorld(
      graph: graph, ontology: ontology, catalog: catalog,
      sources: { [InferenceSource(file: "feed.xml", line: Int($0))] }))

  // MARK: Statements

  static func node(_ number: Int) -> InferenceNode {
    let key = graph.key(of: NodeIndex(number))
    return InferenceNode(
      id: Int64(number), label: number < 4 ? "A" : "Course", key: key, provider: "uni",
      title: "Title \(key)")
  }

  static func related(_ start: Int, _ relation: String, _ end: Int) -> InferenceStatement {
    .relationship(start: node(start), relation: relation, end: node(end))
  }

  static func member(_ number: Int, _ nodeClass: String) -> InferenceStatement {
    .membership(node: node(number), nodeClass: nodeClass)
  }

  static func value(_ number: Int, _ value: String = "1") -> InferenceStatement {
    .value(node: node(number), property: "v", value: value)
  }

  // MARK: One step for every rule

  struct Case: Sendable, CustomTestStringConvertible {
    var rule: String
    var axiom: OntologyAxiom
    var premises: [InferenceStatement]
    var conclusion: InferenceStatement
    var testDescription: String { "\(rule) \(axiom)" }

    /// Grounded premises, then the step.
    var proof: InferenceProof {
      let grounded = premises.map { statement in
        if case .membership = statement { return InferenceStep(statement, rule: "class") }
        return InferenceStep(statement, rule: "stated")
      }
      return InferenceProof(
        steps: grounded + [
          InferenceStep(
            conclusion, rule: rule, axiom: axiom, premises: Array(premises.indices))
        ])
    }
  }

  private static func axiom(_ kind: OntologyAxiom.Kind, _ place: Int = 0) -> OntologyAxiom {
    axioms.filter { $0.kind == kind }[place]
  }

  static let cases: [Case] = [
    Case(
      rule: "prp-dom", axiom: axiom(.domain), premises: [related(0, "p", 1)],
      conclusion: member(0, "B")),
    Case(
      rule: "prp-rng", axiom: axiom(.range), premises: [related(0, "p", 1)],
      conclusion: member(1, "C")),
    Case(
      rule: "prp-symp", axiom: axiom(.symmetric), premises: [related(0, "r", 1)],
      conclusion: related(1, "r", 0)),
    Case(
      rule: "prp-trp", axiom: axiom(.transitive),
      premises: [related(0, "p", 1), related(1, "p", 2)],
      conclusion: related(0, "p", 2)),
    Case(
      rule: "prp-inv1", axiom: axiom(.inverseOf), premises: [related(0, "p", 1)],
      conclusion: related(1, "s", 0)),
    Case(
      rule: "prp-inv2", axiom: axiom(.inverseOf), premises: [related(0, "s", 1)],
      conclusion: related(1, "p", 0)),
    Case(
      rule: "prp-spo1", axiom: axiom(.subPropertyOf), premises: [related(0, "p", 1)],
      conclusion: related(0, "q", 1)),
    Case(
      rule: "prp-spo2", axiom: axiom(.propertyChain),
      premises: [related(0, "p", 1), related(1, "q", 2), related(2, "r", 3)],
      conclusion: related(0, "s", 3)),
    Case(
      rule: "prp-eqp1", axiom: axiom(.equivalentProperties), premises: [related(0, "q", 1)],
      conclusion: related(0, "r", 1)),
    Case(
      rule: "prp-eqp2", axiom: axiom(.equivalentProperties), premises: [related(0, "r", 1)],
      conclusion: related(0, "q", 1)),
    Case(
      rule: "cax-sco", axiom: axiom(.subClassOf), premises: [member(0, "A")],
      conclusion: member(0, "B")),
    Case(
      rule: "cax-eqc1", axiom: axiom(.equivalentClasses), premises: [member(0, "A")],
      conclusion: member(0, "C")),
    Case(
      rule: "cax-eqc2", axiom: axiom(.equivalentClasses), premises: [member(0, "C")],
      conclusion: member(0, "A")),
    Case(
      rule: "cls-int1", axiom: axiom(.intersectionOf), premises: [member(0, "A"), member(0, "B")],
      conclusion: member(0, "A and B")),
    Case(
      rule: "cls-uni", axiom: axiom(.unionOf), premises: [member(0, "C")],
      conclusion: member(0, "A or C")),
    Case(
      rule: "cls-svf1", axiom: axiom(.someValuesFrom),
      premises: [related(0, "p", 1), member(1, "A")], conclusion: member(0, "p some A")),
    Case(
      rule: "cls-svf2", axiom: axiom(.someValuesFrom, 1), premises: [related(0, "q", 1)],
      conclusion: member(0, "q some Thing")),
    Case(
      rule: "cls-hv2", axiom: axiom(.hasValue), premises: [value(0)],
      conclusion: member(0, "v value \"1\"")),
    Case(
      rule: "prp-irp", axiom: axiom(.irreflexive), premises: [related(0, "p", 0)],
      conclusion: .contradiction),
    Case(
      rule: "prp-asyp", axiom: axiom(.asymmetric),
      premises: [related(0, "p", 1), related(1, "p", 0)], conclusion: .contradiction),
    Case(
      rule: "prp-pdw", axiom: axiom(.disjointProperties),
      premises: [related(0, "p", 1), related(0, "q", 1)], conclusion: .contradiction),
    Case(
      rule: "cax-dw", axiom: axiom(.disjointClasses), premises: [member(0, "A"), member(0, "B")],
      conclusion: .contradiction),
    Case(
      rule: "prp-fp", axiom: axiom(.functional),
      premises: [related(0, "p", 1), related(0, "p", 2)],
      conclusion: .contradiction),
    Case(
      rule: "prp-ifp", axiom: axiom(.inverseFunctional),
      premises: [related(1, "p", 0), related(2, "p", 0)], conclusion: .contradiction),
    Case(
      rule: "prp-key", axiom: axiom(.hasKey),
      premises: [
        member(0, "A"), related(0, "q", 3), value(0), member(1, "A"), related(1, "q", 3), value(1),
      ], conclusion: .contradiction),
  ]
}
