import Foundation
import Testing

@testable import DocentCLI

/// What the shell decides by itself.
@Suite struct ShellTests {
  @Test(
    "Enter runs what is whole",
    arguments: [
      ("MATCH (c:Course) RETURN c", true), ("MATCH (c:Course)", false), ("MATCH (c:Course);", true),
      ("WHY \"CS 225\" FOR \"L-104\"", true), ("WHY \"CS 225", false), (":help", true),
      ("RETURN [1, 2", false), ("RETURN 1", true), ("", true), ("RETURN '(' ", true),
      ("match (c) where c.key = 'RETURN'", false), ("CALL docent.can('a', 'b')", true),
    ])
  func completeness(_ text: String, _ whole: Bool) {
    #expect(StatementCompleteness.isComplete(text, afterBlankLine: false) == whole)
  }

  @Test("a blank line ends any statement")
  func blankLine() {
    #expect(StatementCompleteness.isComplete("MATCH (c:Course)\n", afterBlankLine: true))
  }

  @Test("a transcript is read and masked as it is written")
  func transcripts() {
    let parts = Transcript.parts(of: "before\n```console\n$ docent x\nout 1.25 s\n```\nafter\n")
    guard parts.count == 3, case .console(let steps) = parts[1] else {
      Issue.record("three parts were expected, not \(parts.count)")
      return
    }
    #expect(steps.map(\.command) == ["docent x"])
    #expect(Transcript.masked(steps[0].expected) == "out # s\n")
    #expect(parts[0].text == "before\n")
  }
}
