import Foundation
import Testing

@testable import Recommendations

@Suite struct ConditionalLogitTests {
  /// Random choices among 12 items; a few are listed, the others differ in the background alone.
  private func data(
    seed: UInt64, sets: Int = 40, features: Int = 6, background: Bool = true
  ) -> ChoiceData {
    var dice = Dice(seed: seed)
    let popularity = (0..<12).map { _ in Double.random(in: 0...3, using: &dice) }
    var data = ChoiceData(
      featureCount: features, itemCount: 12, background: background ? (2, popularity) : nil)
    for _ in 0..<sets {
      let order = (0..<Int32(12)).shuffled(using: &dice)
      var set = ChoiceSet(
        masked: Array(order.prefix(2)), items: Array(order[2..<7]), features: [])
      for item in set.items {
        var row = [SIMD4<Double>](repeating: .zero, count: data.stride)
        for index in 0..<features {
          let value = Double.random(in: -1...2, using: &dice)
          row[index / 4][index % 4] =
            background && index == 2 ? popularity[Int(item)] : value
        }
        set.features += row
      }
      data.append(set)
    }
    data.measureScales()
    return data
  }

  /// The objective by its definition: every alternative listed, one softmax a set.
  private func reference(_ data: ChoiceData, _ theta: [Double], penalty: Double) -> Double {
    var sum = 0.0
    for set in data.sets {
      let alternatives = (0..<Int32(data.itemCount)).filter { !set.masked.contains($0) }
      let scores = alternatives.map { utility($0, set, data, theta) }
      let chosen = utility(set.items[0], set, data, theta)
      sum += log(scores.reduce(0) { $0 + exp($1) }) - chosen
    }
    let norm = theta.reduce(0) { $0 + $1 * $1 }
    return sum / Double(data.sets.count) + penalty / 2 * norm
  }

  private func utility(
    _ item: Int32, _ set: ChoiceSet, _ data: ChoiceData, _ theta: [Double]
  ) -> Double {
    let slot = set.items.firstIndex(of: item)
    var total = 0.0
    for index in 0..<data.featureCount {
      let listed = slot.map { set.features[$0 * data.stride + index / 4][index % 4] }
      let unlisted = index == data.backgroundFeature ? data.background[Int(item)] : 0
      total += theta[index] / data.scales[index] * (listed ?? unlisted)
    }
    return total
  }

  private let theta = [0.4, -0.7, 0.9, 0.1, -0.2, 1.3]

  @Test(arguments: [true, false])
  func unlistedAlternativesCountAsIfTheyWereListed(background: Bool) {
    let data = data(seed: 5, background: background)
    let objective = LogitObjective(data: data, penalty: 0.01)
    #expect(
      abs(objective.evaluate(theta).value - reference(data, theta, penalty: 0.01)) < 1e-12)
  }

  @Test(arguments: [true, false])
  func gradientAndHessianMatchFiniteDifferences(background: Bool) {
    let objective = LogitObjective(data: data(seed: 9, background: background), penalty: 0.05)
    let exact = objective.evaluate(theta, hessianStride: 1)
    let step = 1e-5
    for a in theta.indices {
      var (up, down) = (theta, theta)
      up[a] += step
      down[a] -= step
      let (above, below) = (objective.evaluate(up), objective.evaluate(down))
      let slope = (above.value - below.value) / (2 * step)
      #expect(abs(slope - exact.gradient[a]) < 1e-8)
      for b in theta.indices {
        let curvature = (above.gradient[b] - below.gradient[b]) / (2 * step)
        #expect(abs(curvature - exact.hessian[a * theta.count + b]) < 1e-7)
      }
    }
  }

  @Test func theFitIsAtTheBottom() {
    let data = data(seed: 21, sets: 200)
    var logit = ConditionalLogit()
    logit.nonnegative = false
    let fit = logit.fit(data)
    #expect(fit.converged)
    let scaled = zip(fit.weights, data.scales).map { $0 * $1 }
    let objective = LogitObjective(data: data, penalty: logit.penalty)
    #expect(objective.evaluate(scaled).gradient.allSatisfy { abs($0) <= logit.tolerance })
    let value = objective.evaluate(scaled).value
    for a in scaled.indices {
      for step in [-0.01, 0.01] {
        var moved = scaled
        moved[a] += step
        #expect(objective.evaluate(moved).value > value)
      }
    }
  }

  @Test func heldWeightsWouldOnlyFallFurther() {
    let data = data(seed: 4, sets: 200)
    let logit = ConditionalLogit()
    let fit = logit.fit(data)
    #expect(fit.converged)
    let scaled = zip(fit.weights, data.scales).map { $0 * $1 }
    let gradient = LogitObjective(data: data, penalty: logit.penalty).evaluate(scaled).gradient
    var held = 0
    for (weight, slope) in zip(scaled, gradient) {
      #expect(weight >= 0)
      if weight == 0 {
        held += 1
        #expect(slope >= -logit.tolerance)
      } else {
        #expect(abs(slope) <= logit.tolerance)
      }
    }
    #expect(held > 0 && held < scaled.count)
  }

  @Test func aHessianOnPartOfTheSetsLeadsToTheSameFit() {
    let data = data(seed: 33, sets: 300)
    var logit = ConditionalLogit()
    let whole = logit.fit(data)
    logit.hessianSets = 60
    let part = logit.fit(data)
    #expect(part.converged)
    for (a, b) in zip(whole.weights, part.weights) { #expect(abs(a - b) < 1e-3) }
  }

  @Test func nothingToFitGivesZeros() {
    let fit = ConditionalLogit().fit(data(seed: 1, sets: 0))
    #expect(fit.converged && fit.weights == [0, 0, 0, 0, 0, 0])
  }

  @Test func choleskySolvesAndRefuses() throws {
    let matrix = [4.0, 2, 0.5, 2, 3, 1, 0.5, 1, 2]
    let x = try #require(choleskySolve(matrix, [1, 2, 3]))
    for row in 0..<3 {
      let product = (0..<3).reduce(0.0) { $0 + matrix[row * 3 + $1] * x[$1] }
      #expect(abs(product - [1, 2, 3][row]) < 1e-12)
    }
    #expect(choleskySolve([1, 2, 2, 1], [1, 1]) == nil)
  }
}
