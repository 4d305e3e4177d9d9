import Diagnostics
import FoundationEssentials
import KnowledgeGraph
import Testing

@testable import ActivityFeed

@Suite struct ActivityFeedTests {
  static let ontology = Ontology(
    iri: "urn:test",
    classes: [
      OntologyClass(name: "Course", iri: "urn:c", roles: [.item]),
      OntologyClass(name: "Learner", iri: "urn:l", roles: [.learner]),
    ],
    relations: [
      OntologyRelation(
        name: "hasCompleted", type: "HAS_COMPLETED", iri: "urn:1", range: "Course",
        activityAction: "completed"),
      OntologyRelation(
        name: "rated", type: "RATED", iri: "urn:2", range: "Course", activityAction: "rated"),
      OntologyRelation(
        name: "answered", type: "ANSWERED", iri: "urn:3", activityAction: "answered"),
      OntologyRelation(name: "teaches", type: "TEACHES", iri: "urn:4"),
    ])

  private func withFile<Result>(
    _ bytes: [UInt8], _ body: (String) throws -> Result
  ) throws -> Result {
    let path = "/tmp/docent-activity-\(UInt64.random(in: 0 ... .max)).csv"
    #expect(FileManager.default.createFile(atPath: path, contents: Data(bytes)))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  private func read(_ text: String) throws -> (
    rows: [ActivityRow], result: Diagnosed<ActivityReading>
  ) {
    try read(Array(text.utf8))
  }

  private func read(
    _ bytes: [UInt8]
  ) throws -> (rows: [ActivityRow], result: Diagnosed<ActivityReading>) {
    try withFile(bytes) { path in
      var rows: [ActivityRow] = []
      let result = try ActivityFileReader(ontology: Self.ontology).read(path: path) {
        rows.append($0)
      }
      return (rows, result)
    }
  }

