import KnowledgeGraph
import PathReasoning
import Proofs

/// What was found about an item that is not in a learner's list.
public struct WhyNotFinding: Sendable, Hashable {
  /// The item's score, and the rank it has, or would have if its prerequisites were met.
  public var standing: RankedItem
  /// Whether the learner has taken it.
  public var isMasked: Bool
  /// Whether its prerequisites allow it now.
  public var isAdmitted: Bool
  /// The item that holds the last place of the list; nil when the list is not full.
  public var rival: RankedItem?
  /// The smallest changes found, each rescored; best rank first. Empty when the item is in the
  /// list, when it is masked, and when none was found within the budget.
  public var changes: [ItemChange]

  /// Whether the item is in the list.
  public var isListed: Bool {
    !isMasked && isAdmitted && (rival.map { standing.rank <= $0.rank } ?? true)
  }

  /// How far the item's score lies below the rival's; nil without a rival.
  public var gap: Double? { rival.map { $0.score - standing.score } }
}

/// Items which, completed in this order, bring another into the list, and where it then stands.
public struct ItemChange: Sendable, Hashable {
  public var complete: [Int32]
  public var rankAfter: Int
  public var scoreAfter: Double
}

/// Searches the smallest sets of available items which, completed, bring an item into the list.
///
/// Sets of one are tried first, then sets of two in both orders; candidates by falling
/// contribution to the item. Every set is applied to a copy of the history, the learner's items
/// masked, admissibility asked again and all items rescored; only what then holds is reported.
/// Within the budgets the search is exhaustive; beyond them it may miss a set, never invent one.
public struct WhyNot: Sendable {
  /// Changes reported at most.
  public var maximumChanges = 3
  /// Single items that are rescored at most.
  public var singleBudget = 500
  /// Items that pairs are made of.
  public var pairPool = 24

  private let ranker: AdditiveRanker

  public init(_ ranker: AdditiveRanker) { self.ranker = ranker }

  /// - Parameters:
  ///   - history: distinct items, oldest first.
  ///   - masked: never recommended, never to be completed again.
  ///   - limit: length of the list.
  ///   - suggestions: sets worth trying, such as those that meet missing prerequisites; the only
  ///     way for a set of more than two to be found.
  ///   - admits: whether prerequisites allow an item, given a history.
  public func explain(
    item: Int32, history: [Int32], masked: Set<Int32>, limit: Int,
    suggestions: [[Int32]] = [], admits: (_ item: Int32, _ history: [Int32]) -> Bool
  ) -> WhyNotFinding {
    let scores = ranker.score(history: history)
    let allowed: (Int32) -> Bool = { !masked.contains($0) && admits($0, history) }
    let list = topItems(scores, limit: limit, allows: allowed)
    var finding = WhyNotFinding(
      standing: RankedItem(
        item: item, score: scores[Int(item)], rank: rank(of: item, scores, allows: allowed)),
      isMasked: masked.contains(item), isAdmitted: admits(item, history),
      rival: list.count == limit ? list.last : nil, changes: [])
    guard !finding.isMasked, !finding.isListed else { return finding }
    var search = ChangeSearch(
      ranker: ranker, item: item, history: history, masked: masked, limit: limit)
    finding.changes = changes(&search, suggestions, admits)
    return finding
  }

  private func changes(
    _ search: inout ChangeSearch, _ suggestions: [[Int32]],
    _ admits: (Int32, [Int32]) -> Bool
  ) -> [ItemChange] {
    let candidates = search.candidates()
    let single = suggestions.filter { $0.count == 1 } + candidates.map { [$0] }
    var found = search.verified(single, budget: singleBudget, admits)
    if found.isEmpty {
      let suggested = suggestions.filter { $0.count == 2 }.flatMap { [$0, $0.reversed()] }
      let pool = unique(suggestions.flatMap(\.self) + candidates, limit: pairPool)
      found = search.verified(suggested + search.pairs(of: pool), budget: nil, admits)
    }
    if found.isEmpty {
      found = search.verified(suggestions.filter { $0.count > 2 }, budget: nil, admits)
    }
    return best(found)
  }

