import KnowledgeGraph

/// EASE (Steck 2019): the linear item model with zero diagonal that best rebuilds the histories.
///
///     P = (XᵀX + λ I)⁻¹      B[h, i] = −P[h, i] / P[i, i], 0 for h = i      s(i) = Σ_h B[h, i]
///
/// Items × items in memory and O(items³) time: for catalogues of some thousand items.
public struct EASEScorer: ItemScorer {
  private let itemCount: Int
  /// Row-major.
  private let weights: [Double]

  /// Nil when there are more than `maximumItems` items, or none.
  public init?(log: InteractionLog, regularisation: Double = 200, maximumItems: Int = 6_000) {
    let n = log.itemCount
    guard n > 0, n <= maximumItems, regularisation > 0 else { return nil }
    var gram = [Double](repeating: 0, count: n * n)
    for history in log.histories {
      for a in history { for b in history { gram[Int(a) * n + Int(b)] += 1 } }
    }
    for item in 0..<n { gram[item * n + item] += regularisation }
    guard let inverse = symmetricInverse(gram, size: n) else { return nil }
    var weights = inverse
    for row in 0..<n {
      for column in 0..<n {
        weights[row * n + column] =
          row == column ? 0 : -inverse[row * n + column] / inverse[column * n + column]
      }
    }
    itemCount = n
    self.weights = weights
  }

  public func scores(user: Int, history: [Int32], into scores: inout [Double]) {
    scores = [Double](repeating: 0, count: itemCount)
    for item in history {
      for column in 0..<itemCount { scores[column] += weights[Int(item) * itemCount + column] }
    }
  }
}

/// Inverse of a symmetric positive definite matrix, row-major; nil when it is not one.
///
/// A = L Lᵀ (Cholesky), K = L⁻¹ by forward substitution, A⁻¹ = Kᵀ K. The inner loops run along rows
/// in vectors of eight. O(n³).
func symmetricInverse(_ matrix: [Double], size n: Int) -> [Double]? {
  guard let lower = choleskyFactor(matrix, size: n) else { return nil }
  // Row r of K from the rows above it: K[r] = (e_r − Σ_{k<r} L[r,k] K[k]) / L[r,r].
  var inverseLower = [Double](repeating: 0, count: n * n)
  inverseLower.withUnsafeMutableBufferPointer { inverse in
    for row in 0..<n {
      for k in 0..<row {
        subtract(lower[row * n + k], inverse, from: k * n, to: row * n, count: k + 1)
      }
      inverse[row * n + row] += 1
      for column in 0...row { inverse[row * n + column] /= lower[row * n + row] }
    }
  }
  return gramOfRows(inverseLower, size: n)
}

/// L with A = L Lᵀ, row-major, zeros above the diagonal.
private func choleskyFactor(_ matrix: [Double], size n: Int) -> [Double]? {
  var lower = [Double](repeating: 0, count: n * n)
  let isPositive = lower.withUnsafeMutableBufferPointer { lower in
    for row in 0..<n {
      for column in 0...row {
        let sum =
          matrix[row * n + column]
          - dot(UnsafeBufferPointer(lower), row * n, column * n, count: column)
        if row == column {
          guard sum > 0 else { return false }
          lower[row * n + row] = sum.squareRoot()
        } else {
          lower[row * n + column] = sum / lower[column * n + column]
        }
      }
    }
    return true
  }
  return isPositive ? lower : nil
}

/// Kᵀ K for a lower triangular K.
private func gramOfRows(_ lower: [Double], size n: Int) -> [Double] {
  var result = [Double](repeating: 0, count: n * n)
  lower.withUnsafeBufferPointer { lower in
    result.withUnsafeMutableBufferPointer { result in
      for row in 0..<n {
        for a in 0...row {
          let factor = lower[row * n + a]
          for b in 0...row { result[a * n + b] += factor * lower[row * n + b] }
        }
      }
    }
  }
  return result
}

/// Σ_k x[a + k] · x[b + k] for k below `count`.
private func dot(_ x: UnsafeBufferPointer<Double>, _ a: Int, _ b: Int, count: Int) -> Double {
  var sums = SIMD8<Double>.zero
  var k = 0
  while k + 8 <= count {
    var left = SIMD8<Double>.zero
    var right = left
    for lane in 0..<8 {
      left[lane] = x[a + k + lane]
      right[lane] = x[b + k + lane]
    }
    sums += left * right
    k += 8
  }
  var sum = sums.sum()
  while k < count {
    sum += x[a + k] * x[b + k]
    k += 1
  }
  return sum
}

/// x[to ..< to + count] −= factor · x[from ..< from + count].
private func subtract(
  _ factor: Double, _ x: UnsafeMutableBufferPointer<Double>, from: Int, to: Int, count: Int
) {
  for k in 0..<count { x[to + k] -= factor * x[from + k] }
}
