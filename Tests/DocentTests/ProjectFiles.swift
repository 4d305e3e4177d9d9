import Foundation

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
  static let catalog = path("Examples/catalog.xml")
  static let activity = path("Examples/activity.csv")
  static let films = path("Tests/Fixtures/films")

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

  init() throws {
    let name = "docent-tests-\(UUID().uuidString)"
    path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

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
