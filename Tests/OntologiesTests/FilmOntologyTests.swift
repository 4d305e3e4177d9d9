import Diagnostics
import KnowledgeGraph
import Ontologies
import Testing

/// A second domain over the same engine.
@Suite struct FilmOntologyTests {
  @Test func loadsWithItsOwnNamesForTheSameRoles() throws {
    let loaded = OntologyDocument.load(
      path: ProjectFiles.path("Tests/Fixtures/films/films.owl"))
    let films = try #require(loaded.value)
    // Films have no prerequisites, credits or levels, and nothing asks that they do.
    #expect(loaded.diagnostics == [])
    #expect(films.nodeClass(role: .item)?.name == "Film")
    #expect(films.nodeClass(role: .learner)?.name == "Viewer")
    #expect(films.nodeClass(role: .provider)?.name == "Studio")
    #expect(films.relations(role: .completion).map(\.type) == ["WATCHED"])
    #expect(films.relations(role: .completion).map(\.activityAction) == ["completed"])
    #expect(films.relations(role: .interaction).map(\.type) == ["WATCHED", "GAVE_STARS_TO"])
    #expect(
      films.relations(role: .sharedAttribute).map(\.type)
        == ["HAS_GENRE", "DIRECTED_BY", "PRODUCED_BY"])
    #expect(films.relations(role: .directPrerequisite).isEmpty)
    #expect(films.property(role: .effort)?.name == "minutes")
  }
}
