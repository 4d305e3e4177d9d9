import Dispatch
import FoundationEssentials
import KnowledgeGraph

/// Filtered ranking (Bordes et al. 2013): for each test triple, both (h, r, ?) and (?, r, t) are
/// ranked against every entity, without the other answers that a known triple gives.
public enum FilteredRanking {
  /// - Parameters:
  ///   - known: triples that hold: training, validation and test. The test triples themselves are
  ///     always taken as known.
  ///   - threads: 0 is one for each processor. The result is the same for any number.
  /// - Complexity: one scoring of all entities for each test triple and side, and O(entities) to
  ///   rank it; O(known) memory beside 64 rows of scores a thread.
  /// - Precondition: the triples' numbers are in the scorer's range.
  public static func evaluate(
    scorer: some TripleScorer, test: [Triple], known: [Triple], threads: Int = 0
  ) -> RankMetrics {
    evaluate(LinkCandidateScoring(scorer), test: test, known: known, threads: threads)
  }

  /// As above, with a model's own way to score many queries at once.
  public static func evaluate(
    _ scoring: LinkCandidateScoring, test: [Triple], known: [Triple], threads: Int = 0
  ) -> RankMetrics {
    RankMetrics(ranks: ranks(scoring, test: test, known: known, threads: threads))
  }

  /// The ranks behind the metrics: of all tails in the order of `test`, then of all heads.
  public static func ranks(
    _ scoring: LinkCandidateScoring, test: [Triple], known: [Triple], threads: Int = 0
  ) -> [Double] {
    let blocks = (test.count + blockSize - 1) / blockSize
    guard blocks > 0 else { return [] }
    let sides = [
      Side(predictsTails: true, scoring: scoring, test: test, known: known),
      Side(predictsTails: false, scoring: scoring, test: test, known: known),
    ]
    let results = RankBuffer(count: 2 * test.count)
    forEach(2 * blocks, threads: threads) { piece in
      let first = piece % blocks * blockSize
      let range = first..<min(first + blockSize, test.count)
      let offset = piece < blocks ? 0 : test.count
      sides[piece / blocks].rank(range, into: results.values + offset)
    }
    return results.array
  }

  /// Triples scored at a time.
  private static let blockSize = 64

  /// Pieces are dealt out in turn; each writes only its own ranks.
  private static func forEach(
    _ count: Int, threads: Int, _ body: @Sendable (Int) -> Void
  ) {
    let wanted = threads > 0 ? threads : ProcessInfo.processInfo.activeProcessorCount
    let workers = max(1, min(wanted, count))
    guard workers > 1 else {
      for piece in 0..<count { body(piece) }
      return
    }
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for piece in stride(from: worker, to: count, by: workers) { body(piece) }
    }
  }
}

/// Ranks written by several threads, each its own places.
private final class RankBuffer: @unchecked Sendable {
  let values: UnsafeMutablePointer<Double>
  private let count: Int

  init(count: Int) {
    self.count = count
    values = .allocate(capacity: count)
    values.initialize(repeating: 0, count: count)
  }

  deinit { values.deallocate() }

  var array: [Double] { Array(UnsafeBufferPointer(start: values, count: count)) }
}

/// One direction of the ranking.
private struct Side: Sendable {
  let predictsTails: Bool
  let scoring: LinkCandidateScoring
  let test: [Triple]
  /// Known answers of each query that the test asks, ascending.
  let answers: [Query: [Int32]]

  struct Query: Hashable, Sendable {
    var anchor: Int32
    var relation: Int32
  }

  init(
    predictsTails: Bool, scoring: LinkCandidateScoring, test: [Triple], known: [Triple]
  ) {
    self.predictsTails = predictsTails
    self.scoring = scoring
    self.test = test
    var sets: [Query: Set<Int32>] = [:]
    for triple in test {
      let (query, answer) = Self.query(triple, predictsTails)
      sets[query, default: []].insert(answer)
    }
    for triple in known {
      let (query, answer) = Self.query(triple, predictsTails)
      sets[query]?.insert(answer)
    }
    answers = sets.mapValues { $0.sorted() }
  }

  private static func query(_ triple: Triple, _ tails: Bool) -> (Query, answer: Int32) {
    tails
      ? (Query(anchor: triple.head, relation: triple.relation), triple.tail)
      : (Query(anchor: triple.tail, relation: triple.relation), triple.head)
  }

  /// Ranks of the test triples in `range`, at their places in `results`.
  func rank(_ range: Range<Int>, into results: UnsafeMutablePointer<Double>) {
    let width = scoring.entityCount
    let scores = UnsafeMutableBufferPointer<Float>.allocate(capacity: range.count * width)
    scores.initialize(repeating: 0)
    defer { scores.deallocate() }
    (predictsTails ? scoring.scoreTails : scoring.scoreHeads)(test[range], scores)
    for position in range {
      let start = (position - range.lowerBound) * width
      let row = UnsafeBufferPointer(rebasing: scores[start..<start + width])
      let (query, answer) = Self.query(test[position], predictsTails)
      let others = (answers[query] ?? []).filter { $0 != answer }
      results[position] = meanTieRank(of: Int(answer), in: row, leavingOut: others)
    }
  }
}
