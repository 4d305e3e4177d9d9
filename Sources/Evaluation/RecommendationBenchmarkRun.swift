import Dispatch
import KnowledgeGraph
import Synchronization

/// One examination of one dataset.
struct BenchmarkRun: Sendable {
  let dataset: RecommendationDataset
  let examination: RecommendationProtocol
  let cutoff: Int
  let seed: UInt64

  func measure(_ scorer: any ItemScorer) -> RecommendationBenchmarkResult {
    var result = RecommendationBenchmarkResult(items: dataset.items.count)
    if examination == .ctr {
      result.users = Set(dataset.labelled.map(\.user)).count
      result.classification = classification(scorer)
      return result
    }
    let users = examinedUsers
    let lists = lists(scorer, users)
    result.users = users.count
    result.lists = ListMetrics.mean(
      zip(users, lists).map { ListMetrics(list: $1, wanted: dataset.test[$0], cutoff: cutoff) })
    if examination == .full {
      result.exposure = ExposureMetrics(lists: lists, popularity: dataset.log.itemDegrees())
    }
    return result
  }

  /// Learners with something to be found, ascending.
  private var examinedUsers: [Int] {
    dataset.test.indices.filter { !dataset.test[$0].isEmpty }
  }

  /// Families by their worth: the NDCG without each, all else as fitted.
  ///
  /// With more than `familySample` learners, the loss is measured on that many, spread evenly, and
  /// taken from the NDCG of all.
  func figures(
    _ families: [BenchmarkFamily], of scorer: any ItemScorer, whole: Double?
  ) -> [RecommendationFamilyFigures] {
    let users = spread(examinedUsers, Self.familySample)
    let sampled = whole.map { _ in ndcg(scorer, users) }
    return families.map { family in
      var figures = RecommendationFamilyFigures(
        name: family.name, weight: family.weight, ndcgWithout: whole)
      if let whole, let sampled, let without = family.without {
        figures.ndcgWithout = whole + (ndcg(without, users) - sampled)
      }
      return figures
    }
  }

  private static let familySample = 10_000

  private func ndcg(_ scorer: any ItemScorer, _ users: [Int]) -> Double {
    ListMetrics.mean(
      zip(users, lists(scorer, users)).map {
        ListMetrics(list: $1, wanted: dataset.test[$0], cutoff: cutoff)
      }
    ).ndcg
  }

  /// At most `count` of the users, evenly spaced.
  private func spread(_ users: [Int], _ count: Int) -> [Int] {
    let count = min(count, users.count)
    return (0..<count).map { users[$0 * users.count / count] }
  }

  /// The worst error and the share of valid paths over the lists of evenly spread learners.
  func faithfulness(
    _ scorer: any ItemScorer, _ explain: (Int, Int32) -> ExplanationCheck, sample: Int
  ) -> RecommendationFaithfulness? {
    let chosen = spread(examinedUsers, sample)
    guard !chosen.isEmpty else { return nil }
    var worst = 0.0
    var (paths, valid) = (0, 0)
    for (user, list) in zip(chosen, lists(scorer, chosen)) {
      for item in list {
        let check = explain(user, item)
        worst = max(worst, check.relativeError)
        paths += check.paths
        valid += check.validPaths
      }
    }
    return RecommendationFaithfulness(
      maximumRelativeError: worst, validPaths: paths == 0 ? nil : Double(valid) / Double(paths))
  }

  // MARK: - Lists

  private static let blockCount = 32

  /// The list of each learner. Learners are cut into blocks that run at the same time.
  private func lists(_ scorer: any ItemScorer, _ users: [Int]) -> [[Int32]] {
    let results = Mutex([[[Int32]]](repeating: [], count: Self.blockCount))
    DispatchQueue.concurrentPerform(iterations: Self.blockCount) { block in
      var scores: [Double] = []
      var lists: [[Int32]] = []
      let last = users.count * (block + 1) / Self.blockCount
      for index in users.count * block / Self.blockCount..<last {
        lists.append(list(scorer, users[index], &scores))
      }
      results.withLock { $0[block] = lists }
    }
    return results.withLock { $0.flatMap(\.self) }
  }

  private func list(_ scorer: any ItemScorer, _ user: Int, _ scores: inout [Double]) -> [Int32] {
    let history = dataset.log.histories[user]
    scorer.scores(user: user, history: history, into: &scores)
    return bestItems(scores, among: candidates(user), count: cutoff)
  }

  /// The items that are ranked for a learner, ascending.
  private func candidates(_ user: Int) -> [Int32] {
    let all = 0..<Int32(dataset.items.count)
    let known = Set(dataset.log.histories[user])
    guard examination == .uniform50 else { return all.filter { !known.contains($0) } }
    let wanted = dataset.test[user]
    let taken = known.union(wanted)
    var free = all.filter { !taken.contains($0) }
    var generator = EvaluationGenerator(seed: seed &+ UInt64(user) &* 0x9E37_79B9)
    let count = min(free.count, 50 * wanted.count)
    for place in 0..<count {
      free.swapAt(place, Int.random(in: place..<free.count, using: &generator))
    }
    return (free.prefix(count) + wanted).sorted()
  }

  // MARK: - Labelled pairs

  private func classification(_ scorer: any ItemScorer) -> ClassificationMetrics {
    var reader = PairReader(dataset: dataset, scorer: scorer)
    let scores = dataset.labelled.map { reader.score($0.user, $0.item) }
    return ClassificationMetrics(
      scores: scores, labels: dataset.labelled.map(\.isPositive), calibration: calibration(scorer))
  }

  /// Fitted without the test: each learner's last training item against one drawn item that they
  /// do not have, both scored from the history before it.
  private func calibration(_ scorer: any ItemScorer) -> PlattCalibration {
    var generator = EvaluationGenerator(seed: seed)
    var buffer: [Double] = []
    var scores: [Double] = []
    var labels: [Bool] = []
    for (user, history) in dataset.log.histories.enumerated() {
      guard let last = history.last, history.count < dataset.items.count else { continue }
      let known = Set(history)
      var other = last
      while known.contains(other) {
        other = Int32.random(in: 0..<Int32(dataset.items.count), using: &generator)
      }
      scorer.scores(user: user, history: Array(history.dropLast()), into: &buffer)
      scores += [buffer[Int(last)], buffer[Int(other)]]
      labels += [true, false]
    }
    return PlattCalibration(scores: scores, labels: labels)
  }
}

/// Scores pairs, each learner's items once.
private struct PairReader {
  let dataset: RecommendationDataset
  let scorer: any ItemScorer
  private var user: Int?
  private var scores: [Double] = []

  init(dataset: RecommendationDataset, scorer: any ItemScorer) {
    self.dataset = dataset
    self.scorer = scorer
  }

  mutating func score(_ wanted: Int, _ item: Int32) -> Double {
    if user != wanted {
      scorer.scores(user: wanted, history: dataset.log.histories[wanted], into: &scores)
      user = wanted
    }
    return scores[Int(item)]
  }
}
