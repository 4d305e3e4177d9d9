import KnowledgeGraph
import PathReasoning
import Proofs
import Testing

@testable import Recommendations

@Suite struct RankerTrainerTests {
  @Test func aChainIsLearnedFromWhatFollows() throws {
    let world = RankingWorld(seed: 2)
    let trained = try world.trained()
    #expect(trained.converged && trained.iterations > 0)
    #expect(trained.model.fittedOn == world.log.histories.count { $0.count >= 2 })
    let next = trained.model.families.filter { $0.sentenceName == "taken-next" }
    #expect(next.contains { $0.weight > 0 })
    let ranker = try world.ranker()
    let best = ranker.rank(history: [4, 7], masked: [4, 7], limit: 1)
    #expect(best.first?.item == 10)
  }

  @Test func trainingTwiceGivesTheSameBits() throws {
    let world = RankingWorld(seed: 3, learners: 60)
    let (one, two) = (try world.trained().model, try world.trained().model)
    #expect(one == two)
    for (a, b) in zip(one.families, two.families) {
      #expect(a.weight.bitPattern == b.weight.bitPattern)
    }
  }

  @Test func namesAreDistinctAndZerosAreKept() throws {
    let trained = try RankingWorld(seed: 4, learners: 40).trained(RankerConfiguration())
    let names = trained.model.families.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.contains("popularity") && names.contains("shared-TEACHES"))
    #expect(names.contains("embedding-neighbour"))
    #expect(trained.model.families.contains { $0.weight == 0 })
    #expect(trained.model.families.allSatisfy { $0.weight >= 0 })
  }

  @Test func signedWeightsFitAtLeastAsWell() throws {
    let world = RankingWorld(seed: 5, learners: 60)
    var signed = RankingWorld.small
    signed.nonnegative = false
    signed.penalty = 1e-6
    var unsigned = signed
    unsigned.nonnegative = true
    let (free, held) = (try world.trained(signed), try world.trained(unsigned))
    #expect(free.logLikelihood >= held.logLikelihood - 1e-6)
    #expect(free.model.families.contains { $0.weight < 0 })
  }

  @Test func noWeightIsFittedOnTheRowsItsMatrixWasBuiltFrom() throws {
    // Each learner's last item occurs nowhere else: had the matrices seen it, its succession would
    // tell it apart from the others that nobody took; without it nothing can.
    let log = InteractionLog(
      learnerKeys: (0..<20).map { "L\($0)" }, itemCount: 45,
      histories: (0..<20).map { [Int32($0 % 5), Int32(20 + $0)] })
    let trained = try RankerTrainer.train(log: log, attributes: [])
    let next = trained.model.families.filter { $0.sentenceName == "taken-next" }
    #expect(next.allSatisfy { $0.weight == 0 })
  }

  @Test func aLogWithNothingToFitFallsBackToPopularity() throws {
    let log = InteractionLog(
      learnerKeys: (0..<30).map { "L\($0)" }, itemCount: 3,
      histories: (0..<30).map { $0 < 19 ? [1] : [2] })
    let trained = try RankerTrainer.train(log: log, attributes: [])
    #expect(trained.model.fittedOn == 0)
    let ranker = try AdditiveRanker(model: trained.model, log: log, attributes: [])
    #expect(ranker.rank(history: [], masked: [], limit: 3).map(\.item) == [1, 2, 0])
  }

  @Test func rowsAndMemoryAreBounded() throws {
    let world = RankingWorld(seed: 6)
    var configuration = RankingWorld.small
    configuration.maximumRows = 30
    #expect(try world.trained(configuration).model.fittedOn == 30)
    configuration.maximumFeatureBytes = 1
    #expect(try world.trained(configuration).model.fittedOn == 1)
  }

  @Test func progressTellsTheStagesInOrder() throws {
    let world = RankingWorld(seed: 7, learners: 30)
    var stages: [RankerTrainingProgress.Stage] = []
    _ = try RankerTrainer.train(log: world.log, attributes: world.attributes) { progress in
      if stages.last != progress.stage { stages.append(progress.stage) }
    }
    #expect(stages == [.matrices, .features, .fitting])
  }
}