  @Test func columnsInAnyOrder() throws {
    let (rows, result) = try read(
      """
      \u{FEFF}Action, value ,learner,topic,timestamp,course\r
      completed,,L-1,,2026-02-01T10:30:00Z,CS 101\r
      \r
      Rated,4.5,L-2,,1700000000,"CS ""225"", part 1"\r
      answered,0.5,"L
      3",graphs,,
      """)
    #expect(result.diagnostics.isEmpty)
    #expect(
      rows == [
        ActivityRow(
          line: 2, learner: "L-1", item: "CS 101", action: "completed", relation: "hasCompleted",
          timestamp: 1_769_941_800),
        ActivityRow(
          line: 4, learner: "L-2", item: "CS \"225\", part 1", action: "rated",
          relation: "rated", timestamp: 1_700_000_000, value: 4.5),
        ActivityRow(
          line: 5, learner: "L\n3", item: nil, action: "answered", relation: "answered",
          value: 0.5, topic: "graphs"),
      ])
    #expect(result.value.rows == 3)
    #expect(result.value.rejected == 0)
    #expect(result.value.contentHash.count == 64)
  }

  @Test(
    arguments: [
      ("L-1,CS 1,complete,,", "activity.unknown-action", "did you mean completed?"),
      ("L-1,CS 1,teaches,,", "activity.unknown-action", nil),
      (",CS 1,completed,,", "activity.missing-value", nil),
      ("L-1,CS 1,,,", "activity.missing-value", nil),
      ("L-1,,completed,,", "activity.missing-value", nil),
      ("L-1,CS 1,completed", "activity.bad-row", nil),
      ("L-1,CS 1,completed,,,", "activity.bad-row", nil),
      ("L-1,CS 1,completed,yesterday,", "activity.bad-timestamp", nil),
      ("L-1,CS 1,completed,2026-02-30,", "activity.bad-timestamp", nil),
      ("L-1,CS 1,rated,,good", "activity.bad-value", nil),
      ("L-1,CS 1,rated,,nan", "activity.bad-value", nil),
    ] as [(String, String, String?)])
  func badRowsAreReportedAndSkipped(row: String, code: String, hint: String?) throws {
    let (rows, result) = try read(
      "learner,course,action,timestamp,value\nL-0,CS 1,completed,,\n\(row)\nL-9,CS 1,completed,,\n")
    #expect(rows.map(\.learner) == ["L-0", "L-9"])
    #expect(result.value.rejected == 1)
    #expect(!result.hasErrors)
    #expect(result.diagnostics.map(\.code) == [code])
    #expect(result.diagnostics.first?.place?.line == 3)
    if let hint { #expect(result.diagnostics.first?.hint == hint) }
  }

  @Test func aRowThatIsNotUTF8() throws {
    let bytes =
      Array("learner,course,action\nL-".utf8) + [0xE9]
      + Array(",CS 1,completed\nL-2,CS 1,completed\n".utf8)
    let (rows, result) = try read(bytes)
    #expect(rows.map(\.learner) == ["L-2"])
    #expect(result.diagnostics.map(\.code) == ["activity.mis-encoded"])
  }

  @Test(arguments: [
    ("", "activity.empty"), ("\n\n", "activity.empty"),
    ("learner,action\nL,completed\n", "activity.bad-header"),
    ("course,action\n", "activity.bad-header"),
    ("learner,course,action,learner\n", "activity.bad-header"),
    ("learner;course;action\n", "activity.bad-header"),
    ("learner,course,action\n\"L-1,CS 1,completed\n", "activity.unclosed-quote"),
  ])
  func refusedFiles(text: String, code: String) throws {
    let (rows, result) = try read(text)
    #expect(rows.isEmpty)
    #expect(result.hasErrors)
    #expect(result.diagnostics.last?.code == code)
    #expect(result.diagnostics.last?.place?.file != nil)
  }

  @Test func anEndlessRow() throws {
    let (_, result) = try read(
      "learner,course,action\n\"" + String(repeating: "x\n", count: 1_000_000))
    #expect(result.diagnostics.map(\.code) == ["activity.unclosed-quote"])
    #expect(result.diagnostics.first?.place?.line == 2)
  }

  @Test func anUnknownColumnIsSaid() throws {
    let (rows, result) = try read("learner,course,action,valeu\nL,C,completed,3\n")
    #expect(rows.count == 1)
    #expect(result.diagnostics.map(\.code) == ["activity.unknown-column"])
    #expect(result.diagnostics.first?.hint == "did you mean value?")
  }

  @Test func whatIsNoFile() throws {
    let reader = ActivityFileReader(ontology: Self.ontology)
    let missing = try reader.read(path: "/nonexistent.csv") { _ in }
    #expect(missing.diagnostics.map(\.code) == ["activity.unreadable"])
    #expect(try reader.read(path: "/tmp") { _ in }.hasErrors)
  }

  @Test func emitCanThrow() throws {
    struct Full: Error {}
    try withFile(Array("learner,course,action\nL,C,completed\n".utf8)) { path in
      _ = #expect(throws: Full.self) {
        try ActivityFileReader(ontology: Self.ontology).read(path: path) { _ in throw Full() }
      }
    }
  }

  @Test(arguments: [
    ("learner,course,action\n", true), ("\u{FEFF}action,\"learner\",course", true),
    ("<catalog/>", false), ("", false), ("a,b\nlearner,action\n", false),
  ])
  func recognition(text: String, expected: Bool) throws {
    try withFile(Array(text.utf8)) { #expect(ActivityFileReader.looksLikeActivity($0) == expected) }
    #expect(!ActivityFileReader.looksLikeActivity("/tmp"))
  }

  /// However the bytes are cut, the rows are the same.
  @Test func rowsDoNotDependOnThePieces() throws {
    let bytes = Array("a,\"b\"\"c\r\n\",d\r\n\r\n\"\",x\ny".utf8)
    let quoted = Array("b\"c\r\n".utf8)
    let expected = [
      CSVParser.Row(line: 1, fields: [Array("a".utf8), quoted, Array("d".utf8)]),
      CSVParser.Row(line: 4, fields: [[], Array("x".utf8)]),
      CSVParser.Row(line: 5, fields: [Array("y".utf8)]),
    ]
    for size in 1...bytes.count {
      var parser = CSVParser()
      var rows: [CSVParser.Row] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        try parser.feed(Array(bytes[start..<min(start + size, bytes.count)])) { rows.append($0) }
      }
      try parser.finish { rows.append($0) }
      #expect(rows == expected, "in pieces of \(size)")
    }
  }

  @Test(
    arguments: [
      ("0", 0), ("1700000000.5", 1_700_000_000.5), ("1970-01-01", 0), ("1969-12-31", -86_400),
      ("2000-02-29T00:00Z", 951_782_400), ("2026-02-01 10:30", 1_769_941_800),
      ("2026-02-01T18:30:00+08:00", 1_769_941_800), ("2026-02-01T05:30:00-0500", 1_769_941_800),
      ("2026-02-01T11:30+01", 1_769_941_800), ("2026-02-01T10:30:00.25Z", 1_769_941_800.25),
      ("1900-02-29", nil), ("2026-13-01", nil), ("2026-1-1", nil), ("2026-02-01T24:00", nil),
      ("2026-02-01T10", nil), ("2026-02-01T10:30:", nil), ("2026-02-01T10:30 Z", nil),
      ("inf", nil), ("", nil), ("2026-02-01T10:30:00.Z", nil), ("2026-02-01Z10:30", nil),
    ] as [(String, Double?)])
  func timestamps(text: String, expected: Double?) {
    #expect(Timestamp.seconds(text) == expected)
  }
}