  /// One order a set, best rank first.
  private func best(_ found: [ItemChange]) -> [ItemChange] {
    var seen: Set<Set<Int32>> = []
    let sorted = found.enumerated().sorted { a, b in
      let left = (a.element.complete.count, a.element.rankAfter, a.offset)
      return left < (b.element.complete.count, b.element.rankAfter, b.offset)
    }
    return sorted.map(\.element).filter { seen.insert(Set($0.complete)).inserted }
      .prefix(maximumChanges).map(\.self)
  }

  private func unique(_ items: [Int32], limit: Int) -> [Int32] {
    var seen: Set<Int32> = []
    return Array(items.filter { seen.insert($0).inserted }.prefix(limit))
  }
}

/// Tries sets of items on copies of one history.
private struct ChangeSearch {
  let ranker: AdditiveRanker
  let item: Int32
  let history: [Int32]
  let masked: Set<Int32>
  let limit: Int
  private var scores: [Double] = []
  private var scratch = EvidenceRow()

  init(
    ranker: AdditiveRanker, item: Int32, history: [Int32], masked: Set<Int32>, limit: Int
  ) {
    self.ranker = ranker
    self.item = item
    self.history = history
    self.masked = masked
    self.limit = limit
  }

  /// Items that could be completed, by falling contribution to the item; ties by number.
  func candidates() -> [Int32] {
    let taken = masked.union(history).union([item])
    let gains = (0..<Int32(ranker.itemCount)).filter { !taken.contains($0) }
      .map { (item: $0, score: ranker.contribution($0, age: 0, to: item)) }
    return gains.sorted(by: ranksBefore).map(\.item)
  }

  /// Ordered pairs, by falling sum of their contributions.
  func pairs(of pool: [Int32]) -> [[Int32]] {
    let usable = pool.filter { !masked.contains($0) && $0 != item }
    let first = usable.map { ranker.contribution($0, age: 1, to: item) }
    let second = usable.map { ranker.contribution($0, age: 0, to: item) }
    var pairs: [(gain: Double, set: [Int32])] = []
    for a in usable.indices {
      for b in usable.indices where a != b {
        pairs.append((first[a] + second[b], [usable[a], usable[b]]))
      }
    }
    return pairs.enumerated().sorted { a, b in
      a.element.gain != b.element.gain
        ? a.element.gain > b.element.gain : a.offset < b.offset
    }.map(\.element.set)
  }

  /// Those of the sets that hold after rescoring; at most `budget` are rescored.
  mutating func verified(
    _ sets: [[Int32]], budget: Int?, _ admits: (Int32, [Int32]) -> Bool
  ) -> [ItemChange] {
    var rescored = 0
    var found: [ItemChange] = []
    var tried: Set<[Int32]> = []
    for set in sets where tried.insert(set).inserted {
      if let budget, rescored >= budget { break }
      guard let after = completing(set, admits) else { continue }
      rescored += 1
      if let change = rescore(set, after, admits) { found.append(change) }
    }
    return found
  }

  /// The history with the set completed; nil when some of it may not be taken in this order, or
  /// when the item is still not admitted afterwards.
  private func completing(
    _ set: [Int32], _ admits: (Int32, [Int32]) -> Bool
  ) -> [Int32]? {
    var after = history
    for step in set {
      guard !masked.contains(step), !after.contains(step), step != item, admits(step, after)
      else { return nil }
      after.append(step)
    }
    return admits(item, after) ? after : nil
  }

  private mutating func rescore(
    _ set: [Int32], _ after: [Int32], _ admits: (Int32, [Int32]) -> Bool
  ) -> ItemChange? {
    ranker.score(history: after, into: &scores, scratch: &scratch)
    let hidden = masked.union(set)
    let list = topItems(scores, limit: limit) { !hidden.contains($0) && admits($0, after) }
    guard let place = list.first(where: { $0.item == item }) else { return nil }
    return ItemChange(complete: set, rankAfter: place.rank, scoreAfter: place.score)
  }
}
