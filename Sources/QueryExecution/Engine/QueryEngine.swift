import Diagnostics
import KnowledgeGraph
import QueryPlanning
import QuerySyntax

/// Runs openCypher and the operator questions over a graph.
///
///     let engine = QueryEngine(graph: snapshot)
///     let results = engine.run("MATCH (c:Course) RETURN count(*) AS courses")
///
/// Reads only. Never throws: every statement of a script gives a result, and a failed one does
/// not stop the next.
public struct QueryEngine: Sendable {
  public let graph: any GraphReader
  public let procedures: [any Procedure]
  public var limits: ExecutionLimits
  private let planner: QueryPlanner

  public init(
    graph: any GraphReader, procedures: [any Procedure] = [],
    limits: ExecutionLimits = ExecutionLimits()
  ) {
    self.graph = graph
    self.procedures = procedures
    self.limits = limits
    planner = QueryPlanner(graph: graph, procedures: procedures.map(\.signature))
  }

  /// One result for each statement, in order; empty for a text without any.
  public func run(_ text: String, parameters: [String: Value] = [:]) -> [StatementResult] {
    let script = Parser.script(text)
    return script.statements.map { run($0, of: script.source, parameters) }
  }

  private func run(
    _ statement: Statement, of source: SourceText, _ parameters: [String: Value]
  ) -> StatementResult {
    let clock = ContinuousClock()
    let start = clock.now
    var result = StatementResult(text: statement.text)
    let planned = planner.plan(statement, of: source)
    result.warnings = planned.diagnostics.filter { $0.severity != .error }
    if let plan = planned.value {
      do throws(QueryFailure) {
        try execute(plan, mode: statement.mode, parameters, into: &result)
      } catch {
        result.failure = error
        result.rows = []
      }
    } else if let error = planned.diagnostics.first(where: { $0.severity == .error }) {
      result.failure = QueryFailure(compile: error)
    }
    let elapsed = (clock.now - start).components
    result.seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    return result
  }

  private func execute(
    _ plan: PlannedStatement, mode: Statement.Mode, _ parameters: [String: Value],
    into result: inout StatementResult
  ) throws(QueryFailure) {
    if mode == .explain {
      let lines = plan.drawing()
      result.columns = ["plan"]
      result.rows = lines.map { [.string($0)] }
      result.plan = lines.joined(separator: "\n")
      return
    }
    if let missing = plan.parameters.first(where: { parameters[$0] == nil }) {
      throw QueryFailure.missingParameter(missing, phase: .compile, plan.parameterSpan(missing))
    }
    let execution = Execution(
      graph: graph, statement: plan, procedures: proceduresByName, parameters: parameters,
      limits: limits)
    result.columns = plan.columns.map(\.name)
    result.rows = try execution.rows(profiled: mode == .profile)
    if mode == .profile {
      result.plan = plan.drawing(profile: execution.profile).joined(separator: "\n")
    }
  }

  private var proceduresByName: [String: any Procedure] {
    Dictionary(procedures.map { ($0.signature.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The value of a literal, as in `--param limit=10` or `--param keys='["CS 225"]'`: an
  /// expression without variables.
  public static func literal(_ text: String) throws(QueryFailure) -> Value {
    let parsed = Parser.expression(text)
    if let error = parsed.diagnostics.first { throw QueryFailure(compile: error) }
    let bound = QueryPlanner.constant(parsed.value, of: SourceText(text))
    guard let constant = bound.value else {
      throw QueryFailure(
        compile: bound.diagnostics.first
          ?? Diagnostic(.error, code: "SyntaxError.UnexpectedSyntax", "This is no value."))
    }
    let execution = Execution(
      graph: GraphSnapshot(nodes: [], relationships: []), statement: constant.statement,
      procedures: [:], parameters: [:], limits: ExecutionLimits())
    return try execution.evaluate(constant.expression)
  }
}
