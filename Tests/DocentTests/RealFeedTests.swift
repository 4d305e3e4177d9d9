import CatalogFeed
import Docent
import Foundation
import KnowledgeGraph
import QueryExecution
import Testing

/// Real catalogues, each in its own dialect, as their institutions publish them.
@Suite("Real feeds", .enabled(if: ProjectFiles.haveSharedFeeds))
struct RealFeedTests {
  struct Feed: Sendable, CustomTestStringConvertible {
    var file: String
    var profile: String
    /// Nodes of a label that must be there.
    var counts: [String: Int]
    var testDescription: String { file }
  }

  static let feeds = [
    Feed(
      file: "ubc-okanagan/courses.xml", profile: "ubc-okanagan", counts: ["Course": 1191]),
    Feed(
      file: "uw-repository/reed.xml", profile: "reed",
      counts: ["Course": 351, "CourseInstance": 703]),
    Feed(
      file: "uw-repository/uwm.xml", profile: "uwm",
      counts: ["Course": 2112, "CourseInstance": 4575]),
    Feed(
      file: "xcri-cap/open-university-ou-conversion.xml", profile: "xcri-cap",
      counts: ["Course": 965]),
  ]

  @Test("It is recognised and read whole, and reading it again changes nothing", arguments: feeds)
  func readWhole(feed: Feed) throws {
    let folder = try TemporaryFolder()
    let session = try openSession(folder.file("graph.db"))
    let request = ImportRequest(files: [ProjectFiles.sharedFeed(feed.file)])
    let report = try session.importFiles(request)[0]
    #expect(!report.failed, "\(report.diagnostics.prefix(3))")
    #expect(report.profile == feed.profile)
    #expect(report.unconsumed.isEmpty, "\(report.unconsumed.prefix(10))")
    for (label, count) in feed.counts {
      let found = try session.rows("MATCH (n:\(label)) RETURN count(*) AS n").column("n")
      #expect(found.first?.integer == Int64(count), "\(label)")
    }
    let before = (versions: try session.versions(), counts: try session.counts())
    let again = try session.importFiles(request)[0]
    #expect(!again.failed && !again.changedAnything)
    #expect(try session.versions() == before.versions)
    #expect(try session.counts() == before.counts)
  }

  @Test("Two feeds live in one graph, and keys that both use are told apart")
  func twoProviders() throws {
    let folder = try TemporaryFolder()
    let session = try openSession(folder.file("graph.db"))
    let files = [Self.feeds[0], Self.feeds[1]].map { ProjectFiles.sharedFeed($0.file) }
    let reports = try session.importFiles(ImportRequest(files: files))
    #expect(reports.allSatisfy { !$0.failed })
    let courses = try session.rows("MATCH (c:Course) RETURN count(*) AS n").column("n")
    #expect(courses.first?.integer == Int64(1191 + 351))
    let providers = try session.rows(
      "MATCH (c:Course)-[:OFFERED_BY]->(p:Provider) RETURN DISTINCT p.key AS p ORDER BY p")
    #expect(providers.count == 2)
  }
}
