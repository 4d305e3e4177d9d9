import Diagnostics
import KnowledgeGraph
import Testing

@testable import ActivityFeed

@Suite("xAPI statements")
struct XAPITests {
  static let ontology = Ontology(
    iri: "urn:test",
    classes: [OntologyClass(name: "Course", iri: "urn:c", roles: [.item])],
    relations: ["viewed", "enrolled", "watched", "completed", "answered"].map {
      OntologyRelation(
        name: $0, type: $0.uppercased(), iri: "urn:\($0)", range: "Course", activityAction: $0)
    })

  private func read(
    _ lines: String...
  ) throws -> (rows: [ActivityRow], result: Diagnosed<ActivityReading>) {
    var rows: [ActivityRow] = []
    let result = try ActivityFileReader(ontology: Self.ontology).read(
      bytes: Array(lines.joined(separator: "\n").utf8), name: "statements.jsonl"
    ) { rows.append($0) }
    return (rows, result)
  }

  private static func statement(
    verb: String, object: String = "https://lms.example/courses/CS%20225", more: String = ""
  ) -> String {
    """
    {"actor":{"mbox":"mailto:l-1@example.org"},"verb":{"id":"\(verb)"},\
    "object":{"id":"\(object)"},"timestamp":"2026-02-01T10:30:00Z"\(more)}
    """
  }

  @Test(
    "Each verb is an action of the ontology",
    arguments: [
      ("experienced", "viewed"), ("registered", "enrolled"), ("completed", "completed"),
      ("passed", "completed"), ("failed", "answered"), ("answered", "answered"),
      ("progressed", "watched"),
    ])
  func verbs(verb: String, action: String) throws {
    let (rows, result) = try read(
      Self.statement(verb: "http://adlnet.gov/expapi/verbs/\(verb)"))
    #expect(result.diagnostics.isEmpty)
    let row = try #require(rows.first)
    #expect(row.action == action)
    #expect(row.learner == "l-1@example.org")
    #expect(row.item == "https://lms.example/courses/CS%20225")
    #expect(row.otherItems == ["CS 225", "courses"])
    #expect(row.timestamp == 1_769_941_800)
    #expect(row.line == 1)
  }

  @Test(
    "Scores are scaled, success is 1, a failure without a score 0",
    arguments: [
      ("answered", #","result":{"score":{"scaled":0.8}}"#, 0.8),
      ("answered", #","result":{"score":{"raw":7,"min":2,"max":12}}"#, 0.5),
      ("answered", #","result":{"score":{"raw":3,"max":4}}"#, 0.75),
      ("answered", #","result":{"success":true}"#, 1), ("failed", "", 0),
      ("failed", #","result":{"score":{"scaled":0.3}}"#, 0.3), ("answered", "", nil),
      ("completed", #","result":{"success":true}"#, nil),
    ] as [(String, String, Double?)])
  func scores(verb: String, more: String, expected: Double?) throws {
    let (rows, _) = try read(
      Self.statement(verb: "http://adlnet.gov/expapi/verbs/\(verb)", more: more))
    #expect(rows.map(\.value) == [expected])
  }

  @Test("What was watched is the union of the played segments, else the progress")
  func video() throws {
    let video = "https://w3id.org/xapi/video/"
    let segments = """
      ,"result":{"extensions":{"\(video)extensions/played-segments":"0[.]30[,]20[.]50[,]90[.]100",\
      "\(video)extensions/progress":0.9}},\
      "context":{"extensions":{"\(video)extensions/length":120}}
      """
    let progress =
      #","result":{"extensions":{"https://w3id.org/xapi/video/extensions/progress":0.25}}"#
    let (rows, result) = try read(
      Self.statement(verb: video + "verbs/paused", more: segments),
      Self.statement(verb: video + "verbs/seeked", more: progress),
      Self.statement(verb: video + "verbs/played"),
      Self.statement(verb: video + "verbs/interacted"))
    #expect(rows.map(\.action) == ["watched", "watched"])
    #expect(rows.map(\.value) == [0.5, 0.25])
    #expect(result.diagnostics.map(\.code) == ["activity.passed-over"])
    #expect(result.diagnostics[0].severity == .note)
  }

  @Test("A part of a course brings the course of its context along")
  func context() throws {
    let parent =
      #","context":{"contextActivities":{"parent":{"id":"urn:course:CS225"},"grouping":[{"id":"https://x.example/p/"}]}}"#
    let (rows, _) = try read(
      Self.statement(
        verb: "http://adlnet.gov/expapi/verbs/answered", object: "https://x.example/q/7",
        more: parent))
    #expect(rows[0].item == "https://x.example/q/7")
    #expect(rows[0].otherItems == ["7", "q", "urn:course:CS225", "https://x.example/p/", "p"])
  }

  @Test("An account's name is the learner; an actor without identifier is reported")
  func actors() throws {
    let account =
      #"{"actor":{"account":{"homePage":"https://x.example","name":"L-7"}},"verb":{"id":"http://adlnet.gov/expapi/verbs/completed"},"object":{"id":"CS 225"}}"#
    let nobody =
      #"{"actor":{"name":"Somebody"},"verb":{"id":"http://adlnet.gov/expapi/verbs/completed"},"object":{"id":"CS 225"}}"#
    let (rows, result) = try read(account, nobody)
    #expect(rows.map(\.learner) == ["L-7"])
    #expect(rows[0].timestamp == nil)
    #expect(result.diagnostics.map(\.code) == ["activity.missing-value"])
    #expect(result.diagnostics[0].place?.line == 2)
  }

  @Test(
    "A line that is no statement is reported with its place and the rest is read",
    arguments: ["{", "{}", "[1]", "null", "{\"actor\":3}", "{\"actor\":{},\"verb\":{}}"])
  func brokenLines(line: String) throws {
    let good = Self.statement(verb: "http://adlnet.gov/expapi/verbs/completed")
    let (rows, result) = try read(good, line, "", good)
    #expect(rows.map(\.line) == [1, 4])
    #expect(result.value.rejected == 1)
    #expect(result.diagnostics.map(\.code) == ["activity.bad-statement"])
    #expect(result.diagnostics[0].place?.line == 2)
  }

  @Test("A file that never ends its line is refused")
  func endlessLine() throws {
    let (_, result) = try read("{\"actor\":\"" + String(repeating: "x", count: 3 << 20))
    #expect(result.diagnostics.map(\.code) == ["activity.line-too-long"])
  }

  @Test(
    "Played segments count what was played at least once",
    arguments: [
      ("0[.]10", 10), ("0[.]10[,]0[.]10", 10), ("5[.]10[,]0[.]6", 10), ("10[.]0", 10), ("", 0),
      ("0[.]1[,]2[.]3[,]0[.]5", 5), ("0.5[.]1.5", 1),
    ] as [(String, Double)])
  func segments(text: String, seconds: Double) throws {
    #expect(try #require(PlayedSegments(text)).seconds == seconds)
  }

  @Test(
    "Broken segments are none", arguments: ["x", "1", "1[.]", "1[.]2[.]3", "-1[.]2", "nan[.]1"])
  func brokenSegments(text: String) {
    #expect(PlayedSegments(text) == nil)
  }
}
