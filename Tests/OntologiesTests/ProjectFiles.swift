import FoundationEssentials

/// Files of this package, found from this file's own place: `Tests/OntologiesTests` lies two
/// folders below the root.
enum ProjectFiles {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func path(_ relative: String) -> String { root.appending(path: relative).path }

  /// A file in the temporary folder that is gone when `body` returns.
  static func withTemporary<Result>(
    _ text: String, _ body: (String) throws -> Result
  ) throws -> Result {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).owl")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file.path)
  }
}
