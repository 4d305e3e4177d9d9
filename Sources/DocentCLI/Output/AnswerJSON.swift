import Diagnostics
import Foundation
import Rendering

/// Answers as JSON documents, members in alphabetical order so that the same answer is the same
/// bytes.
enum AnswerJSON {
  static func text(_ answer: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(answer), as: UTF8.self) + "\n"
  }

  /// With a `diagnostics` member beside the answer's own.
  static func text<Answer: Encodable>(
    _ answer: Answer, diagnostics: [Diagnostic]
  ) throws -> String {
    try text(Documented(answer: answer, diagnostics: diagnostics))
  }
}

/// An answer and what was noticed on the way to it, as one object.
private struct Documented<Answer: Encodable>: Encodable {
  let answer: Answer
  let diagnostics: [Diagnostic]

  private enum Key: String, CodingKey { case diagnostics }

  func encode(to encoder: any Encoder) throws {
    try answer.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(diagnostics.map(Noticed.init), forKey: .diagnostics)
  }
}

/// The JSON form of a diagnostic; members that are not known are left out.
private struct Noticed: Encodable {
  let code: String
  let severity: String
  let message: String
  let found: String?
  let expected: String?
  let hint: String?
  let file: String?
  let line: Int?
  let column: Int?

  init(_ diagnostic: Diagnostic) {
    code = diagnostic.code
    severity = diagnostic.severity.rawValue
    message = diagnostic.message
    found = diagnostic.found
    expected = diagnostic.expected
    hint = diagnostic.hint
    file = diagnostic.place?.file
    line = diagnostic.place?.line
    column = diagnostic.place?.column
  }
}
