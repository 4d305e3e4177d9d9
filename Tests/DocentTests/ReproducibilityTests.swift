import Foundation
import GraphStorage
import KnowledgeGraph
import Proofs
import Testing

@testable import Docent

/// The same feeds and the same seed give the same bytes, in any process and any language.
@Suite("Reproducibility")
struct ReproducibilityTests {
  /// Imports the example catalogue with the actions of the first learners only, to be quick.
  private static func smallWorld(seed: UInt64, in folder: TemporaryFolder) throws -> Session {
    let text = try String(contentsOf: URL(fileURLWithPath: ProjectFiles.activity), encoding: .utf8)
    let kept = text.split(separator: "\n").filter { $0.hasPrefix("learner,") || $0 < "L-061" }
    let activity = try folder.write(
      kept.joined(separator: "\n"), to: "activity-\(UUID().uuidString).csv")
    let session = try openSession(folder.file("graph-\(UUID().uuidString).db"))
    let reports = try session.importFiles(ImportRequest(files: [ProjectFiles.catalog, activity]))
    #expect(reports.allSatisfy { !$0.failed })
    var training = ExampleWorld.training
    training.seed = seed
    _ = try session.train(training)
    return session
  }

  private static func modelBytes(_ session: Session) throws -> [ModelArtefact] {
    try ["embedding", "ranking"].compactMap { try session.store.latestModel(kind: $0)?.artefact }
  }

  @Test("Two trainings with the same seed store the same bytes; another seed, others")
  func trainingIsReproducible() throws {
    let folder = try TemporaryFolder()
    let first = try Self.smallWorld(seed: 7, in: folder)
    let second = try Self.smallWorld(seed: 7, in: folder)
    let third = try Self.smallWorld(seed: 8, in: folder)
    let models = try Self.modelBytes(first)
    #expect(models.count == 2)
    #expect(try Self.modelBytes(second) == models)
    #expect(try Self.modelBytes(third) != models)
    for learner in ["L-001", "L-030", "L-060"] {
      #expect(try json(first.recommend(learner)) == json(second.recommend(learner)))
    }
  }

  @Test("Training again in place gives the same model under the next version")
  func trainingInPlace() throws {
    let folder = try TemporaryFolder()
    let session = try Self.smallWorld(seed: 7, in: folder)
    let before = try session.recommend("L-001")
    let embedding = try session.store.latestModel(kind: "embedding")?.artefact
    var training = ExampleWorld.training
    training.seed = 7
    let report = try session.train(training)
    #expect(report.versions.model == before.versions.model + 1)
    #expect(try session.store.latestModel(kind: "embedding")?.artefact == embedding)
    let after = try session.recommend("L-001")
    #expect(after.recommendations.map(\.score) == before.recommendations.map(\.score))
    #expect(try session.verdict(on: before).verdict == .stale)
    #expect(try session.verdict(on: after).verdict == .true)
  }

  @Test("A second session on the same file gives the same bytes")
  func sessionsAgree() throws {
    let world = try ExampleWorld.shared()
    let other = try openSession(world.database)
    for learner in ExampleWorldTests.learners {
      let answer = try json(world.session.recommend(learner))
      #expect(try json(other.recommend(learner)) == answer)
      #expect(try json(world.session.recommend(learner)) == answer)
    }
    #expect(
      try json(plan(other, to: "CS 480", for: "L-001"))
        == json(plan(world.session, to: "CS 480", for: "L-001")))
  }

  @Test("In Chinese the sentences are Chinese and the facts the same")
  func languageChangesWordsOnly() throws {
    let world = try ExampleWorld.shared()
    let chinese = try openSession(world.database, language: "zh")
    for learner in ExampleWorldTests.learners {
      let (ours, theirs) = (try world.session.recommend(learner), try chinese.recommend(learner))
      let sentences = theirs.recommendations.flatMap(\.ledger.lines).map(\.sentence)
      #expect(!sentences.isEmpty && sentences.allSatisfy(isChinese))
      #expect(
        !ours.recommendations.flatMap(\.ledger.lines).map(\.sentence).contains(where: isChinese))
      #expect(withoutSentences(ours) == withoutSentences(theirs))
    }
    let path = try plan(chinese, to: "CS 480", for: "L-001")
    #expect(path.steps.map(\.because).allSatisfy(isChinese))
    #expect(path.effort == (try plan(world.session, to: "CS 480", for: "L-001")).effort)
  }

  private func isChinese(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
  }

  private func withoutSentences(_ answer: RecommendationAnswer) -> RecommendationAnswer {
    var bare = answer
    for place in bare.recommendations.indices {
      for line in bare.recommendations[place].ledger.lines.indices {
        bare.recommendations[place].ledger.lines[line].sentence = ""
      }
    }
    return bare
  }
}

struct NoPlan: Error { var goal: String }

/// The plan to a goal that can be reached.
func plan(
  _ session: Session, to goal: String, for learner: String?,
  request: PathRequest = PathRequest()
) throws -> LearningPathAnswer {
  guard case .path(let answer) = try session.path(to: [goal], for: learner, request: request)
  else { throw NoPlan(goal: goal) }
  return answer
}
