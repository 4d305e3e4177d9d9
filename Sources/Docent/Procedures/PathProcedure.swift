import Diagnostics
import KnowledgeGraph
import Proofs
import QueryExecution
import QueryPlanning

/// `PATH TO goal, … [FOR learner] [WITHIN …]`.
struct PathProcedure: Procedure {
  static let signature = ProcedureSignature(
    "docent.path",
    arguments: [
      .init("goals"), .init("learner", isOptional: true),
      .init("options", .map, isOptional: true),
    ],
    results: [
      .init("term", .integer), .init("key", .string), .init("title", .string),
      .init("effort", .float), .init("role", .string), .init("because", .string),
      .init("course", .node, isDetail: true),
    ], summary: "A learning path to courses or topics, a step a row.")

  let session: Session
  let view: GraphView
  var signature: ProcedureSignature { Self.signature }

  func call(_ arguments: [Value]) throws(QueryFailure) -> [[Value]] {
    try answering(Self.signature.name) {
      let learner = arguments[1] == .null ? nil : try arguments[1].name(in: view)
      let outcome = try session.path(
        to: try arguments[0].names(in: view), for: learner, request: try request(arguments[2]))
      switch outcome {
      case .path(let answer): return answer.steps.map(row)
      case .unreachable(let answer): throw refusal(answer)
      }
    }
  }

  private func request(_ value: Value) throws(RefusedRequest) -> PathRequest {
    let options = try ProcedureOptions(value, known: ["hours", "credits", "terms"])
    let hours = try options.amount("hours")
    let credits = try options.amount("credits")
    return PathRequest(
      maximumEffort: hours ?? credits, maximumTerms: try options.count("terms"))
  }

  private func row(_ step: PathStep) -> [Value] {
    [
      .integer(Int64(step.term)), .string(step.course.key), .string(step.course.title),
      .float(step.effort), .string(step.role.rawValue), .string(step.because),
      view.value(ofID: step.course.id),
    ]
  }

  private func refusal(_ answer: UnreachablePathAnswer) -> RefusedRequest {
    let reasons = answer.unreachable.conflict.map { "\($0.course): \($0.reason)" }
    return RefusedRequest(
      Diagnostic(
        .error, code: "path.unreachable", "the goal cannot be reached",
        found: reasons.joined(separator: "; "), hint: answer.unreachable.relaxations.first))
  }
}
