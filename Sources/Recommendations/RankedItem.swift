import KnowledgeGraph

/// An item with its score and its place among the items that may be recommended.
public struct RankedItem: Sendable, Hashable {
  public var item: Int32
  public var score: Double
  /// 1-based.
  public var rank: Int

  public init(item: Int32, score: Double, rank: Int) {
    self.item = item
    self.score = score
    self.rank = rank
  }
}

/// Whether `a` ranks before `b`: higher score first, equal scores by ascending item number.
func ranksBefore(_ a: (item: Int32, score: Double), _ b: (item: Int32, score: Double)) -> Bool {
  a.score != b.score ? a.score > b.score : a.item < b.item
}

/// The best `limit` items for which `allows` is true, by `ranksBefore`. Candidates are tried
/// against the worst one held before `allows` is asked, so a dear admissibility test runs for few.
/// O(items + changes · limit).
func topItems(
  _ scores: [Double], limit: Int, allows: (Int32) -> Bool
) -> [RankedItem] {
  guard limit > 0 else { return [] }
  var best: [(item: Int32, score: Double)] = []
  for (index, score) in scores.enumerated() {
    let candidate = (item: Int32(index), score: score)
    if best.count == limit, !ranksBefore(candidate, best[limit - 1]) { continue }
    guard allows(candidate.item) else { continue }
    if best.count == limit { best.removeLast() }
    let place = best.firstIndex { ranksBefore(candidate, $0) } ?? best.count
    best.insert(candidate, at: place)
  }
  return best.enumerated().map { RankedItem(item: $1.item, score: $1.score, rank: $0 + 1) }
}

/// The place that `item` has, or would have, among the items for which `allows` is true.
func rank(of item: Int32, _ scores: [Double], allows: (Int32) -> Bool) -> Int {
  let own = (item: item, score: scores[Int(item)])
  var before = 0
  for (index, score) in scores.enumerated() where index != Int(item) {
    if ranksBefore((Int32(index), score), own), allows(Int32(index)) { before += 1 }
  }
  return before + 1
}

extension AdditiveRanker {
  /// The best items, best first.
  ///
  /// - Parameters:
  ///   - history: distinct items, oldest first.
  ///   - masked: never recommended: what the learner has taken.
  ///   - admits: whether an item's prerequisites allow it; asked for few items.
  public func rank(
    history: [Int32], masked: Set<Int32>, limit: Int, admits: (Int32) -> Bool = { _ in true }
  ) -> [RankedItem] {
    topItems(score(history: history), limit: limit) { !masked.contains($0) && admits($0) }
  }

  /// The score of one item and the rank it has, or would have, among those that may be
  /// recommended.
  public func rank(
    of item: Int32, history: [Int32], masked: Set<Int32>, admits: (Int32) -> Bool = { _ in true }
  ) -> RankedItem {
    let scores = score(history: history)
    let place = Recommendations.rank(of: item, scores) { !masked.contains($0) && admits($0) }
    return RankedItem(item: item, score: scores[Int(item)], rank: place)
  }
}
