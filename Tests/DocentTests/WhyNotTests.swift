import Diagnostics
import Docent
import Foundation
import KnowledgeGraph
import Proofs
import QueryExecution
import Testing

/// What `why-not` proposes comes true when it is done: the rows are imported into a copy of the
/// graph, and the list is asked for again.
@Suite("Why not")
struct WhyNotTests {
  /// Those of `ExampleWorldTests`, and three for whom neighbours in the list score nearly the same.
  private static let learners = ExampleWorldTests.learners + ["L-024", "L-108", "L-129"]
  private static let courses = ["CS 480", "DATA 340", "MATH 330", "DES 330", "PHIL 220", "CHN 201"]

  @Test(
    "Every change proposed brings the course in, at the rank and score stated", arguments: learners)
  func changesComeTrue(learner: String) throws {
    let world = try ExampleWorld.shared()
    var tried = 0
    for course in Self.courses where tried < 4 {
      let answer = try world.session.whyNot(course, for: learner, limit: 10)
      for change in answer.changes.prefix(2) {
        let done = change.complete.map(\.key)
        let list = try recommendations(to: learner, afterCompleting: done, in: world)
        let found = list.first { $0.course.key == course }
        #expect(found != nil, "\(course) after \(done)")
        #expect(found?.rank == change.rankAfter, "\(course) after \(done)")
        let gap = abs((found?.score ?? .infinity) - change.scoreAfter)
        #expect(gap <= 1e-9 * max(1, abs(change.scoreAfter)), "\(course) after \(done)")
      }
      tried += answer.changes.isEmpty ? 0 : 1
    }
    #expect(tried > 0, "something can be proposed to \(learner)")
  }

  /// The list of ten in a copy of the graph in which the courses have been completed.
  private func recommendations(
    to learner: String, afterCompleting courses: [String], in world: ExampleWorld
  ) throws -> [Recommendation] {
    let folder = try TemporaryFolder()
    let session = try world.copy(to: folder)
    let file = try folder.write(completions(of: courses, by: learner), to: "done.csv")
    let reports = try session.importFiles(ImportRequest(files: [file]))
    try #require(reports.allSatisfy { !$0.failed && $0.rejected == 0 })
    return try session.recommend(learner, limit: 10, lines: 0).recommendations
  }

  @Test("The obstacle is the one there is")
  func obstacles() throws {
    let session = try ExampleWorld.shared().session
    let activity = try ExampleActivity(file: ProjectFiles.activity)
    let keys = try session.rows("MATCH (c:Course) RETURN c.key AS key ORDER BY key").column("key")
    for (place, learner) in Self.learners.enumerated() {
      let list = try session.recommend(learner, limit: 67, lines: 0).recommendations
      for number in stride(from: place, to: keys.count, by: Self.learners.count) {
        let key = keys[number].string ?? ""
        let answer = try session.whyNot(key, for: learner, limit: 5)
        let rank = list.first { $0.course.key == key }?.rank
        let expected: WhyNotAnswer.Obstacle =
          if activity.taken(by: learner).contains(key) {
            .taken
          } else if let rank {
            rank <= 5 ? .none : .outranked
          } else {
            .prerequisites
          }
        #expect(answer.obstacle == expected, "\(learner), \(key)")
        #expect(rank == nil || answer.rank == rank, "\(learner), \(key)")
        #expect(expected != .none || answer.changes.isEmpty)
        #expect(expected != .taken || answer.changes.isEmpty)
      }
    }
  }

  @Test("The rival holds the last place, above the course, with a ledger of its own")
  func rivals() throws {
    let session = try ExampleWorld.shared().session
    let list = try session.recommend("L-104", limit: 6, lines: 0).recommendations
    let (last, next) = try (#require(list.dropLast().last), #require(list.last))
    let answer = try session.whyNot(next.course.key, for: "L-104", limit: 5)
    #expect(answer.obstacle == .outranked && answer.rank == 6)
    #expect(answer.rival?.course == last.course)
    #expect((answer.rival?.score ?? 0) >= answer.score)
    #expect(answer.rival?.ledger.lines.isEmpty == false)
    #expect(abs(answer.ledger.total - answer.score) <= 1e-9 * max(1, abs(answer.score)))
  }

  @Test("A course that nobody knows is refused with the nearest names")
  func unknownCourse() throws {
    let session = try ExampleWorld.shared().session
    let refused = #expect(throws: RefusedRequest.self) {
      try session.whyNot("CS 2255", for: "L-104")
    }
    #expect(refused?.diagnostics.first?.hint?.contains("CS 225") == true)
  }
}
