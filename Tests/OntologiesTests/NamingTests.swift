import Testing

@testable import Ontologies

@Suite struct NamingTests {
  @Test(arguments: [
    ("teaches", "TEACHES"), ("taughtBy", "TAUGHT_BY"), ("mustRequire", "MUST_REQUIRE"),
    ("hasRDFType", "HAS_RDF_TYPE"), ("RDF", "RDF"), ("part2Of", "PART2_OF"),
    ("has-genre", "HAS_GENRE"),
    ("already_snake", "ALREADY_SNAKE"), ("a", "A"), ("", ""),
  ])
  func queryTypesAreUpperSnakeCase(_ name: String, _ type: String) {
    #expect(upperSnakeCase(name) == type)
  }

  @Test(arguments: [
    ("urn:docent:ontology#Course", "Course"), ("https://schema.org/Course", "Course"),
    ("urn:docent:Course", "Course"), ("Course", "Course"), ("http://x.example/a#", ""),
  ])
  func localNamesFollowTheLastSeparator(_ iri: String, _ name: String) {
    #expect(localName(of: iri) == name)
  }

  @Test func slotsAreReadInOrder() {
    #expect(SentenceSlots.used(in: "{a} and {b}, {a").elementsEqual(["a", "b"]))
    #expect(SentenceSlots.used(in: "no slots }{").isEmpty)
  }
}
