import Docent
import Foundation
import KnowledgeGraph
import Proofs
import QueryExecution
import Testing

/// Another domain under another ontology: the same engine, nothing in it changed.
///
/// Viewers with even numbers like films with even numbers, the others the odd ones
/// (`Tests/Fixtures/films/README.md`), so the right recommendations are known.
@Suite("The film world")
struct FilmWorldTests {
  private static let made = Result { try FilmWorld() }

  @Test(
    "The feed's dialect is found by its mapping document alone, and every value is accounted for")
  func feedIsRead() throws {
    let reports = try Self.made.get().reports
    #expect(reports.map(\.profile) == ["reels", "activity"])
    #expect(reports.allSatisfy { !$0.failed && $0.rejected == 0 && $0.unconsumed.isEmpty })
    let counts = try Self.made.get().session.counts()
    #expect(counts.contains(["label", ":Film", "30"]))
    #expect(counts.contains(["label", ":Viewer", "120"]))
    #expect(!counts.contains { $0[1] == ":Course" })
  }

  @Test("Viewers are recommended films of their own kind")
  func tasteIsFound() throws {
    let session = try Self.made.get().session
    var right = 0
    var shown = 0
    for number in 1...120 {
      let answer = try session.recommend(FilmWorld.viewer(number), limit: 3, lines: 0)
      shown += answer.recommendations.count
      right += answer.recommendations.count {
        FilmWorld.number(of: $0.course.key) % 2 == number % 2
      }
    }
    #expect(shown == 360)
    #expect(right >= 342, "\(right) of \(shown) films fit their viewer's taste")
  }

  @Test("Films seen, rated or walked out of do not come back")
  func seenFilmsStayAway() throws {
    let session = try Self.made.get().session
    let activity = try ExampleActivity(file: "\(ProjectFiles.films)/activity.csv")
    for viewer in activity.learners {
      let answer = try session.recommend(viewer, limit: 30, lines: 0)
      let seen = activity.courses(of: viewer, actions: ["completed", "rated", "dropped"])
      #expect(seen.isDisjoint(with: answer.recommendations.map(\.course.key)))
      #expect(answer.recommendations.count + seen.count == 30)
    }
  }

  @Test("The checker confirms the answers", arguments: [1, 2, 37, 78, 120])
  func answersAreTrue(number: Int) throws {
    let session = try Self.made.get().session
    let answer = try session.recommend(FilmWorld.viewer(number), limit: 5)
    let report = try session.verdict(on: answer)
    #expect(report.verdict == .true, "\(report.text)")
    #expect(report.examined == 5)
    let unseen = answer.recommendations.map(\.course.key).first ?? ""
    let evening = try plan(session, to: unseen, for: FilmWorld.viewer(number))
    #expect(try session.verdict(on: evening).verdict == .true)
    #expect(evening.effortUnit == "minutes" && evening.steps.map(\.course.key) == [unseen])
  }

  @Test("Sentences and questions are in the words of the film ontology")
  func wordsAreOfTheDomain() throws {
    let session = try Self.made.get().session
    let directed = try session.rows(
      "MATCH (f:Film)-[:DIRECTED_BY]->(d:Director) RETURN count(DISTINCT f) AS films")
    #expect(directed.column("films").first?.integer == 30)
    let next = try session.rows("WHAT NEXT FOR \"V-002\" LIMIT 3")
    #expect(next.failure == nil && next.count == 3)
    let text = String(decoding: try json(session.recommend("V-002", limit: 5)), as: UTF8.self)
    for foreign in ["Course", "COMPLETED", "TEACHES", "Learner"] {
      #expect(!text.contains(foreign), "\(foreign)")
    }
  }
}

/// The films, imported and trained with an ontology folder put together for them.
private final class FilmWorld: Sendable {
  let folder: TemporaryFolder
  let session: Session
  let reports: [ImportReport]

  init() throws {
    folder = try TemporaryFolder(lasting: true)
    let ontology = try folder.makeOntology(
      "Ontology", documents: ["\(ProjectFiles.films)/films.owl"],
      feeds: ["\(ProjectFiles.films)/film-feed.xml"] + ProjectFiles.feedDocuments("xsd"))
    session = try openSession(folder.file("films.db"), ontology: ontology)
    reports = try session.importFiles(
      ImportRequest(
        files: ["\(ProjectFiles.films)/films.xml", "\(ProjectFiles.films)/activity.csv"]))
    _ = try session.train(ExampleWorld.training)
  }

  static func viewer(_ number: Int) -> String {
    "V-" + String(repeating: "0", count: 3 - String(number).count) + String(number)
  }

  /// 7 for `F-07`.
  static func number(of film: String) -> Int { Int(film.dropFirst(2)) ?? -1 }
}
