import Diagnostics
import Foundation
import QueryExecution
import Testing

/// Every file of `Scripts` is a transcript: a statement after `> `, below it its plan and its rows,
/// or its error. With RECORD_SCRIPTS=1 the files are written anew, and the test fails so that
/// nobody forgets to look at them.
@Suite struct GoldenScriptTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Scripts")

  static let names: [String] = {
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (files ?? []).filter { $0.hasSuffix(".script") }.sorted()
  }()

  @Test func scriptsAreThere() { #expect(GoldenScriptTests.names.count >= 5) }

  @Test(arguments: names)
  func replays(_ name: String) throws {
    let file = GoldenScriptTests.folder.appendingPathComponent(name)
    let expected = try String(contentsOf: file, encoding: .utf8)
    let statements = expected.split(separator: "\n").filter { $0.hasPrefix("> ") }
      .map { String($0.dropFirst(2)) }
    let actual = statements.map { transcript($0) }.joined(separator: "\n")
    if ProcessInfo.processInfo.environment["RECORD_SCRIPTS"] != nil {
      try actual.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name)")
    } else {
      #expect(actual == expected)
    }
  }

  private func transcript(_ statement: String) -> String {
    let engine = SampleCatalog.engine
    var lines = ["> " + statement]
    let result = engine.run(statement, parameters: ["learner": .string("L-1")])[0]
    if let plan = engine.run("EXPLAIN " + statement).first?.plan, result.failure == nil {
      lines += plan.split(separator: "\n").map { "    " + trimmedEnd($0) }
    }
    lines += result.warnings.map { "  warning: \($0.message) \($0.hint ?? "")" }
    if let failure = result.failure {
      let place = failure.diagnostic.place
      lines.append(
        "  \(failure.code) \(failure.detail) at \(place?.column ?? 0)+\(place?.length ?? 0): "
          + failure.diagnostic.message)
      lines += failure.diagnostic.hint.map { ["  hint: " + $0] } ?? []
    } else {
      lines.append("  " + result.columns.joined(separator: " | "))
      lines += result.rows.map { "  " + $0.map(\.text).joined(separator: " | ") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func trimmedEnd(_ line: Substring) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
