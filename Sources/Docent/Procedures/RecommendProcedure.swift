import KnowledgeGraph
import Proofs
import QueryExecution
import QueryPlanning

/// `WHAT NEXT FOR learner [IN topic] [LIMIT n]`.
struct RecommendProcedure: Procedure {
  static let signature = ProcedureSignature(
    "docent.recommend",
    arguments: [.init("learner"), .init("options", .map, isOptional: true)],
    results: [
      .init("rank", .integer), .init("key", .string), .init("title", .string),
      .init("score", .float), .init("reason", .string), .init("course", .node, isDetail: true),
      .init("ledger", .list, isDetail: true),
    ], summary: "What the learner should take next, with the ledger of each.")

  let session: Session
  let view: GraphView
  var signature: ProcedureSignature { Self.signature }

  func call(_ arguments: [Value]) throws(QueryFailure) -> [[Value]] {
    try answering(Self.signature.name) {
      let options = try ProcedureOptions(arguments[1], known: ["limit", "topic"])
      let answer = try session.recommend(
        try arguments[0].name(in: view), limit: try options.count("limit") ?? 10,
        topic: try options.text("topic"))
      return answer.recommendations.map(row)
    }
  }

  private func row(_ recommendation: Recommendation) -> [Value] {
    [
      .integer(Int64(recommendation.rank)), .string(recommendation.course.key),
      .string(recommendation.course.title), .float(recommendation.score),
      .string(recommendation.ledger.lines.first?.sentence ?? ""),
      view.value(ofID: recommendation.course.id),
      .list(recommendation.ledger.lines.map(LedgerRow.map)),
    ]
  }
}

/// A ledger line as a value of the query language.
enum LedgerRow {
  static func map(_ line: LedgerLine) -> Value {
    .map([
      "family": .string(line.family), "amount": .float(line.amount),
      "because": line.because.map { .string($0.course.key) } ?? .null,
      "evidence": .string(word(line.evidence)), "sentence": .string(line.sentence),
    ])
  }

  static func word(_ evidence: Evidence) -> String {
    switch evidence {
    case .paths: "path"
    case .model: "model"
    case .prior: "prior"
    }
  }
}

extension GraphView {
  func value(ofID id: Int64) -> Value {
    snapshot.index(ofID: id).map { .node(NodeValue($0)) } ?? .null
  }
}
