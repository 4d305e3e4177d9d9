import Glibc
import KnowledgeGraph

/// Everyone gets the items with most learners: s(i) = n_i.
public struct PopularityScorer: ItemScorer {
  private let degrees: [Double]

  public init(log: InteractionLog) { degrees = log.itemDegrees().map(Double.init) }

  public func scores(user: Int, history: [Int32], into scores: inout [Double]) {
    scores = degrees
  }
}

/// First-order Markov chain: s(i) = share of those who took i immediately after the learner's last
/// item, ties (and learners without a history) by popularity.
public struct MarkovChainScorer: ItemScorer {
  private let next: SparseItemRows
  /// Below any difference between shares: 1e-9 · n_i / (1 + Σ n).
  private let tieBreaks: [Double]

  public init(log: InteractionLog) {
    next = SparseItemRows(log: log) { history, place, add in
      if place + 1 < history.count { add(history[place + 1], 1) }
    }.normalised()
    let degrees = log.itemDegrees()
    let total = Double(1 + degrees.reduce(0, +))
    tieBreaks = degrees.map { 1e-9 * Double($0) / total }
  }

  public func scores(user: Int, history: [Int32], into scores: inout [Double]) {
    scores = tieBreaks
    if let last = history.last { next.add(row: last, times: 1, to: &scores) }
  }
}

/// Item-to-item cosine over learners, the `neighbours` nearest items kept for each:
/// s(i) = Σ_{h in history} |v(h) ∩ v(i)| / √(n_h n_i) where i is a neighbour of h
/// (Sarwar et al. 2001).
public struct ItemKNNScorer: ItemScorer {
  private let similar: SparseItemRows

  public init(log: InteractionLog, neighbours: Int = 200) {
    let degrees = log.itemDegrees().map(Double.init)
    similar = SparseItemRows.together(log, weight: { _ in 1 })
      .mapping { row, column, count in
        count / (degrees[Int(row)] * degrees[Int(column)]).squareRoot()
      }.keepingBest(neighbours)
  }

  public func scores(user: Int, history: [Int32], into scores: inout [Double]) {
    scores = [Double](repeating: 0, count: similar.rows.count)
    for item in history { similar.add(row: item, times: 1, to: &scores) }
  }
}

/// RP3β (Paudel et al. 2017): three random steps from the learner through items and other learners,
/// damped by popularity.
///
///     s(i) = Σ_{h in history} n_i^−β · Σ_{v with h and i} (1/n_h)^α (1/|history(v)|)^α
public struct RP3BetaScorer: ItemScorer {
  private let walks: SparseItemRows

  public init(log: InteractionLog, alpha: Double = 0.8, beta: Double = 0.2) {
    let degrees = log.itemDegrees().map(Double.init)
    walks = SparseItemRows.together(log, weight: { pow(1 / Double($0), alpha) })
      .mapping { row, column, sum in
        sum * pow(1 / degrees[Int(row)], alpha) / pow(degrees[Int(column)], beta)
      }
  }

  public func scores(user: Int, history: [Int32], into scores: inout [Double]) {
    scores = [Double](repeating: 0, count: walks.rows.count)
    for item in history { walks.add(row: item, times: 1, to: &scores) }
  }
}

/// Sparse rows over items, each by ascending column.
struct SparseItemRows: Sendable {
  var rows: [[(column: Int32, value: Double)]]

  /// Sums what `visit` adds for every place of every history into the row of the item there.
  /// Histories are read in the order of the learners. O(additions · log row).
  init(
    log: InteractionLog,
    visit: (_ history: [Int32], _ place: Int, _ add: (Int32, Double) -> Void) -> Void
  ) {
    var places = [[(learner: Int, place: Int)]](repeating: [], count: log.itemCount)
    for (learner, history) in log.histories.enumerated() {
      for (place, item) in history.enumerated() { places[Int(item)].append((learner, place)) }
    }
    var dense = [Double](repeating: 0, count: log.itemCount)
    var seen = [Bool](repeating: false, count: log.itemCount)
    rows = places.map { entries in
      var touched: [Int32] = []
      for entry in entries {
        visit(log.histories[entry.learner], entry.place) { column, amount in
          if !seen[Int(column)] { touched.append(column) }
          seen[Int(column)] = true
          dense[Int(column)] += amount
        }
      }
      return touched.sorted().map { column in
        defer {
          dense[Int(column)] = 0
          seen[Int(column)] = false
        }
        return (column, dense[Int(column)])
      }
    }
  }

  /// Σ over learners with both items of `weight(history length)`; no item with itself.
  static func together(_ log: InteractionLog, weight: (Int) -> Double) -> SparseItemRows {
    SparseItemRows(log: log) { history, place, add in
      let amount = weight(history.count)
      for (other, item) in history.enumerated() where other != place { add(item, amount) }
    }
  }

  func mapping(_ change: (Int32, Int32, Double) -> Double) -> SparseItemRows {
    var result = self
    for row in rows.indices {
      result.rows[row] = rows[row].map { ($0.column, change(Int32(row), $0.column, $0.value)) }
    }
    return result
  }

  /// Each row divided by its sum.
  func normalised() -> SparseItemRows {
    let sums = rows.map { $0.reduce(0) { $0 + $1.value } }
    return mapping { row, _, value in value / sums[Int(row)] }
  }

  /// The `count` largest entries of each row, ties by column.
  func keepingBest(_ count: Int) -> SparseItemRows {
    var result = self
    for row in rows.indices where rows[row].count > count {
      let best = rows[row].sorted {
        $0.value != $1.value ? $0.value > $1.value : $0.column < $1.column
      }
      result.rows[row] = best.prefix(count).sorted { $0.column < $1.column }
    }
    return result
  }

  func add(row: Int32, times factor: Double, to scores: inout [Double]) {
    for (column, value) in rows[Int(row)] { scores[Int(column)] += factor * value }
  }
}
