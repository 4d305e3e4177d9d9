import Glibc

/// Something that scores items for a learner; higher is better.
public protocol ItemScorer: Sendable {
  /// Puts a score for every item into `scores`, whatever it held before. `history` is oldest
  /// first.
  func scores(user: Int, history: [Int32], into scores: inout [Double])
}

/// Quality of lists of k items, averaged over the learners with something to be found.
///
/// For one learner let T be the items to be found, and hit_r = 1 when the item at rank r is one.
///
///     recall    = Σ_{r≤k} hit_r / |T|            precision = Σ_{r≤k} hit_r / k
///     ndcg      = Σ_{r≤k} hit_r / log2(r + 1)  /  Σ_{r≤min(k,|T|)} 1 / log2(r + 1)
///     hit       = 1 when any hit_r is 1          mrr = 1 / (rank of the first hit), 0 without one
///     map       = Σ_{r≤k} hit_r · (hits up to r) / r  /  min(k, |T|)
public struct ListMetrics: Sendable, Hashable {
  public var recall = 0.0
  public var precision = 0.0
  public var ndcg = 0.0
  public var hit = 0.0
  public var mrr = 0.0
  public var map = 0.0

  public init() {}

  /// Of one list; all zero when nothing is to be found.
  public init(list: [Int32], wanted: [Int32], cutoff: Int) {
    let wanted = Set(wanted)
    guard !wanted.isEmpty, cutoff > 0 else { return }
    var hits = 0.0
    for (place, item) in list.prefix(cutoff).enumerated() where wanted.contains(item) {
      let rank = Double(place + 1)
      hits += 1
      ndcg += 1 / log2(rank + 1)
      map += hits / rank
      if mrr == 0 { mrr = 1 / rank }
    }
    let reachable = min(cutoff, wanted.count)
    recall = hits / Double(wanted.count)
    precision = hits / Double(cutoff)
    hit = hits > 0 ? 1 : 0
    ndcg /= (1...reachable).reduce(0) { $0 + 1 / log2(Double($1 + 1)) }
    map /= Double(reachable)
  }

  /// The mean, in the order given; all zero when there are none.
  public static func mean(_ all: [ListMetrics]) -> ListMetrics {
    let n = Double(max(all.count, 1))
    func mean(_ figure: KeyPath<ListMetrics, Double>) -> Double {
      all.reduce(0) { $0 + $1[keyPath: figure] } / n
    }
    var result = ListMetrics()
    result.recall = mean(\.recall)
    result.precision = mean(\.precision)
    result.ndcg = mean(\.ndcg)
    result.hit = mean(\.hit)
    result.mrr = mean(\.mrr)
    result.map = mean(\.map)
    return result
  }
}

/// What the lists of all learners show together.
///
/// With x_i the number of lists that show item i, sorted ascending, and n items:
///
///     coverage      = share of items with x_i > 0
///     gini          = Σ_i (2i − n − 1) x_i / (n Σ_i x_i), 0 when all are shown alike
///     novelty       = mean over shown items of 1 − (n_i − min) / (max − min), n_i learners in
///                     training
///     longTailShare = mean over lists of the share of items outside the 20 % with most learners
///                     (ties by item number)
public struct ExposureMetrics: Sendable, Hashable {
  public var coverage = 0.0
  public var gini = 0.0
  public var novelty = 0.0
  public var longTailShare = 0.0

  /// - Parameter popularity: learners in training, by item.
  public init(lists: [[Int32]], popularity: [Int]) {
    var shown = [Int](repeating: 0, count: popularity.count)
    for list in lists { for item in list { shown[Int(item)] += 1 } }
    let total = shown.reduce(0, +)
    guard total > 0 else { return }
    let n = Double(popularity.count)
    coverage = Double(shown.count { $0 > 0 }) / n
    let moments = shown.sorted().enumerated().reduce(0.0) { sum, entry in
      sum + (2 * Double(entry.offset + 1) - n - 1) * Double(entry.element)
    }
    gini = moments / (n * Double(total))
    novelty = Self.novelty(shown, popularity, total)
    longTailShare = Self.longTailShare(lists, popularity)
  }

  private static func novelty(_ shown: [Int], _ popularity: [Int], _ total: Int) -> Double {
    let least = popularity.min() ?? 0
    let range = Double(max(1, (popularity.max() ?? 0) - least))
    let sum = zip(shown, popularity).reduce(0.0) { sum, pair in
      sum + Double(pair.0) * (1 - Double(pair.1 - least) / range)
    }
    return sum / Double(total)
  }

  private static func longTailShare(_ lists: [[Int32]], _ popularity: [Int]) -> Double {
    let order = popularity.indices.sorted {
      (-popularity[$0], $0) < (-popularity[$1], $1)
    }
    let head = Set(order.prefix((popularity.count + 4) / 5).map(Int32.init))
    let filled = lists.filter { !$0.isEmpty }
    let sum = filled.reduce(0.0) { sum, list in
      sum + Double(list.count { !head.contains($0) }) / Double(list.count)
    }
    return sum / Double(max(filled.count, 1))
  }
}

/// The best `count` items among `candidates` by falling score, ties by item number; an item whose
/// score is not a number comes last. O(candidates + changes · count).
func bestItems(_ scores: [Double], among candidates: some Sequence<Int32>, count: Int) -> [Int32] {
  func before(_ a: Int32, _ b: Int32) -> Bool {
    let (x, y) = (rankable(scores[Int(a)]), rankable(scores[Int(b)]))
    return x != y ? x > y : a < b
  }
  var best: [Int32] = []
  for item in candidates where count > 0 {
    if best.count == count {
      guard before(item, best[count - 1]) else { continue }
      best.removeLast()
    }
    best.insert(item, at: best.firstIndex { before(item, $0) } ?? best.count)
  }
  return best
}

private func rankable(_ score: Double) -> Double { score.isNaN ? -.infinity : score }
