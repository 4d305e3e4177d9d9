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
  private static let learners = ["L-001", "L-042", "L-104", "L-177", "L-250", "L-300"]
  private static let courses = ["CS 480", "DATA 340", "MATH 330", "DES 330", "PHIL 220", "CHN 201"]

  @Test("Every change proposed brings the course in, at the rank stated", arguments: learners)
  func changesComeTrue(learner: String) throws {
    let world = try ExampleWorld.shared()
    var tried = 0
    for course in Self.courses where tried < 3 {
      let answer = try world.session.whyNot(course, for: learner, limit: 5)
      for change in answer.changes.prefix(2) {
        let folder = try TemporaryFolder()
        let session = try world.copy(to: folder)
        let rows = completions(of: change.complete.map(\.key), by: learner)
        let reports = try session.importFiles(
          ImportRequest(files: [try folder.write(rows, to: "done.csv")]))
        try #require(reports.allSatisfy { !$0.failed && $0.rejected == 0 })
        let list = try session.recommend(learner, limit: 5, lines: 0).recommendations
        let found = list.first { $0.course.key == course }
        let done = change.complete.map(\.key)
        #expect(found != nil, "\(course) after \(done)")
        #expect(found?.rank == change.rankAfter, "\(course) after \(done)")
      }
      tried += answer.changes.isEmpty ? 0 : 1
    }
    #expect(tried > 0, "something can be proposed to \(learner)")
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
