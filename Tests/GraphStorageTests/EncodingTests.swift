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

  private func bytes(_ tree: Requirement) throws -> [UInt8] {
    let writer = ByteWriter(capacity: 1)
    try #require(writer.append(tree))
    return writer.array
  }

  private func tree(_ bytes: [UInt8]) throws -> Requirement {
    try bytes.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      let tree = try reader.requirement()
      guard reader.isAtEnd else { throw MalformedRecord() }
      return tree
    }
  }

  @Test(arguments: trees) func treesComeBack(tree: Requirement) throws {
    #expect(try self.tree(bytes(tree)) == tree)
  }

  @Test(arguments: trees) func cutOrDamagedTreesAreErrorsOrOtherTrees(tree: Requirement) throws {
    let whole = try bytes(tree)
    for length in 0..<whole.count {
      #expect(throws: MalformedRecord.self) { try self.tree(Array(whole[..<length])) }
    }
    for position in whole.indices {
      for bit in 0..<8 {
        var damaged = whole
        damaged[position] ^= 1 << bit
        // Nothing may trap; what is read is written as the same tree again.
        if let other = try? self.tree(damaged) {
          let again = try bytes(other)
          #expect(try bytes(self.tree(again)) == again)
        }
      }
    }
  }

  @Test func numbersComeBack() throws {
    let writer = ByteWriter(capacity: 1)
    let signed: [Int64] = [0, -1, 1, 63, -64, 64, .min, .max]
    let unsigned: [UInt64] = [0, 127, 128, 1 << 35, .max]
    for value in signed { writer.append(signed: value) }
    for value in unsigned { writer.append(unsigned: value) }
    var reader = ByteReader(writer.bytes)
    for value in signed { #expect(try reader.signed() == value) }
    for value in unsigned { #expect(try reader.unsigned() == value) }
    #expect(reader.isAtEnd)
    let long = [UInt8](repeating: 0xFF, count: 20)
    #expect(throws: MalformedRecord.self) {
      try long.withUnsafeBytes { bytes in
        var reader = ByteReader(bytes)
        _ = try reader.unsigned()
      }
    }
  }

  @Test func deepNestingIsRefusedBothWays() {
    var tree = Requirement.none
    for _ in 0..<2000 { tree = .not(tree) }
    #expect(!ByteWriter().append(tree))
    let deep = [UInt8](repeating: 4, count: 100_000)
    #expect(throws: MalformedRecord.self) { try self.tree(deep) }
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
