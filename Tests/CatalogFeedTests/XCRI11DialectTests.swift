import CatalogFeed
import Diagnostics
import KnowledgeGraph
import Testing

/// XCRI-CAP 1.1, by a small feed that follows its schema.
@Suite struct XCRI11DialectTests {
  static let feed = """
    <catalog xmlns="http://xcri.org/profiles/catalog" generated="2010-01-02T03:04:05Z"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xmlns:t="http://xcri.org/profiles/catalog/terms">
      <provider>
        <identifier>http://www.example.ac.uk/</identifier>
        <title>Example College</title><url>http://www.example.ac.uk/</url>
        <street>1 High Street</street><town>Example</town><postcode>EX1 1EX</postcode>
        <course>
          <identifier>http://www.example.ac.uk/courses/?id=PHO1</identifier>
          <identifier>PHO1</identifier>
          <title xml:lang="en">Photography</title><title xml:lang="cy">Ffotograffiaeth</title>
          <subject>Photography</subject>
          <description>Light and film.</description>
          <description xsi:type="t:aim">To see.</description>
          <url>http://www.example.ac.uk/courses/pho1</url>
          <qualification><title>Certificate</title><level>2</level>
            <awardedBy>Example Board</awardedBy></qualification>
          <credit><scheme>CATS</scheme><level>4</level><value>20</value></credit>
          <presentation>
            <identifier>PHO1-A</identifier>
            <start>2010-09-01</start><end>2011-06-30</end><duration>3 terms</duration>
            <studyMode>Part Time</studyMode><attendancePattern>Evening</attendancePattern>
            <languageOfInstruction>EN</languageOfInstruction>
            <venue><title>Annexe</title><town>Example</town><phone>1</phone></venue>
            <placesAvailable>3</placesAvailable><cost>100 pounds</cost>
            <entryRequirements><description>A camera.</description></entryRequirements>
            <applyTo>office</applyTo><enquireTo>desk</enquireTo>
          </presentation>
        </course>
        <course recstatus="2">
          <identifier>PHO2</identifier><title>Darkroom</title>
          <presentation><start>2010-09-01</start>
            <entryRequirements><description>PHO1</description></entryRequirements></presentation>
          <presentation><start>2011-01-10</start>
            <entryRequirements><description>None</description></entryRequirements></presentation>
        </course>
      </provider>
    </catalog>
    """

  private func reading(_ feed: String) throws -> Reading {
    let folder = try TemporaryFolder()
    let path = try folder.write("feed.xml", feed)
    let found = try library().detect(path: path)
    #expect(found.value?.name == "xcri-cap-1.1")
    return try read(path: path, mapping: try #require(found.value), ontology: try ontology())
  }

  @Test func coursesAndPresentations() throws {
    let reading = try reading(Self.feed)
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.summary.records == 3)
    #expect(reading.summary.unconsumed.isEmpty)
    let course = try #require(reading.node("Course", "PHO1"))
    #expect(course.node.provider == "example.ac.uk")
    #expect(course.properties["title"] == .string("Photography"))
    #expect(course.properties["title_cy"] == .string("Ffotograffiaeth"))
    #expect(course.properties["description"] == .string("Light and film."))
    #expect(course.properties["objective"] == .string("To see."))
    #expect(course.properties["credits"] == .float(20))
    #expect(course.properties["creditStatement"] == .string("CATS, level 4: 20"))
    #expect(course.properties["language"] == .string("en"))
    let instance = try #require(reading.node("CourseInstance", "PHO1-A"))
    #expect(instance.properties["title"] == .string("Photography"))
    #expect(instance.properties["place"] == .string("Annexe Example"))
    #expect(instance.properties["note"] == .string("A camera."))
    #expect(reading.node("Provider", "example.ac.uk")?.properties["town"] == .string("Example"))
  }

  /// With two presentations nobody says whose entry requirement is the course's.
  @Test func requirementsOfPresentationsAreNotTheCourses() throws {
    let reading = try reading(Self.feed)
    #expect(reading.requirements.map(\.course.key) == ["PHO1"])
    #expect(reading.requirements.map(\.text) == ["A camera."])
    #expect(
      reading.node("CourseInstance", "PHO2 2010-09-01")?.properties["note"] == .string("PHO1"))
  }

  @Test func readTwiceWithoutChange() throws {
    let first = try reading(Self.feed)
    let second = try reading(Self.feed)
    #expect(first.facts == second.facts)
    #expect(first.records.map(\.raw) == second.records.map(\.raw))
  }

  @Test func deletedCoursesAreLeftOutAndReported() throws {
    let deleted = Self.feed.replacing("recstatus=\"2\"", with: "recstatus=\"3\"")
    let reading = try reading(deleted)
    #expect(reading.node("Course", "PHO2") == nil)
    #expect(reading.node("CourseInstance", "PHO2 2010-09-01") == nil)
    #expect(reading.diagnostics.map(\.code) == ["feed.missing-key"])
  }
}
