import KnowledgeGraph

/// Efforts as integers, so that weights add up exactly: the smallest of a few scales at which
/// every effort of the catalogue is whole; failing that, one that keeps forty bits, rounded down
/// (a bound may then fall short of the plan by that rounding, never exceed it).
struct EffortScale: Sendable, Hashable {
  /// In units of effort, by catalogue index; what `LearningPathAnswer` takes where it is missing.
  let efforts: [Double]
  /// By catalogue index: the feed does not say, though there is a unit.
  let isMissing: [Bool]
  /// By catalogue index.
  let costs: [Int]
  /// `effort · scale = cost`.
  let scale: Double

  private static let wholeScales: [Double] = [1, 2, 4, 10, 20, 100, 1000, 10_000, 1_000_000]
  private static let largestCost = 1_099_511_627_776.0  // 2^40

  init(_ catalog: PlanningCatalog) {
    guard catalog.effortUnit != nil else {
      efforts = catalog.courses.map { _ in 1 }
      isMissing = catalog.courses.map { _ in false }
      costs = catalog.courses.map { _ in 1 }
      scale = 1
      return
    }
    let stated = catalog.courses.map { course in
      course.effort.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    }
    let sorted = stated.compactMap { $0 }.sorted()
    let median = sorted.isEmpty ? 1 : sorted[(sorted.count - 1) / 2]
    let efforts = stated.map { $0 ?? median }
    self.efforts = efforts
    isMissing = stated.map { $0 == nil }
    let largest = efforts.max() ?? 1
    let whole = Self.wholeScales.first { scale in
      largest * scale <= Self.largestCost && efforts.allSatisfy { Self.isWhole($0 * scale) }
    }
    let scale = whole ?? Self.largestCost / max(largest, .leastNormalMagnitude)
    self.scale = scale
    costs = efforts.map { Int(($0 * scale).rounded(whole == nil ? .down : .toNearestOrEven)) }
  }

  func effort(ofCost cost: Int) -> Double { Double(cost) / scale }

  private static func isWhole(_ value: Double) -> Bool {
    abs(value - value.rounded()) <= 1e-12 * max(1, abs(value))
  }
}
