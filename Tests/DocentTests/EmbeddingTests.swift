import Diagnostics
import Foundation
import GraphStorage
import KnowledgeGraph
import Proofs
import Rendering
import Testing

@testable import Docent

/// What is done with a graph's embedding: out and in, smaller forms, resuming, suggestions, tuning.
@Suite("Embeddings of a graph")
struct EmbeddingTests {
  /// Vectors, nodes and relation names as they are stored.
  private static func stored(_ session: Session) throws -> [String: Data] {
    try #require(try session.store.latestModel(kind: "embedding")?.artefact).blobs
  }

  @Test("Vectors that leave and come back are the same", arguments: [VectorFileForm.tsv, .npy])
  func roundTrip(form: VectorFileForm) throws {
    let folder = try TemporaryFolder()
    let session = try ExampleWorld.shared().copy(to: folder)
    let before = try Self.stored(session)
    let written = try session.exportEmbeddings(to: folder.file("vectors"), form: form)
    #expect(written.files.allSatisfy { FileManager.default.fileExists(atPath: $0) })
    let versions = try session.versions()
    _ = try session.importEmbeddings(from: folder.file("vectors"), model: "complex")
    #expect(try Self.stored(session) == before)
    #expect(try session.versions().model == versions.model + 1)
    let answer = try session.recommend("L-001")
    #expect(!answer.recommendations.isEmpty)
    #expect(try session.verdict(on: answer).verdict == .true)
  }

  @Test("Triples leave with names that no two nodes share")
  func triples() throws {
    let folder = try TemporaryFolder()
    let session = try ExampleWorld.shared().session
    let written = try session.exportEmbeddings(to: folder.file("graph"), form: .triples)
    let text = try String(contentsOfFile: written.files[0], encoding: .utf8)
    let rows = text.split(separator: "\n").map { $0.split(separator: "\t") }
    #expect(rows.count == written.triples)
    #expect(rows.allSatisfy { $0.count == 3 })
    #expect(Set(rows.flatMap { [$0[0], $0[2]] }).count == written.entities)
  }

