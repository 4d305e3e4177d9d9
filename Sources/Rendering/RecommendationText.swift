import KnowledgeGraph
import Proofs

/// Recommendations for people: the sentence first, the ledger below.
public struct RecommendationText: Sendable {
  private let reasons: Int

  /// - Parameter reasons: how many ledger lines to show under each course: the strongest line of
  ///   each of the strongest families, so that a reader sees different kinds of reason.
  public init(reasons: Int = 3) { self.reasons = reasons }

  public func text(_ answer: RecommendationAnswer) -> String {
    answer.recommendations.map(block).joined(separator: "\n")
  }

  /// One row a course, with its strongest reason.
  public func table(_ answer: RecommendationAnswer) -> TextTable {
    TextTable(
      columns: ["rank", "course", "title", "score", "reason"],
      rows: answer.recommendations.map { recommendation in
        [
          String(recommendation.rank), recommendation.course.key, recommendation.course.title,
          decimal(recommendation.score, places: 6),
          recommendation.ledger.lines.first?.sentence ?? "",
        ]
      })
  }

  /// Where the course stands for the learner, in one or two lines.
  public func heading(_ recommendation: Recommendation, learner: String) -> String {
    let course = recommendation.course
    var text = "\(course.key)  \(course.title)\n"
    switch recommendation.readiness.state {
    case .taken:
      let how = recommendation.readiness.counted == nil ? "taken it" : "finished its equivalent"
      text += "\(learner) has \(how); this is how it would score.\n"
    case .notMet:
      text += "Its prerequisites are not met by \(learner); "
      text += "with them it would stand at place \(recommendation.rank).\n"
    case .met, .cannotTell: text += "Place \(recommendation.rank) for \(learner).\n"
    }
    if !recommendation.readiness.hingesOn.isEmpty {
      text += "Hinges on: \(recommendation.readiness.hingesOn.joined(separator: "; "))\n"
    }
    if let counted = recommendation.readiness.counted {
      text += "Equivalents: \(counted.map(\.words).joined(separator: "; "))\n"
    }
    return text
  }

  /// The whole ledger of one course as a table, summing to the score.
  public func ledgerTable(_ recommendation: Recommendation) -> TextTable {
    var rows = recommendation.ledger.lines.map { line in
      [
        amount(line.amount), line.family, line.because?.course.key ?? "everybody",
        evidenceWord(line.evidence), line.sentence,
      ]
    }
    let other = recommendation.ledger.other
    if other.lines > 0 {
      rows.append([amount(other.amount), "other", "\(other.lines) lines", "", ""])
    }
    rows.append([amount(recommendation.score), "score", "", "", ""])
    return TextTable(columns: ["amount", "family", "because of", "rests on", "reason"], rows: rows)
  }

  private func block(_ recommendation: Recommendation) -> String {
    let course = recommendation.course
    var lines = ["\(recommendation.rank). \(course.key)  \(course.title)"]
    lines[0] += "  (score \(amount(recommendation.score)))"
    let shown = strongestOfEachFamily(recommendation.ledger.lines)
    for line in shown { lines.append("     \(amount(line.amount))  \(line.sentence)") }
    let hidden = recommendation.ledger.lines.count - shown.count + recommendation.ledger.other.lines
    if hidden > 0 {
      let sum = recommendation.score - shown.reduce(0) { $0 + $1.amount }
      lines.append("     \(amount(sum))  \(hidden) other \(hidden == 1 ? "line" : "lines")")
    }
    if recommendation.readiness.state == .cannotTell {
      let words = recommendation.readiness.hingesOn.joined(separator: "; ")
      lines.append(
        "     check: \(words.isEmpty ? "the graph cannot tell whether it is open" : words)")
    }
    if let counted = recommendation.readiness.counted {
      lines.append("     equivalents: \(counted.map(\.words).joined(separator: "; "))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func strongestOfEachFamily(_ lines: [LedgerLine]) -> [LedgerLine] {
    var families: Set<String> = []
    return Array(lines.filter { families.insert($0.family).inserted }.prefix(reasons))
  }

  private func amount(_ value: Double) -> String { signedDecimal(value, places: 3) }

  private func evidenceWord(_ evidence: Evidence) -> String {
    switch evidence {
    case .paths(let paths): paths.count == 1 ? "1 path" : "\(paths.count) paths"
    case .model(let edge): "model \(edge.artefact)"
    case .prior: "prior"
    }
  }
}
