import CatalogFeed
import Diagnostics
import FoundationEssentials
import KnowledgeGraph
import Testing

/// Real feeds in further dialects; the figures were counted apart from this code.
private struct DialectSample: Sendable, CustomTestStringConvertible {
  var file: String
  var dialect: String
  var records: Int
  var nodes: [String: Int]
  var consumed: Int
  var ignored: Int
  var requirements: [RequirementFact.Kind: Int] = [:]
  var testDescription: String { file }

  private static let explorer = "uiuc-cisapi/schedule/2018/spring/"

  static let all = [
    DialectSample(
      file: "northeastern-cs/courses.xml", dialect: "northeastern-cs", records: 172,
      nodes: ["Course": 172, "Topic": 1, "Provider": 1], consumed: 172 * 3 + 157 + 20,
      ignored: 172, requirements: [.prerequisite: 70, .corequisite: 20]),
    DialectSample(
      file: "stanford-dbclass/courses-noID.xml", dialect: "stanford-dbclass", records: 13,
      nodes: ["Course": 13, "Topic": 3, "Provider": 1, "Instructor": 13], consumed: 94,
      ignored: 18, requirements: [.prerequisite: 8]),
    DialectSample(
      file: explorer + "ECE/110.xml", dialect: "uiuc-course", records: 1,
      nodes: ["Course": 1, "Topic": 1, "Provider": 1, "CourseInstance": 39], consumed: 126,
      ignored: 6),
    DialectSample(
      file: explorer + "ECE/199.xml", dialect: "uiuc-course", records: 1,
      nodes: ["Course": 1, "Topic": 1, "Provider": 1, "CourseInstance": 2], consumed: 16,
      ignored: 6),
    DialectSample(
      file: explorer + "ECE/391.xml", dialect: "uiuc-course", records: 1,
      nodes: ["Course": 1, "Topic": 1, "Provider": 1, "CourseInstance": 8], consumed: 34,
      ignored: 6, requirements: [.prerequisite: 1]),
    DialectSample(
      file: explorer + "MACS/100/63464.xml", dialect: "uiuc-section", records: 1,
      nodes: ["Course": 1, "Topic": 1, "Provider": 1, "CourseInstance": 1, "Instructor": 1],
      consumed: 25, ignored: 18),
  ]

  static func named(_ suffix: String) throws -> DialectSample {
    try #require(all.first { $0.file.hasSuffix(suffix) })
  }

  var isPresent: Bool { FileManager.default.fileExists(atPath: realFeeds + "/" + file) }
}

@Suite(.enabled(if: hasRealFeeds, "the real feeds are not here"))
struct RealDialectTests {
  private func reading(_ sample: DialectSample) throws -> Reading {
    let path = realFeeds + "/" + sample.file
    let found = try library().detect(path: path)
    #expect(found.diagnostics.isEmpty)
    let mapping = try #require(found.value)
    #expect(mapping.name == sample.dialect)
    return try read(path: path, mapping: mapping, ontology: try ontology())
  }

