import Diagnostics
import FeedArchives
import Testing

@Suite struct TarTests {
  private func built(_ build: (inout TarBuilder) -> Void) -> [UInt8] {
    var builder = TarBuilder()
    build(&builder)
    return builder.bytes()
  }

  @Test(arguments: [false, true])
  func ustar(isGzipped: Bool) throws {
    let tar = built {
      $0.add("course/", [], type: "5")
      $0.add("course/course.xml", Array("<course/>".utf8))
      $0.add("deep.xml", Array("<d/>".utf8), prefix: "course/sub")
      $0.add("old", Array("1".utf8), type: "\u{0}", magic: "")
    }
    let archive = try FeedArchive.open(bytes: isGzipped ? gzipped(tar) : tar, name: "c")
    #expect(archive.format == (isGzipped ? .gzippedTar : .tar))
    #expect(
      outcome(of: isGzipped ? gzipped(tar) : tar)
        == .text(["course/course.xml": "<course/>", "course/sub/deep.xml": "<d/>", "old": "1"]))
  }

  @Test func longNames() throws {
    let long = "课程/" + String(repeating: "n", count: 300) + ".xml"
    let gnu = built {
      $0.add("././@LongLink", Array((long + "\u{0}").utf8), type: "L", magic: "ustar  \u{0}")
      $0.add(long, Array("gnu".utf8), prefix: "1234", magic: "ustar  \u{0}")
      $0.add("next", Array("n".utf8))
    }
    #expect(outcome(of: gnu) == .text([long: "gnu", "next": "n"]))
    let pax = built {
      $0.pax([("mtime", "1.5"), ("path", long)])
      $0.add("short", Array("pax".utf8))
      $0.add("next", Array("n".utf8))
    }
    #expect(outcome(of: pax) == .text([long: "pax", "next": "n"]))
  }

  @Test func sizesElsewhere() throws {
    let binary: [UInt8] = [0x80] + [UInt8](repeating: 0, count: 10) + [3]
    let tar = built {
      $0.add("gnu", Array("abc".utf8), size: binary)
      $0.pax([("size", "2")])
      $0.add("pax", Array("de".utf8), size: Array("00000000000\u{0}".utf8))
    }
    #expect(outcome(of: tar) == .text(["gnu": "abc", "pax": "de"]))
  }

  @Test func linksAndDevicesAreLeftOut() throws {
    let tar = built {
      $0.add("soft", [], type: "2")
      $0.add("hard", [], type: "1")
      $0.add("device", [], type: "3")
      $0.add("a", Array("1".utf8))
    }
    let archive = try FeedArchive.open(bytes: tar, name: "t")
    #expect(archive.entries.map(\.name) == ["a"])
    #expect(archive.warnings.map(\.code) == ["archive.link", "archive.link", "archive.special"])
  }

  @Test(arguments: ["../x", "/x", "a/../../x", "c:/x"])
  func unsafeNames(name: String) throws {
    #expect(refusal(built { $0.add(name, []) })?.code == "archive.unsafe-name")
    let pax = built {
      $0.pax([("path", name)])
      $0.add("harmless", [])
    }
    #expect(refusal(pax)?.code == "archive.unsafe-name")
  }

  @Test func whatIsNoTar() throws {
    let sparse = built { $0.add("s", [], type: "S") }
    #expect(refusal(sparse)?.code == "archive.sparse")
    #expect(refusal(gzipped(Array("plain text".utf8)))?.code == "archive.unknown-format")
    #expect(refusal(Array("<xml/>".utf8))?.code == "archive.unknown-format")
    #expect(refusal([])?.code == "archive.unknown-format")
    let twice = built {
      $0.add("a", [])
      $0.add("a", [])
    }
    #expect(refusal(twice)?.code == "archive.duplicate-name")
  }

  @Test func impossibleSizes() throws {
    for size in ["77777777777\u{0}", "-0000000001\u{0}"] {
      let code = refusal(built { $0.add("a", [], size: Array(size.utf8)) })?.code
      #expect(["archive.truncated", "archive.damaged", "archive.too-large"].contains(code))
    }
    let huge: [UInt8] = [0x80] + [UInt8](repeating: 0xFF, count: 11)
    #expect(refusal(built { $0.add("a", [], size: huge) })?.code == "archive.damaged")
    let negative: [UInt8] = [UInt8](repeating: 0xFF, count: 12)
    #expect(refusal(built { $0.add("a", [], size: negative) })?.code == "archive.damaged")
  }

  @Test("a gzipped archive is read from any place, in any order")
  func anyOrder() throws {
    var builder = TarBuilder()
    var contents: [String: [UInt8]] = [:]
    for number in 0..<40 {
      let content = text(number * 9973 % 200_000, seed: UInt64(number))
      contents["file\(number)"] = content
      builder.add("file\(number)", content)
    }
    let archive = try FeedArchive.open(bytes: gzipped(builder.bytes()))
    let order = archive.entries.indices.map { ($0 * 17 + 5) % archive.entries.count }
    for index in order + order.reversed() {
      let entry = archive.entries[index]
      #expect(try archive.reader(of: entry).readAll(limit: 1 << 20) == contents[entry.name])
    }
  }

  @Test func severalMembersAndPadding() throws {
    var builder = TarBuilder()
    builder.add("a", text(5000, seed: 3))
    let tar = builder.bytes()
    let parts = gzipped(Array(tar[..<700])) + gzipped([]) + gzipped(Array(tar[700...]))
    #expect(outcome(of: parts + [0, 0, 0]) == .contents(["a": text(5000, seed: 3)]))
  }

  @Test func bomb() throws {
    var builder = TarBuilder()
    builder.add("zeros", [UInt8](repeating: 0, count: 20 << 20))
    #expect(refusal(gzipped(builder.bytes()))?.code == "archive.too-large")
    var limits = ArchiveLimits()
    limits.expandedBytes = 1 << 20
    #expect(refusal(builder.bytes(), limits: limits)?.code == "archive.too-large")
  }

  @Test("every prefix and every changed byte is read or refused")
  func brokenEverywhere() throws {
    let tar = built {
      $0.pax([("path", "course/a.xml")])
      $0.add("a", Array("<a>some text</a>".utf8))
    }
    let packed = gzipped(tar)
    for length in 0..<packed.count {
      guard case .refused = outcome(of: Array(packed[..<length])) else {
        Issue.record("a prefix of \(length) bytes was read")
        continue
      }
    }
    for index in packed.indices {
      var broken = packed
      broken[index] ^= 0x41
      if case .contents(let contents) = outcome(of: broken) {
        #expect(contents == ["course/a.xml": Array("<a>some text</a>".utf8)])
      }
    }
    for index in stride(from: 0, to: tar.count, by: 3) {
      var broken = tar
      broken[index] ^= 0x30
      _ = outcome(of: broken)
    }
  }
}
