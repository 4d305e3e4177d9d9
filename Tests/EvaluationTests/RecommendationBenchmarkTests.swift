import Diagnostics
import Foundation
import KnowledgeGraph
import Testing

@testable import Evaluation

/// Scores by a closure.
private struct Fixed: ItemScorer {
  let score: @Sendable (Int, [Int32], Int) -> Double
  func scores(user: Int, history: [Int32], into scores: inout [Double]) {
    scores = (0..<60).map { score(user, history, $0) }
  }
}

@Suite struct RecommendationBenchmarkTests {
  private let dataset = RecommendationDataset(
    items: (0..<60).map { "i\($0)" },
    log: InteractionLog(
      learnerKeys: (0..<30).map { "u\($0)" }, itemCount: 60,
      histories: (0..<30).map { [Int32($0), Int32($0 + 1)] }),
    test: (0..<30).map { $0 == 3 ? [] : [Int32($0 + 2)] },
    labelled: (0..<30).flatMap { user in
      [
        LabelledInteraction(user: user, item: Int32(user + 2), isPositive: true),
        LabelledInteraction(user: user, item: Int32(user + 20), isPositive: false),
      ]
    })

  /// Highest for the item after the last one of the history.
  private let oracle = Fixed { _, history, item in
    -abs(Double(item) - Double((history.last ?? 0) + 1))
  }

  private func run(
    _ scorer: any ItemScorer, _ examination: RecommendationProtocol = .full
  ) -> RecommendationBenchmarkResult {
    RecommendationBenchmark.run("test", on: dataset, protocol: examination, cutoff: 5) { _ in
      BenchmarkedRecommender(scorer: scorer)
    }
  }

  @Test(arguments: [RecommendationProtocol.full, .uniform50])
  func anOracleIsPerfectAndItsOppositeFindsNothing(examination: RecommendationProtocol) {
    let best = run(oracle, examination)
    #expect(best.users == 29 && best.items == 60)
    #expect(best.lists?.ndcg == 1 && best.lists?.hit == 1)
    let oracle = oracle
    let worst = run(Fixed { -oracle.score($0, $1, $2) }, examination)
    #expect(worst.lists?.hit == 0)
  }

  @Test func historiesAreMaskedInFullRanking() {
    // The learner's own items score best and must not take up places.
    let own = Fixed { _, history, item in
      history.contains(Int32(item)) ? 100 : -Double(item)
    }
    let lists = run(own)
    #expect(lists.exposure?.coverage == 7.0 / 60)
  }

  @Test func samplesAreTheSameForASeed() {
    let half = Fixed { user, _, item in Double((user * 7 + item * 13) % 17) }
    let (one, two) = (run(half, .uniform50), run(half, .uniform50))
    #expect(one.lists == two.lists)
    #expect((one.lists?.hit ?? 0) > 0 && (one.lists?.hit ?? 1) < 1)
  }

  @Test func labelledPairsAreClassified() {
    let result = run(oracle, .ctr)
    #expect(result.lists == nil && result.users == 30)
    #expect(result.classification?.auc == 1)
    #expect((result.classification?.accuracy ?? 0) > 0.9)
  }

  @Test func familiesAreMeasuredWithoutThem() {
    let oracle = oracle
    let result = RecommendationBenchmark.run("additive", on: dataset, cutoff: 5) { _ in
      BenchmarkedRecommender(
        scorer: oracle,
        families: [
          BenchmarkFamily(
            name: "all", weight: 2, without: Fixed { -oracle.score($0, $1, $2) }),
          BenchmarkFamily(name: "none", weight: 0, without: nil),
        ],
        explain: { _, item in
          ExplanationCheck(
            score: 2, ledgerTotal: item == 2 ? 2.5 : 2, absoluteTotal: 5, paths: 4,
            validPaths: item == 2 ? 2 : 4)
        })
    }
    #expect(result.families.map(\.ndcgWithout) == [0, 1])
    #expect(result.faithfulness?.maximumRelativeError == 0.1)
    let share = result.faithfulness?.validPaths ?? 1
    #expect(share < 1 && share > 0.9)
  }

  @Test func theJSONHasTheContractsKeysAndNulls() throws {
    let text = String(decoding: try JSONEncoder().encode(run(oracle)), as: UTF8.self)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let keys = [
      "recommender", "users", "items", "recall", "precision", "ndcg", "hit", "mrr", "map",
      "coverage", "gini", "novelty", "longTailShare", "auc", "accuracy", "f1", "logLoss",
      "trainSeconds", "secondsPerUser", "families", "faithfulness",
    ]
    #expect(Set(object.keys) == Set(keys))
    for key in ["auc", "accuracy", "f1", "logLoss", "faithfulness"] {
      #expect(object[key] is NSNull)
    }
  }
}

/// Canvas Network, where the data folder is at hand; figures as a numpy script gives them.
@Suite struct CanvasNetworkTests {
  static let folder: String? = {
    let named = ProcessInfo.processInfo.environment["DOCENT_SHARED_DATA"]
    var root = URL(filePath: #filePath)
    while root.path != "/", !FileManager.default.fileExists(atPath: root.path + "/Package.swift") {
      root.deleteLastPathComponent()
    }
    let folder = (named ?? root.path + "/../shared/data") + "/interactions/cnpc"
    return FileManager.default.fileExists(atPath: folder) ? folder : nil
  }()

  @Test(.enabled(if: folder != nil, "the Canvas Network data is not here"))
  func baselinesGiveTheKnownFigures() throws {
    let folder = try #require(Self.folder)
    let loaded = RecommendationFiles.load(
      train: folder + "/train.inter.gz", test: nil, graph: folder + "/course.kg")
    let whole = try #require(loaded.value)
    #expect(whole.items.count == 238 && whole.log.histories.count == 6717)
    #expect(whole.attributes.map(\.relation) == ["discipline", "length"])
    let split = RecommendationSplit.leavingLastOut(whole.log)
    let dataset = RecommendationDataset(
      items: whole.items, log: split.train, test: split.test)
    func ndcg(_ scorer: any ItemScorer) -> Double {
      RecommendationBenchmark.run("", on: dataset) { _ in BenchmarkedRecommender(scorer: scorer) }
        .ndcg ?? 0
    }
    #expect(abs(ndcg(PopularityScorer(log: split.train)) - 0.0367) < 5e-5)
    #expect(abs(ndcg(RP3BetaScorer(log: split.train)) - 0.1537) < 5e-5)
  }
}
