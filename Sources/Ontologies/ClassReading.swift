import KnowledgeGraph

extension OntologyReader {
  mutating func readClasses() -> [OntologyClass] {
    var classes: [OntologyClass] = []
    for iri in declarations.classes.iris {
      checkParents(of: iri, Vocabulary.subClassOf, among: declarations.classes)
      let parents = graph.ancestors(
        of: iri, Vocabulary.subClassOf, among: declarations.classes)
      classes.append(
        OntologyClass(
          name: localName(of: iri), iri: iri, superclasses: parents.map(localName(of:)),
          labels: labels(of: iri), roles: roles(of: iri, ClassRole.self)))
    }
    return classes
  }

  /// A parent in the own namespace has to be declared; one elsewhere is alignment.
  mutating func checkParents(of iri: String, _ predicate: String, among own: TermList) {
    for parent in graph.resources(iri, predicate) where declarations.isOwn(parent.iri) {
      _ = declaredName(
        parent.iri, among: own, as: "A parent of \(localName(of: iri))", line: parent.line)
    }
  }
}
