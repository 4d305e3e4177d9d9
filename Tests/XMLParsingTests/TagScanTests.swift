import Testing

@testable import XMLParsing

/// Eight bytes at a time finds what one byte at a time finds.
@Suite struct TagScanTests {
  private func naive(_ bytes: [UInt8]) -> (start: Int, isPlain: Bool) {
    let start = bytes.lastIndex(of: UInt8(ascii: "<")) ?? 0
    return (start, bytes[start...].allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "\n") })
  }

  private func scanned(_ bytes: [UInt8]) throws -> (start: Int, isPlain: Bool) {
    try bytes.withUnsafeBufferPointer { buffer in
      let base = try #require(buffer.baseAddress)
      let found = XMLTagScan.start(before: base + buffer.count, notBefore: base)
      return (found.start - base, found.isPlain)
    }
  }

  @Test func agreesWithLookingAtEveryByte() throws {
    let alphabet: [[UInt8]] = [
      Array("<".utf8), Array("=".utf8), Array(";".utf8), Array("\n".utf8), Array("\u{B}".utf8),
      Array("é".utf8), Array("中".utf8), [0], [0x7F], [0xBC], [0x8A],
    ]
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<20_000 {
      let rarity = 1 + next(40)
      var bytes: [UInt8] = []
      for _ in 0..<(1 + next(60)) {
        bytes += next(rarity) == 0 ? alphabet[next(alphabet.count)] : [UInt8(ascii: "x")]
      }
      let (expected, found) = (naive(bytes), try scanned(bytes))
      #expect(found.start == expected.start && found.isPlain == expected.isPlain, "\(bytes)")
    }
  }

  /// Places in a document whose tags run over lines and hold characters of many bytes.
  @Test(arguments: [1, 5, 1 << 16])
  func places(piece: Int) throws {
    let document = "<r>\n <a x='1'/>é<b y='中\n  z'/>\n<c\n/>  <d   e='&lt;f'></d></r>"
    let (recorder, diagnostics) = try record(Array(document.utf8), piece: piece)
    #expect(diagnostics.isEmpty)
    let places = recorder.places.mapValues { [$0.line, $0.column] }
    #expect(places["r"] == [1, 1])
    #expect(places["a"] == [2, 2])
    #expect(places["b"]?[0] == 2)
    #expect(places["c"] == [4, 1])
    #expect(places["d"] == [5, 5])
  }
}
