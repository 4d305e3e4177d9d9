import KnowledgeGraph
import ProofChecking
import Proofs
import Testing

@Suite struct LedgerCheckerTests {
  let world = LedgerWorld()

  @Test func acceptsAnAnswerWorkedOutByHand() {
    #expect(world.checker.check(world.answer) == [])
  }

  @Test func acceptsWhyOfACourseThatIsNotOpen() {
    #expect(world.checker.check(world.whyD) == [])
  }

  @Test func refusesACourseThatIsNotOpenInAList() {
    var answer = world.answer
    answer.recommendations.append(world.whyD.recommendations[0])
    let places = world.checker.check(answer).map(\.place)
    #expect(places.contains("recommendations[2].course"))
  }

  @Test func refusesAFinishedCourse() {
    var answer = world.answer
    answer.recommendations[1].course = world.course(0)
    answer.recommendations[1].readiness = Readiness(.taken)
    #expect(!world.checker.check(answer).isEmpty)
  }

  @Test func saysWhatIsWrongAndWhere() {
    var answer = world.answer
    answer.recommendations[0].ledger.lines[1].amount += 0.001
    let faults = world.checker.check(answer)
    #expect(faults.map(\.place).contains("recommendations[0].ledger[1].amount"))
    #expect(faults.allSatisfy { $0.place.hasPrefix("recommendations[0].") })
  }

  @Test func toleratesRoundingOnly() {
    var answer = world.answer
    answer.recommendations[0].score += 1e-10
    #expect(world.checker.check(answer) == [])
    answer.recommendations[0].score += 1e-7
    #expect(world.checker.check(answer) != [])
  }

  @Test func survivesAnyRoundTrip() {
    var answer = world.answer
    answer.learner = "nobody"
    #expect(world.checker.check(answer).map(\.place) == ["learner"])
    answer = world.answer
    answer.recommendations[0].course.id = 7
    #expect(world.checker.check(answer).map(\.place) == ["recommendations[0].course.id"])
    answer.recommendations = []
    #expect(world.checker.check(answer) == [])
  }

  /// Items with the very same (empty) evidence rank by number, and no other way.
  @Test func tiesRankByItemNumber() {
    var world = LedgerWorld()
    world.model.families = [world.model.families[4]]
    var answer = world.answer
    let shared = answer.recommendations[0].ledger.lines.first { $0.family == "shared-TEACHES" }
    answer.recommendations[0].ledger = Ledger(
      lines: shared.map { [$0] } ?? [], other: OmittedLines())
    answer.recommendations[0].score = LedgerWorld.sharedToC
    answer.recommendations[1].ledger = Ledger(lines: [], other: OmittedLines())
    answer.recommendations[1].score = 0
    #expect(world.checker.check(answer) == [])
    answer.recommendations[1].rank = 3
    #expect(world.checker.check(answer).map(\.place) == ["recommendations[1].rank"])
  }
}
