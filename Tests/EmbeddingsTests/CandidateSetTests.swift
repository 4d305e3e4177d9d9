import KnowledgeGraph
import Testing

@testable import Embeddings

@Suite struct CandidateSetTests {
  let triples = [
    Triple(head: 0, relation: 0, tail: 3), Triple(head: 1, relation: 0, tail: 3),
    Triple(head: 2, relation: 0, tail: 3), Triple(head: 4, relation: 2, tail: 0),
  ]

  @Test func domainAndRangeAsObserved() {
    let sets = CandidateSets(observedIn: triples, relationCount: 3, entityCount: 6)
    #expect(Array(sets.candidates(of: 0)) == [3])
    #expect(Array(sets.candidates(of: 3)) == [0, 1, 2])
    // A relation that nothing uses allows everything.
    #expect(Array(sets.candidates(of: 1)) == [0, 1, 2, 3, 4, 5])
    #expect(Array(sets.candidates(of: 2)) == [0])
    #expect(Array(sets.candidates(of: 5)) == [4])
  }

  /// Three heads to one tail, t = 1 and h = 3: another head is true more often than another tail,
  /// so the head is asked for in one of four cases.
  @Test func bernoulliSidesFollowTheShape() {
    let sides = SideChances(.bernoulli, triples: triples, relationCount: 3)
    var generator = SeededGenerator(seed: 4)
    let heads = (0..<4000).count { _ in sides.side(of: 0, &generator) == 1 }
    #expect((900...1100).contains(heads))
    let even = (0..<4000).count { _ in sides.side(of: 2, &generator) == 1 }
    #expect((1850...2150).contains(even))
    let uniform = SideChances(.uniform, triples: triples, relationCount: 3)
    let half = (0..<4000).count { _ in uniform.side(of: 0, &generator) == 1 }
    #expect((1850...2150).contains(half))
  }

  @Test func chunksEndWhereTheCodeChanges() {
    let batch = QueryBatch(triples, relationCount: 3).sortedByCode()
    let ranges = ChunkRanges(batch, size: 2, byCode: true).ranges
    #expect(ranges == [0..<2, 2..<3, 3..<4, 4..<6, 6..<7, 7..<8])
    #expect(ChunkRanges(batch, size: 3, byCode: false).ranges == [0..<3, 3..<6, 6..<8])
  }
}
