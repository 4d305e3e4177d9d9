import FoundationEssentials
import KnowledgeGraph
import Testing

@testable import GraphStorage

@Suite struct EncodingTests {
  private static let trees: [Requirement] = [
    .none, .course(.init("ECE 220", minimumGrade: "C", concurrent: true)),
    .all([.course(.init("A")), .any([.course(.init("B")), .not(.course(.init("C")))])]),
    .atLeast(count: 2, of: [.standing("third year"), .programme("CS"), .opaque("say \"hi\"\n")]),
    .corequisite(.credits(count: 1.5, of: "PH%")), .credits(count: 60, of: nil), .all([]),
  ]

  @Test(arguments: trees) func treesComeBack(tree: Requirement) throws {
    let text = try #require(tree.storedText)
    #expect(try Requirement(storedText: text) == tree)
  }

  @Test(arguments: trees) func storedTreesAreTheirCodableForm(tree: Requirement) throws {
    let text = try #require(tree.storedText)
    #expect(try JSONDecoder().decode(Requirement.self, from: Data(text.utf8)) == tree)
    let coded = String(decoding: try JSONEncoder().encode(tree), as: UTF8.self)
    if case .course = tree { return }  // A coder may write the members in any order.
    #expect(try Requirement(storedText: coded) == tree)
  }

  @Test(
    arguments: [
      "", "{", "[1,", "{\"all\":", "{\"a\" 1}", "tru", "\"\\u12\"", "\"\\ud800\"", "1.2.3",
      "[1] 2", "{\"course\":1}", "{\"atLeast\":{\"count\":1.5,\"of\":[]}}", "\"open", "nul", "-",
      String(repeating: "[", count: 100_000),
    ])
  func malformedTextIsAnError(text: String) {
    #expect(throws: JSONParser.MalformedJSON.self) { try Requirement(storedText: text) }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 100]) func segmentsJoinAgain(length: Int) throws {
    let bytes = (0..<length).map { UInt8($0) }
    let segments = bytes.withUnsafeBytes { Segments.cut($0, largest: 48 + 16) }
    #expect(segments.count == max(1, (length + 15) / 16))
    #expect(Segments.join(segments) == bytes)
    for part in segments.indices {
      for offset in segments[part].indices {
        var damaged = segments
        damaged[part][offset] ^= 1
        #expect(Segments.join(damaged) == nil)
      }
      var short = segments
      short.remove(at: part)
      #expect(Segments.join(short) == nil)
    }
    if segments.count > 1 { #expect(Segments.join(segments.reversed()) == nil) }
  }

  @Test func checksumsTellSmallDifferences() {
    var seen: Set<Checksum> = []
    var texts: Set<String> = []
    for length in 0..<40 {
      for letter in ["a", "b", "\0"] {
        let text = String(repeating: letter, count: length)
        if texts.insert(text).inserted { #expect(seen.insert(Checksum(text)).inserted) }
        if length > 0, texts.insert(text + "c").inserted {
          #expect(seen.insert(Checksum(text + "c")).inserted)
        }
      }
    }
    #expect(Checksum("abc").bytes.count == 16)
  }

  @Test func identifierSetsKeepWhatTheyAreGiven() {
    var set = IdentifierSet()
    var reference: Set<Int64> = []
    var generator = SeededGenerator(state: 3)
    for _ in 0..<500 {
      let id = Int64.random(in: 0..<1000, using: &generator)
      #expect(set.insert(id) == reference.insert(id).inserted)
    }
    for id in 0..<Int64(1100) { #expect(set.contains(id) == reference.contains(id)) }
    var other = IdentifierSet()
    for id in reference where id % 3 == 0 { other.insert(id) }
    var listed: [Int64] = []
    set.visit(notIn: other) { listed.append($0) }
    #expect(listed == reference.filter { $0 % 3 != 0 }.sorted())
  }
}
