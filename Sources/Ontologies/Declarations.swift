/// IRIs of one kind of term, in document order, each once.
struct TermList: Sendable {
  private(set) var iris: [String] = []
  private var members: Set<String> = []

  mutating func append(_ iri: String) {
    if members.insert(iri).inserted { iris.append(iri) }
  }

  func contains(_ iri: String) -> Bool { members.contains(iri) }
}

/// The terms an ontology declares in its own namespace, by kind, in document order.
struct Declarations: Sendable {
  /// Nil when the document has no `owl:Ontology`.
  private(set) var ontologyIRI: String?
  private(set) var classes = TermList()
  private(set) var relations = TermList()
  private(set) var properties = TermList()
  private(set) var sentences = TermList()

  init(_ graph: RDFGraph) {
    ontologyIRI = graph.subjects.first {
      !$0.hasPrefix("_:") && graph.types(of: $0).contains(Vocabulary.owl + "Ontology")
    }
    for subject in graph.subjects {
      let types = graph.types(of: subject)
      if types.contains(Vocabulary.engine + "Sentence") { sentences.append(subject) }
      guard isOwn(subject) else { continue }
      if types.contains(Vocabulary.owl + "Class") { classes.append(subject) }
      if types.contains(Vocabulary.owl + "DatatypeProperty") {
        properties.append(subject)
      } else if !types.isDisjoint(with: Self.relationTypes) {
        relations.append(subject)
      }
    }
  }

  /// Whether an IRI is the ontology's followed by `#` or `/` and a name.
  func isOwn(_ iri: String) -> Bool {
    guard let ontologyIRI, iri.hasPrefix(ontologyIRI), iri != ontologyIRI else { return false }
    let rest = iri.dropFirst(ontologyIRI.count)
    return ["#", "/"].contains(rest.first) || ["#", "/"].contains(ontologyIRI.last)
  }

  /// These characteristics belong to object properties alone (OWL 2 Mapping to RDF Graphs,
  /// table 16), so that each declares one.
  private static let relationTypes: Set<String> = Set(
    [
      "ObjectProperty", "TransitiveProperty", "SymmetricProperty", "AsymmetricProperty",
      "ReflexiveProperty", "IrreflexiveProperty", "InverseFunctionalProperty",
    ].map { Vocabulary.owl + $0 })
}

extension RDFGraph {
  /// The own terms above `iri` by `predicate`, nearest first, each once; cycles do no harm.
  func ancestors(of iri: String, _ predicate: String, among own: TermList) -> [String] {
    var found = TermList()
    var level = [iri]
    while !level.isEmpty {
      let above = level.flatMap { resources($0, predicate).map(\.iri) }
      level = []
      for parent in above where own.contains(parent) && parent != iri && !found.contains(parent) {
        found.append(parent)
        level.append(parent)
      }
    }
    return found.iris
  }
}
