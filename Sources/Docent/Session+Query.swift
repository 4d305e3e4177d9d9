import KnowledgeGraph
import QueryExecution
import QueryPlanning
import Rendering

extension Session {
  /// Runs statements separated by `;` on the present snapshot. A failed statement does not stop the
  /// next one.
  ///
  /// - Parameter isCancelled: asked now and then; true ends the running statement with an error.
  public func run(
    _ text: String, parameters: [String: Value] = [:],
    isCancelled: (@Sendable () -> Bool)? = nil
  ) throws -> [StatementResult] {
    let view = try view()
    var limits = ExecutionLimits()
    limits.isCancelled = isCancelled
    let engine = QueryEngine(
      graph: view.snapshot, procedures: procedures(view), limits: limits)
    return engine.run(text, parameters: parameters)
  }

  /// What may stand at the cursor (in Unicode scalars) of an unfinished line; empty when the graph
  /// cannot be read.
  public func completions(for line: String, at cursor: Int) -> [String] {
    guard let view = try? view() else { return [] }
    return QueryCompletions.candidates(
      for: line, at: cursor, graph: view.snapshot, procedures: procedureSignatures,
      titles: { titles(completing: $0, in: view) })
  }

  /// The `docent.*` procedures, by name.
  public var procedureSignatures: [ProcedureSignature] {
    [
      RecommendProcedure.signature, WhyProcedure.signature, WhyNotProcedure.signature,
      PathProcedure.signature, UnlocksProcedure.signature, CanProcedure.signature,
      SimilarProcedure.signature, SearchProcedure.signature, DescribeProcedure.signature,
      ProofProcedure.signature, ProveProcedure.signature,
    ]
  }

  /// Labels and relationship types in use, with their counts.
  public func schemaTable() throws -> TextTable {
    let snapshot = try view().snapshot
    let labels = snapshot.labels.map { label in
      ["label", ":\(label)", String(snapshot.nodes(labelled: label).count)]
    }
    let types = snapshot.relationshipTypes.map { type in
      ["relationship", "[:\(type)]", String(snapshot.relationshipCount(type: type))]
    }
    return TextTable(columns: ["what", "name", "count"], rows: labels + types)
  }

  private func procedures(_ view: GraphView) -> [any Procedure] {
    [
      RecommendProcedure(session: self, view: view), WhyProcedure(session: self, view: view),
      WhyNotProcedure(session: self), PathProcedure(session: self, view: view),
      UnlocksProcedure(session: self, view: view), CanProcedure(session: self, view: view),
      SimilarProcedure(session: self, view: view), SearchProcedure(session: self, view: view),
      DescribeProcedure(session: self, view: view), ProofProcedure(session: self, view: view),
      ProveProcedure(session: self, view: view),
    ]
  }
}
