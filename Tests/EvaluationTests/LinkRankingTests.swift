import Evaluation
import KnowledgeGraph
import Testing

/// Scores by a table, with many ties.
private struct TableScorer: TripleScorer {
  let entityCount: Int
  let value: @Sendable (Int32, Int32, Int32) -> Float

  func scoreTails(head: Int32, relation: Int32, into scores: inout [Float]) {
    scores = (0..<Int32(entityCount)).map { value(head, relation, $0) }
  }

  func scoreHeads(relation: Int32, tail: Int32, into scores: inout [Float]) {
    scores = (0..<Int32(entityCount)).map { value($0, relation, tail) }
  }
}

@Suite struct LinkRankingTests {
  static func mixed(_ head: Int32, _ relation: Int32, _ tail: Int32) -> UInt64 {
    var z = UInt64(head) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(relation) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ UInt64(tail)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 29)
  }

  static func triples(_ count: Int, salt: Int32) -> [Triple] {
    (0..<Int32(count)).map {
      let z = mixed($0, salt, salt)
      return Triple(
        head: Int32(z % 11), relation: Int32(z / 11 % 3), tail: Int32(z / 1000 % 11))
    }
  }

  /// By the definition: list the candidates, drop the known ones, find where ties may stand.
  private func bruteForceRank(
    _ test: Triple, tails: Bool, _ known: Set<Triple>, _ scorer: TableScorer
  ) -> Double {
    let candidates = (0..<Int32(scorer.entityCount)).map {
      tails
        ? Triple(head: test.head, relation: test.relation, tail: $0)
        : Triple(head: $0, relation: test.relation, tail: test.tail)
    }.filter { $0 == test || !known.contains($0) }
    let scores = candidates.map { scorer.value($0.head, $0.relation, $0.tail) }.sorted(by: >)
    let wanted = scorer.value(test.head, test.relation, test.tail)
    let places = scores.indices.filter { scores[$0] == wanted }.map { Double($0 + 1) }
    return places.reduce(0, +) / Double(places.count)
  }

  @Test(arguments: [1, 2, 3]) func isTheDefinition(threads: Int) {
    let scorer = TableScorer(entityCount: 11) { Float(Self.mixed($0, $1, $2) % 5) }
    let test = Self.triples(150, salt: 7)
    let train = Self.triples(60, salt: 8)
    let known = Set(train + test)
    let expected = [true, false].flatMap { tails in
      test.map { bruteForceRank($0, tails: tails, known, scorer) }
    }
    let scoring = LinkCandidateScoring(scorer)
    let ranks = FilteredRanking.ranks(scoring, test: test, known: train, threads: threads)
    #expect(ranks == expected)
    #expect(ranks.contains { $0 != $0.rounded() }, "the world has ties")
    let metrics = FilteredRanking.evaluate(
      scorer: scorer, test: test, known: train, threads: threads)
    #expect(metrics == RankMetrics(ranks: expected))
    #expect(metrics.count == 300)
  }

  /// A scorer that knows nothing is ranked as by chance, whatever it answers.
  @Test(arguments: [Float(0), -3, .infinity]) func sameScoreForAllGainsNothing(value: Float) {
    let scorer = TableScorer(entityCount: 101) { _, _, _ in value }
    let test = [Triple(head: 3, relation: 0, tail: 4)]
    #expect(FilteredRanking.ranks(LinkCandidateScoring(scorer), test: test, known: []) == [51, 51])
  }

  @Test func scoreThatIsNoNumberRanksLast() {
    let scorer = TableScorer(entityCount: 10) { _, _, tail in tail == 4 ? .nan : 1 }
    let test = [Triple(head: 3, relation: 0, tail: 4)]
    let known = [Triple(head: 3, relation: 0, tail: 5)]
    let ranks = FilteredRanking.ranks(LinkCandidateScoring(scorer), test: test, known: known)
    #expect(ranks == [9, 10])
  }

  @Test func nothingToRank() {
    let scorer = TableScorer(entityCount: 2) { _, _, _ in 0 }
    let metrics = FilteredRanking.evaluate(scorer: scorer, test: [], known: [])
    #expect(metrics.count == 0)
    #expect(metrics.mrr == 0)
  }

  @Test func metricsOfKnownRanks() {
    let metrics = RankMetrics(ranks: [1, 2, 2.5, 10, 20])
    #expect(abs(metrics.mrr - (1 + 0.5 + 0.4 + 0.1 + 0.05) / 5) < 1e-15)
    #expect(metrics.hits1 == 0.2)
    #expect(metrics.hits3 == 0.6)
    #expect(metrics.hits10 == 0.8)
    #expect(metrics.meanRank == 7.1)
  }
}
