import Glibc

/// Sums over choice sets, from which `LogitObjective` makes means.
struct LogitSums: Sendable {
  var value = 0.0
  /// `stride` vectors, in raw units.
  var gradient: [SIMD4<Double>]
  /// `featureCount · stride` vectors, the upper triangle; empty when not asked for.
  var hessian: [SIMD4<Double>]
  var hessianSets = 0

  init(data: ChoiceData, withHessian: Bool) {
    gradient = [SIMD4<Double>](repeating: .zero, count: data.stride)
    let entries = withHessian ? data.featureCount * data.stride : 0
    hessian = [SIMD4<Double>](repeating: .zero, count: entries)
  }

  mutating func add(_ other: LogitSums) {
    value += other.value
    for index in gradient.indices { gradient[index] += other.gradient[index] }
    for index in hessian.indices { hessian[index] += other.hessian[index] }
    hessianSets += other.hessianSets
  }
}

/// The contribution of one choice set to the sums.
///
/// The unlisted alternatives differ in the background feature b alone. With e_i = exp(θ_b x_b(i)),
/// their Σ e, Σ e·x and Σ e·x² are the catalogue's less those of the listed and masked items.
struct LogitKernel: Sendable {
  private let data: ChoiceData
  /// Weights in raw units, padded to whole vectors.
  private let weights: [SIMD4<Double>]
  /// max_i θ_b x_b(i), taken out of the exponents.
  private let shift: Double
  private let exponentials: [Double]
  private let totals: SIMD4<Double>

  /// - Parameter theta: in units of the scaled features.
  init(data: ChoiceData, theta: [Double]) {
    self.data = data
    var weights = [SIMD4<Double>](repeating: .zero, count: data.stride)
    for index in theta.indices { weights[index / 4][index % 4] = theta[index] / data.scales[index] }
    let slope = data.backgroundFeature.map { theta[$0] / data.scales[$0] } ?? 0
    let exponents = data.background.map { slope * $0 }
    let shift = exponents.max() ?? 0
    self.weights = weights
    self.shift = shift
    exponentials = exponents.map { exp($0 - shift) }
    var totals = SIMD4<Double>.zero
    for (e, x) in zip(exponentials, data.background) { totals += e * Self.powers(x) }
    self.totals = totals
  }

  /// 1, x, x², 0.
  private static func powers(_ x: Double) -> SIMD4<Double> { SIMD4(1, x, x * x, 0) }

  func add(_ set: ChoiceSet, to sums: inout LogitSums, withHessian: Bool) {
    var odds = scores(set)
    let rest = unlisted(set)
    let top = max(odds.max() ?? 0, rest[0] > 0 ? shift : -.infinity)
    let chosen = odds[0] - top
    var total = 0.0
    for index in odds.indices {
      odds[index] = exp(odds[index] - top)
      total += odds[index]
    }
    let outside = rest[0] > 0 ? rest * exp(shift - top) : .zero
    total += outside[0]
    sums.value += log(total) - chosen
    for index in odds.indices { odds[index] /= total }
    addDerivatives(set, odds, outside / total, to: &sums, withHessian: withHessian)
  }

  /// θ·x of each listed item.
  private func scores(_ set: ChoiceSet) -> [Double] {
    let stride = data.stride
    return set.features.withUnsafeBufferPointer { features in
      weights.withUnsafeBufferPointer { weights in
        (0..<set.items.count).map { item in
          var sum = SIMD4<Double>.zero
          for q in 0..<stride { sum += weights[q] * features[item * stride + q] }
          return sum.sum()
        }
      }
    }
  }

  /// Σ e, Σ e·x, Σ e·x² over the unlisted alternatives.
  private func unlisted(_ set: ChoiceSet) -> SIMD4<Double> {
    guard data.itemCount > set.items.count + set.masked.count else { return .zero }
    var rest = totals
    for item in set.items {
      rest -= exponentials[Int(item)] * Self.powers(data.background[Int(item)])
    }
    for item in set.masked {
      rest -= exponentials[Int(item)] * Self.powers(data.background[Int(item)])
    }
    return rest.clamped(lowerBound: .zero, upperBound: SIMD4(repeating: .infinity))
  }

  private func addDerivatives(
    _ set: ChoiceSet, _ shares: [Double], _ outside: SIMD4<Double>, to sums: inout LogitSums,
    withHessian: Bool
  ) {
    let stride = data.stride
    var mean = [SIMD4<Double>](repeating: .zero, count: stride)
    set.features.withUnsafeBufferPointer { features in
      for item in shares.indices {
        for q in 0..<stride { mean[q] += shares[item] * features[item * stride + q] }
      }
    }
    if let b = data.backgroundFeature { mean[b / 4][b % 4] += outside[1] }
    for q in 0..<stride { sums.gradient[q] += mean[q] - set.features[q] }
    if withHessian { addHessian(set, shares, mean, outside, to: &sums) }
  }

  /// Σ p x xᵀ − x̄ x̄ᵀ, the upper triangle in whole vectors.
  private func addHessian(
    _ set: ChoiceSet, _ shares: [Double], _ mean: [SIMD4<Double>], _ outside: SIMD4<Double>,
    to sums: inout LogitSums
  ) {
    let (stride, count) = (data.stride, data.featureCount)
    sums.hessian.withUnsafeMutableBufferPointer { hessian in
      set.features.withUnsafeBufferPointer { features in
        for (item, share) in shares.enumerated() {
          for a in 0..<count {
            let weight = share * features[item * stride + a / 4][a % 4]
            guard weight != 0 else { continue }
            for q in a / 4..<stride {
              hessian[a * stride + q] += weight * features[item * stride + q]
            }
          }
        }
      }
      for a in 0..<count {
        for q in a / 4..<stride { hessian[a * stride + q] -= mean[a / 4][a % 4] * mean[q] }
      }
      if let b = data.backgroundFeature { hessian[b * stride + b / 4][b % 4] += outside[2] }
    }
    sums.hessianSets += 1
  }
}
