import CatalogFeed
import Diagnostics
import FoundationEssentials
import KnowledgeGraph
import Testing

/// Feeds that must be refused with a diagnostic, and the graph left as it was: the reading says
/// error, whoever called it undoes what was emitted.
@Suite struct HostileFeedTests {
  private func refusal(_ feed: [UInt8]) throws -> Diagnostic {
    let reading = try read(feed, mapping: ReaderTests.mapping)
    let errors = reading.diagnostics.filter { $0.severity == .error }
    #expect(errors.count == 1)
    return try #require(errors.first)
  }

  @Test(arguments: [
    ("<list><course key='A'/><course key='B'>", "feed.truncated"),
    ("", "feed.empty"),
    ("learner,course,action\n", "feed.not-xml"),
    ("<list><course key='A'/></course></list>", "feed.not-well-formed"),
    ("<list><course key='A'>&x;</course></list>", "feed.not-well-formed"),
  ])
  func refused(feed: String, code: String) throws {
    let found = try refusal(Array(feed.utf8))
    #expect(found.code == code)
    #expect(found.place?.file?.hasSuffix("feed.xml") == true)
    #expect(found.hint != nil)
  }

  @Test func misEncoded() throws {
    let feed =
      Array("<list>\n<course key='A'><title>caf".utf8) + [0xE9]
      + Array("</title></course></list>".utf8)
    let found = try refusal(feed)
    #expect(found.code == "feed.mis-encoded")
    #expect(found.place?.line == 2)
  }

  @Test func entityBomb() throws {
    var feed = "<!DOCTYPE list [<!ENTITY l0 \"lol\">"
    for level in 1...9 {
      feed += "<!ENTITY l\(level) \"" + String(repeating: "&l\(level - 1);", count: 10) + "\">"
    }
    feed += "]><list><course key='A'><title>&l9;</title></course></list>"
    #expect(try refusal(Array(feed.utf8)).code == "feed.entity-expansion")
  }

  @Test func nothingExternalIsRead() throws {
    let folder = try TemporaryFolder()
    let secret = try folder.write("secret.txt", "SECRET")
    let reading = try read(
      """
      <!DOCTYPE list SYSTEM "file://\(secret)" [<!ENTITY e SYSTEM "file://\(secret)">]>
      <list><course key="A"><title>a&e;b</title></course></list>
      """, mapping: ReaderTests.mapping)
    #expect(reading.diagnostics.map(\.code) == ["feed.external-entity"])
    #expect(reading.diagnostics.map(\.severity) == [.error])
    #expect(reading.diagnostics.first?.place?.line == 2)
    #expect(reading.node("Course", "A")?.properties["title"] == .string("ab"))
  }

  @Test func fiftyMegabytesOfText() throws {
    let feed =
      Array("<list><course key='A'><title>".utf8)
      + [UInt8](repeating: 0x78, count: 50_000_000)
    #expect(try refusal(feed).code == "feed.text-too-long")
  }

  @Test func aRecordWithoutEnd() throws {
    let piece = Array("<title a='\(String(repeating: "y", count: 1000))'/>".utf8)
    var feed = Array("<list><course key='A'>".utf8)
    feed.reserveCapacity(18_000_000)
    for _ in 0..<17_000 { feed += piece }
    #expect(try refusal(feed).code == "feed.record-too-large")
  }

  @Test func deepNesting() throws {
    let feed = "<list><course key='A'>" + String(repeating: "<x>", count: 1000)
    #expect(try refusal(Array(feed.utf8)).code == "feed.too-deep")
  }

  @Test func noSuchFile() throws {
    let mapping = try #require(try library().mapping(named: "docent"))
    let reading = try read(path: "/nonexistent.xml", mapping: mapping, ontology: try ontology())
    #expect(reading.diagnostics.map(\.code) == ["feed.unreadable"])
    #expect(reading.summary == FeedReading())
  }

  /// Whatever is done to a feed's bytes, reading it ends, and either with an error or with records.
  @Test func mutatedFeeds() throws {
    let original = Array(OwnFormatTests.feed.utf8)
    let folder = try TemporaryFolder()
    let ontology = try ontology()
    let mapping = try #require(try library().mapping(named: "docent"))
    var generator = SplitMix(state: 20_260_115)
    for _ in 0..<300 {
      var feed = original
      for _ in 0...Int.random(in: 0..<4, using: &generator) {
        let place = Int.random(in: 0..<feed.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: feed[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: feed.remove(at: place)
        case 2:
          feed.insert(contentsOf: Array("<&>\"'/![".utf8).shuffled(using: &generator), at: place)
        default: feed.removeSubrange(place..<min(feed.count, place + 200))
        }
      }
      let reading = try read(
        path: try folder.write("feed.xml", feed), mapping: mapping, ontology: ontology)
      #expect(!reading.records.isEmpty || !reading.diagnostics.isEmpty)
      #expect(reading.diagnostics.count { $0.severity == .error } <= 1)
    }
  }
}

/// S. Vigna's splitmix64.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
