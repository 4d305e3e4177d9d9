import Foundation

/// Answers as JSON documents, members in alphabetical order so that the same answer is the same
/// bytes.
enum AnswerJSON {
  static func text(_ answer: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(answer), as: UTF8.self) + "\n"
  }
}
