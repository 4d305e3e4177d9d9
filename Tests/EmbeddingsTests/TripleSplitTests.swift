import Embeddings
import KnowledgeGraph
import Testing

@Suite struct TripleSplitTests {
  @Test(arguments: [0.05, 0.3, 1]) func keepsEverythingLearnable(share: Double) {
    let world = FamilyWorld()
    let triples = world.training + world.heldOut + world.training.prefix(10)
    let split = TripleSplit(triples, share: share, seed: 2)
    let distinct = Set(triples)
    #expect(Set(split.training).union(split.validation) == distinct)
    #expect(Set(split.training).isDisjoint(with: split.validation))
    #expect(split.validation.count <= Int(share * Double(distinct.count)))
    #expect(!split.validation.isEmpty)
    let entities = Set(split.training.flatMap { [$0.head, $0.tail] })
    let relations = Set(split.training.map { $0.relation })
    #expect(split.validation.allSatisfy { entities.contains($0.head) })
    #expect(split.validation.allSatisfy { entities.contains($0.tail) })
    #expect(split.validation.allSatisfy { relations.contains($0.relation) })
    if share < 1 { #expect(split.validation.count == Int(share * Double(distinct.count))) }
  }

  @Test func followsTheSeed() {
    let triples = FamilyWorld().training
    let split = TripleSplit(triples, share: 0.1, seed: 1)
    #expect(split == TripleSplit(triples, share: 0.1, seed: 1))
    #expect(split != TripleSplit(triples, share: 0.1, seed: 2))
    #expect(TripleSplit(triples, share: .nan, seed: 1).validation.isEmpty)
  }

  @Test func neverHoldsOutALonelyTriple() {
    let chain = [Triple(head: 0, relation: 0, tail: 1), Triple(head: 2, relation: 0, tail: 2)]
    #expect(TripleSplit(chain, share: 1, seed: 1).training == chain)
  }
}
