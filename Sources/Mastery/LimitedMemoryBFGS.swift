#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Minimises a smooth convex function of many variables (Liu & Nocedal 1989): the two-loop
/// recursion over the last ``memory`` steps, and a backtracking line search (Armijo, halving).
struct LimitedMemoryBFGS: Sendable {
  var memory = 10
  var maximumIterations = 100
  /// Ends when the gradient's largest component is below this share of the value.
  var tolerance = 1e-6

  private struct Step {
    var move: [Double]
    var change: [Double]
    var curvature: Double
  }

  typealias Function = (_ point: [Double]) -> (value: Double, gradient: [Double])

  /// Minimises in the scaled variables w_j · √h_j, in which the function is about as curved in
  /// every direction; on rows of rare and common terms that saves most of the iterations.
  ///
  /// - Parameter curvatures: h, positive, an estimate of the diagonal of the Hessian.
  func minimise(
    from start: [Double], curvatures: [Double], progress: (Double) -> Bool = { _ in true },
    _ function: Function
  ) -> [Double] {
    let scales = curvatures.map { 1 / $0.squareRoot() }
    let scaled = { (point: [Double]) in zip(point, scales).map { $0 * $1 } }
    let best = minimise(from: zip(start, scales).map { $0 / $1 }, progress: progress) { point in
      let (value, gradient) = function(scaled(point))
      return (value, scaled(gradient))
    }
    return scaled(best)
  }

  /// - Returns: the best point met; `start` itself when the function is not finite there.
  func minimise(
    from start: [Double], progress: (Double) -> Bool = { _ in true }, _ function: Function
  ) -> [Double] {
    var point = start
    var (value, gradient) = function(point)
    var steps: [Step] = []
    for iteration in 0..<maximumIterations where value.isFinite {
      let largest = gradient.reduce(0) { max($0, abs($1)) }
      guard largest > tolerance * max(1, abs(value)),
        progress(Double(iteration) / Double(maximumIterations))
      else { break }
      let direction = direction(gradient, steps)
      guard
        let next = search(
          from: point, value, gradient, along: direction, isFirst: steps.isEmpty, function)
      else { break }
      remember(&steps, from: point, gradient, to: next.point, next.gradient)
      (point, value, gradient) = next
    }
    return point
  }

  /// −H·gradient, H the inverse Hessian that the steps tell of.
  private func direction(_ gradient: [Double], _ steps: [Step]) -> [Double] {
    var direction = gradient
    var shares: [Double] = []
    for step in steps.reversed() {
      let share = dot(step.move, direction) / step.curvature
      shares.append(share)
      for j in direction.indices { direction[j] -= share * step.change[j] }
    }
    if let last = steps.last {
      let scale = last.curvature / dot(last.change, last.change)
      for j in direction.indices { direction[j] *= scale }
    }
    for (step, share) in zip(steps, shares.reversed()) {
      let correction = share - dot(step.change, direction) / step.curvature
      for j in direction.indices { direction[j] += correction * step.move[j] }
    }
    return direction.map { -$0 }
  }

  private func search(
    from point: [Double], _ value: Double, _ gradient: [Double], along direction: [Double],
    isFirst: Bool, _ function: Function
  ) -> (point: [Double], value: Double, gradient: [Double])? {
    let slope = dot(gradient, direction)
    guard slope < 0 else { return nil }
    var length = isFirst ? 1 / max(1, dot(gradient, gradient).squareRoot()) : 1
    for _ in 0..<40 {
      let candidate = zip(point, direction).map { $0 + length * $1 }
      let (there, gradientThere) = function(candidate)
      if there.isFinite, there <= value + 1e-4 * length * slope {
        return (candidate, there, gradientThere)
      }
      length /= 2
    }
    return nil
  }

  private func remember(
    _ steps: inout [Step], from point: [Double], _ gradient: [Double], to next: [Double],
    _ nextGradient: [Double]
  ) {
    let move = zip(next, point).map { $0 - $1 }
    let change = zip(nextGradient, gradient).map { $0 - $1 }
    let curvature = dot(move, change)
    guard curvature > 1e-12 * dot(change, change) else { return }
    if steps.count == memory { steps.removeFirst() }
    steps.append(Step(move: move, change: change, curvature: curvature))
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for j in a.indices { sum += a[j] * b[j] }
    return sum
  }
}
