import Docent
import Foundation
import GraphStorage
import KnowledgeGraph
import Proofs
import Testing

/// Somebody who appears for the first time is answered from what they did, with no training.
@Suite("A learner seen for the first time")
struct NewLearnerTests {
  static let newcomers = [
    "N-maths": ["MATH 101", "MATH 130", "STAT 200"],
    "N-design": ["DES 101", "DES 120", "DES 130"],
    "N-code": ["CS 101", "CS 102", "CS 120"],
  ]

  /// The example graph and model with the newcomers' activity imported, and one who only looked.
  private func newcomersArrive(in folder: TemporaryFolder) throws -> Session {
    let session = try ExampleWorld.shared().copy(to: folder)
    for (learner, courses) in Self.newcomers.sorted(by: { $0.key < $1.key }) {
      let file = try folder.write(completions(of: courses, by: learner), to: "\(learner).csv")
      let report = try session.importFiles(ImportRequest(files: [file]))
      #expect(report.map(\.rejected) == [0])
      #expect(report.map(\.relationships.added) == [3])
    }
    let looked = "learner,course,action\nN-nobody,CS 225,viewed\n"
    _ = try session.importFiles(
      ImportRequest(files: [try folder.write(looked, to: "looked.csv")]))
    return session
  }

  @Test("Activity has moved on; the catalogue and the model have not")
  func onlyActivityMoves() throws {
    let folder = try TemporaryFolder()
    let before = try ExampleWorld.shared().session.versions()
    let after = try newcomersArrive(in: folder).versions()
    #expect(after.activity == before.activity + 10)
    #expect(after.catalog == before.catalog)
    #expect(after.model == before.model)
  }

  @Test("Answers differ between newcomers, and from the answer for one without any history")
  func answersArePersonal() throws {
    let folder = try TemporaryFolder()
    let session = try newcomersArrive(in: folder)
    var lists = [try keys(session.recommend("N-nobody"))]
    for learner in Self.newcomers.keys.sorted() {
      let list = try keys(session.recommend(learner))
      #expect(list.count == 10)
      #expect(Set(list).isDisjoint(with: Self.newcomers[learner] ?? []))
      lists.append(list)
    }
    #expect(Set(lists).count == lists.count)
    let tops = try Self.newcomers.keys.sorted().map {
      try session.recommend($0, limit: 1).recommendations.first?.course.key
    }
    #expect(Set(tops).count > 1)
  }

  @Test("The reasons name their own courses, and the checker confirms them")
  func reasonsAreTheirOwn() throws {
    let folder = try TemporaryFolder()
    let session = try newcomersArrive(in: folder)
    for (learner, courses) in Self.newcomers {
      let answer = try session.recommend(learner, limit: 5, lines: 50)
      for found in answer.recommendations {
        let named = Set(found.ledger.lines.compactMap(\.because?.course.key))
        #expect(!named.isEmpty && named.isSubset(of: courses), "\(learner): \(named)")
      }
      let report = try session.verdict(on: answer)
      #expect(report.verdict == .true, "\(learner): \(report.text)")
    }
    let nobody = try session.recommend("N-nobody", limit: 5, lines: 50)
    #expect(nobody.recommendations.flatMap(\.ledger.lines).allSatisfy { $0.because == nil })
    #expect(try session.verdict(on: nobody).verdict == .true)
  }

  @Test("A plan starts from what the newcomer finished")
  func plansStartFromHistory() throws {
    let folder = try TemporaryFolder()
    let session = try newcomersArrive(in: folder)
    let own = try plan(session, to: "CS 480", for: "N-code")
    let fromNothing = try plan(session, to: "CS 480", for: nil)
    #expect(Set(own.steps.map(\.course.key)).isDisjoint(with: Self.newcomers["N-code"] ?? []))
    #expect(own.effort < fromNothing.effort)
    #expect(try session.verdict(on: own).verdict == .true)
  }

  private func keys(_ answer: RecommendationAnswer) -> [String] {
    answer.recommendations.map(\.course.key)
  }
}
