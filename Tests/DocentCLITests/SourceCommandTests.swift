import Foundation
import Testing

/// `import --undo`, `feeds`, `verify` and the first import: what they say, leave and return.
@Suite(.serialized) struct SourceCommandTests {
  private let folder: ScratchFolder
  private var database: String { folder.path("graph.db") }

  private static let small = """
    <catalog xmlns="urn:docent:catalog:1"><provider key="p"><title>P</title>
    <course key="A 1"><title>First</title></course></provider></catalog>
    """
  private static let other = """
    <catalog xmlns="urn:docent:catalog:1"><provider key="p"><title>P</title>
    <course key="A 1"><title>Another</title><credits>3</credits></course></provider></catalog>
    """

  init() throws { folder = try ScratchFolder() }

  private func docent(_ arguments: String...) throws -> CommandRun {
    try CommandRun.docent(arguments, database: database)
  }

  private func importBoth() throws {
    let run = try docent(
      "import", try folder.write("small.xml", Self.small),
      try folder.write("other.xml", Self.other), "--quiet")
    try #require(run.status == 0, "\(run.errors)")
  }

  private var files: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        .filter { $0.hasPrefix("graph.db") }
    }
  }

  @Test(
    "A first import that is refused, or a rehearsal, leaves no file behind",
    arguments: [
      ("<catalog", false), ("<catalog xmlns=\"urn:docent:catalog:1\"><provider key=\"x\">", false),
      ("a,b\n1,2\n", false), (SourceCommandTests.small, true),
    ])
  func nothingLeft(text: String, isRehearsal: Bool) throws {
    let feed = try folder.write(text.hasPrefix("<") ? "feed.xml" : "feed.csv", text)
    let run = try docent("import", feed, "--format", "json", isRehearsal ? "--dry-run" : "--quiet")
    #expect(run.status == (isRehearsal ? 0 : 1))
    #expect(try files == [])
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let feeds = try #require(document["feeds"] as? [[String: Any]])
    #expect(document["format"] as? Int == 1 && document["versions"] != nil)
    #expect((document["diagnostics"] as? [Any])?.isEmpty == isRehearsal)
    for member in [
      "file", "profile", "records", "nodes", "relationships", "rejected", "coverage", "bytes",
      "seconds",
    ] {
      #expect(feeds.allSatisfy { $0[member] != nil }, "\(member)")
    }
  }

  @Test("The sources are listed in every format, and one is preferred by the name of its file")
  func feeds() throws {
    try importBoth()
    #expect(try docent("feeds").output.contains("docent:small.xml"))
    let preferred = try docent("feeds", "--prefer", "other.xml", "--format", "csv")
    let rows = preferred.output.split(whereSeparator: \.isNewline)
    try #require(rows.count == 3)
    #expect(rows[0] == "rank,source,file,dialect,records")
    #expect(rows[1].hasPrefix("1,docent:other.xml,") && rows[1].hasSuffix(",2"))
    #expect(
      try docent("feeds", "--format", "jsonl").output.split(whereSeparator: \.isNewline).count == 2)
    #expect(try docent("feeds", "--format", "markdown").output.hasPrefix("| rank |"))
    let unknown = try docent("feeds", "--prefer", "nobody")
    #expect(unknown.status == 1 && unknown.errors.contains("feeds.unknown-source"))
  }

  @Test("Each value says its feed where several speak of the node")
  func describe() throws {
    try importBoth()
    let shared = try docent("query", "DESCRIBE \"A 1\"", "--format", "csv").output
    let rows = shared.split(whereSeparator: \.isNewline)
    #expect(rows.contains { $0.hasPrefix("property (") && $0.contains("small.xml:2),title,First") })
    #expect(rows.contains { $0.hasPrefix("property (") && $0.contains("other.xml:2),credits,3") })
    #expect(try docent("import", "--undo").status == 0)
    let alone = try docent("query", "DESCRIBE \"A 1\"", "--format", "csv").output
    #expect(alone.split(whereSeparator: \.isNewline).contains("property,title,First"))
  }

  @Test("An import is taken back once, in every format")
  func undo() throws {
    try importBoth()
    let taken = try docent("import", "--undo", "--format", "csv")
    #expect(taken.output.hasPrefix("source,file,dialect,actions\r\ndocent:other.xml,"))
    let again = try docent("import", "--undo")
    #expect(again.status == 1 && again.errors.contains("undo.nothing"))
    #expect(try docent("import", "--undo", "x.xml").status == 64)
  }

  @Test("A graph that everything was taken from says so, and is sound")
  func emptied() throws {
    let run = try docent("import", try folder.write("small.xml", Self.small), "--quiet")
    #expect(run.status == 0)
    #expect(try docent("import", "--undo").status == 0)
    #expect(try docent("feeds").output == "nothing has been imported\n")
    let sound = try docent("verify", "--format", "csv").output
    #expect(sound.hasPrefix("sound,contentDigest,faults\r\ntrue,"))
    #expect(try docent("verify", "--format", "markdown").output.hasPrefix("| sound |"))
  }

  @Test("Mistyped commands and misplaced files are met with the nearest right thing")
  func kindness() throws {
    let typed = try docent("querry")
    #expect(typed.status == 64 && typed.errors.contains("did you mean query?"))
    #expect(try CommandRun.docent(["feeds", "--db", ""], database: database).status == 64)
    let mapping = "Ontology/feeds/uwm.xml"
    for command in [["profile", "check", mapping], ["import", mapping]] {
      let run = try CommandRun.docent(command, database: database)
      #expect(run.status == 1 && run.errors.contains("this is a mapping document"))
    }
    try importBoth()
    let relation = try docent("prove", "A 1", "zzzzzzzzzz", "A 1")
    #expect(relation.status == 1 && relation.errors.contains("expected: "))
  }
}
