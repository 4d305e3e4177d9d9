import Diagnostics
import FeedArchives
import Testing

@Suite struct ZipTests {
  typealias Entry = ZipBuilder.Entry

  @Test(arguments: [true, false], [true, false])
  func storedAndDeflated(isDeflated: Bool, usesDescriptor: Bool) throws {
    var entries = [
      Entry("b/two.xml", "<b/>", isDeflated: isDeflated),
      Entry("a.txt", "", isDeflated: isDeflated),
    ]
    for index in entries.indices { entries[index].usesDescriptor = usesDescriptor }
    #expect(outcome(of: ZipBuilder(entries).bytes()) == .text(["a.txt": "", "b/two.xml": "<b/>"]))
  }

  @Test func entriesAreInTheOrderOfTheirNames() throws {
    let builder = ZipBuilder([Entry("b", "2"), Entry("a/c", "1"), Entry("a", "0"), Entry("B", "3")])
    let archive = try FeedArchive.open(bytes: builder.bytes(), name: "x.zip")
    #expect(archive.format == .zip)
    #expect(archive.entries.map(\.name) == ["B", "a", "a/c", "b"])
    #expect(archive.entry(named: "a/c")?.size == 1)
    #expect(archive.entry(named: "c") == nil)
    #expect(try archive.reader(of: archive.entries[1]).place == "x.zip!a")
  }

  @Test func longContentComesInPieces() throws {
    var entry = Entry("long", "")
    entry.content = text(1_000_000, seed: 1)
    let archive = try FeedArchive.open(bytes: ZipBuilder([entry]).bytes())
    let reader = try archive.reader(of: archive.entries[0])
    var all: [UInt8] = []
    while case let piece = try reader.next(), !piece.isEmpty {
      #expect(piece.count <= 1 << 16)
      all += piece
    }
    #expect(all == entry.content)
    #expect(try reader.next().isEmpty)
  }

  @Test func zip64() throws {
    var builder = ZipBuilder([Entry("a", "one"), Entry("b", "two")])
    builder.isZip64 = true
    // Sizes in the field that zip64 has for them.
    let wide = number(3, 8) + number(deflated(Array("two".utf8)).count, 8)
    builder.entries[1].extra = number(7, 2) + number(0, 2) + number(1, 2) + number(16, 2) + wide
    builder.entries[1].statedSize = 0xFFFF_FFFF
    builder.entries[1].statedPackedSize = 0xFFFF_FFFF
    #expect(outcome(of: builder.bytes()) == .text(["a": "one", "b": "two"]))
    builder.entries[1].extra = []
    #expect(refusal(builder.bytes())?.code == "archive.damaged")
  }

