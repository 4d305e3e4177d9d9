import GraphStorage
import KnowledgeGraph
import Proofs
import QueryExecution
import QueryPlanning
import Recommendations
import RequirementText
import RuleReasoning

/// `SIMILAR TO course`: what the model's families, popularity aside, put nearest to it.
struct SimilarProcedure: Procedure {
  static let signature = ProcedureSignature(
    "docent.similar", arguments: [.init("course")],
    results: [
      .init("key", .string), .init("title", .string), .init("score", .float),
      .init("course", .node, isDetail: true),
    ], summary: "The ten courses that the model puts nearest to a course.")

  let session: Session
  let view: GraphView
  var signature: ProcedureSignature { Self.signature }

  func call(_ arguments: [Value]) throws(QueryFailure) -> [[Value]] {
    try answering(Self.signature.name) {
      let node = try session.item(named: try arguments[0].name(in: view), in: view)
      guard let item = view.world.itemNumber(node) else { return [] }
      let ranker = try session.requiredRanker(for: view)
      let scores = zip(ranker.score(history: [item]), ranker.score(history: [])).map { $0 - $1 }
      let best = scores.indices.filter { $0 != Int(item) && scores[$0] > 0 }
        .sorted { (-scores[$0], $0) < (-scores[$1], $1) }.prefix(10)
      return best.map { other in
        let node = view.world.items[other]
        return [
          .string(view.snapshot.key(of: node)), .string(view.snapshot.title(of: node)),
          .float(scores[other]), .node(NodeValue(node)),
        ]
      }
    }
  }
}

/// `DESCRIBE name`: a node's properties, its relationships by type, what it requires in the feed's
/// own words, and where each comes from.
struct DescribeProcedure: Procedure {
  static let signature = ProcedureSignature(
    "docent.describe", arguments: [.init("name")],
    results: [.init("what", .string), .init("name", .string), .init("value", .any)],
    summary: "Everything known of a course, a topic or a learner, and where it stands.")

  let session: Session
  let view: GraphView
  var signature: ProcedureSignature { Self.signature }

  func call(_ arguments: [Value]) throws(QueryFailure) -> [[Value]] {
    try answering(Self.signature.name) {
      let node = try session.anyNode(named: try arguments[0].name(in: view), in: view)
      return properties(node) + relationships(node) + requirements(node) + (try sources(node))
    }
  }

  private func properties(_ node: NodeIndex) -> [[Value]] {
    view.snapshot.properties(of: node).sorted { $0.key < $1.key }.map {
      [.string("property"), .string($0.key), Value($0.value)]
    }
  }

  private func relationships(_ node: NodeIndex) -> [[Value]] {
    view.snapshot.relationshipTypes.flatMap { type in
      [(Direction.outgoing, "→"), (.incoming, "←")].compactMap { direction, arrow -> [Value]? in
        let ends = view.snapshot.neighbours(of: node, type: type, direction: direction)
          .filter { !isSaidTwice($0.relationship) }
        guard !ends.isEmpty else { return nil }
        let keys = ends.prefix(8).map { view.snapshot.key(of: $0.node) }
        let more = ends.count > 8 ? " and \(ends.count - 8) more" : ""
        let isPeople =
          view.snapshot.labels(of: ends[0].node).first
          == session.ontology.nodeClass(role: .learner)?.name
        let text = isPeople ? learnerCount(ends.count) : keys.joined(separator: ", ") + more
        return [.string("relationship"), .string("\(arrow) \(type)"), .string(text)]
      }
    }
  }

  /// An inverse that a rule infers says what its relation says the other way round.
  private func isSaidTwice(_ relationship: Int64) -> Bool {
    let rule = view.snapshot.relationship(relationship)?.properties["rule"]?.string
    return rule == InferenceRule.inverse1.rawValue || rule == InferenceRule.inverse2.rawValue
  }

  /// Other people are never shown, and counted only from ten up.
  private func learnerCount(_ count: Int) -> String {
    count >= smallestShownLearnerCount ? "\(count) learners" : "fewer than ten learners"
  }

  private func requirements(_ node: NodeIndex) -> [[Value]] {
    let id = view.snapshot.id(of: node)
    return view.requirements.filter { $0.course == id }.map { stored in
      let words = stored.text.isEmpty ? RequirementPhrase(stored.requirement).text : stored.text
      return [
        .string("requirement (\(stored.status.rawValue))"), .string(stored.kind.rawValue),
        .string(words),
      ]
    }
  }

  private func sources(_ node: NodeIndex) throws -> [[Value]] {
    try session.store.source(ofNode: view.snapshot.id(of: node)).map { source in
      [.string("source"), .string(source.profile), .string("\(source.file):\(source.line)")]
    }
  }
}
