import Diagnostics
import GraphStorage
import KnowledgeGraph
import QueryExecution

/// Runs a procedure's body and turns a refused request into the language's own failure.
func answering(
  _ procedure: String, _ body: () throws -> [[Value]]
) throws(QueryFailure) -> [[Value]] {
  do {
    return try body()
  } catch let refused as RefusedRequest {
    let diagnostic =
      refused.diagnostics.first
      ?? Diagnostic(.error, code: "procedure.failed", "\(procedure) failed")
    throw QueryFailure(procedure: procedure, diagnostic)
  } catch let failure as QueryFailure {
    throw failure
  } catch {
    throw QueryFailure(
      procedure: procedure, Diagnostic(.error, code: "procedure.failed", "\(error)"))
  }
}

extension Value {
  /// The name in a string or in a node's key, for procedures that take either.
  func name(in view: GraphView) -> String {
    switch self {
    case .node(let node):
      let provider = view.snapshot.provider(of: node.index)
      let key = view.snapshot.key(of: node.index)
      return provider.map { "\($0):\(key)" } ?? key
    default: string ?? ""
    }
  }

  /// Several names, or one.
  func names(in view: GraphView) -> [String] {
    list.map { $0.map { $0.name(in: view) } } ?? [name(in: view)]
  }
}
