import Diagnostics
import KnowledgeGraph

/// Makes an `Ontology` of the statements of its document.
///
/// Classes, relations, properties and sentences are read in extensions, each in a file of its own.
struct OntologyReader {
  let graph: RDFGraph
  let file: String
  var diagnostics: [Diagnostic] = []
  /// The ontology's own terms.
  var declarations: Declarations

  init(graph: RDFGraph, file: String) {
    self.graph = graph
    self.file = file
    declarations = Declarations(graph)
  }

  mutating func read() -> Ontology {
    checkHeader()
    checkTypes()
    checkNames()
    var ontology = Ontology(
      iri: declarations.ontologyIRI ?? "", classes: readClasses(), relations: readRelations(),
      properties: readProperties(), sentences: readSentences())
    ontology.axioms = AxiomReading.read(&self)
    checkRoles(of: ontology)
    checkSentences(of: ontology)
    return ontology
  }

  // MARK: Diagnostics

  mutating func report(
    _ severity: Diagnostic.Severity, _ code: String, _ message: String, found: String? = nil,
    expected: String? = nil, hint: String? = nil, line: Int?
  ) {
    diagnostics.append(
      Diagnostic(
        severity, code: "ontology.\(code)", message, found: found, expected: expected, hint: hint,
        place: SourcePlace(file: file, line: line)))
  }

  private mutating func checkHeader() {
    if declarations.ontologyIRI == nil {
      report(
        .error, "no-iri", "The document declares no ontology.",
        expected: "<owl:Ontology rdf:about=\"urn:example\"/>", line: nil)
    } else if declarations.classes.iris.isEmpty {
      let iri = declarations.ontologyIRI ?? ""
      report(
        .error, "no-terms", "The ontology \(iri) declares no class of its own.",
        hint: "Its terms have to stand under \(iri)# or \(iri)/.", line: nil)
    }
  }

  /// A misspelt OWL or engine term would otherwise be passed over in silence.
  private mutating func checkTypes() {
    for subject in graph.subjects {
      for type in graph.resources(subject, Vocabulary.type) {
        checkTerm(type.iri, Vocabulary.owl, among: Vocabulary.owlTypes, line: type.line)
        checkTerm(type.iri, Vocabulary.engine, among: Vocabulary.engineTerms, line: type.line)
      }
      for statement in graph.statements(of: subject) {
        checkTerm(
          statement.predicate, Vocabulary.engine, among: Vocabulary.engineTerms,
          line: statement.line)
      }
    }
  }

  private mutating func checkTerm(
    _ iri: String, _ namespace: String, among known: [String], line: Int
  ) {
    guard iri.hasPrefix(namespace), !known.contains(iri) else { return }
    let name = localName(of: iri)
    report(
      .warning, "unknown-term", "\(name) is no term of \(namespace) that is read here.",
      found: name, hint: nearest(name, known.map(localName(of:))), line: line)
  }

  /// Two terms with one local name could not be told apart in feeds and queries.
  private mutating func checkNames() {
    let kinds = [
      declarations.classes.iris, declarations.relations.iris + declarations.properties.iris,
    ]
    for terms in kinds {
      var first: [String: String] = [:]
      for iri in terms {
        let name = localName(of: iri)
        if let other = first[name] {
          report(
            .error, "duplicate-name", "Two terms are called \(name): \(other) and \(iri).",
            found: name, hint: "Names have to be unique among classes, and among properties.",
            line: graph.line(of: iri))
        }
        first[name] = first[name] ?? iri
      }
    }
  }

  // MARK: What every kind of term has

  /// Labels by language; warns when there is none.
  mutating func labels(of iri: String) -> [String: String] {
    let labels = texts(of: iri, Vocabulary.label)
    if labels.isEmpty {
      let name = localName(of: iri)
      report(
        .warning, "missing-label", "\(name) has no label.",
        expected: "<rdfs:label xml:lang=\"en\">…</rdfs:label>", line: graph.line(of: iri))
    }
    return labels
  }

  /// The literals of an annotation by language, the first of each.
  func texts(of iri: String, _ predicate: String) -> [String: String] {
    var texts: [String: String] = [:]
    for literal in graph.literals(iri, predicate) {
      let language = literal.language ?? "en"
      texts[language] = texts[language] ?? literal.text
    }
    return texts
  }

  /// The roles that annotations give a term; an unknown one is an error with the nearest name.
  mutating func roles<Role: RawRepresentable<String> & CaseIterable & Hashable>(
    of iri: String, _: Role.Type
  ) -> Set<Role> {
    var roles: Set<Role> = []
    for literal in graph.literals(iri, Vocabulary.role) {
      if let role = Role(rawValue: literal.text) {
        roles.insert(role)
      } else {
        let known = Role.allCases.map(\.rawValue)
        report(
          .error, "unknown-role",
          "\(localName(of: iri)) has a role that the engine does not know.", found: literal.text,
          expected: "one of " + known.joined(separator: ", "), hint: nearest(literal.text, known),
          line: literal.line)
      }
    }
    return roles
  }

  /// The local name of an own term among `known`; one that is not declared is an error.
  mutating func declaredName(
    _ iri: String, among known: TermList, as use: String, line: Int
  ) -> String? {
    if known.contains(iri) { return localName(of: iri) }
    report(
      .error, "undeclared", "\(use) is not declared in this ontology.", found: iri,
      hint: nearest(localName(of: iri), known.iris.map(localName(of:))), line: line)
    return nil
  }

  func nearest(_ name: String, _ known: [String]) -> String? {
    nearestNames(to: name, among: known, limit: 1).first.map { "The nearest name is \($0)." }
  }
}
