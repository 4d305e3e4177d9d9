import Diagnostics
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
    guard case .node(let node) = self else { return string ?? "" }
    let key = view.snapshot.key(of: node.index)
    return view.snapshot.provider(of: node.index).map { "\($0):\(key)" } ?? key
  }

  /// Several names, or one.
  func names(in view: GraphView) -> [String] {
    guard let list else { return [name(in: view)] }
    return list.map { $0.name(in: view) }
  }
}