  @Test(arguments: DialectSample.all.filter(\.isPresent))
  fileprivate func countsAndCoverage(sample: DialectSample) throws {
    let reading = try reading(sample)
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.summary.records == sample.records)
    let references = Set(reading.nodes.map(\.node))
    #expect(Dictionary(grouping: references, by: \.nodeClass).mapValues(\.count) == sample.nodes)
    #expect(
      Dictionary(grouping: reading.requirements, by: \.kind).mapValues(\.count)
        == sample.requirements)
    #expect(reading.summary.unconsumed.isEmpty)
    #expect(reading.summary.consumed == sample.consumed)
    #expect(reading.summary.ignored.map(\.count).reduce(0, +) == sample.ignored)
    for relationship in reading.relationships {
      #expect(references.contains(relationship.start) && references.contains(relationship.end))
    }
  }

  @Test(arguments: DialectSample.all.filter(\.isPresent))
  fileprivate func readTwiceWithoutChange(sample: DialectSample) throws {
    let first = try reading(sample)
    let second = try reading(sample)
    #expect(first.facts == second.facts)
    #expect(first.records.map(\.raw) == second.records.map(\.raw))
    #expect(first.summary.contentHash == second.summary.contentHash)
  }

  @Test func flatListsAreNotGuessed() throws {
    let reading = try reading(try .named("northeastern-cs/courses.xml"))
    let course = try #require(reading.node("Course", "CS 2510"))
    #expect(course.properties["title"] == .string("Fundamentals of Computer Science 2"))
    guard case .string(let description) = course.properties["description"] else {
      Issue.record("no description")
      return
    }
    #expect(description.hasPrefix("Continues CS\u{A0}2500. Examines object-oriented programming"))
    let prerequisites = reading.requirements.filter { $0.kind == .prerequisite }
    // 22 lists have one entry, and 3 of two repeat a single one.
    #expect(prerequisites.count { $0.status == .exact } == 22 + 3)
    #expect(prerequisites.count { $0.status == .partial } == 70 - 22 - 3)
    for fact in prerequisites where fact.status == .exact {
      guard case .course = fact.requirement else {
        Issue.record("\(fact.course.key) claims more than one course")
        continue
      }
    }
    let several = try #require(prerequisites.first { $0.course.key == "CS 1210" })
    let listed = ["CS 2510", "DS 2500"].map { Requirement.course(CourseRequirement($0)) }
    #expect(
      several.requirement == .all([.any(listed), .opaque("CS\u{A0}2510, DS\u{A0}2500")]))
    let together = try #require(
      reading.requirements.first { $0.kind == .corequisite && $0.course.key == "CS 1100" })
    #expect(together.requirement == .corequisite(.course(CourseRequirement("CS 1101"))))
  }

  @Test func departmentsWithADocumentType() throws {
    let reading = try reading(try .named("courses-noID.xml"))
    let course = try #require(reading.node("Course", "CS106A"))
    #expect(course.properties["title"] == .string("Programming Methodology"))
    #expect(reading.node("Instructor", "Jerry R. Cain") != nil)
    #expect(reading.node("Topic", "EE")?.properties["title"] == .string("Electrical Engineering"))
    let statuses = reading.requirements.map { "\($0.course.key) \($0.status.rawValue)" }
    #expect(
      statuses == [
        "CS106B exact", "CS107 exact", "CS109 exact", "CS124 partial", "CS143 exact",
        "CS145 exact", "EE108B partial", "LING180 partial",
      ])
  }

  @Test func oneCourseOfAnExplorer() throws {
    let reading = try reading(try .named("391.xml"))
    let course = try #require(reading.node("Course", "ECE 391"))
    #expect(course.properties["title"] == .string("Computer Systems Engineering"))
    #expect(course.properties["credits"] == .float(4))
    #expect(course.properties["maximumCredits"] == nil)
    #expect(reading.requirements.map(\.text) == ["ECE 220 or CS 233."])
    #expect(
      reading.node("CourseInstance", "ECE 391 AL Spring 2018")?.properties["identifier"]
        == .string("45210"))
    let range = try self.reading(try .named("110.xml")).node("Course", "ECE 110")
    #expect(range?.properties["credits"] == .float(1))
    #expect(range?.properties["maximumCredits"] == .float(3))
  }

  @Test func aSectionFindsItsCourse() throws {
    let reading = try reading(try .named("63464.xml"))
    let section = try #require(reading.node("CourseInstance", "MACS 100 AL1 Spring 2018"))
    #expect(section.properties["days"] == .string("T; MW"))
    #expect(section.properties["start"] == .string("2018-01-16"))
    #expect(section.properties["place"] == .string("Lincoln Hall THEAT"))
    #expect(reading.node("Course", "MACS 100") != nil)
  }

  @Test func inheritedSubjectsOfAnExplorer() throws {
    let path = realFeeds + "/" + (try DialectSample.named("391.xml")).file
    let mapping = try #require(try library().mapping(named: "uiuc-course"))
    let reading = try read(
      path: path, mapping: mapping, ontology: try ontology(), parser: ContextParser())
    #expect(reading.requirements.map(\.requirement) == [.standing("ECE| |ECE 220 or CS 233.")])
  }
}
