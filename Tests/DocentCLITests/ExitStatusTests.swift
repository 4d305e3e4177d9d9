import Foundation
import Testing

/// What scripts rely on: exit status, the stream things go to, and plain words for bad input.
@Suite(.serialized) struct ExitStatusTests {
  private let folder: ScratchFolder
  private var database: String { folder.path("graph.db") }

  init() throws { folder = try ScratchFolder() }

  @Test("wrong usage is 64")
  func usage() throws {
    #expect(try CommandRun.docent(["recommend"], database: database).status == 64)
    #expect(try CommandRun.docent(["no-such-command"], database: database).status == 64)
  }

  @Test("a graph that is not there is said plainly")
  func missingDatabase() throws {
    let run = try CommandRun.docent(["recommend", "L-104"], database: folder.path("absent.db"))
    #expect(run.status == 1)
    #expect(run.errors.contains("store.missing"))
    #expect(run.output.isEmpty)
  }

  @Test("a database of another program is refused")
  func notOurs() throws {
    let path = try folder.write("other.db", "this is no database at all, only some text in a file")
    let run = try CommandRun.docent(["query", "RETURN 1"], database: path)
    #expect(run.status == 1)
    #expect(run.errors.contains("store.not-ours"))
  }

  @Test("an unknown learner or course gets the nearest names")
  func nearestNames() throws {
    try importExamples()
    let learner = try CommandRun.docent(["recommend", "L-1O4"], database: database)
    #expect(learner.status == 1)
    #expect(learner.errors.contains("did you mean"))
    let course = try CommandRun.docent(["why", "CS 22", "--for", "L-104"], database: database)
    #expect(course.status == 1)
    #expect(course.errors.contains("CS 2"))
  }

  @Test("bad feeds: a diagnostic, status 1, and the graph as it was")
  func badFeeds() throws {
    try importExamples()
    let before = try counts()
    let hostile = [
      ("empty.xml", ""), ("text.xml", "not xml at all"),
      ("unknown.xml", "<menu><dish>soup</dish></menu>"),
      ("cut.xml", "<catalog xmlns=\"urn:docent:catalog:1\"><provider key=\"x\"><title>X"),
      (
        "bomb.xml",
        """
        <!DOCTYPE catalog [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">\
        <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">\
        <!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;">\
        <!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;"><!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;">]>
        <catalog xmlns="urn:docent:catalog:1"><provider key="&h;"/></catalog>
        """
      ),
    ]
    for (name, text) in hostile {
      let run = try CommandRun.docent(
        ["import", try folder.write(name, text)], database: database)
      #expect(run.status == 1, "\(name): \(run.errors)")
      #expect(run.errors.contains("error["), "\(name): \(run.errors)")
    }
    let nothing = folder.url.appendingPathComponent("nothing")
    try FileManager.default.createDirectory(at: nothing, withIntermediateDirectories: true)
    #expect(try CommandRun.docent(["import", nothing.path], database: database).status == 1)
    #expect(try counts() == before)
  }

  @Test("bad rows of activity are reported by line and the good ones kept")
  func badRows() throws {
    try importExamples()
    let run = try CommandRun.docent(
      ["import", "Examples/activity-with-mistakes.csv", "--format", "json"], database: database)
    #expect(run.errors.contains("activity-with-mistakes.csv:"))
    #expect(run.output.contains("\"rejected\""))
  }

  @Test("a failed statement sets the status, and the next one still runs")
  func failedStatement() throws {
    try importExamples()
    let run = try CommandRun.docent(
      ["query", "MACTH (c) RETURN c; RETURN 1 AS one", "--format", "jsonl"], database: database)
    #expect(run.status == 1)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.contains("\"error\"") == true)
    #expect(lines.last?.contains("[[1]]") == true)
    #expect(run.errors.contains("MATCH"))
  }

  private func importExamples() throws {
    let run = try CommandRun.docent(
      ["import", "Examples/catalog.xml", "Examples/activity.csv", "--quiet"], database: database)
    try #require(run.status == 0, "\(run.errors)")
  }

  private func counts() throws -> String {
    try CommandRun.docent(
      [
        "query", "MATCH (n) RETURN count(n); MATCH ()-[r]->() RETURN count(r)", "--format", "jsonl",
      ],
      database: database
    ).output
  }
}
