import Testing

@testable import Embeddings

@Suite struct CalibrationTests {
  typealias Observation = ProbabilityCalibration.Observation

  /// The textbook example: violators are pooled to their mean.
  @Test func poolsAdjacentViolators() {
    let outcomes = [false, true, false, true, true]
    let calibration = ProbabilityCalibration(
      outcomes.enumerated().map { Observation(score: Float($0), holds: $1) })
    #expect(calibration.probability(of: -1) == 0)
    #expect(calibration.probability(of: 0.5) == 0)
    #expect(calibration.probability(of: 1) == 0.5)
    #expect(calibration.probability(of: 2.9) == 0.5)
    #expect(calibration.probability(of: 3) == 1)
    #expect(calibration.probability(of: 100) == 1)
  }

  @Test func weightsStandForManyCandidates() {
    let calibration = ProbabilityCalibration([
      Observation(score: 0, holds: false, weight: 99), Observation(score: 0, holds: true),
    ])
    #expect(abs(calibration.probability(of: 0) - 0.01) < 1e-12)
    #expect(ProbabilityCalibration([]).probability(of: 1) == 0)
  }

  /// Never falls, and on what it was fitted on is right on average.
  @Test func isMonotoneAndUnbiased() {
    var generator = SeededGenerator(seed: 8)
    let observations = (0..<500).map { _ in
      let score = generator.nextSymmetricFloat()
      return Observation(
        score: score, holds: generator.nextSymmetricFloat() < score,
        weight: Double(1 + generator.next(below: 4)))
    }
    let calibration = ProbabilityCalibration(observations)
    let grid = stride(from: Float(-1), through: 1, by: 0.01).map(calibration.probability)
    #expect(zip(grid, grid.dropFirst()).allSatisfy { $0 <= $1 })
    let weight = observations.reduce(0) { $0 + $1.weight }
    let expected = observations.reduce(0) { $0 + $1.weight * calibration.probability(of: $1.score) }
    let actual = observations.reduce(0) { $0 + ($1.holds ? $1.weight : 0) }
    #expect(abs(expected - actual) < 1e-9 * weight)
    let brier = ProbabilityCalibration.brierScore(
      observations.map { (calibration.probability(of: $0.score), $0) })
    #expect(brier < ProbabilityCalibration.brierScore(observations.map { (actual / weight, $0) }))
  }
}