  @Test("Files that do not fit are refused")
  func refusesBadFiles() throws {
    let folder = try TemporaryFolder()
    let session = try ExampleWorld.shared().copy(to: folder)
    let prefix = folder.file("bad")
    #expect(throws: RefusedRequest.self) {
      try session.importEmbeddings(from: prefix, model: "complex")
    }
    _ = try folder.write("Course::nobody\t1\t2\n", to: "bad.entities.tsv")
    _ = try folder.write("TEACHES\t1\t2\n", to: "bad.relations.tsv")
    #expect(throws: RefusedRequest.self) {
      try session.importEmbeddings(from: prefix, model: "complex")
    }
    #expect(throws: RefusedRequest.self) { try session.importEmbeddings(from: prefix, model: "nn") }
  }

  @Test("Smaller forms take less room and recommend alike", arguments: ["float16", "int8"])
  func smallerForms(storage: String) throws {
    let folder = try TemporaryFolder()
    let session = try ExampleWorld.shared().copy(to: folder)
    let whole = try #require(try Self.stored(session)["entities"]?.count)
    var request = ExampleWorld.training
    request.storage = storage
    _ = try session.train(request)
    let size = try #require(try Self.stored(session)["entities"]?.count)
    #expect(size * 3 < whole * 2)
    let answer = try session.recommend("L-001")
    let ours = Set(answer.recommendations.map(\.course))
    let theirs = try ExampleWorld.shared().session.recommend("L-001").recommendations
    #expect(theirs.count { ours.contains($0.course) } * 2 > theirs.count)
    #expect(try session.verdict(on: answer).verdict == .true)
  }

  @Test("A training that is ended early keeps its vectors, and resumed it ends in the same bytes")
  func resumes() throws {
    let folder = try TemporaryFolder()
    let world = try ExampleWorld.shared()
    let session = try world.copy(to: folder)
    var request = ExampleWorld.training
    request.epochs = 4
    _ = try session.train(request)
    let whole = try Self.stored(session)
    var steps = 0
    let stopped = try session.train(request) { step in
      steps += step.stage == "embedding" ? 1 : 0
      return step.stage != "embedding" || steps < 2
    }
    #expect(stopped.embedding?.endedEarly == true && stopped.embedding?.epochs == 2)
    #expect(try Self.stored(session) != whole)
    request.resume = true
    steps = 0
    let resumed = try session.train(request) { step in
      steps += step.stage == "embedding" ? 1 : 0
      return true
    }
    #expect(steps == 2 && resumed.embedding?.endedEarly == false)
    #expect(try Self.stored(session) == whole)
    #expect(!FileManager.default.fileExists(atPath: session.store.path + ".training"))
  }

  @Test("Text and the ontology's types enter training")
  func textAndTypes() throws {
    let folder = try TemporaryFolder()
    let session = try ExampleWorld.shared().copy(to: folder)
    let plain = try Self.stored(session)
    var request = ExampleWorld.training
    request.usesText = true
    _ = try session.train(request)
    #expect(try Self.stored(session) != plain)
    request.usesText = false
    request.options.sampler = "uniform"
    _ = try session.train(request)
    let uniform = try Self.stored(session)
    request.options.sampler = "typed"
    _ = try session.train(request)
    #expect(try Self.stored(session) != uniform)
    request.options.parallelism = "hogwild"
    _ = try session.train(request)
  }

  @Test("Suggestions are unknown links with falling probabilities, and nothing is written")
  func suggestions() throws {
    let session = try ExampleWorld.shared().session
    let versions = try session.versions()
    let report = try session.suggest(relation: "topics", limit: 15, threads: 1)
    #expect(try session.versions() == versions)
    #expect(report.suggestions.count == 15)
    let probabilities = report.suggestions.map(\.probability)
    #expect(probabilities.allSatisfy { (0...1).contains($0) })
    #expect(zip(probabilities, probabilities.dropFirst()).allSatisfy { $0 >= $1 })
    let brier = try #require(report.brier)
    let share = try #require(report.brierOfShare)
    #expect(brier < share * 1.1)
    let again = try session.suggest(relation: "topics", limit: 15, threads: 2)
    #expect(again.json.compact == report.json.compact)
    #expect(throws: RefusedRequest.self) { try session.suggest(relation: "friends") }
  }

  @Test("Tuning goes on where it stopped")
  func tuning() throws {
    let folder = try TemporaryFolder()
    let session = try ExampleWorld.shared().session
    func tuning(_ file: String, budget: Double) throws -> TuningReport {
      try EmbeddingTuning(
        dimension: 8, trials: 3, firstEpochs: 1, budget: budget, threads: 1,
        trialsFile: folder.file(file)
      ).run(session: session)
    }
    // A budget of next to nothing allows one trial.
    let first = try tuning("a", budget: 1e-6)
    #expect(first.trials.count == 1 && !first.isComplete)
    let rest = try tuning("a", budget: 600)
    let whole = try tuning("b", budget: 600)
    #expect(rest.isComplete && whole.isComplete)
    // All but the seconds.
    func rows(_ report: TuningReport) -> [[String]] {
      report.table.rows.map { Array($0[..<4] + $0[5...]) }
    }
    #expect(rows(rest) == rows(whole))
    #expect(rest.json == whole.json)
    #expect(try tuning("b", budget: 600).table.rows == whole.table.rows)
  }

  @Test("Options that do not go together are refused")
  func options() {
    let bad: [(inout EmbeddingOptions) -> Void] = [
      { $0.regime = "all" }, { $0.loss = "hinge" }, { $0.optimiser = "sgd" },
      { $0.norm = "l3" }, { $0.sampler = "hard" }, { $0.parallelism = "fast" },
      { $0.schedule = "cosine" }, { $0.negatives = 0 }, { $0.learningRate = -1 },
      {
        $0.parallelism = "hogwild"
        $0.regime = "1vsall"
      },
    ]
    for change in bad {
      var request = TrainingRequest()
      change(&request.options)
      #expect(throws: RefusedRequest.self) { try request.configuration() }
    }
  }
}
