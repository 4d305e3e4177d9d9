import Foundation

/// The program as a user runs it: the executable that this test run built.
struct CommandRun {
  var status: Int32
  var output: String
  var errors: String

  static let root: URL = {
    var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    while folder.path != "/",
      !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path)
    {
      folder = folder.deletingLastPathComponent()
    }
    return folder
  }()

  /// Beside the test bundle, where SwiftPM puts every product.
  static let program: String = {
    let bundle = URL(fileURLWithPath: CommandLine.arguments.first ?? "")
    return bundle.deletingLastPathComponent().appendingPathComponent("docent").path
  }()

  /// Runs `docent` in the project's folder.
  static func docent(
    _ arguments: [String], database: String, input: String = "", folder: URL = root
  ) throws -> CommandRun {
    try run(program, arguments, database: database, input: input, folder: folder)
  }

  /// Runs a line of shell in which `docent` is the program.
  static func shell(_ line: String, database: String) throws -> CommandRun {
    try run("/bin/bash", ["-c", line], database: database, input: "", folder: root)
  }

  private static func run(
    _ executable: String, _ arguments: [String], database: String, input: String, folder: URL
  ) throws -> CommandRun {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["DOCENT_DB"] = database
    environment["DOCENT_ONTOLOGY"] = root.appendingPathComponent("Ontology").path
    environment["NO_COLOR"] = "1"
    let bin = URL(fileURLWithPath: program).deletingLastPathComponent().path
    environment["PATH"] = "\(bin):\(environment["PATH"] ?? "/usr/bin:/bin")"
    process.environment = environment
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("docent-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    // Files instead of pipes: a full pipe would stop the program while we wait for it.
    let files = ["in", "out", "err"].map { scratch.appendingPathComponent($0) }
    try Data(input.utf8).write(to: files[0])
    for file in files.dropFirst() { try Data().write(to: file) }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    return CommandRun(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
  }
}

/// A folder that goes away with the test.
final class ScratchFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("docent-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
    return path(name)
  }
}
