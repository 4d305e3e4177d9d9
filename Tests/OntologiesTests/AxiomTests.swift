import Diagnostics
import KnowledgeGraph
import Ontologies
import Testing

/// The axioms that rules infer from, as ontology editors write them.
@Suite struct AxiomTests {
  private func load(_ body: String) throws -> (axioms: [OntologyAxiom], diagnostics: [Diagnostic]) {
    let text = Self.head + body + "</rdf:RDF>"
    return try ProjectFiles.withTemporary(text) { path in
      let loaded = OntologyDocument.load(path: path)
      let concerned = loaded.diagnostics.filter {
        ["ontology.axiom-not-used", "ontology.not-simple", "ontology.undeclared"].contains($0.code)
      }
      return (try #require(loaded.value).axioms, concerned)
    }
  }

  private func relation(_ inside: String) -> String {
    "<owl:ObjectProperty rdf:about=\"#p\">\(inside)</owl:ObjectProperty>"
  }

  private func nodeClass(_ inside: String) -> String {
    "<owl:Class rdf:about=\"#A\">\(inside)</owl:Class>"
  }

  private static let list = " rdf:parseType=\"Collection\""

  @Test(arguments: [
    ("<rdf:type rdf:resource=\"&owl;TransitiveProperty\"/>", "transitive(p)"),
    ("<rdf:type rdf:resource=\"&owl;SymmetricProperty\"/>", "symmetric(p)"),
    ("<rdf:type rdf:resource=\"&owl;AsymmetricProperty\"/>", "asymmetric(p)"),
    ("<rdf:type rdf:resource=\"&owl;IrreflexiveProperty\"/>", "irreflexive(p)"),
    ("<rdf:type rdf:resource=\"&owl;FunctionalProperty\"/>", "functional(p)"),
    ("<rdf:type rdf:resource=\"&owl;InverseFunctionalProperty\"/>", "inverseFunctional(p)"),
    ("<rdfs:subPropertyOf rdf:resource=\"#q\"/>", "subPropertyOf(p, q)"),
    ("<owl:equivalentProperty rdf:resource=\"#q\"/>", "equivalentProperties(p, q)"),
    ("<owl:inverseOf rdf:resource=\"#q\"/>", "inverseOf(p, q)"),
    ("<owl:propertyDisjointWith rdf:resource=\"#q\"/>", "disjointProperties(p, q)"),
    ("<rdfs:domain rdf:resource=\"#A\"/>", "domain(p, A)"),
    ("<rdfs:range rdf:resource=\"#B\"/>", "range(p, B)"),
    (
      "<owl:propertyChainAxiom\(list)><rdf:Description rdf:about=\"#q\"/>"
        + "<rdf:Description rdf:about=\"#p\"/><rdf:Description rdf:about=\"#q\"/>"
        + "</owl:propertyChainAxiom>", "propertyChain(p, q, p, q)"
    ),
  ]) func ofRelations(_ written: String, _ read: String) throws {
    let loaded = try load(relation(written))
    #expect(loaded.axioms.map(\.description) == [read])
    #expect(loaded.diagnostics == [])
  }

  @Test(arguments: [
    ("<rdfs:subClassOf rdf:resource=\"#B\"/>", ["subClassOf(A, B)"]),
    ("<owl:equivalentClass rdf:resource=\"#B\"/>", ["equivalentClasses(A, B)"]),
    ("<owl:disjointWith rdf:resource=\"#B\"/>", ["disjointClasses(A, B)"]),
    (
      "<owl:hasKey\(list)><rdf:Description rdf:about=\"#p\"/><rdf:Description rdf:about=\"#v\"/>"
        + "</owl:hasKey>", ["hasKey(A, p, v)"]
    ),
    (
      "<owl:equivalentClass><owl:Restriction><owl:onProperty rdf:resource=\"#p\"/>"
        + "<owl:someValuesFrom rdf:resource=\"#B\"/></owl:Restriction></owl:equivalentClass>",
      ["someValuesFrom(p some B, p, B)", "equivalentClasses(A, p some B)"]
    ),
    (
      "<owl:equivalentClass><owl:Restriction><owl:onProperty rdf:resource=\"#p\"/>"
        + "<owl:someValuesFrom rdf:resource=\"&owl;Thing\"/></owl:Restriction></owl:equivalentClass>",
      ["someValuesFrom(p some Thing, p)", "equivalentClasses(A, p some Thing)"]
    ),
    (
      "<owl:equivalentClass><owl:Class><owl:intersectionOf\(list)><owl:Class rdf:about=\"#B\"/>"
        + "<owl:Restriction><owl:onProperty rdf:resource=\"#v\"/><owl:hasValue>100</owl:hasValue>"
        + "</owl:Restriction></owl:intersectionOf></owl:Class></owl:equivalentClass>",
      [
        "hasValue(v value \"100\", v, 100)",
        "intersectionOf(B and (v value \"100\"), B, v value \"100\")",
        "equivalentClasses(A, B and (v value \"100\"))",
      ]
    ),
    (
      "<owl:unionOf\(list)><owl:Class rdf:about=\"#B\"/><owl:Class rdf:about=\"#C\"/></owl:unionOf>",
      ["unionOf(B or C, B, C)", "equivalentClasses(A, B or C)"]
    ),
  ]) func ofClasses(_ written: String, _ read: [String]) throws {
    let loaded = try load(nodeClass(written))
    #expect(loaded.axioms.map(\.description) == read)
    #expect(loaded.diagnostics == [])
  }

  @Test func groupsAreDisjointTwoByTwo() throws {
    let group = { (type: String, names: [String]) in
      "<rdf:Description><rdf:type rdf:resource=\"&owl;\(type)\"/><owl:members\(Self.list)>"
        + names.map { "<rdf:Description rdf:about=\"#\($0)\"/>" }.joined()
        + "</owl:members></rdf:Description>"
    }
    let loaded = try load(
      group("AllDisjointClasses", ["A", "B", "C"]) + group("AllDisjointProperties", ["p", "q"]))
    #expect(
      loaded.axioms.map(\.description) == [
        "disjointClasses(A, B)", "disjointClasses(A, C)", "disjointClasses(B, C)",
        "disjointProperties(p, q)",
      ])
  }

