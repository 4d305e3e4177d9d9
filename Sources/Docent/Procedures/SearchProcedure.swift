import GraphStorage
import KnowledgeGraph
import QueryExecution
import QueryPlanning

/// `SEARCH "text"`: nodes whose key, titles, topics or description answer to the words.
struct SearchProcedure: Procedure {
  static let signature = ProcedureSignature(
    "docent.search", arguments: [.init("text", .string)],
    results: [
      .init("label", .string), .init("key", .string), .init("title", .string),
      .init("score", .float, isDetail: true), .init("node", .node, isDetail: true),
    ],
    summary: """
      The fifty nodes that answer best to the words: every word in any inflection, "words together",
      -word for none of it.
      """)

  let session: Session
  let view: GraphView
  var signature: ProcedureSignature { Self.signature }

  func call(_ arguments: [Value]) throws(QueryFailure) -> [[Value]] {
    try answering(Self.signature.name) {
      try session.search(arguments[0].string ?? "", in: view).compactMap { hit in
        view.snapshot.index(ofID: hit.node).map { row($0, score: hit.score) }
      }
    }
  }

  private func row(_ node: NodeIndex, score: Double) -> [Value] {
    [
      .string(view.snapshot.labels(of: node).first ?? ""), .string(view.snapshot.key(of: node)),
      .string(view.snapshot.title(of: node)), .float(score), .node(NodeValue(node)),
    ]
  }
}
