import KnowledgeGraph
import Testing

/// Known answers of FIPS 180-4's examples and of `sha256sum`.
@Suite struct ContentDigestTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func knownAnswers(text: String, expected: String) {
    #expect(ContentDigest.hexadecimal(of: text) == expected)
  }

  @Test func piecesDoNotMatter() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    var whole = ContentDigest()
    whole.update(bytes)
    let expected = whole.hexadecimal()
    for size in [1, 3, 55, 56, 63, 64, 65, 128, 999] {
      var digest = ContentDigest()
      for start in stride(from: 0, to: bytes.count, by: size) {
        digest.update(Array(bytes[start..<min(start + size, bytes.count)]))
      }
      #expect(digest.hexadecimal() == expected, "in pieces of \(size)")
    }
  }

  /// Lengths around the padding's boundaries, against each other through their digests' difference.
  @Test func everyLengthHasItsOwnDigest() {
    var seen: Set<String> = []
    for length in 0...130 {
      #expect(
        seen.insert(ContentDigest.hexadecimal(of: String(repeating: "a", count: length))).inserted)
    }
  }
}
