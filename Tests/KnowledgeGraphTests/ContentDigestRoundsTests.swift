import Testing

@testable import KnowledgeGraph

/// The rounds written out and the processor's instructions are the same function.
@Suite struct ContentDigestRoundsTests {
  private func digest(_ bytes: [UInt8], piece: Int, usesInstructions: Bool) -> String {
    var digest = ContentDigest(usesInstructions: usesInstructions)
    for start in stride(from: 0, to: bytes.count, by: piece) {
      digest.update(Array(bytes[start..<min(bytes.count, start + piece)]))
    }
    return digest.hexadecimal()
  }

  /// A million times the letter a: the third example of FIPS 180-4.
  @Test(arguments: [true, false])
  func aMillionLetters(usesInstructions: Bool) {
    let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(
      digest(letters, piece: 70_001, usesInstructions: usesInstructions)
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test(.enabled(if: ContentDigest.hasInstructions))
  func bothWaysAgree() {
    var generator = SplitMix(state: 180_4)
    for length in Array(0...200) + [1000, 4096, 10_007] {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(
        digest(bytes, piece: 61, usesInstructions: true)
          == digest(bytes, piece: 4096, usesInstructions: false), "\(length) bytes")
    }
  }
}
