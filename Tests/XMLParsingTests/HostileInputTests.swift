import Diagnostics
import FoundationEssentials
import Testing
import XMLParsing

@Suite struct HostileInputTests {
  private func codes(_ diagnostics: [Diagnostic]) -> [String] { diagnostics.map(\.code) }

  @Test(arguments: [
    ("", "feed.empty"),
    ("   \n ", "feed.empty"),
    ("learner,course\nL-1,CS 1\n", "feed.not-xml"),
    ("{\"a\": 1}", "feed.not-xml"),
    ("\u{7F}ELF\u{1}\u{2}\u{0}\u{0}", "feed.not-xml"),
    ("<a><b>text</b>", "feed.truncated"),
    ("<a><b attr=\"cut", "feed.truncated"),
    ("<a><![CDATA[cut", "feed.truncated"),
    ("<a><!-- cut", "feed.truncated"),
    ("<a><b></a>", "feed.not-well-formed"),
    ("<a x=1/>", "feed.not-well-formed"),
    ("<a>&nothing;</a>", "feed.not-well-formed"),
    ("<a/><b/>", "feed.not-well-formed"),
    ("<?xml version='1.0' encoding='klingon'?><a/>", "feed.unknown-encoding"),
  ])
  func refusedWithACode(document: String, code: String) throws {
    for piece in [1, 9, 1 << 16] {
      let (_, diagnostics) = try record(document, piece: piece)
      #expect(diagnostics.map(\.code) == [code], "in pieces of \(piece)")
      #expect(diagnostics.last?.place?.file == "feed.xml")
      #expect(diagnostics.last?.hint != nil)
    }
  }

  @Test func placeOfAnError() throws {
    let (_, diagnostics) = try record("<a>\n  <b>\n  </c>\n</a>")
    #expect(diagnostics.first?.place?.line == 3)
    #expect((diagnostics.first?.place?.column ?? 0) > 0)
    #expect(diagnostics.first?.found?.contains("mismatch") == true)
  }

  @Test func misEncodedText() throws {
    let bytes = Array("<a>\n<b>caf".utf8) + [0xE9] + Array("</b></a>".utf8)
    let (_, diagnostics) = try record(bytes)
    #expect(codes(diagnostics) == ["feed.mis-encoded"])
    #expect(diagnostics.first?.place?.line == 2)
    let inAttribute = Array("<a b=\"".utf8) + [0xE9, 0x20] + Array("\"/>".utf8)
    #expect(codes(try record(inAttribute).diagnostics) == ["feed.mis-encoded"])
    let cutCharacter: [UInt8] = [0xFE, 0xFF, 0x00, 0x3C, 0x00, 0x61, 0x00, 0x2F, 0x00, 0x3E, 0x00]
    #expect(codes(try record(cutCharacter).diagnostics) == ["feed.mis-encoded"])
  }

  @Test func billionLaughs() throws {
    var document = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY l0 \"lol\">"
    for level in 1...9 {
      let body = String(repeating: "&l\(level - 1);", count: 10)
      document += "<!ENTITY l\(level) \"\(body)\">"
    }
    document += "]><a>&l9;</a>"
    let (recorder, diagnostics) = try record(document)
    #expect(codes(diagnostics).last == "feed.entity-expansion")
    #expect(recorder.textBytes < 20_000_000)
    let inAttribute = document.replacing("<a>&l9;</a>", with: "<a b='&l9;'/>")
    #expect(try record(inAttribute).recorder.events.joined().utf8.count < 1_000_000)
  }

  @Test func quadraticBlowUp() throws {
    let long = String(repeating: "x", count: 100_000)
    let references = String(repeating: "&e;", count: 5000)
    let document = "<!DOCTYPE a [<!ENTITY e \"\(long)\">]><a>\(references)</a>"
    let (recorder, diagnostics) = try record(document)
    #expect(diagnostics.contains { $0.severity == .error })
    #expect(recorder.textBytes < 50_000_000)
  }

  @Test func internalEntitiesAreText() throws {
    let (recorder, diagnostics) = try record(
      "<!DOCTYPE a [<!ENTITY u \"University\"><!ENTITY m \"<b>&u;</b>\">]><a>&u; of &m;&u;</a>")
    #expect(diagnostics.isEmpty)
    #expect(recorder.text == "University of UniversityUniversity")
    #expect(recorder.events == ["<a", "<b", ">", ">"])
  }

  @Test func externalEntitiesAreNotRead() throws {
    let secret = "/tmp/docent-secret-\(UInt64.random(in: 0 ... .max)).txt"
    #expect(FileManager.default.createFile(atPath: secret, contents: Data("SECRET".utf8)))
    defer { try? FileManager.default.removeItem(atPath: secret) }
    let (recorder, diagnostics) = try record(
      """
      <!DOCTYPE a SYSTEM "file://\(secret)" [<!ENTITY e SYSTEM "file://\(secret)">
      <!ENTITY % p SYSTEM "file://\(secret)"> %p; ]>
      <a>before &e; after &unknown;</a>
      """)
    #expect(recorder.text == "before  after ")
    #expect(diagnostics.filter { $0.severity == .error }.map(\.code) == ["feed.external-entity"])
    #expect(codes(diagnostics).contains("feed.undeclared-entity"))
    #expect(diagnostics.allSatisfy { $0.place?.line != nil })
    let reference = diagnostics.first { $0.code == "feed.external-entity" }
    #expect(reference?.place?.line == 3)
    #expect(reference?.found == "&e;")
  }

  @Test func anExternalDTDIsNotLoaded() throws {
    let (recorder, diagnostics) = try record(
      "<!DOCTYPE a SYSTEM \"http://example.invalid/a.dtd\"><a><b>1</b></a>")
    #expect(diagnostics.isEmpty)
    #expect(recorder.text == "1")
  }

  @Test func fiftyMegabytesOfText() throws {
    let recorder = EventRecorder()
    let parser = XMLPushParser(handler: recorder, names: recorder.names)
    let diagnostics = try parser.parse(EndlessText())
    #expect(codes(diagnostics) == ["feed.text-too-long"])
    #expect(recorder.textBytes <= 10_000_000)
  }

  @Test func deepNesting() throws {
    let document = String(repeating: "<a>", count: 5000) + String(repeating: "</a>", count: 5000)
    let (recorder, diagnostics) = try record(document)
    #expect(codes(diagnostics) == ["feed.too-deep"])
    #expect(recorder.events.count < 300)
  }

  @Test func hugeNamesAndTags() throws {
    let name = String(repeating: "n", count: 12_000_000)
    let (_, diagnostics) = try record("<a><\(name)/></a>")
    #expect(diagnostics.contains { $0.severity == .error })
    let comment = try record("<a><!-- \(name) --></a>")
    #expect(comment.diagnostics.contains { $0.severity == .error })
  }

  @Test func whatIsNoFile() {
    #expect(throws: RefusedRequest.self) { try XMLFileSource(path: "/tmp") }
    #expect(throws: RefusedRequest.self) { try XMLFileSource(path: "/nonexistent/feed.xml") }
  }
}

/// `<a>` and then 50 MB of text.
private final class EndlessText: XMLByteSource {
  let name: String? = "feed.xml"
  private var pieces = 0

  func next() -> [UInt8] {
    pieces += 1
    if pieces == 1 { return Array("<a>".utf8) }
    return pieces > 500 ? [] : [UInt8](repeating: 0x78, count: 100_000)
  }
}
