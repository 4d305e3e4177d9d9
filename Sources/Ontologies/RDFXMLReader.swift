import Diagnostics
import XMLParsing

/// Reads RDF/XML (W3C Recommendation, 25 February 2014) into statements.
///
/// Read are node elements with `rdf:about`, `rdf:ID`, `rdf:nodeID` or none, typed or not, property
/// attributes, nested node elements, `rdf:resource`, `rdf:datatype`, the parse types Collection,
/// Resource and Literal, `xml:base` and `xml:lang`. Containers (`rdf:li`) and reification by
/// `rdf:ID` on a property are not: ontologies do not use them.
struct RDFXMLReader {
  private let file: String
  private var blankNodes = 0
  private(set) var statements: [RDFStatement] = []
  private(set) var diagnostics: [Diagnostic] = []

  init(file: String) { self.file = file }

  /// What is inherited from the elements around.
  private struct Scope {
    var base: String?
    var language: String?

    func entering(_ element: XMLTree.Element) -> Scope {
      var inner = self
      if let base = element.attribute("base", namespace: Vocabulary.xml) { inner.base = base }
      if let language = element.attribute("lang", namespace: Vocabulary.xml) {
        inner.language = language.isEmpty ? nil : language
      }
      return inner
    }
  }

  mutating func read(_ root: XMLTree.Element) {
    let scope = Scope().entering(root)
    guard root.isRDF("RDF") else {
      diagnostics.append(
        Diagnostic(
          .error, code: "ontology.not-rdf", "\(file) is XML but not an RDF/XML ontology.",
          found: "<\(root.name)>", expected: "<rdf:RDF>",
          hint: "An ontology in another syntax (Turtle, OWL/XML) has to be saved as RDF/XML.",
          place: SourcePlace(file: file, line: root.line)))
      return
    }
    for child in root.children { _ = readNode(child, scope) }
  }

  // MARK: Nodes

  private mutating func readNode(_ element: XMLTree.Element, _ outer: Scope) -> String {
    let scope = outer.entering(element)
    let subject = subject(of: element, scope)
    if !element.isRDF("Description") {
      state(subject, Vocabulary.type, .resource(element.iri), element.line)
    }
    readPropertyAttributes(of: element, subject, scope)
    for property in element.children { readProperty(property, of: subject, scope) }
    return subject
  }

  private mutating func subject(of element: XMLTree.Element, _ scope: Scope) -> String {
    if let about = element.rdf("about") { return resolve(about, scope, element.line) }
    if let id = element.rdf("ID") { return resolve("#" + id, scope, element.line) }
    if let node = element.rdf("nodeID") { return "_:n" + node }
    return newBlankNode()
  }

  private mutating func readPropertyAttributes(
    of element: XMLTree.Element, _ subject: String, _ scope: Scope
  ) {
    let syntax: Set<String> = ["about", "ID", "nodeID", "resource", "datatype", "parseType"]
    for attribute in element.attributes {
      guard let namespace = attribute.namespace, namespace != Vocabulary.xml else { continue }
      if namespace == Vocabulary.rdf, syntax.contains(attribute.name) { continue }
      let predicate = namespace + attribute.name
      if predicate == Vocabulary.type {
        let type = resolve(attribute.value, scope, element.line)
        state(subject, predicate, .resource(type), element.line)
      } else {
        let literal = RDFObject.literal(attribute.value, language: scope.language, datatype: nil)
        state(subject, predicate, literal, element.line)
      }
    }
  }

  // MARK: Properties

  private mutating func readProperty(
    _ property: XMLTree.Element, of subject: String, _ outer: Scope
  ) {
    let scope = outer.entering(property)
    switch property.rdf("parseType") {
    case "Collection":
      let members = property.children.map { readNode($0, scope) }
      state(subject, property.iri, .collection(members), property.line)
    case "Resource":
      let node = newBlankNode()
      state(subject, property.iri, .resource(node), property.line)
      for inner in property.children { readProperty(inner, of: node, scope) }
    case .some:  // Literal, and whatever else is asked for, is a literal by section 7.2.17.
      stateLiteral(property, of: subject, scope)
    case nil:
      readPlainProperty(property, of: subject, scope)
    }
  }

