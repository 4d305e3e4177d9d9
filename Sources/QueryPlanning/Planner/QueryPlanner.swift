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

  /// A bound expression without free variables; comprehensions in it have slots of their own.
  public struct Constant: Sendable {
    public var expression: BoundExpression
    public var slotCount: Int

    /// A statement whose one row is what the expression needs to be computed in.
    public var statement: PlannedStatement {
      PlannedStatement(
        plan: LogicalPlan(.argument), columns: [],
        slotNames: [String](repeating: "", count: slotCount), parameterUses: [])
    }
  }

  /// An expression without variables, such as the value of a parameter.
  public static func constant(
    _ expression: Expression, of source: SourceText
  ) -> Diagnosed<Constant?> {
    let empty = GraphSnapshot(nodes: [], relationships: [])
    var binder = Binder(graph: empty, procedures: [], source: source)
    do throws(BindingFailure) {
      return Diagnosed(
        Constant(expression: try binder.bind(expression).0, slotCount: binder.slotNames.count))
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
      parameterUses: binder.parameters)
  }
}
