import Evaluation
import FoundationEssentials
import KnowledgeGraph
import Testing

@Suite struct LinkBenchmarkTests {
  let dataset = LinkDataset(
    entities: ["a", "b", "c"], relations: ["r"],
    train: [Triple(head: 0, relation: 0, tail: 1)], validation: [],
    test: [Triple(head: 0, relation: 0, tail: 2), Triple(head: 1, relation: 0, tail: 2)],
    seenEntityCount: 2)

  /// Entity numbers as scores, so that the largest number ranks first.
  func ascending(dimension: Int?) -> TrainedLinkModel {
    let score: LinkScoring = { triples, scores in
      for index in 0..<triples.count * 3 { scores[index] = Float(index % 3) }
    }
    return TrainedLinkModel(
      scoring: LinkCandidateScoring(entityCount: 3, scoreTails: score, scoreHeads: score),
      dimension: dimension, parameters: 3, triplesPerSecond: nil)
  }

  @Test func ranksWhatWasTrained() {
    let result = LinkBenchmark.run(model: "ascending", on: dataset, threads: 1) { given in
      #expect(given == dataset)
      return ascending(dimension: 1)
    }
    // Tails: first both times. Heads: entity 2 and, for a, b is left out as known: ranks 2 and 2.
    #expect(result.metrics == RankMetrics(ranks: [1, 1, 2, 2]))
    #expect(result.ranksPerSecond > 0)
    #expect(result.trainSeconds >= 0)
  }

  @Test func jsonHasTheNamesOfTheContract() throws {
    let result = LinkBenchmark.run(model: "ascending", on: dataset) { _ in
      ascending(dimension: nil)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = String(decoding: try encoder.encode(result), as: UTF8.self)
    let keys = [
      "dimension", "evaluationSeconds", "hits@1", "hits@10", "hits@3", "meanRank", "model", "mrr",
      "parameters", "ranksPerSecond", "trainSeconds", "triplesPerSecond",
    ]
    let found = text.split(separator: ",").compactMap {
      $0.split(separator: "\"").dropFirst($0.hasPrefix("{") ? 1 : 0).first.map(String.init)
    }
    #expect(found == keys)
    #expect(text.contains("\"dimension\":null"))
  }
}
