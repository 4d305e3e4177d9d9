import Diagnostics
import KnowledgeGraph

/// The axioms that rules infer from, in document order. What OWL 2 can say and no rule uses is
/// reported, so that nobody waits for what it would have inferred.
struct AxiomReading {
  private var reader: OntologyReader
  private var axioms: [OntologyAxiom] = []
  private var known: Set<OntologyAxiom> = []
  /// Lines of the axioms that need simple relations.
  private var lines: [OntologyAxiom: Int] = [:]

  private init(_ reader: OntologyReader) { self.reader = reader }

  /// The axioms, and `reader` with what was noticed.
  static func read(_ reader: inout OntologyReader) -> [OntologyAxiom] {
    var reading = AxiomReading(reader)
    reading.readAll()
    reader.diagnostics = reading.reader.diagnostics
    return reading.axioms
  }

  private var graph: RDFGraph { reader.graph }
  private var declarations: Declarations { reader.declarations }

  private mutating func readAll() {
    for iri in declarations.relations.iris { readRelation(iri) }
    for iri in declarations.properties.iris { readProperty(iri) }
    for iri in declarations.classes.iris { readClass(iri) }
    for subject in graph.subjects { readGroup(subject) }
    removeCharacteristicsOfCompositeRelations()
  }

  private mutating func add(_ kind: OntologyAxiom.Kind, _ terms: [String], line: Int? = nil) {
    let axiom = OntologyAxiom(kind, terms)
    guard known.insert(axiom).inserted else { return }
    axioms.append(axiom)
    lines[axiom] = line
  }

  private mutating func reportUnused(_ what: String, _ line: Int, hint: String? = nil) {
    reader.report(
      .warning, "axiom-not-used", "\(what): no rule uses this axiom, nothing is inferred from it.",
      hint: hint, line: line)
  }

  // MARK: Relations

  private static let characteristics: [(String, OntologyAxiom.Kind)] = [
    ("TransitiveProperty", .transitive), ("SymmetricProperty", .symmetric),
    ("AsymmetricProperty", .asymmetric), ("IrreflexiveProperty", .irreflexive),
    ("FunctionalProperty", .functional), ("InverseFunctionalProperty", .inverseFunctional),
  ]

  private mutating func readRelation(_ iri: String) {
    let name = localName(of: iri)
    let types = graph.resources(iri, Vocabulary.type)
    for (type, kind) in Self.characteristics {
      guard let found = types.first(where: { $0.iri == Vocabulary.owl + type }) else { continue }
      add(kind, [name], line: found.line)
    }
    if let reflexive = types.first(where: { $0.iri == Vocabulary.owl + "ReflexiveProperty" }) {
      reportUnused(
        "\(name) is reflexive", reflexive.line, hint: "It would relate every node to itself.")
    }
    for statement in graph.statements(of: iri) { readRelation(name, statement) }
  }

  private mutating func readRelation(_ name: String, _ statement: RDFStatement) {
    switch statement.predicate {
    case Vocabulary.subPropertyOf: joinRelations(.subPropertyOf, name, statement)
    case Vocabulary.equivalentProperty: joinRelations(.equivalentProperties, name, statement)
    case Vocabulary.inverseOf: joinRelations(.inverseOf, name, statement)
    case Vocabulary.propertyDisjointWith: joinRelations(.disjointProperties, name, statement)
    case Vocabulary.domain: joinClass(.domain, name, statement)
    case Vocabulary.range: joinClass(.range, name, statement)
    case Vocabulary.propertyChainAxiom:
      guard case .collection(let members) = statement.object,
        members.allSatisfy(declarations.relations.contains)
      else { return }
      add(.propertyChain, [name] + members.map(localName(of:)))
    default: reportUnknown(name, statement)
    }
  }

  /// A relation elsewhere is alignment; an own one that is not declared was reported before.
  private mutating func joinRelations(
    _ kind: OntologyAxiom.Kind, _ name: String, _ statement: RDFStatement
  ) {
    guard case .resource(let other) = statement.object else { return }
    if other.hasPrefix("_:") {
      reportUnused("\(name) is joined to an anonymous relation", statement.line)
    } else if declarations.relations.contains(other) {
      let isNamedTwice =
        kind == .inverseOf && known.contains(OntologyAxiom(kind, [localName(of: other), name]))
      if !isNamedTwice { add(kind, [name, localName(of: other)], line: statement.line) }
    }
  }

