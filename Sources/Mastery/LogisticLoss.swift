#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Sparse rows with a label each, in compressed form.
struct LogisticRows: Sendable {
  private(set) var starts: [Int] = [0]
  private(set) var terms: [Int32] = []
  private(set) var values: [Float] = []
  private(set) var labels: [Bool] = []

  mutating func add(_ term: Int32, _ value: Double) {
    terms.append(term)
    values.append(Float(value))
  }

  mutating func endRow(label: Bool) {
    starts.append(terms.count)
    labels.append(label)
  }
}

/// Σ_t ln(1 + e^{z_t}) − y_t z_t + ½ Σ_j λ_j w_j² and its gradient.
struct LogisticLoss: Sendable {
  let rows: LogisticRows
  let penalties: [Double]

  /// An upper bound of the diagonal of the Hessian, λ_j + ¼ Σ_t x_tj², never below a small positive
  /// number. Terms that occur once and terms of every row differ in it by five orders.
  var curvatures: [Double] {
    var curvatures = penalties
    for (term, value) in zip(rows.terms, rows.values) {
      curvatures[Int(term)] += Double(value) * Double(value) / 4
    }
    return curvatures.map { max($0, 1e-9) }
  }

  /// Adds up in the order of the rows, on one thread, so that the sum has one value. O(terms).
  func value(at weights: [Double]) -> (value: Double, gradient: [Double]) {
    var gradient = zip(weights, penalties).map { $0 * $1 }
    var loss = 0.5 * zip(weights, gradient).reduce(0) { $0 + $1.0 * $1.1 }
    for row in rows.labels.indices {
      let span = rows.starts[row]..<rows.starts[row + 1]
      var logit = 0.0
      for at in span { logit += weights[Int(rows.terms[at])] * Double(rows.values[at]) }
      let label = rows.labels[row] ? 1.0 : 0.0
      loss += max(logit, 0) + log1p(exp(-abs(logit))) - label * logit
      let error = 1 / (1 + exp(-logit)) - label
      for at in span { gradient[Int(rows.terms[at])] += error * Double(rows.values[at]) }
    }
    return (loss, gradient)
  }
}
