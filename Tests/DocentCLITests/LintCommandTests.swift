import Foundation
import Testing

/// `docent lint` as a script sees it, and `docent check` on what it answers.
@Suite(.serialized) struct LintCommandTests {
  private let folder: ScratchFolder
  private var database: String { folder.path("graph.db") }

  init() throws {
    folder = try ScratchFolder()
    let feed = try folder.write("feed.xml", Self.feed)
    let run = try CommandRun.docent(["import", feed], database: database)
    try #require(run.status == 0, "\(run.errors)")
  }

  /// A circle, one behind it, a missing key, an exclusion of what is required, and thirty courses
  /// that each name one more key that is not there.
  private static let feed: String = {
    let loose = (0..<30).map { "<course key=\"Z \($0)\">\(requires("<course key=\"Y \($0)\"/>"))" }
    let courses =
      [
        "<course key=\"F 1\"><title>F</title></course>",
        "<course key=\"A 1\">\(requires("<course key=\"B 1\"/>"))",
        "<course key=\"B 1\">\(requires("<course key=\"A 1\"/>"))",
        "<course key=\"C 1\">\(requires("<course key=\"A 1\"/>"))",
        "<course key=\"D 1\">"
          + requires("<all><course key=\"F 1\"/><not><course key=\"F 1\"/></not></all>"),
      ] + loose
    return "<catalog xmlns=\"urn:docent:catalog:1\"><provider key=\"small\"><title>S</title>\n"
      + courses.joined(separator: "\n") + "</provider></catalog>"
  }()

  private static func requires(_ tree: String) -> String {
    "<title>T</title><requires>\(tree)</requires></course>"
  }

  private func lint(_ arguments: String...) throws -> CommandRun {
    try CommandRun.docent(["lint"] + arguments, database: database)
  }

  private func document(_ run: CommandRun) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  @Test("findings are no failure: status 0, with what is wrong on standard output")
  func table() throws {
    let run = try lint()
    #expect(run.status == 0)
    #expect(run.errors.isEmpty, "\(run.errors)")
    #expect(run.output.contains("error[lint.cycle]: A 1 can never be entered: it waits for itself"))
    #expect(run.output.contains("a circle: A 1 → B 1 → A 1"))
    #expect(run.output.contains("error[lint.unreachable]: C 1"))
    #expect(run.output.contains("error[lint.contradiction]: D 1 excludes F 1"))
    #expect(run.output.contains("… and 10 more of lint.dangling; --verbose shows all"))
    #expect(run.output.hasSuffix("34 findings\n"))
    #expect(try lint("--verbose").output.contains("Z 29 names Y 29"))
  }

  @Test("the JSON answer has versions, counts, and a proof for each finding, which check accepts")
  func json() throws {
    let run = try lint("--format", "json")
    let answer = try document(run)
    #expect(answer["format"] as? Int == 1)
    #expect((answer["versions"] as? [String: Any])?["catalog"] as? Int == 1)
    let counts = try #require(answer["counts"] as? [String: Int])
    #expect(
      counts == [
        "lint.cycle": 2, "lint.unreachable": 1, "lint.contradiction": 1, "lint.dangling": 30,
      ])
    let findings = try #require(answer["findings"] as? [[String: Any]])
    #expect(findings.count == 34)
    for finding in findings {
      #expect(finding["proof"] is [String: Any] && finding["severity"] is String)
      #expect(finding["file"] is String && finding["line"] is Int && finding["course"] is String)
    }
    let file = try folder.write("lint.json", run.output)
    let check = try CommandRun.docent(["check", file], database: database)
    #expect(check.status == 0)
    #expect(check.output == "true: 34 proofs examined\n")
  }

  @Test("a changed answer is refused, and one of an older catalogue is stale")
  func changed() throws {
    let text = try lint("--format", "json").output
    let file = try folder.write(
      "lint.json", text.replacing("\"A 1\",\"B 1\"", with: "\"A 1\",\"F 1\""))
    let check = try CommandRun.docent(["check", file], database: database)
    #expect(check.status == 1)
    #expect(check.output.hasPrefix("false: 34 proofs examined\n  findings[0].proof.cycle"))
    let old = try folder.write("old.json", text.replacing("\"catalog\":1", with: "\"catalog\":0"))
    #expect(
      try CommandRun.docent(["check", old], database: database).output.hasPrefix("stale"))
  }

  @Test("--kind lists some and counts all; an unknown kind is wrong usage with the nearest")
  func kinds() throws {
    let answer = try document(try lint("--kind", "cycle", "lint.contradiction", "--format", "json"))
    let findings = try #require(answer["findings"] as? [[String: Any]])
    #expect(
      findings.compactMap { $0["code"] as? String }
        == ["lint.cycle", "lint.cycle", "lint.contradiction"])
    #expect((answer["counts"] as? [String: Int])?["lint.dangling"] == 30)
    let wrong = try lint("--kind", "cycel")
    #expect(wrong.status == 64)
    #expect(wrong.errors.contains("did you mean cycle?"))
  }

  @Test("one object a line, and rows for tables")
  func otherFormats() throws {
    let lines = try lint("--kind", "cycle", "--format", "jsonl").output.split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
    let csv = try lint("--kind", "cycle", "--format", "csv").output
    #expect(csv.hasPrefix("severity,code,message,file,line,course\r\nerror,lint.cycle,A 1 can"))
    let markdown = try lint("--kind", "cycle", "--format", "markdown").output
    #expect(markdown.split(separator: "\n").count == 4)
  }
}
