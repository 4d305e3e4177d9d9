import Foundation
import Testing

/// `docent profile`: drafts, checks, and what their exit status says.
@Suite struct ProfileTests {
  private let feed = "Examples/feeds/evening-college.xml"

  private func draft(in folder: ScratchFolder) throws -> String {
    let output = folder.path("draft.xml")
    let run = try CommandRun.docent(
      ["profile", "new", feed, "--output", output], database: folder.path("none.db"))
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    return output
  }

  @Test func aDraftIsWrittenWithoutAGraph() throws {
    let folder = try ScratchFolder()
    let output = try draft(in: folder)
    let text = try String(contentsOfFile: output, encoding: .utf8)
    #expect(text.contains("<key template=\"{../@code} {@no}\"/>"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("none.db")))
    let printed = try CommandRun.docent(["profile", "new", feed], database: folder.path("none.db"))
    #expect(printed.output.hasPrefix("<?xml"))
    let json = try CommandRun.docent(
      ["profile", "new", feed, "--format", "json"], database: folder.path("none.db"))
    #expect(json.output.contains("\"record\":\"f:prospectus/f:area/f:offer\",\"records\":10"))
  }

  @Test func aDraftImports() throws {
    let folder = try ScratchFolder()
    let output = try draft(in: folder)
    let database = folder.path("graph.db")
    let run = try CommandRun.docent(["import", feed, "--profile", output], database: database)
    #expect(run.status == 0)
    let query = try CommandRun.docent(
      [
        "query", "MATCH (c:Course) WHERE c.title IS NOT NULL RETURN count(c) AS n", "--format",
        "csv",
      ], database: database)
    #expect(query.output == "n\r\n10\r\n")
  }

  @Test func strictChecksFailOnWhatIsLeft() throws {
    let folder = try ScratchFolder()
    let output = try draft(in: folder)
    let arguments = ["profile", "check", feed, "--profile", output]
    let plain = try CommandRun.docent(arguments, database: folder.path("none.db"))
    #expect(plain.status == 0)
    #expect(plain.output.contains("f:prospectus/f:area/f:offer/f:charge/@currency │ 10    │ “GBP”"))
    let strict = try CommandRun.docent(arguments + ["--strict"], database: folder.path("none.db"))
    #expect(strict.status == 1)
    #expect(strict.output == plain.output)
  }

  @Test(arguments: ["table", "json", "jsonl", "csv", "markdown"])
  func everyFormat(format: String) throws {
    let folder = try ScratchFolder()
    let output = try draft(in: folder)
    let run = try CommandRun.docent(
      ["profile", "check", feed, "--profile", output, "--format", format],
      database: folder.path("none.db"))
    #expect(run.status == 0)
    #expect(run.output.contains("f:blurb"))
  }

  @Test func jsonHasTheWholeReport() throws {
    let folder = try ScratchFolder()
    let output = try draft(in: folder)
    let run = try CommandRun.docent(
      ["profile", "check", feed, "--profile", output, "--format", "json"],
      database: folder.path("none.db"))
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let checks = try #require(document["checks"] as? [[String: Any]])
    let check = try #require(checks.first)
    let records = try #require(check["records"] as? [[String: Any]])
    #expect(records.first?["count"] as? Int == 10)
    let rules = try #require(check["rules"] as? [[String: Any]])
    let requirement = try #require(
      rules.first { $0["gives"] as? String == "requirement prerequisite" })
    let statuses = ["exact", "partial", "opaque"].compactMap { requirement[$0] as? Int }
    #expect(statuses.count == 3 && statuses.reduce(0, +) == 10)
    let left = try #require(check["left"] as? [[String: Any]])
    #expect(left.contains { ($0["examples"] as? [String])?.first == "GBP" })
    #expect(check["untitled"] as? Int == 0)
  }

  @Test func idleRulesAreWarnedOf() throws {
    let folder = try ScratchFolder()
    let output = try draft(in: folder)
    let text = try String(contentsOfFile: output, encoding: .utf8)
    let mapping = try folder.write(
      "idle.xml",
      text.replacing("path=\"f:blurb\"", with: "path=\"f:blurp\""))
    let run = try CommandRun.docent(
      ["profile", "check", feed, "--profile", mapping], database: folder.path("none.db"))
    #expect(run.status == 0)
    #expect(run.errors.contains("warning[profile.idle-rule]"))
    #expect(run.errors.contains("found: f:blurp"))
  }

  @Test func whatIsWrongIsSaid() throws {
    let folder = try ScratchFolder()
    let none = folder.path("none.db")
    let missing = try CommandRun.docent(["profile", "new", "nowhere.xml"], database: none)
    #expect(missing.status == 1)
    #expect(missing.errors.contains("feed.unreadable"))
    let unknown = try CommandRun.docent(
      ["profile", "check", feed, "--profile", "docen"], database: none)
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("did you mean docent?"))
    let undetected = try CommandRun.docent(["profile", "check", feed], database: none)
    #expect(undetected.status == 1)
    #expect(undetected.errors.contains("feed.unknown-dialect"))
    let unwritable = try CommandRun.docent(
      ["profile", "new", feed, "--output", "/nonexistent/x.xml"], database: none)
    #expect(unwritable.status == 1)
    #expect(unwritable.errors.contains("profile.unwritable"))
    let broken = try folder.write("broken.xml", "<list><course>")
    let refused = try CommandRun.docent(["profile", "new", broken], database: none)
    #expect(refused.status == 1)
  }
}
