import Diagnostics
import KnowledgeGraph

extension OntologyReader {
  mutating func readRelations() -> [OntologyRelation] {
    var relations = declarations.relations.iris.map { readRelation($0) }
    completeInverses(&relations)
    checkTypesAreUnique(relations)
    return relations
  }

  private mutating func readRelation(_ iri: String) -> OntologyRelation {
    checkParents(of: iri, Vocabulary.subPropertyOf, among: declarations.relations)
    let parents = graph.ancestors(
      of: iri, Vocabulary.subPropertyOf, among: declarations.relations)
    let types = graph.types(of: iri)
    let name = localName(of: iri)
    let sentence = texts(of: iri, Vocabulary.sentence)
    return OntologyRelation(
      name: name, type: queryType(of: iri), iri: iri,
      domain: classNamed(by: Vocabulary.domain, of: iri),
      range: classNamed(by: Vocabulary.range, of: iri), inverse: inverse(of: iri),
      isTransitive: types.contains(Vocabulary.owl + "TransitiveProperty"),
      isSymmetric: types.contains(Vocabulary.owl + "SymmetricProperty"),
      superRelations: parents.map(localName(of:)), chains: chains(of: iri),
      labels: labels(of: iri), roles: roles(of: iri, RelationRole.self),
      sentence: sentence.isEmpty ? nil : SentenceTemplate(sentence),
      activityAction: graph.literals(iri, Vocabulary.activityAction).first?.text,
      inference: inferenceUse(of: iri))
  }

  private mutating func inferenceUse(of iri: String) -> InferenceUse {
    guard let literal = graph.literals(iri, Vocabulary.inference).first else { return .listed }
    if let use = InferenceUse(rawValue: literal.text) { return use }
    let known = InferenceUse.allCases.map(\.rawValue)
    report(
      .error, "unknown-inference",
      "\(localName(of: iri)) says of its inferred relationships what the engine does not know.",
      found: literal.text, expected: "one of " + known.joined(separator: ", "),
      hint: nearest(literal.text, known), line: literal.line)
    return .listed
  }

  private func queryType(of iri: String) -> String {
    graph.literals(iri, Vocabulary.queryType).first?.text ?? upperSnakeCase(localName(of: iri))
  }

  /// The class that `rdfs:domain` or `rdfs:range` names; nil for none or a class expression.
  ///
  /// Several would mean their intersection, which the engine has no use for: the first counts.
  mutating func classNamed(by predicate: String, of iri: String) -> String? {
    let named = graph.resources(iri, predicate)
    guard let first = named.first else { return nil }
    let use = "The \(localName(of: predicate)) of \(localName(of: iri))"
    if named.count > 1 {
      report(
        .warning, "several-classes", "\(use) is given \(named.count) times; the first counts.",
        hint: "Leave it out where several classes fit, or name a common superclass.",
        line: named[1].line)
    }
    return declaredName(first.iri, among: declarations.classes, as: use, line: first.line)
  }

  private mutating func inverse(of iri: String) -> String? {
    guard let other = graph.resources(iri, Vocabulary.inverseOf).first else { return nil }
    guard declarations.isOwn(other.iri) else { return nil }
    return declaredName(
      other.iri, among: declarations.relations, as: "The inverse of \(localName(of: iri))",
      line: other.line)
  }

  private mutating func chains(of iri: String) -> [[String]] {
    var chains: [[String]] = []
    for statement in graph.statements(of: iri, Vocabulary.propertyChainAxiom) {
      guard case .collection(let members) = statement.object, members.count > 1 else {
        report(
          .error, "bad-chain", "A property chain of \(localName(of: iri)) is not a list of two.",
          expected: "<owl:propertyChainAxiom rdf:parseType=\"Collection\">", line: statement.line)
        continue
      }
      let names = members.compactMap {
        declaredName(
          $0, among: declarations.relations, as: "A link of a chain of \(localName(of: iri))",
          line: statement.line)
      }
      if names.count == members.count { chains.append(names) }
    }
    return chains
  }

  /// `owl:inverseOf` speaks for both ends, and so do domain and range
  /// (p inverseOf q, p domain C ⇒ q range C).
  private func completeInverses(_ relations: inout [OntologyRelation]) {
    let places = Dictionary(
      relations.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    for index in relations.indices {
      guard let other = relations[index].inverse.flatMap({ places[$0] }) else { continue }
      relations[other].inverse = relations[other].inverse ?? relations[index].name
    }
    for index in relations.indices {
      guard let other = relations[index].inverse.flatMap({ places[$0] }) else { continue }
      relations[index].domain = relations[index].domain ?? relations[other].range
      relations[index].range = relations[index].range ?? relations[other].domain
    }
  }

  private mutating func checkTypesAreUnique(_ relations: [OntologyRelation]) {
    var first: [String: String] = [:]
    for relation in relations {
      if let other = first[relation.type], other != relation.name {
        report(
          .error, "duplicate-name",
          "Queries could not tell \(other) from \(relation.name): both read \(relation.type).",
          hint: "Give one of them a docent:type.", line: graph.line(of: relation.iri))
      }
      first[relation.type] = first[relation.type] ?? relation.name
    }
  }
}
