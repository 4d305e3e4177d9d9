import Diagnostics
import Docent
import Foundation
import KnowledgeGraph
import QueryExecution
import Testing

/// A file that cannot be read is refused with a place and something to do, and leaves the graph
/// just as it was.
@Suite("Hostile imports")
struct HostileImportTests {
  /// A file that no import may accept.
  struct HostileFile: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var name = "feed.xml"
    var content: @Sendable () -> Data

    init(_ description: String, name: String = "feed.xml", _ text: @escaping @Sendable () -> String)
    {
      testDescription = description
      self.name = name
      content = { Data(text().utf8) }
    }

    init(_ description: String, data: @escaping @Sendable () -> Data) {
      testDescription = description
      content = data
    }
  }

  private static let good = SmallCatalog([
    ("GOOD 1", 10, ""), ("GOOD 2", 20, "<course key=\"GOOD 1\"/>"),
  ])

  private static let other = SmallCatalog([("OTHER 1", 10, ""), ("OTHER 2", 20, "")])

  private static let mistakenEncoding: @Sendable () -> Data = {
    let parts = other.xml.components(separatedBy: "About OTHER 1")
    return Data(parts[0].utf8) + Data([0x41, 0xC3, 0x28, 0xFF]) + Data(parts[1].utf8)
  }

  static let files = [
    HostileFile("cut off in a tag") { String(other.xml.dropLast(60)) },
    HostileFile("cut off before the root ends") {
      other.xml.replacingOccurrences(of: "</catalog>", with: "")
    },
    HostileFile("bytes that are no UTF-8", data: mistakenEncoding),
    HostileFile("an encoding that does not exist") {
      "<?xml version=\"1.0\" encoding=\"utf-99\"?>" + other.xml
    },
    HostileFile("not XML") { "Dear all,\nplease find the courses attached.\n" },
    HostileFile("a dialect that nobody knows") { "<menu><dish id=\"1\">soup</dish></menu>" },
    HostileFile("a bomb of entities") {
      let levels = (1...9).map { level in
        "<!ENTITY l\(level) \"" + String(repeating: "&l\(level - 1);", count: 10) + "\">"
      }
      let declared = "<!DOCTYPE catalog [<!ENTITY l0 \"ha\">\(levels.joined())]>"
      return declared + other.xml.replacingOccurrences(of: "About OTHER 1", with: "&l9;")
    },
    HostileFile("an entity that is not declared") {
      other.xml.replacingOccurrences(of: "About OTHER 1", with: "&nowhere;")
    },
    HostileFile("a text of twelve million characters") {
      let long = String(repeating: "lorem ipsum ", count: 1_000_000)
      return other.xml.replacingOccurrences(of: "About OTHER 2", with: long)
    },
    HostileFile("nothing at all") { "" },
    HostileFile("white space only") { " \n\t\n" },
    HostileFile("an activity file without its columns", name: "rows.csv") {
      "who,what\nL,GOOD 1\n"
    },
    HostileFile("an activity file with an open quote", name: "rows.csv") {
      "learner,course,action\nL-1,\"GOOD 1,completed\n"
    },
  ]

  @Test("It is refused with a place and a hint, and nothing changes", arguments: files)
  func refused(file: HostileFile) throws {
    let folder = try TemporaryFolder()
    let session = try Self.good.imported(in: folder)
    let before = (versions: try session.versions(), counts: try session.counts())
    let path = try folder.write(file.content(), to: file.name)
    let reports = try session.importFiles(ImportRequest(files: [path]))
    #expect(reports.count == 1)
    expectExplained(reports, path: path)
    #expect(try session.versions() == before.versions)
    #expect(try session.counts() == before.counts)
  }

  private func expectExplained(_ reports: [ImportReport], path: String) {
    let errors = reports.flatMap(\.diagnostics).filter { $0.severity == .error }
    #expect(!errors.isEmpty)
    for error in errors {
      #expect(error.place?.file == path, "\(error)")
      #expect(error.hint?.isEmpty == false || error.expected?.isEmpty == false, "\(error)")
      #expect(!error.message.isEmpty)
    }
    #expect(errors.contains { $0.hint?.isEmpty == false }, "\(errors)")
  }

  @Test("A feed that points to a file outside of it is refused")
  func externalEntityIsRefused() throws {
    let folder = try TemporaryFolder()
    let session = try Self.good.imported(in: folder)
    let before = (versions: try session.versions(), counts: try session.counts())
    let path = try Self.spyingFeed(on: "harmless", in: folder)
    let reports = try session.importFiles(ImportRequest(files: [path]))
    expectExplained(reports, path: path)
    #expect(try session.versions() == before.versions)
    #expect(try session.counts() == before.counts)
  }

  @Test("What such a feed points to is never read: it appears nowhere")
  func externalEntityIsNotRead() throws {
    let folder = try TemporaryFolder()
    let session = try Self.good.imported(in: folder)
    let secret = "SECRET-\(UUID().uuidString)"
    let path = try Self.spyingFeed(on: secret, in: folder)
    let reports = try session.importFiles(ImportRequest(files: [path]))
    #expect(!reports.flatMap(\.diagnostics).isEmpty, "it is spoken of")
    #expect(!"\(reports)".contains(secret))
    for suffix in ["", "-wal"] {
      let file = URL(fileURLWithPath: folder.file("small.db") + suffix)
      guard let bytes = try? Data(contentsOf: file) else { continue }
      #expect(bytes.range(of: Data(secret.utf8)) == nil)
    }
    #expect(try session.rows("SEARCH \"\(secret)\"").count == 0)
  }

  /// A feed whose one title is an external entity: a file with this text, beside it.
  private static func spyingFeed(on text: String, in folder: TemporaryFolder) throws -> String {
    let target = try folder.write(text, to: "secret.txt")
    let declared = "<!DOCTYPE catalog [<!ENTITY spy SYSTEM \"file://\(target)\">]>"
    let feed = declared + other.xml.replacingOccurrences(of: "About OTHER 1", with: "&spy;")
    return try folder.write(feed, to: "feed.xml")
  }

  @Test("A folder without feeds and a path without a file are refused")
  func nothingToRead() throws {
    let folder = try TemporaryFolder()
    let session = try Self.good.imported(in: folder)
    let before = try session.versions()
    let empty = folder.file("empty")
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    for path in [empty, folder.file("smal.xml")] {
      let reports = try session.importFiles(ImportRequest(files: [path]))
      #expect(reports.count == 1 && reports[0].failed)
      expectExplained(reports, path: path)
    }
    #expect(try session.versions() == before)
  }

  @Test("One bad file among good ones does not stop them")
  func othersGoOn() throws {
    let folder = try TemporaryFolder()
    let session = try Self.good.imported(in: folder)
    let files = [
      try folder.write("<catalog", to: "broken.xml"),
      try folder.write(Self.other.xml, to: "other.xml"),
    ]
    let reports = try session.importFiles(ImportRequest(files: files))
    #expect(reports.map(\.failed) == [true, false])
    let keys = try session.rows("MATCH (c:Course) RETURN c.key AS key ORDER BY key").column("key")
    #expect(keys.compactMap(\.string) == ["GOOD 1", "GOOD 2", "OTHER 1", "OTHER 2"])
  }

  @Test("Rows that cannot be placed are counted and explained; the others are kept")
  func mistakenRows() throws {
    let folder = try TemporaryFolder()
    let session = try ExampleWorld.shared().copy(to: folder)
    let before = try session.versions()
    let report = try session.importFiles(
      ImportRequest(files: [ProjectFiles.path("Examples/activity-with-mistakes.csv")]))[0]
    #expect(!report.failed)
    #expect(report.rejected == 5)
    #expect(report.diagnostics.count >= 5)
    #expect(report.diagnostics.allSatisfy { $0.place?.line != nil })
    #expect(report.diagnostics.contains { $0.hint?.contains("CS 225") == true })
    #expect(try session.versions().activity == before.activity + 3)
    let strict = try session.importFiles(
      ImportRequest(
        files: [ProjectFiles.path("Examples/activity-with-mistakes.csv")], strict: true))[0]
    #expect(strict.failed)
  }

  @Test("A rehearsal reports what it would do and does none of it")
  func rehearsal() throws {
    let folder = try TemporaryFolder()
    let session = try Self.good.imported(in: folder)
    let before = (versions: try session.versions(), counts: try session.counts())
    let path = try folder.write(Self.other.xml, to: "other.xml")
    let report = try session.importFiles(ImportRequest(files: [path], dryRun: true))[0]
    #expect(!report.failed && report.changedAnything)
    #expect(try session.versions() == before.versions)
    #expect(try session.counts() == before.counts)
  }
}
