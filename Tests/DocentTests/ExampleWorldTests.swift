import Foundation
import GraphStorage
import KnowledgeGraph
import Proofs
import Testing

@testable import Docent

/// What holds of every answer about the example catalogue.
@Suite("The example world")
struct ExampleWorldTests {
  static let learners = ["L-001", "L-042", "L-104", "L-177", "L-250", "L-300"]

  @Test("The catalogue and the activity are read whole, and no value of the feed is passed over")
  func everythingIsRead() throws {
    let reports = try ExampleWorld.shared().importReports
    #expect(reports.map(\.profile) == ["docent", "activity"])
    #expect(reports.allSatisfy { !$0.failed && $0.rejected == 0 && $0.unconsumed.isEmpty })
    #expect(reports[1].nodes.added == 300)
    let counts = try ExampleWorld.shared().session.counts()
    #expect(counts.contains(["label", ":Course", "67"]))
    #expect(counts.contains(["label", ":Topic", "41"]))
    #expect(counts.contains(["label", ":Instructor", "12"]))
    #expect(counts.contains(["label", ":Programme", "5"]))
    #expect(counts.contains(["label", ":CourseInstance", "7"]))
  }

  @Test("Importing the same files again changes no count and no version")
  func importingAgainChangesNothing() throws {
    let folder = try TemporaryFolder()
    let session = try ExampleWorld.shared().copy(to: folder)
    let before = (versions: try session.versions(), counts: try session.counts())
    let reports = try session.importFiles(
      ImportRequest(files: [ProjectFiles.catalog, ProjectFiles.activity]))
    #expect(reports.allSatisfy { !$0.failed && !$0.changedAnything })
    #expect(try session.versions() == before.versions)
    #expect(try session.counts() == before.counts)
  }

  @Test("No recommended course was taken before, whoever asks")
  func nothingTakenComesBack() throws {
    let session = try ExampleWorld.shared().session
    let activity = try ExampleActivity(file: ProjectFiles.activity)
    for learner in activity.learners {
      let answer = try session.recommend(learner, limit: 10, lines: 0)
      let shown = Set(answer.recommendations.map(\.course.key))
      #expect(shown.isDisjoint(with: activity.taken(by: learner)), "\(learner)")
      #expect(shown.count == answer.recommendations.count)
      #expect(!shown.isEmpty)
    }
  }

  @Test("No recommended course has a prerequisite that the learner has not met")
  func prerequisitesAreMet() throws {
    let session = try ExampleWorld.shared().session
    let activity = try ExampleActivity(file: ProjectFiles.activity)
    let courses = try session.view().catalog.courses
    let byKey = Dictionary(courses.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let credits = byKey.mapValues { $0.credits ?? 0 }
    var closed = 0
    for learner in activity.learners {
      let finished = activity.finished(by: learner)
      let oracle = RequirementOracle(finished: finished, credits: credits)
      closed += courses.count { !$0.requirements.allSatisfy(oracle.mayHold) }
      for found in try session.recommend(learner, limit: 10, lines: 0).recommendations {
        let trees = byKey[found.course.key]?.requirements ?? [.not(.none)]
        #expect(trees.allSatisfy(oracle.mayHold), "\(learner): \(found.course.key)")
      }
    }
    #expect(closed > 1000, "the catalogue closes many courses, so the rule has work to do")
  }

  @Test("The lines of a ledger, with what is left out, sum to the score", arguments: learners)
  func ledgersSum(learner: String) throws {
    let session = try ExampleWorld.shared().session
    for lines in [0, 1, 5, 50] {
      for found in try session.recommend(learner, limit: 10, lines: lines).recommendations {
        let ledger = found.ledger
        let size = ledger.lines.reduce(abs(ledger.other.amount)) { $0 + abs($1.amount) }
        #expect(abs(ledger.total - found.score) <= 1e-9 * max(1, size))
        #expect(ledger.lines.count <= lines)
        #expect(lines < 50 || ledger.other.lines == 0 || ledger.lines.count == lines)
      }
    }
  }

  @Test("Ranks count from one, scores fall, and a shorter list is the head of a longer one")
  func listsAreOrdered() throws {
    let session = try ExampleWorld.shared().session
    for learner in Self.learners {
      let long = try session.recommend(learner, limit: 10).recommendations
      #expect(long.map(\.rank) == Array(1...long.count))
      #expect(zip(long, long.dropFirst()).allSatisfy { $0.score >= $1.score })
      #expect(try session.recommend(learner, limit: 3).recommendations == Array(long.prefix(3)))
    }
  }

  @Test("The checker confirms recommendations, reasons and paths", arguments: learners)
  func answersAreTrue(learner: String) throws {
    let session = try ExampleWorld.shared().session
    let recommended = try session.recommend(learner, limit: 10)
    let report = try session.verdict(on: recommended)
    #expect(report.verdict == .true, "\(report.text)")
    #expect(report.examined == recommended.recommendations.count)
    for course in ["CS 225", "CS 480", "HIST 120", "DATA 340"] {
      let why = try session.verdict(on: session.why(course, for: learner))
      #expect(why.verdict == .true, "\(course): \(why.text)")
    }
    for goal in ["CS 480", "machine-learning"] {
      guard case .path(let plan) = try session.path(to: [goal], for: learner) else {
        Issue.record("\(goal) is within everybody's reach")
        continue
      }
      let path = try session.verdict(on: plan)
      #expect(path.verdict == .true, "\(goal): \(path.text)")
    }
  }

  @Test("A topic narrows the list to courses that teach it or a narrower one")
  func topicsNarrow() throws {
    let session = try ExampleWorld.shared().session
    let wide = try session.recommend("L-104", limit: 67, lines: 0)
    let narrow = try session.recommend("L-104", limit: 67, lines: 0, topic: "computing")
    let catalog = try session.view().catalog
    let about = Set(catalog.courses.filter { $0.topics.contains("computing") }.map(\.key))
    #expect(!narrow.recommendations.isEmpty)
    let expected = wide.recommendations.filter { about.contains($0.course.key) }
    #expect(narrow.recommendations == expected)
  }
}

extension ImportReport {
  var changedAnything: Bool {
    [nodes, relationships, requirements].contains { $0.added + $0.updated + $0.removed > 0 }
  }
}