  /// What no rule uses is said, with its line; what is elsewhere is alignment and is not.
  @Test(arguments: [
    "<owl:complementOf rdf:resource=\"#B\"/>",
    "<owl:disjointUnionOf\(list)><owl:Class rdf:about=\"#B\"/></owl:disjointUnionOf>",
    "<rdfs:subClassOf><owl:Restriction><owl:onProperty rdf:resource=\"#p\"/>"
      + "<owl:maxCardinality>1</owl:maxCardinality></owl:Restriction></rdfs:subClassOf>",
    "<rdfs:subClassOf><owl:Restriction><owl:onProperty rdf:resource=\"#p\"/>"
      + "<owl:allValuesFrom rdf:resource=\"#B\"/></owl:Restriction></rdfs:subClassOf>",
    "<rdfs:subClassOf><owl:Restriction><owl:onProperty rdf:resource=\"#p\"/>"
      + "<owl:hasValue rdf:resource=\"#someone\"/></owl:Restriction></rdfs:subClassOf>",
    "<owl:hasKey\(list)><rdf:Description rdf:about=\"#nothing\"/></owl:hasKey>",
  ]) func unusedAxiomsAreReported(_ written: String) throws {
    let loaded = try load(nodeClass(written))
    #expect(loaded.axioms == [])
    #expect(loaded.diagnostics.map(\.code) == ["ontology.axiom-not-used"])
    #expect(loaded.diagnostics.first?.severity == .warning)
    #expect(loaded.diagnostics.first?.place?.line == Self.lastLine)
  }

  @Test func alignmentIsNoAxiom() throws {
    let loaded = try load(
      nodeClass("<rdfs:subClassOf rdf:resource=\"https://schema.org/Thing\"/>")
        + relation(
          "<rdfs:subPropertyOf rdf:resource=\"https://schema.org/about\"/>"
            + "<rdfs:seeAlso rdf:resource=\"https://schema.org/about\"/>"
            + "<rdf:type rdf:resource=\"&owl;SymmetricProperty\"/>"))
    #expect(loaded.axioms.map(\.description) == ["symmetric(p)"])
    #expect(loaded.diagnostics == [])
  }

