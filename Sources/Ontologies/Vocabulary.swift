/// The namespaces that an ontology document is read by.
enum Vocabulary {
  static let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  static let rdfs = "http://www.w3.org/2000/01/rdf-schema#"
  static let owl = "http://www.w3.org/2002/07/owl#"
  static let xsd = "http://www.w3.org/2001/XMLSchema#"
  static let xml = "http://www.w3.org/XML/1998/namespace"
  /// Annotations that tell the engine what a term is to it: `role`, `sentence`, `type`,
  /// `activityAction`, `inference`, and `Sentence` individuals with a `name`.
  static let engine = "urn:docent:engine#"

  static let type = rdf + "type"
  static let label = rdfs + "label"
  static let subClassOf = rdfs + "subClassOf"
  static let subPropertyOf = rdfs + "subPropertyOf"
  static let domain = rdfs + "domain"
  static let range = rdfs + "range"
  static let inverseOf = owl + "inverseOf"
  static let propertyChainAxiom = owl + "propertyChainAxiom"
  static let equivalentProperty = owl + "equivalentProperty"
  static let propertyDisjointWith = owl + "propertyDisjointWith"
  static let equivalentClass = owl + "equivalentClass"
  static let disjointWith = owl + "disjointWith"
  static let intersectionOf = owl + "intersectionOf"
  static let unionOf = owl + "unionOf"
  static let hasKey = owl + "hasKey"
  static let onProperty = owl + "onProperty"
  static let someValuesFrom = owl + "someValuesFrom"
  static let hasValue = owl + "hasValue"
  static let members = owl + "members"
  static let role = engine + "role"
  static let sentence = engine + "sentence"
  static let queryType = engine + "type"
  static let activityAction = engine + "activityAction"
  static let inference = engine + "inference"
  static let name = engine + "name"

  /// The terms of OWL 2 that may type a subject (OWL 2 Mapping to RDF Graphs, table 2 and on).
  static let owlTypes: [String] = [
    "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "Ontology",
    "OntologyProperty", "NamedIndividual", "Restriction", "Axiom", "Annotation",
    "AllDifferent", "AllDisjointClasses", "AllDisjointProperties", "NegativePropertyAssertion",
    "DataRange", "DeprecatedClass", "DeprecatedProperty", "TransitiveProperty",
    "SymmetricProperty", "AsymmetricProperty", "ReflexiveProperty", "IrreflexiveProperty",
    "FunctionalProperty", "InverseFunctionalProperty",
  ].map { owl + $0 }

  /// Annotations of OWL and RDF Schema: they are for people, nothing follows from them.
  static let saysNothing: Set<String> = Set(
    ["label", "comment", "seeAlso", "isDefinedBy"].map { rdfs + $0 }
      + [
        "versionInfo", "deprecated", "priorVersion", "backwardCompatibleWith", "incompatibleWith",
      ].map { owl + $0 })

  /// The annotations this engine reads, for the nearest name to one that it does not know.
  static let engineTerms: [String] = [
    role, sentence, queryType, activityAction, inference, name, engine + "Sentence",
  ]
}

/// The part of an IRI after its last `#`, else after its last `/`, else after its last `:`.
func localName(of iri: String) -> String {
  for separator in ["#", "/", ":"] as [Character] {
    if let mark = iri.lastIndex(of: separator) { return String(iri[iri.index(after: mark)...]) }
  }
  return iri
}

/// `taughtBy` → `TAUGHT_BY`, `hasRDFType` → `HAS_RDF_TYPE`: a word begins at an upper-case letter
/// after a lower-case one or a digit, and at the last of a run of upper-case letters before a
/// lower-case one. Anything but letters and digits becomes `_`.
func upperSnakeCase(_ name: String) -> String {
  let letters = Array(name)
  var result = ""
  for (index, letter) in letters.enumerated() {
    guard letter.isLetter || letter.isNumber else {
      if result.last != "_" { result.append("_") }
      continue
    }
    if letter.isUppercase, index > 0, result.last != "_" {
      let previous = letters[index - 1]
      let next = index + 1 < letters.count ? letters[index + 1] : nil
      let endsRun = previous.isUppercase && next?.isLowercase == true
      if previous.isLowercase || previous.isNumber || endsRun { result.append("_") }
    }
    result.append(contentsOf: letter.uppercased())
  }
  return result
}
