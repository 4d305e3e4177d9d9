import Foundation
import KnowledgeGraph

/// A text drawn at random from a real feed, with the tree a person read in it; see
/// `labelling-rules.md`. Of the text itself only its hash is kept.
struct LabelledRequirement: Decodable {
  var feed: String
  /// The course whose requirement it is, as the feed writes it.
  var key: String
  var kind: RequirementFact.Kind
  /// `textHash` of the text as `FeedTexts` reads it.
  var textHash: String
  var subject: String?
  var half: Half
  var expected: Requirement
  /// Careful readers may differ about this text.
  var ambiguous: Bool?
  /// `spanWordsHash` of the spans the person left opaque; nil where those were not noted, and
  /// then any words will do.
  var opaqueWords: String?

  /// The held-out half was labelled without the parser and is not looked at while it is improved.
  enum Half: String, Decodable, CaseIterable {
    case development
    case heldOut = "held-out"
  }

  static func all() throws -> [LabelledRequirement] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("labelled-requirements.json")
    return try JSONDecoder().decode([LabelledRequirement].self, from: Data(contentsOf: file))
  }
}

/// Hash of the words of opaque spans. White space, punctuation, case, the order of the words and
/// the connectives between spans (`and`, `or`, `of`, `all`, `one`, `either`) count for nothing, so
/// that one span and the same span in two pieces are alike.
func spanWordsHash(_ spans: [String]) -> String {
  let connectives: Set = ["and", "or", "of", "all", "one", "either"]
  let words = spans.flatMap { $0.lowercased().split { !($0.isLetter || $0.isNumber) } }
    .map(String.init).filter { !connectives.contains($0) }
  let sorted = words.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  return textHash(sorted.joined(separator: " "))
}
