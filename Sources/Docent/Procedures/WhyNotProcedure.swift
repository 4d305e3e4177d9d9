import KnowledgeGraph
import Proofs
import QueryExecution
import QueryPlanning

/// `WHY NOT course FOR learner`: what stands in the way, and each verified change.
struct WhyNotProcedure: Procedure {
  static let signature = ProcedureSignature(
    "docent.whyNot", arguments: [.init("course"), .init("learner")],
    results: [
      .init("obstacle", .string), .init("complete", .list), .init("rankAfter", .integer),
      .init("sentence", .string),
    ], summary: "What stands in the way of a course, and the smallest changes that bring it in.")

  let session: Session
  var signature: ProcedureSignature { Self.signature }

  func call(_ arguments: [Value]) throws(QueryFailure) -> [[Value]] {
    try answering(Self.signature.name) {
      let view = try session.view()
      let answer = try session.whyNot(
        try arguments[0].name(in: view), for: try arguments[1].name(in: view))
      let obstacle = Value.string(answer.obstacle.rawValue)
      let first: [Value] = [
        obstacle, .list([]), .null, .string(try session.obstacleSentence(answer)),
      ]
      let missing = answer.missing.map { set -> [Value] in
        [
          .string("missing"), keys(set), .null,
          .string("to open it: " + set.map(\.title).joined(separator: ", ")),
        ]
      }
      let changes = answer.changes.map { change -> [Value] in
        [
          .string("change"), keys(change.complete), .integer(Int64(change.rankAfter)),
          .string(change.sentence),
        ]
      }
      return [first] + missing + changes
    }
  }

  private func keys(_ courses: [CourseName]) -> Value {
    .list(courses.map { .string($0.key) })
  }
}
