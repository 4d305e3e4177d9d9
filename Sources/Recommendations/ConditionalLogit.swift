/// Fits a conditional logit by projected Newton steps.
///
/// The objective is convex, and strictly so with a penalty, so the fit does not depend on where it
/// starts. With `nonnegative`, weights that stand at 0 and would fall are held there in a step
/// (Bertsekas 1982, projected Newton); the step length is halved until the objective falls enough
/// (Armijo).
struct ConditionalLogit: Sendable {
  /// λ of the L2 penalty, on scaled features.
  var penalty = 1e-3
  var nonnegative = true
  /// Largest entry of the projected gradient at which the fit ends.
  var tolerance = 1e-6
  var maximumIterations = 100
  /// The Hessian is estimated on at most about this many choice sets; the gradient on all.
  var hessianSets = 2_000

  struct Fit: Sendable {
    /// In raw units.
    var weights: [Double]
    /// Mean log-likelihood of the choices, without the penalty.
    var logLikelihood: Double
    var iterations: Int
    /// False when the iterations ran out, or no step went down, above the tolerance.
    var converged: Bool
  }

  /// - Parameter progress: called after each iteration with its number and the objective.
  func fit(_ data: ChoiceData, progress: (Int, Double) -> Void = { _, _ in }) -> Fit {
    let objective = LogitObjective(data: data, penalty: penalty)
    let stride = max(1, (data.sets.count + hessianSets - 1) / max(1, hessianSets))
    var theta = [Double](repeating: 0, count: data.featureCount)
    var iterations = 0
    var converged = data.sets.isEmpty
    var value = 0.0
    while !converged, iterations < maximumIterations {
      let current = objective.evaluate(theta, hessianStride: stride)
      value = current.value
      if projectedGradient(theta, current.gradient) <= tolerance {
        converged = true
        break
      }
      guard let next = step(from: theta, current, objective) else { break }
      theta = next
      iterations += 1
      progress(iterations, value)
    }
    let penaltyPart = penalty / 2 * theta.reduce(0) { $0 + $1 * $1 }
    return Fit(
      weights: zip(theta, data.scales).map { $0 / $1 }, logLikelihood: penaltyPart - value,
      iterations: iterations, converged: converged)
  }

  /// Whether a weight is held at 0 in this step.
  private func isHeld(_ theta: Double, _ gradient: Double) -> Bool {
    nonnegative && theta <= 0 && gradient > 0
  }

  private func projectedGradient(_ theta: [Double], _ gradient: [Double]) -> Double {
    zip(theta, gradient).reduce(0) { isHeld($1.0, $1.1) ? $0 : max($0, abs($1.1)) }
  }

  /// The next point, or nil when no step length goes down.
  private func step(
    from theta: [Double], _ current: LogitObjective.Evaluation, _ objective: LogitObjective
  ) -> [Double]? {
    let free = theta.indices.filter { !isHeld(theta[$0], current.gradient[$0]) }
    guard let direction = newtonDirection(current, free: free) else { return nil }
    var length = 1.0
    for _ in 0..<40 {
      var candidate = theta
      for (index, component) in zip(free, direction) {
        candidate[index] += length * component
        if nonnegative { candidate[index] = max(0, candidate[index]) }
      }
      let slope = theta.indices.reduce(0) {
        $0 + current.gradient[$1] * (candidate[$1] - theta[$1])
      }
      if slope < 0, objective.evaluate(candidate).value <= current.value + 1e-4 * slope {
        return candidate
      }
      length /= 2
    }
    return nil
  }

  /// −H⁻¹ g over the free weights.
  private func newtonDirection(
    _ current: LogitObjective.Evaluation, free: [Int]
  ) -> [Double]? {
    let features = current.gradient.count
    let matrix = free.flatMap { a in free.map { current.hessian[a * features + $0] } }
    return choleskySolve(matrix, free.map { -current.gradient[$0] })
  }
}

/// Solves A x = b for a symmetric positive definite A (row-major); nil when A is not. O(n³).
func choleskySolve(_ matrix: [Double], _ right: [Double]) -> [Double]? {
  let n = right.count
  var lower = matrix
  for column in 0..<n {
    for row in column..<n {
      var sum = lower[row * n + column]
      for k in 0..<column { sum -= lower[row * n + k] * lower[column * n + k] }
      if row == column {
        guard sum > 0 else { return nil }
        lower[row * n + row] = sum.squareRoot()
      } else {
        lower[row * n + column] = sum / lower[column * n + column]
      }
    }
  }
  var x = right
  for row in 0..<n {
    for k in 0..<row { x[row] -= lower[row * n + k] * x[k] }
    x[row] /= lower[row * n + row]
  }
  for row in (0..<n).reversed() {
    for k in row + 1..<n { x[row] -= lower[k * n + row] * x[k] }
    x[row] /= lower[row * n + row]
  }
  return x
}
