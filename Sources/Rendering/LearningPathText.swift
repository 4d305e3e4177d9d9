import KnowledgeGraph
import Proofs

/// A learning path for people: terms, reasons, and how good the plan is known to be.
public struct LearningPathText: Sendable {
  public init() {}

  public func text(_ answer: LearningPathAnswer) -> String {
    var text = "Path to " + answer.target.map(\.title).joined(separator: ", ") + "\n"
    guard !answer.steps.isEmpty else {
      return text + "  Nothing to do: it is reached.\n" + counted(answer.counted)
    }
    text += table(answer.steps, unit: answer.effortUnit).aligned(lineWidth: nil)
    text += summary(answer) + "\n"
    text += landmarks(answer.certificate)
    text += counted(answer.counted)
    text += assumptions(answer.assumptions)
    for (number, alternative) in answer.alternatives.enumerated() {
      text += "Alternative \(number + 1): \(shortDecimal(alternative.effort)) \(answer.effortUnit)"
      text += ", with \(alternative.added.joined(separator: ", "))"
      text += " instead of \(alternative.dropped.joined(separator: ", "))\n"
    }
    return text
  }

  /// Why a goal cannot be reached, and what would help.
  public func text(_ unreachable: UnreachableGoal) -> String {
    var text = "The goal cannot be reached.\n"
    for conflict in unreachable.conflict { text += "  \(conflict.course): \(conflict.reason)\n" }
    for relaxation in unreachable.relaxations { text += "  would help: \(relaxation)\n" }
    return text
  }

  public func table(_ steps: [PathStep], unit: String) -> TextTable {
    TextTable(
      columns: ["term", "course", "title", unit, "because"],
      rows: steps.map { step in
        [
          String(step.term), step.course.key, step.course.title, shortDecimal(step.effort),
          step.because,
        ]
      })
  }

  private func summary(_ answer: LearningPathAnswer) -> String {
    let effort = "\(shortDecimal(answer.effort)) \(answer.effortUnit)"
    if answer.optimal { return "\(effort) in all: optimal, no valid plan takes less." }
    let bound = shortDecimal(answer.lowerBound)
    return "\(effort) in all; no valid plan takes less than \(bound) \(answer.effortUnit)."
  }

  private func landmarks(_ certificate: PathCertificate) -> String {
    guard case .landmarks(let landmarks) = certificate, !landmarks.isEmpty else { return "" }
    let sets = landmarks.map { landmark in
      "  \(landmark.anyOf.joined(separator: " or ")) (\(shortDecimal(landmark.weight)))"
    }
    return "Every valid plan takes:\n" + sets.joined(separator: "\n") + "\n"
  }

  private func counted(_ counted: [CountedCourse]?) -> String {
    guard let counted else { return "" }
    return "Equivalents:\n" + counted.map { "  \($0.words)\n" }.joined()
  }

  private func assumptions(_ assumptions: [PathAssumption]) -> String {
    guard !assumptions.isEmpty else { return "" }
    let lines = assumptions.map { "  \($0.course): \($0.text) (\($0.kind.rawValue))" }
    return "Assumed:\n" + lines.joined(separator: "\n") + "\n"
  }
}
