import Glibc
import KnowledgeGraph
import Proofs

/// Every ledger line and score of one learner, recomputed for all items.
struct RecomputedLedgers: Sendable {
  /// A line: a family group and one of the learner's own items; nil for a prior.
  struct Line: Hashable, Sendable {
    var group: String
    var own: Int32?
  }

  let history: [Int32]
  /// By item number.
  let scores: [Double]
  /// Every line there could be, in a fixed order.
  private let order: [Line]
  /// Amount by item number, beside `order`.
  private let amounts: [[Double]]

  init(_ world: LedgerCheckingWorld, _ evidence: LedgerEvidence, history: [Int32]) {
    self.history = history
    let zeros = [Double](repeating: 0, count: world.log.itemCount)
    var amounts: [Line: [Double]] = [:]
    var order: [Line] = []
    let add = { (line: Line, row: [Double], factor: Double) in
      if amounts[line] == nil { order.append(line) }
      var sums = amounts[line] ?? zeros
      for (item, value) in row.enumerated() { sums[item] += factor * value }
      amounts[line] = sums
    }
    for family in world.model.families where family.weight != 0 {
      guard let decay = family.decayRate else {
        let row = (0..<Int32(world.log.itemCount)).map(evidence.popularity)
        add(Line(group: family.group, own: nil), row, family.weight)
        continue
      }
      for (place, own) in history.enumerated() {
        let factor = family.weight * Self.power(decay, history.count - 1 - place)
        if factor == 0 { continue }
        add(Line(group: family.group, own: own), evidence.row(family.kind, own), factor)
      }
    }
    self.order = order
    let rows = order.map { amounts[$0] ?? zeros }
    self.amounts = rows
    scores = zeros.indices.map { item in rows.reduce(0) { $0 + $1[item] } }
  }

  /// The lines of an item that do not come to 0.
  func lines(of item: Int32) -> [Line: Double] {
    var found: [Line: Double] = [:]
    for (line, row) in zip(order, amounts) where row[Int(item)] != 0 {
      found[line] = row[Int(item)]
    }
    return found
  }

  func amount(_ line: Line, _ item: Int32) -> Double {
    order.firstIndex(of: line).map { amounts[$0][Int(item)] } ?? 0
  }

  /// 1e-9 · max(1, Σ|amount|).
  func tolerance(_ item: Int32) -> Double {
    let sum = amounts.reduce(0) { $0 + abs($1[Int(item)]) }
    return 1e-9 * max(1, sum)
  }

  /// The ranks that the item may have among those admitted. Where scores differ by less than
  /// rounding can tell, either order will do, unless both items have the very same lines: then the
  /// lower number comes first.
  func ranks(of item: Int32, admits: (Int32) -> Bool) -> ClosedRange<Int> {
    let score = scores[Int(item)]
    let near = tolerance(item)
    var best = 1
    var worst = 1
    for other in 0..<Int32(scores.count) where other != item {
      let difference = scores[Int(other)] - score
      guard difference >= -near, admits(other) else { continue }
      if difference > near {
        best += 1
        worst += 1
      } else if !areTwins(item, other) {
        worst += 1
      } else if other < item {
        best += 1
        worst += 1
      }
    }
    return best...worst
  }

  private func areTwins(_ a: Int32, _ b: Int32) -> Bool {
    amounts.allSatisfy { $0[Int(a)] == $0[Int(b)] }
  }

  /// decay ^ age; decay ^ 0 = 1 even for 0.
  private static func power(_ decay: Double, _ age: Int) -> Double {
    age == 0 ? 1 : pow(decay, Double(age))
  }
}

extension RankingFamily {
  /// Nil for popularity, which no own item has a part in.
  var decayRate: Double? {
    switch kind {
    case .popularity: nil
    case .takenNext(_, _, _, _, let decay): decay
    case .takenTogether(_, _, _, let decay): decay
    case .sharedAttribute(_, let decay): decay
    case .embeddingNeighbour(_, let decay): decay
    }
  }
}
