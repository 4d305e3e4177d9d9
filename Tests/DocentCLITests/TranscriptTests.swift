import Foundation
import Testing

/// Every command of the README, of the example sessions and of the chapter on feed dialects is run,
/// and says what is written there.
///
/// A transcript is a fenced `console` block of Markdown: lines that begin with `$ ` are commands,
/// what follows is what they print. The blocks of a document share one graph. Seconds and rates
/// change from run to run and are masked. With `DOCENT_RECORD=1` the documents are rewritten, which
/// counts as a failure.
@Suite(.serialized) struct TranscriptTests {
  @Test(arguments: [
    "README.md", "Examples/sessions/questions.md", "Examples/sessions/mistakes.md",
    "Ontology/feeds/README.md",
  ])
  func transcript(_ document: String) throws {
    let url = CommandRun.root.appendingPathComponent(document)
    let text = try String(contentsOf: url, encoding: .utf8)
    let folder = try ScratchFolder()
    // The documents write to build/, which a clean clone has not.
    try FileManager.default.createDirectory(
      at: CommandRun.root.appendingPathComponent("build"), withIntermediateDirectories: true)
    var recorded = ""
    var commands = 0
    for part in Transcript.parts(of: text) {
      guard case .console(let steps) = part else {
        recorded += part.text
        continue
      }
      recorded += "```console\n"
      for step in steps where !step.command.isEmpty {
        let run = try CommandRun.shell(step.command, database: folder.path("tour.db"))
        // CSV ends its lines with CR LF, which a document should not hold.
        let printed = (run.output + run.errors).replacing("\r\n", with: "\n")
        commands += 1
        #expect(
          Transcript.masked(printed) == Transcript.masked(step.expected),
          "in \(document): \(step.command)")
        recorded += "$ \(step.command)\n\(printed)"
      }
      recorded += "```\n"
    }
    #expect(commands > 0, "\(document) has no transcript")
    if ProcessInfo.processInfo.environment["DOCENT_RECORD"] == "1" {
      try Data(recorded.utf8).write(to: url)
      Issue.record("\(document) was recorded anew")
    }
  }
}

enum Transcript {
  struct Step {
    var command: String
    var expected: String
  }

  enum Part {
    case prose(String)
    case console([Step])

    var text: String {
      if case .prose(let text) = self { text } else { "" }
    }
  }

  static func parts(of document: String) -> [Part] {
    var parts: [Part] = []
    var prose = ""
    var block: [String]?
    for line in document.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if var lines = block {
        if line == "```" {
          parts.append(.console(steps(lines)))
          block = nil
        } else {
          lines.append(line)
          block = lines
        }
      } else if line == "```console" {
        parts.append(.prose(prose))
        prose = ""
        block = []
      } else {
        prose += line + "\n"
      }
    }
    if prose.hasSuffix("\n\n") || prose == "\n" { prose.removeLast() }
    return parts + [.prose(prose)]
  }

  /// Times and speeds, which no two runs share.
  static func masked(_ text: String) -> String {
    text.replacing(/[0-9.]+ s\b/, with: "# s")
      .replacing(/[0-9.]+ µs/, with: "# µs")
      .replacing(/kernel [a-z0-9]+/, with: "kernel #")
  }

  private static func steps(_ lines: [String]) -> [Step] {
    var steps: [Step] = []
    for line in lines {
      if line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2)), expected: ""))
      } else if !steps.isEmpty {
        steps[steps.count - 1].expected += line + "\n"
      }
    }
    return steps
  }
}
