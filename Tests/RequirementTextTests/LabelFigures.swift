import Foundation
import KnowledgeGraph

/// The figures of the labelled set: a row for each feed and half, and the totals of each half with
/// and without the ambiguous texts.
struct LabelFigures {
  private var judged: [LabelJudgement]

  init(_ judged: [LabelJudgement]) { self.judged = judged }

  var table: String {
    var rows = [Self.header]
    for half in LabelledRequirement.Half.allCases {
      let own = judged.filter { $0.label.half == half }
      for feed in Set(own.map(\.label.feed)).sorted() {
        rows.append(Self.row("\(feed), \(half.rawValue)", own.filter { $0.label.feed == feed }))
      }
      rows.append(Self.row("all, \(half.rawValue)", own))
      rows.append(
        Self.row("all but ambiguous, \(half.rawValue)", own.filter { $0.label.ambiguous != true }))
      rows.append(
        Self.row("ambiguous, \(half.rawValue)", own.filter { $0.label.ambiguous == true }))
    }
    return rows.joined(separator: "\n")
  }

  private static let header =
    "labelled texts".padded(34)
    + [
      "texts", "right", "share", "exact", "wrong exact", "other words", "cautious",
      "wrong in part", "typed alike",
    ].map { "  " + $0 }.joined()

  private static func row(_ name: String, _ own: [LabelJudgement]) -> String {
    func count(_ outcome: Outcome) -> Int { own.count { $0.outcome == outcome } }
    let typed = own.compactMap(\.hasSameTypedSpans)
    let cells: [(String, Int)] = [
      ("\(own.count)", 5), ("\(count(.right))", 5), (percent(count(.right), of: own.count), 5),
      ("\(own.count { $0.status == .exact })", 5), ("\(count(.wrongButExact))", 11),
      ("\(count(.otherWords))", 11), ("\(count(.cautious))", 8), ("\(count(.wrongInPart))", 13),
      ("\(typed.count { $0 })/\(typed.count)", 11),
    ]
    return name.padded(34)
      + cells.map { text, width in
        "  " + String(repeating: " ", count: max(0, width - text.count)) + text
      }.joined()
  }

  private static func percent(_ part: Int, of whole: Int) -> String {
    whole == 0 ? "-" : String(format: "%.1f%%", 100 * Double(part) / Double(whole))
  }
}

extension String {
  /// Filled with spaces to `width` characters.
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