  @Test func foldersHiddenNamesAndBackslashes() throws {
    let builder = ZipBuilder([
      Entry("course/", ""), Entry("./course/./a.xml", "1"), Entry("course\\sub\\b.xml", "2"),
    ])
    #expect(
      outcome(of: builder.bytes()) == .text(["course/a.xml": "1", "course/sub/b.xml": "2"]))
  }

  @Test func namesInCodePage437() throws {
    var entry = Entry("", "x")
    entry.name = [0x81, 0x62, 0xE1]
    #expect(outcome(of: ZipBuilder([entry]).bytes()) == .text(["übß": "x"]))
  }

  @Test(arguments: [
    "../a", "a/../../b", "/etc/passwd", "C:\\a", "c:a", "..\\a", "a\u{0}b", "a\nb",
    String(repeating: "x", count: 2000), Array(repeating: "a", count: 70).joined(separator: "/"),
  ])
  func unsafeNames(name: String) throws {
    let found = try #require(refusal(ZipBuilder([Entry("ok", "1"), Entry(name, "2")]).bytes()))
    #expect(found.code == "archive.unsafe-name")
    #expect(found.found != nil && found.hint != nil && found.place?.file == "a.zip")
  }

  @Test func duplicates() throws {
    for names in [["a", "a"], ["a/b", "a\\b"], ["./a", "a"]] {
      let found = refusal(ZipBuilder(names.map { Entry($0, "1") }).bytes())
      #expect(found?.code == "archive.duplicate-name")
    }
    #expect(
      refusal(ZipBuilder([Entry("a", "1"), Entry("a", "2")]).bytes())?.place?.file == "a.zip!a")
  }

  @Test func symbolicLinksAreLeftOut() throws {
    var link = Entry("link", "/etc/passwd", isDeflated: false)
    link.mode = 0o120777
    let archive = try FeedArchive.open(
      bytes: ZipBuilder([link, Entry("a", "1")]).bytes(), name: "z")
    #expect(archive.entries.map(\.name) == ["a"])
    #expect(archive.warnings.map(\.code) == ["archive.link"])
    #expect(archive.warnings.first?.place?.file == "z!link")
  }

  @Test func encrypted() throws {
    var entry = Entry("a", "1")
    entry.flags = 1
    let found = try #require(refusal(ZipBuilder([entry]).bytes()))
    #expect(found.code == "archive.encrypted")
    #expect(found.hint?.contains("password") == true)
  }

  @Test func unknownMethodOnlyMattersWhenRead() throws {
    var entry = Entry("picture.png", "1")
    entry.method = 93
    let archive = try FeedArchive.open(bytes: ZipBuilder([entry, Entry("a", "1")]).bytes())
    #expect(try archive.reader(of: archive.entries[0]).readAll(limit: 10) == Array("1".utf8))
    #expect(throws: RefusedRequest.self) { try archive.reader(of: archive.entries[1]) }
  }

  @Test func wrongChecksum() throws {
    var entry = Entry("d/a.xml", "content")
    entry.checksum = 12345
    let found = try #require(refusal(ZipBuilder([entry]).bytes()))
    #expect(found.code == "archive.damaged")
    #expect(found.place?.file == "a.zip!d/a.xml")
    #expect(found.message.contains("checksum"))
  }

  @Test func contentOfAnotherLengthThanStated() throws {
    for stated in [3, 30] {
      var entry = Entry("a", "content")
      entry.statedSize = stated
      let code = refusal(ZipBuilder([entry]).bytes())?.code
      #expect(code == (stated == 3 ? "archive.damaged" : "archive.truncated"))
    }
  }

  @Test func overlappingEntries() throws {
    var builder = ZipBuilder([Entry("a", "one"), Entry("b", "one")])
    builder.overlaps = true
    builder.entries[1].localName = Array("a".utf8)
    #expect(refusal(builder.bytes())?.code == "archive.overlap")
  }

  @Test func headersThatDisagree() throws {
    var entry = Entry("shown.xml", "1")
    entry.localName = Array("other.xml".utf8)
    #expect(refusal(ZipBuilder([entry]).bytes())?.code == "archive.damaged")
  }

  @Test func bomb() throws {
    var entry = Entry("zeros", "")
    entry.content = [UInt8](repeating: 0x30, count: 20 << 20)
    let bytes = ZipBuilder([entry]).bytes()
    #expect(bytes.count < 64 << 10)
    let found = try #require(refusal(bytes))
    #expect(found.code == "archive.too-large")
    #expect(found.expected == "at most 200 times its own size")
    // The same from an archive that lies about it: found out at the stated end.
    entry.statedSize = 1000
    #expect(refusal(ZipBuilder([entry]).bytes())?.code == "archive.damaged")
  }

  @Test func limits() throws {
    var limits = ArchiveLimits()
    limits.entries = 3
    let entries = (0..<4).map { Entry("e\($0)", "1") }
    #expect(refusal(ZipBuilder(entries).bytes(), limits: limits)?.code == "archive.too-large")
    limits.entries = 4
    #expect(refusal(ZipBuilder(entries).bytes(), limits: limits) == nil)
    limits.expandedBytes = 3
    #expect(refusal(ZipBuilder(entries).bytes(), limits: limits)?.code == "archive.too-large")
  }

  @Test func aCommentAndNothing() throws {
    var builder = ZipBuilder([Entry("a", "1")])
    builder.comment = Array("PK\u{5}\u{6} made by hand".utf8)
    #expect(outcome(of: builder.bytes()) == .text(["a": "1"]))
    #expect(outcome(of: ZipBuilder([]).bytes()) == .contents([:]))
  }

  @Test("every prefix and every changed byte is read or refused, never more")
  func brokenEverywhere() throws {
    var builder = ZipBuilder([Entry("a/b.xml", "<a>some text, some text</a>"), Entry("c", "x")])
    builder.entries[0].usesDescriptor = true
    let bytes = builder.bytes()
    let whole = outcome(of: bytes)
    for length in 0..<bytes.count {
      guard case .refused(let codes) = outcome(of: Array(bytes[..<length])) else {
        Issue.record("a prefix of \(length) bytes was read")
        continue
      }
      #expect(codes.allSatisfy { $0.hasPrefix("archive.") })
    }
    for index in bytes.indices {
      for change: UInt8 in [0x01, 0x80, 0xFF] {
        var broken = bytes
        broken[index] ^= change
        if case .contents(let contents) = outcome(of: broken), case .contents(let right) = whole {
          // Names may differ where both headers were not changed; content never.
          for (name, content) in contents where right[name] != nil {
            #expect(right[name] == content)
          }
        }
      }
    }
  }
}
