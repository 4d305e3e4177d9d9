import CatalogFeed
import Diagnostics
import FoundationEssentials
import KnowledgeGraph
import Testing

/// Feeds of our own that follow the published schemas of CDM-fr and of learning object metadata, in
/// their present and their older form.
@Suite struct NationalDialectTests {
  private func reading(_ file: String, as dialect: String) throws -> Reading {
    let path = "\(packageRoot)/Tests/Fixtures/feeds/\(file)"
    let found = try library().detect(path: path)
    #expect(found.diagnostics.isEmpty)
    let mapping = try #require(found.value)
    #expect(mapping.name == dialect)
    let reading = try read(path: path, mapping: mapping, ontology: try ontology())
    #expect(reading.summary.unconsumed == [])
    return reading
  }

  private func relations(_ reading: Reading) -> Set<String> {
    Set(reading.relationships.map { "\($0.start.key) \($0.relation) \($0.end.key)" })
  }

  @Test func frenchCoursesOf2012() throws {
    let reading = try reading("cdm-2012.xml", as: "cdm-fr")
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.summary.records == 4)
    let course = try #require(reading.node("Course", "FRUAI0000001XCOALG2"))
    #expect(course.node.provider == nil)
    #expect(course.properties["title"] == .string("Algèbre 2"))
    #expect(course.properties["title_en"] == .string("Algebra 2"))
    #expect(course.properties["abstract"] == .string("Réduction des endomorphismes."))
    #expect(course.properties["description"] == .string("Valeurs propres.\nFormes quadratiques."))
    #expect(course.properties["objective"] == .string("Savoir diagonaliser."))
    #expect(course.properties["assessment"] == .string("Examen écrit"))
    #expect(course.properties["restrictions"] == .string("60"))
    #expect(course.properties["identifier"] == .string("ALG2"))
    #expect(course.properties["credits"] == .float(7.5))
    #expect(course.properties["hours"] == .float(150))
    #expect(course.properties["creditStatement"] == .string("7,5 crédits, 4 h/sem."))
    #expect(course.properties["level"] == .string("L"))
    #expect(course.properties["educationLevel"] == .string("bac+2"))
    #expect(course.properties["language"] == .string("fr"))
    #expect(course.properties["url"] == .string("http://www.example.org/alg2"))
    #expect(course.properties["note"] == .string("Livre de référence."))
    let requirements = reading.requirements.map {
      "\($0.course.key.suffix(4)) \($0.kind) \($0.text)"
    }
    #expect(
      requirements == [
        "ALG2 prerequisite Avoir validé Algèbre 1", "ALG2 exclusion Algèbre pour physiciens",
        "ALG2 recommended Analyse 1", "ALG1 prerequisite None",
      ])
    let term = try #require(reading.node("CourseInstance", "FRUAI0000001XCOALG2 S3"))
    #expect(term.properties["term"] == .string("Semestre 3"))
    #expect(term.properties["start"] == .string("2012-09-10"))
    #expect(term.properties["place"] == .string("Campus Nord"))
    #expect(term.properties["studyMode"] == .string("présentiel"))
    let programme = try #require(reading.node("Programme", "FRUAI0000001XPRLMATH"))
    #expect(programme.properties["title"] == .string("Licence de mathématiques"))
    #expect(programme.properties["duration"] == .string("P3Y"))
    #expect(programme.properties["restrictions"] == .string("Baccalauréat"))
    #expect(
      reading.node("Provider", "FRUAI0000001XOR")?.properties["title"]
        == .string("Université d'Exemple"))
    #expect(reading.node("Topic", "algèbre linéaire") != nil)
    let prefix = "FRUAI0000001X"
    #expect(
      relations(reading).isSuperset(of: [
        "\(prefix)COALG1 offeredBy \(prefix)OR", "\(prefix)COALG1 partOf \(prefix)PRLMATH",
        "\(prefix)COALG2 partOf \(prefix)PRLMATH", "\(prefix)COALG2 teaches matrices",
        "\(prefix)COALG2 S3 instanceOf \(prefix)COALG2",
      ]))
  }

  @Test func frenchCoursesOf2011() throws {
    let reading = try reading("cdm-2011.xml", as: "cdm-fr")
    #expect(reading.diagnostics.isEmpty)
    let course = try #require(reading.node("Course", "CO2"))
    #expect(course.properties["title"] == .string("Chimie 2"))
    #expect(course.properties["description"] == .string("Orbitales."))
    #expect(reading.requirements.map(\.text) == ["Chimie 1"])
    #expect(
      relations(reading) == [
        "CO2 offeredBy OR1", "CO2 partOf PR1", "CO2 Automne instanceOf CO2",
      ])
  }

  @Test func learningObjects() throws {
    let reading = try reading("lom-ieee.xml", as: "ieee-lom")
    #expect(reading.diagnostics.isEmpty)
    let object = try #require(reading.node("Course", "calc-2"))
    #expect(
      object.properties == [
        "title": .string("Integrals"), "title_zh": .string("积分"),
        "description": .string("Areas under curves, and how to find them."),
        "identifier": .string("calc-2; http://www.example.org/calc-2"), "language": .string("en"),
        "url": .string("http://www.example.org/calc-2"), "hours": .float(2.5),
        "level": .string("medium"), "educationLevel": .string("higher education"),
        "targetGroup": .string("learner"), "restrictions": .string("CC BY"),
        "objective": .string("To integrate by parts."), "note": .string("is required by calc-3"),
      ])
    #expect(
      relations(reading) == [
        "calc-2 offeredBy lom", "calc-2 teaches integration", "calc-2 teaches calculus",
        "calc-2 teaches DDC:510", "calc-2 teaches DDC:515",
      ])
    let requirement = try #require(reading.requirements.first)
    #expect(reading.requirements.count == 1)
    #expect(
      requirement.requirement
        == .all([
          .all([.course(CourseRequirement("calc-1")), .course(CourseRequirement("algebra-1"))]),
          .opaque("School trigonometry"),
        ]))
    #expect(requirement.status == .partial)
  }

  @Test func learningResourcesOfIMS() throws {
    let reading = try reading("lom-ims.xml", as: "ieee-lom")
    #expect(reading.diagnostics.isEmpty)
    let object = try #require(reading.node("Course", "logic-2"))
    #expect(object.properties["title"] == .string("Predicate logic"))
    #expect(object.properties["description"] == .string("Quantifiers."))
    #expect(object.properties["hours"] == .float(0.75))
    #expect(object.properties["level"] == .string("difficult"))
    #expect(relations(reading) == ["logic-2 offeredBy lom", "logic-2 teaches logic"])
    let requirement = try #require(reading.requirements.first)
    #expect(
      requirement.requirement
        == .all([.course(CourseRequirement("logic-1")), .opaque("Set theory")]))
  }
}
