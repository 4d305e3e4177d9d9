import Foundation
import Synchronization

/// Where the project keeps the files that these tests read.
enum ProjectFiles {
  /// The folder that holds `Package.swift`.
  static let root: URL = {
    var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    while folder.path != "/",
      !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path)
    {
      folder.deleteLastPathComponent()
    }
    return folder
  }()

  static let ontology = path("Ontology")
  static let ontologyDocument = path("Ontology/docent.owl")
  static let catalog = path("Examples/catalog.xml")
  static let activity = path("Examples/activity.csv")
  static let films = path("Tests/Fixtures/films")

  /// Paths of the files in `Ontology/feeds` with this ending.
  static func feedDocuments(_ ending: String) throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: path("Ontology/feeds"))
    return names.filter { $0.hasSuffix(".\(ending)") }.sorted().map { path("Ontology/feeds/\($0)") }
  }

  static func path(_ relative: String) -> String { root.appendingPathComponent(relative).path }

  /// Real feeds, kept beside the project and never in it; `$DOCENT_SHARED_DATA` says otherwise.
  static let sharedData: String =
    ProcessInfo.processInfo.environment["DOCENT_SHARED_DATA"]
    ?? root.deletingLastPathComponent().appendingPathComponent("shared/data").path

  static func sharedFeed(_ relative: String) -> String { "\(sharedData)/catalogs/\(relative)" }

  static let haveSharedFeeds = FileManager.default.fileExists(atPath: sharedFeed(""))
}

/// A folder that lasts as long as its owner.
final class TemporaryFolder: Sendable {
  let path: String

  /// - Parameter lasting: its owner is never released, so it is removed when the process ends.
  init(lasting: Bool = false) throws {
    let name = "docent-tests-\(UUID().uuidString)"
    path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    if lasting { Self.removeAtExit(path) }
  }

  private static let leftovers = Mutex<[String]>([])

  private static func removeAtExit(_ path: String) {
    leftovers.withLock { paths in
      if paths.isEmpty {
        atexit {
          for path in TemporaryFolder.leftovers.withLock({ $0 }) {
            try? FileManager.default.removeItem(atPath: path)
          }
        }
      }
      paths.append(path)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Makes an ontology folder here: the `.owl` documents, schemas and mappings of these paths,
  /// read and written again one by one, so that no link leads out of the folder.
  func makeOntology(_ name: String, documents: [String], feeds: [String]) throws -> String {
    let files = FileManager.default
    try files.createDirectory(atPath: file("\(name)/feeds"), withIntermediateDirectories: true)
    for path in documents { try copy(path, to: name) }
    for path in feeds { try copy(path, to: "\(name)/feeds") }
    return file(name)
  }

  private func copy(_ path: String, to subfolder: String) throws {
    let source = URL(fileURLWithPath: path)
    try write(Data(contentsOf: source), to: "\(subfolder)/\(source.lastPathComponent)")
  }

  /// Writes a file and gives its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Data(text.utf8), to: name)
  }

  @discardableResult
  func write(_ data: Data, to name: String) throws -> String {
    try data.write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }
}
