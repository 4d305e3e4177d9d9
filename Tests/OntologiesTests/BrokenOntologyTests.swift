import Diagnostics
import KnowledgeGraph
import Ontologies
import Testing

/// One fault at a time is put into an ontology that has none.
@Suite struct BrokenOntologyTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var code: String
    var severity: Diagnostic.Severity = .error
    /// What is replaced, and by what.
    var sound: String
    var broken: String
    /// The 1-based line in `music` that the diagnostic has to name; nil when it concerns none.
    var line: Int?
    var hint: String?
    var testDescription: String { code + ": " + broken }
  }

  static let faults: [Fault] = [
    Fault(
      code: "ontology.unknown-role", sound: "<docent:role>item<", broken: "<docent:role>itme<",
      line: 9, hint: "item"),
    Fault(
      code: "ontology.missing-role", sound: "<docent:role>item<", broken: "<docent:role>itme<",
      line: nil),
    Fault(
      code: "ontology.unknown-role", sound: "<docent:role>masking<",
      broken: "<docent:role>maskign<", line: 24, hint: "masking"),
    Fault(
      code: "ontology.missing-label", severity: .warning,
      sound: "<rdfs:label>Song</rdfs:label>", broken: "", line: 7),
    Fault(
      code: "ontology.undeclared", sound: "range rdf:resource=\"#Song\"",
      broken: "range rdf:resource=\"#Sogn\"", line: 28, hint: "Song"),
    Fault(
      code: "ontology.undeclared", sound: "domain rdf:resource=\"#Listener\"",
      broken: "domain rdf:resource=\"http://elsewhere.example/Listener\"", line: 27,
      hint: "Listener"),
    Fault(
      code: "ontology.duplicate-role", sound: "<!-- second role -->",
      broken: "<docent:role>item</docent:role>", line: 13),
    Fault(
      code: "ontology.duplicate-name", sound: "rdf:about=\"#Listener\">",
      broken: "rdf:about=\"urn:music/Song\">", line: 11),
    Fault(
      code: "ontology.duplicate-action", sound: "<!-- second action -->",
      broken: "<docent:activityAction>completed</docent:activityAction>", line: 34),
    Fault(
      code: "ontology.unknown-action", severity: .warning, sound: ">completed<",
      broken: ">complete<", line: 26, hint: "completed"),
    Fault(
      code: "ontology.role-mismatch", sound: "range rdf:resource=\"#Song\"",
      broken: "range rdf:resource=\"#Listener\"", line: 19),
    Fault(
      code: "ontology.unknown-slot", severity: .warning, sound: "{end}.", broken: "{edn}.",
      line: 21, hint: "end"),
    Fault(
      code: "ontology.unknown-term", severity: .warning, sound: "&owl;Symmetric",
      broken: "&owl;Symetric", line: 33, hint: "SymmetricProperty"),
    Fault(
      code: "ontology.unknown-term", severity: .warning, sound: "<docent:sentence>{start} heard",
      broken: "<docent:sentense/><docent:sentence>{start} heard", line: 21, hint: "sentence"),
    Fault(
      code: "ontology.unknown-datatype", severity: .warning, sound: "&xsd;decimal",
      broken: "&xsd;decimle", line: 39, hint: "decimal"),
    Fault(
      code: "ontology.bad-chain", sound: "<!-- chain -->",
      broken: "<owl:propertyChainAxiom rdf:resource=\"#heard\"/>", line: 35),
    Fault(
      code: "ontology.no-base", sound: "xml:base=\"urn:music\"", broken: "", line: 7),
    Fault(code: "ontology.no-iri", sound: "owl:Ontology", broken: "owl:Class", line: nil),
    Fault(
      code: "ontology.no-terms", sound: "Ontology rdf:about=\"urn:music\"",
      broken: "Ontology rdf:about=\"urn:musik\"", line: nil),
    Fault(
      code: "ontology.several-classes", severity: .warning, sound: "<!-- second range -->",
      broken: "<rdfs:range rdf:resource=\"#Listener\"/>", line: 29),
    Fault(code: "ontology.not-rdf", sound: "rdf:RDF", broken: "rdf:Rdf", line: 4),
    Fault(code: "xml.not-well-formed", sound: "</owl:Class>", broken: "</owl:class>", line: 10),
  ]

  @Test func theSoundOntologyHasNoFaultButItsMissingSentences() throws {
    let loaded = try load(Self.music)
    #expect(
      Set(loaded.diagnostics.map(\.code))
        == ["ontology.missing-sentence", "ontology.axiom-not-used"])
    #expect(!loaded.hasErrors)
    let heard = try #require(loaded.value?.relation("heard"))
    #expect(heard.type == "LISTENED_TO" && heard.labels == ["en": "heard"])
    #expect(loaded.value?.properties.map(\.datatype) == [.float])
  }

  @Test(arguments: faults) func isDiagnosed(_ fault: Fault) throws {
    let text = Self.music.replacing(fault.sound, with: fault.broken)
    #expect(text != Self.music)
    let found = try load(text).diagnostics.filter {
      $0.code == fault.code && $0.place?.line == fault.line
    }
    let diagnostic = try #require(found.first)
    #expect(diagnostic.severity == fault.severity)
    if let hint = fault.hint { #expect(diagnostic.hint?.contains(hint) == true) }
  }

  @Test func sentencesNotInTheOntologyAreNamed() throws {
    let messages = try load(Self.music).diagnostics.map(\.message)
    #expect(messages.contains { $0.contains("plan.goal") })
    #expect(messages.contains { $0.contains("shared.SIMILAR_TO") })
  }

  /// Cut anywhere, the document is refused with a place, and nothing worse happens.
  @Test func truncatedDocumentsAreRefused() throws {
    for length in stride(from: 0, to: Self.music.utf8.count - 10, by: 37) {
      let loaded = try load(String(decoding: Self.music.utf8.prefix(length), as: UTF8.self))
      #expect(loaded.value == nil)
      #expect(loaded.diagnostics.map(\.code) == ["xml.not-well-formed"])
    }
  }

  /// A slip that leaves the document well formed is survived, and not in silence.
  @Test func everyReplacedNameIsNoticed() throws {
    let sound = try load(Self.music)
    let names = ["about", "resource", "ID", "label", "Class", "ObjectProperty", "role", "type"]
    for (index, name) in names.enumerated() {
      let other = names[(index + 3) % names.count]
      let text = Self.music.replacing(name, with: other)
      let codes = try load(text).diagnostics.map(\.code)
      #expect(codes != sound.diagnostics.map(\.code), "\(name) → \(other)")
    }
  }

  private func load(_ text: String) throws -> Diagnosed<Ontology?> {
    try ProjectFiles.withTemporary(text) { OntologyDocument.load(path: $0) }
  }

  static let music = """
    <?xml version="1.0"?>
    <!DOCTYPE rdf:RDF [<!ENTITY owl "http://www.w3.org/2002/07/owl#"> <!ENTITY xsd "http://www.w3.org/2001/XMLSchema#">]>
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:owl="http://www.w3.org/2002/07/owl#"
      xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns:docent="urn:docent:engine#" xml:base="urn:music">
      <owl:Ontology rdf:about="urn:music"/>

      <owl:Class rdf:ID="Song">
        <rdfs:label>Song</rdfs:label>
        <docent:role>item</docent:role>
      </owl:Class>
      <owl:Class rdf:about="#Listener">
        <rdfs:label>Listener</rdfs:label>
        <!-- second role -->
        <docent:role>learner</docent:role>
        <rdfs:subClassOf><owl:Restriction>
            <owl:onProperty rdf:resource="#heard"/>
        </owl:Restriction></rdfs:subClassOf>
      </owl:Class>
      <owl:ObjectProperty rdf:about="#heard">
        <rdfs:label>heard</rdfs:label>
        <docent:sentence>{start} heard {end}.</docent:sentence>
        <docent:type>LISTENED_TO</docent:type>
        <docent:role>interaction</docent:role>
        <docent:role>masking</docent:role>
        <docent:role>completion</docent:role>
        <docent:activityAction>completed</docent:activityAction>
        <rdfs:domain rdf:resource="#Listener"/>
        <rdfs:range rdf:resource="#Song"/>
        <!-- second range -->
      </owl:ObjectProperty>
      <rdf:Description rdf:about="#similarTo">
        <rdfs:label>similar to</rdfs:label>
        <rdf:type rdf:resource="http://www.w3.org/2002/07/owl#ObjectProperty"/><rdf:type rdf:resource="&owl;SymmetricProperty"/>
        <!-- second action -->
        <!-- chain -->
        <docent:role>sharedAttribute</docent:role><docent:sentence>{start} is like {end}</docent:sentence>
      </rdf:Description>
      <owl:DatatypeProperty rdf:about="#minutes"><rdfs:label>minutes</rdfs:label>
        <rdfs:range rdf:resource="&xsd;decimal"/>
      </owl:DatatypeProperty>
    </rdf:RDF>
    """
}