  private mutating func joinClass(
    _ kind: OntologyAxiom.Kind, _ name: String, _ statement: RDFStatement
  ) {
    guard case .resource(let other) = statement.object, let term = classTerm(other, statement.line)
    else { return }
    add(kind, [name, term])
  }

  private mutating func readProperty(_ iri: String) {
    let name = localName(of: iri)
    for statement in graph.statements(of: iri) {
      let isAlignment: Bool
      if case .resource(let other) = statement.object {
        isAlignment = !declarations.isOwn(other)
      } else {
        isAlignment = true
      }
      switch statement.predicate {
      case Vocabulary.subPropertyOf, Vocabulary.equivalentProperty,
        Vocabulary.propertyDisjointWith:
        if !isAlignment {
          reportUnused(
            "\(localName(of: statement.predicate)) of the property \(name)", statement.line)
        }
      case Vocabulary.domain, Vocabulary.range: break
      default: reportUnknown(name, statement)
      }
    }
  }

  // MARK: Classes

  private mutating func readClass(_ iri: String) {
    let name = localName(of: iri)
    for statement in graph.statements(of: iri) {
      switch statement.predicate {
      case Vocabulary.subClassOf: joinClass(.subClassOf, name, statement)
      case Vocabulary.equivalentClass: joinClass(.equivalentClasses, name, statement)
      case Vocabulary.disjointWith: joinClass(.disjointClasses, name, statement)
      case Vocabulary.intersectionOf, Vocabulary.unionOf:
        guard let term = combination(statement) else { continue }
        add(.equivalentClasses, [name, term])
      case Vocabulary.hasKey: readKey(name, statement)
      default: reportUnknown(name, statement)
      }
    }
  }

  private mutating func readKey(_ name: String, _ statement: RDFStatement) {
    guard case .collection(let members) = statement.object, !members.isEmpty else {
      return reportUnused("The key of \(name) is no list", statement.line)
    }
    let isKnown = members.allSatisfy {
      declarations.relations.contains($0) || declarations.properties.contains($0)
    }
    guard isKnown else {
      return reportUnused("The key of \(name) names what is not declared here", statement.line)
    }
    add(.hasKey, [name] + members.map(localName(of:)))
  }

  /// What stands for a class in an axiom: the name of a declared one, `owl:Thing`, or the
  /// expression of an anonymous one. Nil for a class elsewhere, which is alignment, and for an
  /// expression that no rule uses, which is reported.
  private mutating func classTerm(_ iri: String, _ line: Int) -> String? {
    if declarations.classes.contains(iri) { return localName(of: iri) }
    return iri.hasPrefix("_:") ? expression(iri, line) : nil
  }

  private mutating func expression(_ node: String, _ line: Int) -> String? {
    let statements = graph.statements(of: node)
    if let list = statements.first(where: { $0.predicate == Vocabulary.intersectionOf })
      ?? statements.first(where: { $0.predicate == Vocabulary.unionOf })
    {
      return combination(list)
    }
    if let restriction = statements.first(where: { $0.predicate == Vocabulary.onProperty }),
      case .resource(let property) = restriction.object
    {
      return self.restriction(node, on: property, line)
    }
    reportUnused("A class expression of this sort", line)
    return nil
  }

  /// `A and B`, `A or B`.
  private mutating func combination(_ statement: RDFStatement) -> String? {
    guard case .collection(let members) = statement.object else {
      reportUnused("A list of classes that is no collection", statement.line)
      return nil
    }
    let terms = members.compactMap { classTerm($0, statement.line) }
    guard terms.count == members.count, !terms.isEmpty else {
      reportUnused("A combination of classes of which not all are usable", statement.line)
      return nil
    }
    let isIntersection = statement.predicate == Vocabulary.intersectionOf
    let name = terms.map(Self.bracketed).joined(separator: isIntersection ? " and " : " or ")
    add(isIntersection ? .intersectionOf : .unionOf, [name] + terms)
    return name
  }

