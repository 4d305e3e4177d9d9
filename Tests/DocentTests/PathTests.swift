import Diagnostics
import Docent
import KnowledgeGraph
import Proofs
import QueryExecution
import Testing

/// Plans to every course of the catalogue, and refusals where there is none.
@Suite("Learning paths")
struct PathTests {
  @Test(
    "Every course of the example catalogue has a plan that the checker confirms",
    arguments: [nil, "L-104", "L-001"] as [String?])
  func everyGoal(learner: String?) throws {
    let session = try ExampleWorld.shared().session
    let keys = try session.rows("MATCH (c:Course) RETURN c.key AS key ORDER BY key")
    let courses = keys.column("key").compactMap(\.string)
    #expect(courses.count == 67)
    var refused: [String] = []
    for goal in courses {
      switch try session.path(to: [goal], for: learner) {
      case .path(let answer): try expectSound(answer, session, goal: goal)
      case .unreachable(let answer):
        refused.append(goal)
        #expect(!answer.unreachable.conflict.isEmpty, "\(goal)")
      }
    }
    // CS 105 is not for those who have taken CS 101; everything else is within reach.
    #expect(Set(refused).isSubset(of: learner == nil ? [] : ["CS 105"]))
  }

  private func expectSound(
    _ answer: LearningPathAnswer, _ session: Session, goal: String
  ) throws {
    let report = try session.verdict(on: answer)
    #expect(report.verdict == .true, "\(goal): \(report.text)")
    #expect(answer.lowerBound <= answer.effort + 1e-9 * max(1, answer.effort), "\(goal)")
    #expect(
      answer.optimal == (abs(answer.effort - answer.lowerBound) <= 1e-9 * max(1, answer.effort)))
    let sum = answer.steps.reduce(0) { $0 + $1.effort }
    #expect(abs(sum - answer.effort) <= 1e-9 * max(1, sum))
    let goalIsLast = answer.steps.last.map { $0.course.key == goal || $0.role == .goal } ?? true
    #expect(goalIsLast || answer.steps.contains { $0.course.key == goal }, "\(goal)")
  }

  @Test("What is finished already needs no plan")
  func nothingToDo() throws {
    let session = try ExampleWorld.shared().session
    let answer = try plan(session, to: "CS 101", for: "L-104")
    #expect(answer.steps.isEmpty && answer.effort == 0 && answer.optimal)
    #expect(try session.verdict(on: answer).verdict == .true)
  }

  @Test("A plan for several goals costs no more than one plan after another")
  func severalGoals() throws {
    let session = try ExampleWorld.shared().session
    let goals = ["CS 480", "DATA 340", "DES 330"]
    guard case .path(let together) = try session.path(to: goals, for: nil) else {
      Issue.record("all three can be reached")
      return
    }
    let apart = try goals.map { try plan(session, to: $0, for: nil) }
    #expect(together.effort <= apart.reduce(0) { $0 + $1.effort })
    #expect(together.effort >= (apart.map(\.lowerBound).max() ?? 0))
    #expect(try session.verdict(on: together).verdict == .true)
  }

  @Test("A goal that waits for itself is refused, and the conflict names the circle")
  func cycleIsRefused() throws {
    let folder = try TemporaryFolder()
    let session = try SmallCatalog.withCycle.imported(in: folder)
    for goal in ["LOOP 1", "LOOP 2", "LOOP 4"] {
      guard case .unreachable(let answer) = try session.path(to: [goal], for: nil) else {
        Issue.record("there is no way to \(goal)")
        continue
      }
      #expect(answer.target.map(\.key) == [goal])
      #expect(Set(answer.unreachable.conflict.map(\.course)).isSuperset(of: ["LOOP 1", "LOOP 2"]))
      #expect(!answer.unreachable.relaxations.isEmpty)
    }
    let around = try plan(session, to: "LOOP 3", for: nil)
    #expect(around.steps.map(\.course.key) == ["FREE 1", "LOOP 3"])
    #expect(around.optimal)
    #expect(try session.verdict(on: around).verdict == .true)
  }

  @Test("Lint finds the same circle in the feed, with its line")
  func lintAgrees() throws {
    let folder = try TemporaryFolder()
    let session = try SmallCatalog.withCycle.imported(in: folder)
    let found = try session.lint().filter { $0.severity == .error }
    // LOOP 1 and LOOP 2 wait for each other; LOOP 4 stands behind them.
    #expect(found.map(\.code) == ["lint.cycle", "lint.cycle", "lint.unreachable"])
    #expect(found.allSatisfy { $0.place?.line == 1 && $0.severity == .error })
  }

  @Test("A budget that is too small is refused, not overrun")
  func budgets() throws {
    let session = try ExampleWorld.shared().session
    let free = try plan(session, to: "CS 480", for: "L-104")
    let fitting = PathRequest(maximumEffort: free.effort)
    #expect(try plan(session, to: "CS 480", for: "L-104", request: fitting).effort == free.effort)
    let short = PathRequest(maximumEffort: free.lowerBound - 1)
    guard
      case .unreachable(let answer) = try session.path(
        to: ["CS 480"], for: "L-104", request: short)
    else {
      Issue.record("no plan fits \(free.lowerBound - 1) hours")
      return
    }
    #expect(!answer.unreachable.conflict.isEmpty)
  }
}
