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
      let sources = try session.store.source(ofNode: view.snapshot.id(of: node))
      return try properties(node, isSharedBySources: sources.count > 1) + relationships(node)
        + requirements(node) + sources.map(row)
    }
  }

  /// Where several sources state the node, each value says which of them it is taken from.
  private func properties(_ node: NodeIndex, isSharedBySources: Bool) throws -> [[Value]] {
    let sources =
      isSharedBySources
      ? try session.store.propertySources(ofNode: view.snapshot.id(of: node)) : [:]
    return view.snapshot.properties(of: node).sorted { $0.key < $1.key }.map { name, value in
      let what = sources[name].map { "property (\(place($0)))" } ?? "property"
      return [.string(what), .string(name), Value(value)]
    }
  }

  private func relationships(_ node: NodeIndex) -> [[Value]] {
    view.snapshot.relationshipTypes.flatMap { type in
      [(Direction.outgoing, "→"), (.incoming, "←")].compactMap { direction, arrow -> [Value]? in
        let ends = view.snapshot.neighbours(of: node, type: type, direction: direction)
          .filter { !isSaidTwice($0.relationship) }
        guard !ends.isEmpty else { return nil }
        let keys = ends.prefix(8).map { key($0.node, besides: node) }
        let more = ends.count > 8 ? " and \(ends.count - 8) more" : ""
        let isPeople =
          view.snapshot.labels(of: ends[0].node).first
          == session.ontology.nodeClass(role: .learner)?.name
        let text = isPeople ? learnerCount(ends.count) : keys.joined(separator: ", ") + more
        return [.string("relationship"), .string("\(arrow) \(type)"), .string(text)]
      }
    }
  }

  /// With the provider where that is another than of the node described.
  private func key(_ other: NodeIndex, besides node: NodeIndex) -> String {
    let key = view.snapshot.key(of: other)
    guard let provider = view.snapshot.provider(of: other),
      let own = view.snapshot.provider(of: node),
      provider != own
    else { return key }
    return "\(provider):\(key)"
  }

  /// What a rule infers from an inverse or from symmetry says a relationship the other way round.
  private func isSaidTwice(_ relationship: Int64) -> Bool {
    let rule = view.snapshot.relationship(relationship)?.properties["rule"]?.string
    return [InferenceRule.inverse1, .inverse2, .symmetric].contains { $0.rawValue == rule }
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

  private func row(_ source: FactSource) -> [Value] {
    [.string("source"), .string(source.profile), .string(place(source))]
  }

  private func place(_ source: FactSource) -> String { "\(source.file):\(source.line)" }
}