  private mutating func restriction(_ node: String, on iri: String, _ line: Int) -> String? {
    let name = localName(of: iri)
    for statement in graph.statements(of: node) {
      switch (statement.predicate, statement.object) {
      case (Vocabulary.someValuesFrom, .resource(let filler))
      where declarations.relations.contains(iri):
        if filler == Vocabulary.owl + "Thing" {
          add(.someValuesFrom, ["\(name) some Thing", name])
          return "\(name) some Thing"
        }
        guard let term = classTerm(filler, statement.line) else { break }
        let expression = "\(name) some \(Self.bracketed(term))"
        add(.someValuesFrom, [expression, name, term])
        return expression
      case (Vocabulary.hasValue, .literal(let text, _, _))
      where declarations.properties.contains(iri):
        let expression = "\(name) value \"\(text)\""
        add(.hasValue, [expression, name, text])
        return expression
      default: continue
      }
    }
    reportUnused(
      "A restriction of \(name)", line,
      hint: "Rules use someValuesFrom of a relation and hasValue of a property with a literal.")
    return nil
  }

  private static func bracketed(_ term: String) -> String {
    term.contains(" ") ? "(\(term))" : term
  }

  // MARK: Groups and what is left

  /// `owl:AllDisjointClasses`, `owl:AllDisjointProperties`: each two of the members are disjoint.
  private mutating func readGroup(_ subject: String) {
    let types = graph.types(of: subject)
    let isClasses = types.contains(Vocabulary.owl + "AllDisjointClasses")
    let isRelations = types.contains(Vocabulary.owl + "AllDisjointProperties")
    if !isClasses && !isRelations { return reportAssertions(subject, types) }
    for statement in graph.statements(of: subject, Vocabulary.members) {
      guard case .collection(let members) = statement.object else { continue }
      let names = members.compactMap { member in
        isClasses
          ? classTerm(member, statement.line)
          : declarations.relations.contains(member) ? localName(of: member) : nil
      }
      let kind = isClasses ? OntologyAxiom.Kind.disjointClasses : .disjointProperties
      for (place, name) in names.enumerated() {
        for other in names[(place + 1)...] { add(kind, [name, other], line: statement.line) }
      }
    }
  }

  /// Axioms of individuals: the nodes of the graph come from feeds, not from the ontology.
  private mutating func reportAssertions(_ subject: String, _ types: Set<String>) {
    let unused = ["NegativePropertyAssertion", "AllDifferent"].first {
      types.contains(Vocabulary.owl + $0)
    }
    if let unused, let line = graph.line(of: subject) { reportUnused(unused, line) }
    for predicate in ["sameAs", "differentFrom"] {
      for statement in graph.statements(of: subject, Vocabulary.owl + predicate) {
        reportUnused(predicate, statement.line)
      }
    }
  }

  /// A term of OWL or RDF Schema that says something about `name` and that nothing above reads.
  private mutating func reportUnknown(_ name: String, _ statement: RDFStatement) {
    let term = statement.predicate
    guard term.hasPrefix(Vocabulary.owl) || term.hasPrefix(Vocabulary.rdfs),
      !Vocabulary.saysNothing.contains(term)
    else { return }
    reportUnused("\(localName(of: term)) of \(name)", statement.line)
  }

  // MARK: Simple relations

  /// Only a simple relation may be asymmetric, irreflexive, functional, inverse functional or
  /// disjoint with another (OWL 2 Structural Specification, section 11): one that no transitivity
  /// and no chain reaches through inverses, equivalents and sub-properties.
  private mutating func removeCharacteristicsOfCompositeRelations() {
    let composite = compositeRelations()
    let needSimple: Set<OntologyAxiom.Kind> = [
      .asymmetric, .irreflexive, .functional, .inverseFunctional, .disjointProperties,
    ]
    axioms.removeAll { axiom in
      guard needSimple.contains(axiom.kind),
        let name = axiom.terms.first(where: composite.contains)
      else { return false }
      reader.report(
        .warning, "not-simple",
        "\(name) cannot be \(axiom.kind.rawValue): it is transitive or follows from a chain. "
          + "The axiom is not used.",
        hint: "State it of a relation below \(name) that is not transitive.", line: lines[axiom])
      return true
    }
  }

  private func compositeRelations() -> Set<String> {
    var composite = Set(
      axioms.filter { $0.kind == .transitive || $0.kind == .propertyChain }.map { $0.terms[0] })
    var grew = true
    while grew {
      let before = composite.count
      for axiom in axioms where axiom.terms.count == 2 {
        switch axiom.kind {
        case .subPropertyOf where composite.contains(axiom.terms[0]):
          composite.insert(axiom.terms[1])
        case .inverseOf, .equivalentProperties:
          if !composite.isDisjoint(with: axiom.terms) { composite.formUnion(axiom.terms) }
        default: break
        }
      }
      grew = composite.count > before
    }
    return composite
  }
}
