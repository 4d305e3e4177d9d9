import Glibc
import KnowledgeGraph
import Proofs

/// An evidence matrix derived from counts of learners: one value beside each count.
///
/// The counts are integers and the values are formed from them in a fixed order, so that two logs
/// with the same histories give the same bits, whatever order the learners come in.
struct CountedMatrix: EvidenceMatrix {
  let counts: ItemPairCounts
  /// Beside `counts.columns`.
  let values: [Double]

  var itemCount: Int { counts.itemCount }

  func copyRow(_ own: Int32, into row: inout EvidenceRow) {
    row.removeAll()
    let range = counts.range(of: own)
    row.columns.append(contentsOf: counts.columns[range])
    row.values.append(contentsOf: values[range])
  }

  func value(_ own: Int32, _ item: Int32) -> Double {
    counts.position(own, item).map { values[$0] } ?? 0
  }
}

extension CountedMatrix {
  /// Taken next: M[h, i] = (C[h, i] / (S + smoothing)) ^ exponent, S the row's or the column's sum
  /// of C.
  init(
    successions counts: ItemPairCounts, normalisation: RankingFamily.Normalisation,
    smoothing: Double, exponent: Double
  ) {
    let sums = normalisation == .row ? counts.rowSums() : counts.columnSums()
    var values: [Double] = []
    values.reserveCapacity(counts.columns.count)
    for row in 0..<counts.itemCount {
      for slot in counts.range(of: Int32(row)) {
        let sum = normalisation == .row ? sums[row] : sums[Int(counts.columns[slot])]
        values.append(pow(Double(counts.counts[slot]) / (Double(sum) + smoothing), exponent))
      }
    }
    self.counts = counts
    self.values = values
  }

  /// Taken together, RP3β: with T[h, i] = Σ over learners with both of (1/|history|)^alpha,
  /// M[h, i] = (T[h, i] · (1/n_h)^alpha / n_i^beta) ^ exponent.
  ///
  /// T is summed by ascending history length: the number of learners of that length
  /// times its term, so that the order of the learners cannot reach the bits.
  init(
    together counts: ItemPairCounts, log: InteractionLog, occurrences: ItemOccurrences,
    alpha: Double, beta: Double, exponent: Double
  ) {
    let degrees = log.itemDegrees().map(Double.init)
    let sums = Self.pathSums(counts, log, occurrences, alpha: alpha)
    var values: [Double] = []
    values.reserveCapacity(sums.count)
    for row in 0..<counts.itemCount {
      let start = pow(1 / max(degrees[row], 1), alpha)
      for slot in counts.range(of: Int32(row)) {
        let end = pow(degrees[Int(counts.columns[slot])], beta)
        values.append(pow(sums[slot] * start / end, exponent))
      }
    }
    self.counts = counts
    self.values = values
  }

  /// T beside the columns of `counts`.
  private static func pathSums(
    _ counts: ItemPairCounts, _ log: InteractionLog, _ occurrences: ItemOccurrences, alpha: Double
  ) -> [Double] {
    var sums: [Double] = []
    sums.reserveCapacity(counts.columns.count)
    var tally = LengthTally(itemCount: log.itemCount, alpha: alpha)
    for row in 0..<counts.itemCount {
      let learners = occurrences.learners[occurrences.range(of: row)]
        .sorted { log.histories[Int($0)].count < log.histories[Int($1)].count }
      for learner in learners { tally.add(log.histories[Int(learner)]) }
      tally.flush()
      for slot in counts.range(of: Int32(row)) {
        let column = Int(counts.columns[slot])
        sums.append(tally.sums[column])
        tally.sums[column] = 0
      }
      tally.sums[row] = 0
    }
    return sums
  }
}

/// Σ over histories of length^−alpha for every item in them, one length after the other.
private struct LengthTally {
  let alpha: Double
  var sums: [Double]
  private var counts: [Int32]
  private var touched: [Int32] = []
  private var length = 0

  init(itemCount: Int, alpha: Double) {
    self.alpha = alpha
    sums = [Double](repeating: 0, count: itemCount)
    counts = [Int32](repeating: 0, count: itemCount)
  }

  /// Histories must come by ascending length.
  mutating func add(_ history: [Int32]) {
    if history.count != length { flush() }
    length = history.count
    for item in history {
      if counts[Int(item)] == 0 { touched.append(item) }
      counts[Int(item)] += 1
    }
  }

  mutating func flush() {
    let term = pow(1 / Double(max(length, 1)), alpha)
    for item in touched {
      sums[Int(item)] += Double(counts[Int(item)]) * term
      counts[Int(item)] = 0
    }
    touched.removeAll(keepingCapacity: true)
  }
}
