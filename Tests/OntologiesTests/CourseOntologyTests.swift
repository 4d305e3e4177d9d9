import Diagnostics
import KnowledgeGraph
import Ontologies
import Testing

/// The ontology that comes with the engine.
@Suite struct CourseOntologyTests {
  let diagnostics: [Diagnostic]
  let ontology: Ontology

  init() throws {
    let loaded = OntologyDocument.load(path: ProjectFiles.path("Ontology/docent.owl"))
    diagnostics = loaded.diagnostics
    ontology = try #require(loaded.value)
  }

  @Test func loadsWithoutDiagnostics() {
    #expect(diagnostics == [])
    #expect(ontology.iri == "urn:docent:ontology")
  }

  @Test func everyRoleIsAssigned() {
    for role in ClassRole.allCases { #expect(ontology.nodeClass(role: role) != nil, "\(role)") }
    for role in RelationRole.allCases {
      #expect(!ontology.relations(role: role).isEmpty, "\(role)")
    }
    for role in PropertyRole.allCases { #expect(ontology.property(role: role) != nil, "\(role)") }
  }

  @Test func interactionsHaveTheirRolesAndActions() {
    let roles: [String: Set<RelationRole>] = [
      "completed": [.interaction, .masking, .completion], "enrolled": [.interaction, .masking],
      "watched": [.interaction, .masking], "rated": [.interaction, .masking],
      "dropped": [.masking], "viewed": [], "answered": [],
    ]
    let found = ontology.relations.filter { $0.activityAction != nil }
    #expect(Set(found.map(\.name)) == Set(roles.keys))
    for relation in found {
      #expect(relation.activityAction == relation.name)
      #expect(relation.roles == roles[relation.name])
      #expect(relation.domain == "Learner")
    }
  }

  @Test func relationsHaveTheirCharacteristics() throws {
    let direct = try #require(ontology.relation("directPrerequisite"))
    #expect(direct.type == "DIRECT_PREREQUISITE" && !direct.isTransitive)
    #expect(direct.superRelations == ["mayRequire"])
    #expect(direct.inverse == "directPrerequisiteFor")
    let may = try #require(ontology.relation(type: "MAY_REQUIRE"))
    #expect(may.isTransitive && may.domain == "Course" && may.range == "Course")
    let must = try #require(ontology.relation("mustRequire"))
    #expect(must.isTransitive && must.superRelations == ["mayRequire"])
    #expect(ontology.relation("equivalentTo")?.isSymmetric == true)
    #expect(ontology.relation("broader")?.superRelations == ["broaderTransitive"])
  }

  /// `offers` states no ends of its own: they follow from its inverse.
  @Test func inversesSwapTheirEnds() throws {
    let offers = try #require(ontology.relation("offers"))
    #expect(offers.inverse == "offeredBy")
    #expect(offers.domain == "Provider" && offers.range == "Course")
  }

  @Test func chainsKeepTheirOrder() {
    #expect(ontology.relation("hasStudied")?.chains == [["completed", "teaches"]])
    #expect(ontology.relation("assumesTopic")?.chains == [["directPrerequisite", "teaches"]])
    #expect(ontology.relation("covers")?.chains == [["covers", "broaderTransitive"]])
  }

  @Test func propertiesHaveTheirDatatypes() {
    #expect(ontology.property(role: .effort)?.name == "hours")
    #expect(ontology.property(role: .effort)?.datatype == .float)
    #expect(ontology.property(role: .credits)?.datatype == .float)
    #expect(ontology.property(role: .title)?.domain == nil)
    #expect(ontology.property(role: .level)?.domain == "Course")
  }

  @Test(arguments: ["en", "zh"]) func everythingSpeaksBothLanguages(_ language: String) {
    for term in ontology.classes { #expect(term.labels[language] != nil, "\(term.name)") }
    for term in ontology.properties { #expect(term.labels[language] != nil, "\(term.name)") }
    for relation in ontology.relations {
      #expect(relation.labels[language] != nil, "\(relation.name)")
      let text = relation.sentence?.texts[language] ?? ""
      #expect(text.contains("{start}") && text.contains("{end}"), "\(relation.name)")
    }
    for (name, sentence) in ontology.sentences {
      #expect(sentence.texts[language] != nil, "\(name)")
    }
  }

  /// A translation that loses a slot would lose a fact.
  @Test func bothLanguagesFillTheSameSlots() {
    let slots = ["course", "because", "shared", "relation", "count", "missing", "rank", "rival"]
    let marks = slots.map { "{\($0)}" }
    for (name, sentence) in ontology.sentences {
      let english = marks.filter { sentence.texts["en"]?.contains($0) == true }
      let chinese = marks.filter { sentence.texts["zh"]?.contains($0) == true }
      #expect(english == chinese, "\(name)")
    }
  }

  @Test func sentencesAreFilledByName() {
    let shared = ontology.sentences["shared.TEACHES"]
    let slots = ["because": "Algebra", "shared": "groups"]
    #expect(shared?.filled(in: "en", slots) == "Like Algebra, it teaches groups.")
    #expect(shared?.filled(in: "zh", slots) == "与《Algebra》一样，它讲授“groups”。")
  }
}
