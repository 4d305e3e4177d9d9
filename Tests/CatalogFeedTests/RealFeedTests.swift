import CatalogFeed
import Diagnostics
import FoundationEssentials
import KnowledgeGraph
import Testing

/// What is in the real feeds, counted apart from this code.
struct RealFeed: Sendable {
  var file: String
  var dialect: String
  var records: Int
  var nodes: [String: Int]
  var requirementTexts: Int

  static let all = [
    RealFeed(
      file: "ubc-okanagan/courses.xml", dialect: "ubc-okanagan", records: 1191,
      nodes: ["Course": 1191, "Topic": 26, "Provider": 1], requirementTexts: 1191 + 83 + 79),
    RealFeed(
      file: "uw-repository/reed.xml", dialect: "reed", records: 703,
      nodes: [
        "Course": 351, "CourseInstance": 703, "Topic": 31, "Provider": 1, "Instructor": 193,
      ], requirementTexts: 0),
    RealFeed(
      file: "uw-repository/uwm.xml", dialect: "uwm", records: 2112,
      nodes: [
        "Course": 2112, "CourseInstance": 4575, "Topic": 96, "Provider": 1, "Instructor": 1461,
      ], requirementTexts: 2096),
    RealFeed(
      file: "xcri-cap/open-university-ou-conversion.xml", dialect: "xcri-cap", records: 966,
      nodes: ["Course": 965, "CourseInstance": 1034, "Provider": 1, "Topic": 664],
      requirementTexts: 608),
    RealFeed(
      file: "xcri-cap/open-university-ou-example.xml", dialect: "xcri-cap", records: 3,
      nodes: ["Course": 2, "CourseInstance": 4, "Provider": 1, "Topic": 4], requirementTexts: 1),
    RealFeed(
      file: "xcri-cap/lincoln-xcri.xml", dialect: "xcri-cap", records: 6,
      nodes: ["Course": 5, "CourseInstance": 5, "Provider": 1, "Topic": 4], requirementTexts: 0),
    RealFeed(
      file: "xcri-cap/wychwolf-moodle.xml", dialect: "xcri-cap", records: 2,
      nodes: ["Course": 1, "CourseInstance": 1, "Provider": 1, "Topic": 1], requirementTexts: 1),
  ]
}

@Suite(.enabled(if: hasRealFeeds, "the real feeds are not here"))
struct RealFeedTests {
  private func reading(_ feed: RealFeed) throws -> Reading {
    let path = realFeeds + "/" + feed.file
    let found = try library().detect(path: path)
    #expect(found.diagnostics.isEmpty)
    let mapping = try #require(found.value)
    #expect(mapping.name == feed.dialect)
    return try read(path: path, mapping: mapping, ontology: try ontology())
  }

  @Test(arguments: RealFeed.all)
  func countsAndCoverage(feed: RealFeed) throws {
    let reading = try reading(feed)
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.summary.records == feed.records)
    let references = Set(reading.nodes.map(\.node))
    let counts = Dictionary(grouping: references, by: \.nodeClass).mapValues(\.count)
    #expect(counts == feed.nodes)
    #expect(reading.requirements.count == feed.requirementTexts)
    #expect(reading.summary.unconsumed.isEmpty)
    #expect(reading.records.allSatisfy { $0.raw.hasPrefix("<") && $0.raw.hasSuffix(">") })
    #expect(reading.records.allSatisfy { $0.place.line > 1 && $0.place.column > 0 })
    // Both ends of every relationship are stated.
    for relationship in reading.relationships {
      #expect(references.contains(relationship.start) && references.contains(relationship.end))
    }
  }

  @Test func aCourseOfEach() throws {
    let schedule = try reading(RealFeed.all[2])
    let course = try #require(schedule.node("Course", "216-782"))
    #expect(course.properties["title"] == .string("OPERATIONS MODELING AND SIMULATION"))
    #expect(course.properties["credits"] == .float(2))
    #expect(course.properties["level"] == .string("graduate"))
    let requirement = schedule.requirements.first { $0.course.key == "216-782" }
    #expect(requirement?.text == "GRAD ST; BUS ADM 780(P)")
    let open = try reading(RealFeed.all[3])
    let voices = try #require(open.node("Course", "A150"))
    #expect(voices.node.provider == "open.ac.uk")
    #expect(voices.properties["credits"] == .float(30))
    #expect(voices.properties["level"] == .string("Undergraduate"))
    #expect(
      voices.properties["creditStatement"]
        == .string("The Open University, level 1: 30; SCQF, level 7: 30"))
    #expect(open.node("Topic", "JACS3:Q300")?.node.provider == nil)
    let instance = try #require(open.node("CourseInstance", "A1502012K"))
    #expect(instance.properties["title"] == .string("Voices and texts"))
    #expect(instance.properties["start"] == .string("2012-11-03"))
    let degrees = try reading(RealFeed.all[5])
    #expect(degrees.node("Course", "G403")?.properties["title"] == .string("Computer Science"))
    #expect(degrees.node("Provider", "lincoln.ac.uk")?.properties["latitude"] == .float(53.228582))
  }

  @Test func anExternalDTDIsNotMissed() throws {
    let reading = try reading(RealFeed.all[1])
    let course = try #require(reading.node("Course", "ANTH 211"))
    #expect(course.properties["title"] == .string("Introduction to Anthropology"))
    #expect(course.place == FeedPlace(line: 4, column: 1))
  }
}
