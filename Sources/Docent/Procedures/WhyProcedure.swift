import KnowledgeGraph
import Proofs
import QueryExecution
import QueryPlanning

/// `WHY course FOR learner`: the ledger, a line a row; the last row is what was left out, if any.
struct WhyProcedure: Procedure {
  static let signature = ProcedureSignature(
    "docent.why", arguments: [.init("course"), .init("learner")],
    results: [
      .init("amount", .float), .init("family", .string), .init("because", .string),
      .init("evidence", .string), .init("sentence", .string),
      .init("pattern", .string, isDetail: true),
    ], summary: "The ledger of one course for one learner; the amounts sum to the score.")

  let session: Session
  let view: GraphView
  var signature: ProcedureSignature { Self.signature }

  func call(_ arguments: [Value]) throws(QueryFailure) -> [[Value]] {
    try answering(Self.signature.name) {
      let answer = try session.why(
        try arguments[0].name(in: view), for: try arguments[1].name(in: view), lines: 50)
      return answer.recommendations.flatMap { rows($0.ledger) }
    }
  }

  private func rows(_ ledger: Ledger) -> [[Value]] {
    let lines = ledger.lines.map { line -> [Value] in
      [
        .float(line.amount), .string(line.family),
        line.because.map { .string($0.course.key) } ?? .null,
        .string(LedgerRow.word(line.evidence)), .string(line.sentence), pattern(line.evidence),
      ]
    }
    guard ledger.other.lines > 0 else { return lines }
    let other: [Value] = [
      .float(ledger.other.amount), .string("other"), .null, .null,
      .string("\(ledger.other.lines) smaller lines"), .null,
    ]
    return lines + [other]
  }

  /// A pattern that finds the best path in the graph.
  private func pattern(_ evidence: Evidence) -> Value {
    guard case .paths(let paths) = evidence, let path = paths.first else { return .null }
    return .string(path.elements.map(element).joined())
  }

  private func element(_ element: PathElement) -> String {
    switch element {
    case .node(let key, let label): "(:\(label) {key: \(Value.string(key).json)})"
    case .learners(let label, _): "(:\(label))"
    case .relationship(let type, let forward, _):
      forward ? "-[:\(type)]->" : "<-[:\(type)]-"
    }
  }
}
