import Docent
import Foundation
import KnowledgeGraph
import Proofs
import Rendering

/// The example catalogue and activity, imported and trained once for all suites.
///
/// The embedding is small, so that a debug build trains it in a moment; nothing that the suites
/// claim depends on how good it is.
final class ExampleWorld: Sendable {
  private static let made = Result { try ExampleWorld() }

  static func shared() throws -> ExampleWorld { try made.get() }

  let folder: TemporaryFolder
  let database: String
  let session: Session
  let importReports: [ImportReport]

  static let training = TrainingRequest(
    seed: 1, dimension: 16, epochs: 3, threads: 1, kernel: "portable")

  init(training: TrainingRequest = ExampleWorld.training) throws {
    folder = try TemporaryFolder(lasting: true)
    database = folder.file("example.db")
    session = try openSession(database)
    importReports = try session.importFiles(
      ImportRequest(files: [ProjectFiles.catalog, ProjectFiles.activity]))
    _ = try session.train(training)
  }

  /// The same graph and model in a file of its own, for a test that changes it.
  func copy(to folder: TemporaryFolder, language: String = "en") throws -> Session {
    try openSession(copyFile(to: folder), language: language)
  }

  func copyFile(to folder: TemporaryFolder) throws -> String {
    let target = folder.file("copy-\(UUID().uuidString).db")
    for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: database + suffix) {
      try FileManager.default.copyItem(atPath: database + suffix, toPath: target + suffix)
    }
    return target
  }
}

/// Opens a graph, made when it is not there, with the project's ontology unless told otherwise.
func openSession(
  _ database: String, ontology: String = ProjectFiles.ontology, language: String = "en"
) throws -> Session {
  try Session(
    SessionConfiguration(
      database: database, ontologyDirectory: ontology, language: language, createIfMissing: true))
}

/// An answer in the bytes of `--format json`.
func json(_ answer: some Encodable) throws -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return try encoder.encode(answer)
}

extension Session {
  /// The checker's verdict on an answer, after a round trip through JSON.
  func verdict(on answer: some Encodable) throws -> CheckReport {
    try check(json(answer), file: "answer.json")
  }

  /// Labels and relationship types with their counts: what an import may have changed.
  func counts() throws -> [[String]] { try schemaTable().rows }

  /// The one result of a text with one statement.
  func rows(_ statement: String) throws -> StatementRows {
    let results = try run(statement)
    guard results.count == 1, let result = results.first else {
      throw UnexpectedResults(count: results.count)
    }
    return StatementRows(result)
  }
}

struct UnexpectedResults: Error { var count: Int }