  private mutating func readPlainProperty(
    _ property: XMLTree.Element, of subject: String, _ scope: Scope
  ) {
    if let reference = property.rdf("resource") {
      let iri = resolve(reference, scope, property.line)
      state(subject, property.iri, .resource(iri), property.line)
    } else if let node = property.rdf("nodeID") {
      state(subject, property.iri, .resource("_:n" + node), property.line)
    } else if let inner = property.children.first {
      if property.children.count > 1 { reportSeveralNodes(property) }
      let line = statements.count
      let node = readNode(inner, scope)
      // The statement goes before those of the node it leads to, as a reader would say them.
      statements.insert(
        RDFStatement(
          subject: subject, predicate: property.iri, object: .resource(node),
          line: property.line), at: line)
    } else {
      stateLiteral(property, of: subject, scope)
    }
  }

  private mutating func stateLiteral(
    _ property: XMLTree.Element, of subject: String, _ scope: Scope
  ) {
    let text = property.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let datatype = property.rdf("datatype").map { resolve($0, scope, property.line) }
    state(
      subject, property.iri, .literal(text, language: scope.language, datatype: datatype),
      property.line)
  }

  private mutating func state(
    _ subject: String, _ predicate: String, _ object: RDFObject, _ line: Int
  ) {
    statements.append(
      RDFStatement(subject: subject, predicate: predicate, object: object, line: line))
  }

  private mutating func newBlankNode() -> String {
    blankNodes += 1
    return "_:\(blankNodes)"
  }

  private mutating func reportSeveralNodes(_ property: XMLTree.Element) {
    diagnostics.append(
      Diagnostic(
        .warning, code: "ontology.several-nodes",
        "The property \(property.name) holds several elements; only the first is read.",
        hint: "Repeat the property, or write rdf:parseType=\"Collection\".",
        place: SourcePlace(file: file, line: property.line)))
  }

  // MARK: IRIs

  /// Resolves a reference against the base (RFC 3986, section 5.2, without `..`): an absolute IRI
  /// stays, an empty one is the base, a fragment replaces the base's, a path its last segment.
  private mutating func resolve(_ reference: String, _ scope: Scope, _ line: Int) -> String {
    if let colon = reference.firstIndex(of: ":"),
      reference[..<colon].allSatisfy({ $0.isLetter || $0.isNumber || "+-.".contains($0) })
    {
      return reference
    }
    guard let base = scope.base else {
      reportNoBase(reference, line)
      return reference
    }
    let document = String(base.prefix { $0 != "#" })
    if reference.isEmpty { return document }
    if reference.hasPrefix("#") { return document + reference }
    let folder = document.lastIndex(of: "/").map { document[...$0] } ?? "\(document)/"
    return folder + reference
  }

  private mutating func reportNoBase(_ reference: String, _ line: Int) {
    diagnostics.append(
      Diagnostic(
        .error, code: "ontology.no-base", "The IRI \(reference) is relative, to nothing.",
        found: reference, hint: "Give <rdf:RDF> an xml:base such as xml:base=\"urn:example\".",
        place: SourcePlace(file: file, line: line)))
  }
}

extension XMLTree.Element {
  /// Namespace and name in one, as RDF/XML makes IRIs of elements.
  fileprivate var iri: String { (namespace ?? "") + name }
  fileprivate func isRDF(_ local: String) -> Bool {
    namespace == Vocabulary.rdf && name == local
  }
  /// The attribute of the RDF syntax, also where its prefix was left out as old documents do.
  fileprivate func rdf(_ local: String) -> String? {
    attribute(local, namespace: Vocabulary.rdf)
  }
}
