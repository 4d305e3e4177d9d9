import KnowledgeGraph
import Proofs
import QueryExecution
import QueryPlanning
import RequirementText

/// `UNLOCKS course`: which courses name it in what they require.
struct UnlocksProcedure: Procedure {
  static let signature = ProcedureSignature(
    "docent.unlocks", arguments: [.init("course")],
    results: [
      .init("key", .string), .init("title", .string), .init("forced", .boolean),
      .init("course", .node, isDetail: true),
    ], summary: "What a course opens; forced when there is no way around it.")

  let session: Session
  let view: GraphView
  var signature: ProcedureSignature { Self.signature }

  func call(_ arguments: [Value]) throws(QueryFailure) -> [[Value]] {
    try answering(Self.signature.name) {
      let node = try session.item(named: try arguments[0].name(in: view), in: view)
      guard let index = view.catalog.index(ofID: view.snapshot.id(of: node)) else { return [] }
      return view.catalog.courses.indices
        .filter { view.derived.direct[$0].contains(index) }
        .map { other in
          let course = view.catalog.courses[other]
          return [
            .string(course.key), .string(course.title),
            .boolean(view.derived.must[other].contains(index)), view.value(ofID: course.id),
          ]
        }
    }
  }
}

/// `CAN learner TAKE course`: yes, no, or what it hinges on; and which finished course counts as
/// one that is named.
struct CanProcedure: Procedure {
  static let signature = ProcedureSignature(
    "docent.can", arguments: [.init("learner"), .init("course")],
    results: [
      .init("answer", .string), .init("hingesOn", .list), .init("requires", .string),
      .init("equivalents", .list),
    ],
    summary: "Whether the learner may take the course now: yes, no or cannot tell.")

  let session: Session
  let view: GraphView
  var signature: ProcedureSignature { Self.signature }

  func call(_ arguments: [Value]) throws(QueryFailure) -> [[Value]] {
    try answering(Self.signature.name) {
      let readiness = try session.readiness(
        of: try arguments[1].name(in: view), for: try arguments[0].name(in: view))
      let answer =
        switch readiness.state {
        case .met: "yes"
        case .notMet: "no"
        case .cannotTell: "cannot tell"
        case .taken: "taken already"
        }
      let node = try session.item(named: try arguments[1].name(in: view), in: view)
      let requires = view.catalog.index(ofID: view.snapshot.id(of: node)).map {
        RequirementPhrase(view.catalog.courses[$0].requirement.simplified()).text
      }
      return [
        [
          .string(answer), .list(readiness.hingesOn.map(Value.string)),
          requires.map { $0.isEmpty ? .null : .string($0) } ?? .null,
          .list((readiness.counted ?? []).map { .string($0.words) }),
        ]
      ]
    }
  }
}
