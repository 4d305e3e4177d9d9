import Diagnostics
import KnowledgeGraph
import QuerySyntax

/// From a statement's tree to a plan: names, types, clauses, then the order of steps by cost.
public struct QueryPlanner: Sendable {
  let graph: any GraphReader
  let procedures: [ProcedureSignature]

  public init(graph: any GraphReader, procedures: [ProcedureSignature] = []) {
    self.graph = graph
    self.procedures = procedures
  }

  /// Nil with an error among the diagnostics when the statement cannot run; otherwise the
  /// diagnostics are warnings.
  public func plan(_ statement: Statement, of source: SourceText) -> Diagnosed<PlannedStatement?> {
    if let error = statement.error { return Diagnosed(nil, diagnostics: [error]) }
    var binder = Binder(graph: graph, procedures: procedures, source: source)
    do throws(BindingFailure) {
      let (plan, columns) = try binder.bind(query(of: statement))
      return Diagnosed(finished(plan, columns, binder), diagnostics: binder.warnings)
    } catch {
      return Diagnosed(nil, diagnostics: binder.warnings + [error.diagnostic])
    }
  }

  /// An expression without variables, such as the value of a parameter.
  public static func constant(
    _ expression: Expression, of source: SourceText
  ) -> Diagnosed<BoundExpression?> {
    let empty = GraphSnapshot(nodes: [], relationships: [])
    var binder = Binder(graph: empty, procedures: [], source: source)
    do throws(BindingFailure) {
      return Diagnosed(try binder.bind(expression).0)
    } catch {
      return Diagnosed(nil, diagnostics: [error.diagnostic])
    }
  }

  private func query(of statement: Statement) -> Query {
    switch statement.body {
    case .query(let query): query
    case .verb(let verb):
      verb.query { name in procedures.first { $0.name == name }?.results }
    }
  }

  private func finished(
    _ plan: LogicalPlan, _ columns: [PlannedStatement.Column], _ binder: Binder
  ) -> PlannedStatement {
    var next = 0
    return PlannedStatement(
      plan: plan.numbered(from: &next), columns: columns, slotNames: binder.slotNames,
      parameters: binder.parameters)
  }
}
