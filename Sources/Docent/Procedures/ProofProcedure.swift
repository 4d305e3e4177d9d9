import Diagnostics
import KnowledgeGraph
import Proofs
import QueryExecution
import QueryPlanning

/// `CALL docent.proof(r)`: why a relationship is there, a step a row, what is proven last.
struct ProofProcedure: Procedure {
  static let signature = ProcedureSignature(
    "docent.proof", arguments: [.init("relationship")],
    results: ProofRow.fields,
    summary: "Why a relationship holds, from what feeds state; takes a relationship or its id.")

  let session: Session
  let view: GraphView
  var signature: ProcedureSignature { Self.signature }

  func call(_ arguments: [Value]) throws(QueryFailure) -> [[Value]] {
    try answering(Self.signature.name) {
      ProofRow.rows(try session.proof(ofRelationship: try identifier(arguments[0]), in: view))
    }
  }

  private func identifier(_ value: Value) throws(RefusedRequest) -> Int64 {
    if case .relationship(let relationship) = value { return relationship.id }
    guard let number = value.integer else {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "procedure.not-a-relationship",
          "docent.proof takes a relationship or its id", found: value.text))
    }
    return number
  }
}

/// `WHY "start" RELATION "end"`: the same, from names.
struct ProveProcedure: Procedure {
  static let signature = ProcedureSignature(
    "docent.prove",
    arguments: [.init("start"), .init("relation", .string), .init("end")],
    results: ProofRow.fields,
    summary: "Why one thing stands in a relation to another, or, with is, is of a class.")

  let session: Session
  let view: GraphView
  var signature: ProcedureSignature { Self.signature }

  func call(_ arguments: [Value]) throws(QueryFailure) -> [[Value]] {
    try answering(Self.signature.name) {
      let answer = try session.prove(
        try arguments[0].name(in: view), arguments[1].string ?? "",
        try arguments[2].name(in: view))
      return ProofRow.rows(answer.inference)
    }
  }
}

/// The steps of a proof as rows.
private enum ProofRow {
  static let fields: [ProcedureSignature.Field] = [
    .init("step", .integer), .init("rule", .string), .init("premises", .list),
    .init("sentence", .string), .init("source", .string), .init("axiom", .string, isDetail: true),
  ]

  static func rows(_ proof: InferenceProof) -> [[Value]] {
    proof.steps.enumerated().map { number, step in
      let source = step.source.map { $0.file + ($0.line.map { ":\($0)" } ?? "") }
      return [
        .integer(Int64(number)), .string(step.rule),
        .list(step.premises.map { .integer(Int64($0)) }), .string(step.sentence),
        source.map { .string($0) } ?? .null,
        step.axiom.map { .string($0.description) } ?? .null,
      ]
    }
  }
}
