import Dispatch
import Synchronization

/// The penalised negative log-likelihood of a conditional logit, its gradient and its Hessian.
///
/// With scaled features z = x / scale, scores s_i = θ·z_i and p = softmax(s) over the alternatives
/// of each of the n choice sets,
///
///     L(θ)  = − 1/n Σ (s_chosen − ln Σ_i exp s_i) + λ/2 ‖θ‖²
///     ∇L    = − 1/n Σ (z_chosen − Σ_i p_i z_i) + λ θ
///     ∇²L   =   1/n Σ (Σ_i p_i z_i z_iᵀ − z̄ z̄ᵀ) + λ I,   z̄ = Σ_i p_i z_i
///
/// (McFadden 1974). Choice sets are cut into a fixed number of blocks whose sums are added in
/// order: any number of threads gives the same bits.
struct LogitObjective: Sendable {
  let data: ChoiceData
  /// λ.
  let penalty: Double

  struct Evaluation: Sendable {
    var value = 0.0
    var gradient: [Double]
    /// Row-major, `featureCount²`; empty when not asked for.
    var hessian: [Double]
  }

  /// Value and gradient, and with `hessianStride` the Hessian estimated on every so manieth set.
  func evaluate(_ theta: [Double], hessianStride: Int? = nil) -> Evaluation {
    let partials = blockSums(theta, hessianStride: hessianStride)
    var total = partials[0]
    for partial in partials.dropFirst() { total.add(partial) }
    return finish(total, theta, hessianStride: hessianStride)
  }

  private static let blockCount = 16

  private func blockSums(_ theta: [Double], hessianStride: Int?) -> [LogitSums] {
    let empty = LogitSums(data: data, withHessian: hessianStride != nil)
    let kernel = LogitKernel(data: data, theta: theta)
    let results = BlockResults([LogitSums](repeating: empty, count: Self.blockCount))
    let count = data.sets.count
    DispatchQueue.concurrentPerform(iterations: Self.blockCount) { block in
      var sums = empty
      let range = count * block / Self.blockCount..<count * (block + 1) / Self.blockCount
      for index in range {
        let wantsHessian = hessianStride.map { index % $0 == 0 } ?? false
        kernel.add(data.sets[index], to: &sums, withHessian: wantsHessian)
      }
      results.set(block, sums)
    }
    return results.values
  }

  /// Means over the sets, in units of the scaled features, with the penalty.
  private func finish(
    _ sums: LogitSums, _ theta: [Double], hessianStride: Int?
  ) -> Evaluation {
    let features = data.featureCount
    let n = Double(max(data.sets.count, 1))
    var result = Evaluation(gradient: [], hessian: [])
    result.value = sums.value / n + penalty / 2 * theta.reduce(0) { $0 + $1 * $1 }
    result.gradient = (0..<features).map { a in
      sums.gradient[a / 4][a % 4] / n / data.scales[a] + penalty * theta[a]
    }
    guard hessianStride != nil else { return result }
    let rows = Double(max(sums.hessianSets, 1))
    result.hessian = [Double](repeating: 0, count: features * features)
    for a in 0..<features {
      for b in a..<features {
        let mean = sums.hessian[a * data.stride + b / 4][b % 4] / rows
        let entry = mean / (data.scales[a] * data.scales[b]) + (a == b ? penalty : 0)
        result.hessian[a * features + b] = entry
        result.hessian[b * features + a] = entry
      }
    }
    return result
  }
}

/// The results of blocks that run at the same time, each in its own place.
private final class BlockResults: Sendable {
  private let stored: Mutex<[LogitSums]>

  init(_ values: [LogitSums]) { stored = Mutex(values) }
  func set(_ block: Int, _ value: LogitSums) { stored.withLock { $0[block] = value } }
  var values: [LogitSums] { stored.withLock { $0 } }
}
