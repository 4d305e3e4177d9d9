import KnowledgeGraph
import Proofs
import Testing

@testable import PathReasoning

@Suite struct FamilyMatricesTests {
  private func matrices(_ world: RandomWorld) throws -> FamilyMatrices {
    try FamilyMatrices(
      families: everyFamily, log: world.log, attributes: [world.attributes],
      embedding: world.embedding)
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func everyEntryFollowsItsEquation(seed: UInt64) throws {
    let world = RandomWorld(seed: seed)
    let reference = ReferenceEvidence(world: world)
    let found = try matrices(world)
    var checked = 0
    for (index, family) in everyFamily.enumerated() where family.kind != .popularity {
      for h in 0..<Int32(9) {
        for i in 0..<Int32(9) {
          let expected = reference.value(family.kind, h, i)
          #expect(abs(found.value(family: index, h, i) - expected) < 1e-12)
          if expected != 0 { checked += 1 }
        }
      }
    }
    #expect(checked > 100)
    for item in 0..<Int32(9) {
      let expected = reference.value(.popularity, item, item)
      #expect(abs(found.popularity[Int(item)] - expected) < 1e-15)
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func rowsHoldTheBitsOfTheirEntries(seed: UInt64) throws {
    let found = try matrices(RandomWorld(seed: seed))
    var row = EvidenceRow()
    for matrix in found.matrices {
      for h in 0..<Int32(9) {
        matrix.copyRow(h, into: &row)
        let entries = Dictionary(uniqueKeysWithValues: zip(row.columns, row.values))
        for i in 0..<Int32(9) {
          #expect(entries[i, default: 0].bitPattern == matrix.value(h, i).bitPattern)
        }
        #expect(!row.values.contains(0))
      }
    }
  }

  @Test func theOrderOfLearnersDoesNotReachTheBits() throws {
    let world = RandomWorld(seed: 11, items: 12, learners: 60)
    var dice = Dice(seed: 3)
    let shuffled = InteractionLog(
      learnerKeys: world.log.learnerKeys, itemCount: 12,
      histories: world.log.histories.shuffled(using: &dice))
    let other = try FamilyMatrices(
      families: everyFamily, log: shuffled, attributes: [world.attributes],
      embedding: world.embedding)
    let one = try matrices(world)
    for family in everyFamily.indices {
      for h in 0..<Int32(12) {
        for i in 0..<Int32(12) {
          #expect(one.value(family: family, h, i) == other.value(family: family, h, i))
        }
      }
    }
    #expect(one.popularity == other.popularity)
  }

  @Test func familiesThatDifferInDecayShareAMatrix() throws {
    let found = try matrices(RandomWorld(seed: 1))
    #expect(found.matrixOfFamily[1] == found.matrixOfFamily[2])
    #expect(found.matrices.count == everyFamily.count - 2)
    #expect(found.matrixOfFamily[0] == nil)
  }

  @Test func missingEvidenceIsNamed() {
    let world = RandomWorld(seed: 1)
    #expect(throws: MissingEvidence(family: "shared-TEACHES", needs: "TEACHES")) {
      try FamilyMatrices(
        families: everyFamily, log: world.log, attributes: [], embedding: world.embedding)
    }
    #expect(throws: MissingEvidence(family: "embedding-neighbour", needs: "complex@3")) {
      try FamilyMatrices(
        families: everyFamily, log: world.log, attributes: [world.attributes], embedding: nil)
    }
  }

  @Test func familiesThatAreLeftOutHaveNoEvidence() throws {
    let world = RandomWorld(seed: 2)
    let found = try FamilyMatrices(
      families: everyFamily, log: world.log, attributes: [], embedding: nil,
      includes: { $0.name == "taken-together" })
    #expect(found.matrices.count == 1)
    #expect(found.value(family: 5, 1, 2) == 0)
  }

  @Test func aLargeCatalogueNeedsNoDenseMatrix() throws {
    let items = 60_000
    let log = InteractionLog(
      learnerKeys: (0..<200).map { "L\($0)" }, itemCount: items,
      histories: (0..<200).map { learner in (0..<5).map { Int32(learner * 300 + $0 * 7) } })
    let found = try FamilyMatrices(
      families: Array(everyFamily.prefix(5)), log: log, attributes: [], embedding: nil)
    var row = EvidenceRow()
    found.matrices[2].copyRow(300, into: &row)
    #expect(row.columns == [307, 314, 321, 328])
  }

  @Test func recencyIsOneAtAgeZeroWhateverTheDecay() {
    #expect(everyFamily[3].recency(age: 0) == 1)
    #expect(everyFamily[3].recency(age: 1) == 0)
    #expect(everyFamily[5].recency(age: 2) == 0.8 * 0.8)
    #expect(everyFamily[0].recency(age: 0) == 0)
  }
}
