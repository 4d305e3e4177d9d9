import Testing

@testable import Embeddings

@Suite struct HyperparameterSearchTests {
  let search = HyperparameterSearch(
    base: EmbeddingConfiguration(dimension: 64), trials: 9, seed: 3, firstEpochs: 5)

  /// A made-up MRR, highest for trial 4.
  private func run(from done: [TuningTrial] = [], until count: Int = .max) -> [TuningTrial] {
    var done = done
    while done.count < count, var trial = search.next(after: done) {
      trial.validationMRR = 1 / Double(1 + abs(trial.trial - 4))
      done.append(trial)
    }
    return done
  }

  @Test func halvesDownToTheBest() {
    let done = run()
    #expect(search.rungSizes == [9, 3, 1])
    #expect(done.map(\.rung) == Array(repeating: 0, count: 9) + [1, 1, 1, 2])
    #expect(done.map(\.epochs).suffix(4) == [15, 15, 15, 45])
    #expect(Array(done.map(\.trial).suffix(4)) == [3, 4, 5, 4])
    #expect(HyperparameterSearch.best(of: done)?.trial == 4)
    #expect(HyperparameterSearch.best(of: done)?.rung == 2)
  }

  @Test(arguments: [0, 1, 8, 9, 11, 12]) func goesOnWhereItStopped(count: Int) {
    #expect(run(from: run(until: count)) == run())
  }

  @Test func failedTrialsDoNotWin() {
    var done: [TuningTrial] = []
    while var trial = search.next(after: done) {
      trial.validationMRR = trial.trial == 7 ? 0.1 : nil
      done.append(trial)
    }
    #expect(HyperparameterSearch.best(of: done)?.trial == 7)
  }

  @Test(arguments: EmbeddingModelKind.allCases)
  func everyConfigurationIsValid(model: EmbeddingModelKind) throws {
    let search = HyperparameterSearch(
      base: EmbeddingConfiguration(model: model, dimension: 50), trials: 1, seed: 9)
    for trial in 0..<50 {
      try search.configuration(of: trial).validate()
      #expect(search.configuration(of: trial) == search.configuration(of: trial))
    }
    #expect(search.configuration(of: 1) != search.configuration(of: 2))
  }
}
