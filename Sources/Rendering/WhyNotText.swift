import Proofs

/// What stands in the way of a course, for people.
public struct WhyNotText: Sendable {
  public init() {}

  /// One row a verified change.
  public func table(_ answer: WhyNotAnswer) -> TextTable {
    TextTable(
      columns: ["course", "obstacle", "complete", "rank after"],
      rows: answer.changes.map { change in
        [
          answer.course.key, answer.obstacle.rawValue,
          change.complete.map(\.key).joined(separator: " + "), String(change.rankAfter),
        ]
      })
  }

  public func text(_ answer: WhyNotAnswer, obstacle sentence: String) -> String {
    var text = "\(answer.course.key)  \(answer.course.title)\n  \(sentence)\n"
    if !answer.missing.isEmpty {
      text += "  To open it, complete:\n"
      for option in answer.missing {
        text += "    " + option.map { "\($0.key) \($0.title)" }.joined(separator: " and ") + "\n"
      }
    }
    for conflict in answer.conflict { text += "  \(conflict.course): \(conflict.reason)\n" }
    if let rival = answer.rival {
      let place = rival.rank
      text += "  Place \(place) is held by \(rival.course.key) \(rival.course.title)"
      text += " with \(signedDecimal(rival.score, places: 3)),"
      text += " against \(signedDecimal(answer.score, places: 3)) here.\n"
    }
    if answer.changes.isEmpty, answer.conflict.isEmpty,
      answer.obstacle != .none, answer.obstacle != .taken
    {
      text += "  No change of one or two courses was found that would bring it in.\n"
    }
    for change in answer.changes { text += "  \(change.sentence)\n" }
    return text
  }
}