  @Test(arguments: [
    "<rdf:type rdf:resource=\"&owl;ReflexiveProperty\"/>",
    "<owl:propertyDisjointWith><owl:ObjectProperty><owl:inverseOf rdf:resource=\"#q\"/>"
      + "</owl:ObjectProperty></owl:propertyDisjointWith>",
  ]) func unusedAxiomsOfRelationsAreReported(_ written: String) throws {
    let loaded = try load(relation(written))
    #expect(loaded.axioms == [])
    #expect(loaded.diagnostics.map(\.code) == ["ontology.axiom-not-used"])
  }

  /// OWL 2 DL, section 11: through inverses and sub-properties as well.
  @Test(arguments: ["#p", "#q", "#r"]) func compositeRelationsAreNotAsymmetric(_ bearer: String)
    throws
  {
    let loaded = try load(
      "<rdf:Description rdf:about=\"#p\"><rdf:type rdf:resource=\"&owl;TransitiveProperty\"/>"
        + "<owl:inverseOf rdf:resource=\"#q\"/><rdfs:subPropertyOf rdf:resource=\"#r\"/>"
        + "</rdf:Description><rdf:Description rdf:about=\"\(bearer)\">"
        + "<rdf:type rdf:resource=\"&owl;AsymmetricProperty\"/></rdf:Description>")
    #expect(!loaded.axioms.contains { $0.kind == .asymmetric })
    #expect(loaded.diagnostics.map(\.code) == ["ontology.not-simple"])
  }

  @Test func inferredRelationshipsMayBeKeptOutOfTheGraph() throws {
    let text = Self.head + relation("<docent:inference>asked</docent:inference>") + "</rdf:RDF>"
    try ProjectFiles.withTemporary(text) { path in
      let ontology = try #require(OntologyDocument.load(path: path).value)
      #expect(ontology.relation("p")?.inference == .asked)
      #expect(ontology.relation("q")?.inference == .listed)
    }
    let slip = text.replacing(">asked<", with: ">askd<")
    try ProjectFiles.withTemporary(slip) { path in
      let found = OntologyDocument.load(path: path).diagnostics.filter {
        $0.code == "ontology.unknown-inference"
      }
      #expect(found.first?.severity == .error && found.first?.hint?.contains("asked") == true)
    }
  }

  @Test func theCourseOntologyIsReasonedOver() throws {
    let loaded = OntologyDocument.load(path: ProjectFiles.path("Ontology/docent.owl"))
    let axioms = try #require(loaded.value).axioms.map(\.description)
    for axiom in [
      "transitive(broaderTransitive)", "subPropertyOf(broader, broaderTransitive)",
      "propertyChain(covers, covers, broaderTransitive)", "asymmetric(broader)",
      "propertyChain(hasStudied, completed, teaches)", "functional(instanceOf)",
      "disjointClasses(Course, Topic)", "inverseOf(teaches, taughtIn)",
      "subPropertyOf(directPrerequisite, mayRequire)", "transitive(mayRequire)",
    ] { #expect(axioms.contains(axiom), "\(axiom)") }
    #expect(!axioms.contains("transitive(broader)"))
    // Courses may name each other among alternatives, and corequisites do.
    #expect(!axioms.contains("asymmetric(directPrerequisite)"))
  }

  private static let head = """
    <?xml version="1.0"?>
    <!DOCTYPE rdf:RDF [<!ENTITY owl "http://www.w3.org/2002/07/owl#">]>
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:owl="http://www.w3.org/2002/07/owl#"
      xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns:docent="urn:docent:engine#" xml:base="urn:x">
      <owl:Ontology rdf:about="urn:x"/>
      <owl:Class rdf:about="#A"/><owl:Class rdf:about="#B"/><owl:Class rdf:about="#C"/>
      <owl:ObjectProperty rdf:about="#p"/><owl:ObjectProperty rdf:about="#q"/><owl:ObjectProperty rdf:about="#r"/>
      <owl:DatatypeProperty rdf:about="#v"/>

    """
  private static let lastLine = 9
}
