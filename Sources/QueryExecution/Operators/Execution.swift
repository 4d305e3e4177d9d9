import Diagnostics
import KnowledgeGraph
import QueryPlanning
import QuerySyntax

/// One run of one statement: the row at hand, its budget, what its operators have done.
///
/// Rows are pushed: an operator fills its slots of the one row and calls what comes after it,
/// which answers whether more is wanted. Nothing is copied except where rows are held back.
final class Execution {
  let graph: any GraphReader
  let statement: PlannedStatement
  let procedures: [String: any Procedure]
  let parameters: [String: Value]
  let limits: ExecutionLimits
  let relationshipTypes: [String]
  /// The row.
  var slots: [Value]
  /// By operator number; empty unless profiling.
  var profile: [OperatorProfile] = []
  var random = StatementRandom()
  var patterns: [String: TextPattern] = [:]
  private let started = ContinuousClock.now
  private let peakAtStart = PeakMemory.bytes
  private var ticks = 0

  init(
    graph: any GraphReader, statement: PlannedStatement, procedures: [String: any Procedure],
    parameters: [String: Value], limits: ExecutionLimits
  ) {
    self.graph = graph
    self.statement = statement
    self.procedures = procedures
    self.parameters = parameters
    self.limits = limits
    relationshipTypes = graph.relationshipTypes
    slots = [Value](repeating: .null, count: statement.slotCount)
  }

  /// What comes after an operator; false when it wants no more rows.
  typealias Emit = () throws(QueryFailure) -> Bool

  /// `perform`, called through a variable on purpose. Operators nest by handing closures to each
  /// other through one recursive function; were it called directly, the optimiser would make a
  /// copy of every operator for every closure behind it, and of those again, without end.
  private var dispatch: (Execution, LogicalPlan, Emit) throws(QueryFailure) -> Bool = {
    (execution, plan, emit) throws(QueryFailure) in
    try execution.perform(plan, emit)
  }

  /// All rows, by the statement's columns, with nodes and relationships filled in.
  func rows(profiled: Bool) throws(QueryFailure) -> [[Value]] {
    if profiled {
      let count = statement.plan.operatorCount
      profile = [OperatorProfile](repeating: OperatorProfile(), count: count)
    }
    var rows: [[Value]] = []
    let columns = statement.columns.map(\.slot)
    _ = try run(statement.plan) { () throws(QueryFailure) -> Bool in
      if rows.count >= limits.rows { throw tooMany("The result has more than", limits.rows) }
      rows.append(columns.map { resolved(slots[$0]) })
      return true
    }
    return rows
  }

  /// Called once for every row an operator makes: sees to time and cancellation.
  func tick() throws(QueryFailure) {
    ticks &+= 1
    if ticks & 0x3FF == 0 { try checkBudget() }
  }

  private func checkBudget() throws(QueryFailure) {
    if let isCancelled = limits.isCancelled, isCancelled() {
      throw QueryFailure("ResourceError", "Cancelled", "The statement was stopped.")
    }
    if let time = limits.time, ContinuousClock.now - started > time {
      throw QueryFailure(
        "ResourceError", "TimeLimit", "The statement ran longer than \(time).",
        hint: "Narrow the pattern, or bound `*` as in *1..3; EXPLAIN shows the plan.")
    }
    if let memory = limits.memory, PeakMemory.bytes - peakAtStart > memory {
      throw QueryFailure(
        "ResourceError", "MemoryLimit",
        "The statement took more than \(memory >> 20) MiB of memory.",
        hint: "Collect less at once: filter first, or add LIMIT.")
    }
  }

  /// Checks rows that an operator holds back.
  func hold(_ count: Int) throws(QueryFailure) {
    if count > limits.rows { throw tooMany("A step of the statement holds more than", limits.rows) }
  }

  private func tooMany(_ what: String, _ count: Int) -> QueryFailure {
    QueryFailure(
      "ResourceError", "RowLimit", "\(what) \(count) rows.",
      hint: "Add LIMIT, or narrow the pattern; EXPLAIN shows the plan.")
  }

  // MARK: Operators

  /// Runs an operator; false when it was stopped from above.
  func run(_ plan: LogicalPlan, _ emit: Emit) throws(QueryFailure) -> Bool {
    guard profile.indices.contains(plan.id) else {
      return try dispatch(self, plan, emit)
    }
    let clock = ContinuousClock()
    let start = clock.now
    var above = Duration.zero
    let result = try dispatch(self, plan) { () throws(QueryFailure) -> Bool in
      profile[plan.id].rows += 1
      let handed = clock.now
      let more = try emit()
      above += clock.now - handed
      return more
    }
    let parts = (clock.now - start - above).components
    profile[plan.id].microseconds +=
      parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
    return result
  }

  private func perform(_ plan: LogicalPlan, _ emit: Emit) throws(QueryFailure) -> Bool {
    switch plan.operation {
    case .argument: return try emit()
    case .allNodesScan(let node): return try scanAll(node, emit)
    case .labelScan(let node, let label):
      return try scan(graph.nodes(labelled: label), node, emit)
    case .keySeek(let node, let label, let key, let oneOf):
      return try seek(node, label, key, oneOf: oneOf, emit)
    case .expand(let step):
      return try run(plan.inputs[0]) { () throws(QueryFailure) in try expand(step, emit) }
    case .expandInto(let step):
      return try run(plan.inputs[0]) { () throws(QueryFailure) in try expandInto(step, emit) }
    case .varExpand(let expansion):
      return try run(plan.inputs[0]) { () throws(QueryFailure) in try walk(expansion, emit) }
    case .bindPath(let path, let elements):
      return try run(plan.inputs[0]) { () throws(QueryFailure) in
        slots[path] = self.path(of: elements)
        return try emit()
      }
    case .filter(let condition):
      return try run(plan.inputs[0]) { () throws(QueryFailure) in
        try isTrue(condition) ? try emit() : true
      }
    case .project(let items):
      return try run(plan.inputs[0]) { () throws(QueryFailure) in
        for item in items { slots[item.slot] = try evaluate(item.expression) }
        return try emit()
      }
    default: return try performComposite(plan, emit)
    }
  }

  private func performComposite(_ plan: LogicalPlan, _ emit: Emit) throws(QueryFailure) -> Bool {
    switch plan.operation {
    case .aggregate(let keys, let aggregates):
      return try aggregate(keys, aggregates, over: plan.inputs[0], emit)
    case .distinct(let slots): return try distinct(slots, over: plan.inputs[0], emit)
    case .sort(let keys): return try sort(keys, over: plan.inputs[0], emit)
    case .topK(let keys, let skip, let limit):
      return try topRows(keys, skip: skip, limit: limit, over: plan.inputs[0], emit)
    case .skip(let count): return try skip(count, over: plan.inputs[0], emit)
    case .limit(let count): return try limit(count, over: plan.inputs[0], emit)
    case .unwind(let list, let slot):
      return try run(plan.inputs[0]) { () throws(QueryFailure) in
        try unwind(list, into: slot, emit)
      }
    case .optional(let nulls):
      return try run(plan.inputs[0]) { () throws(QueryFailure) in
        try optional(plan.inputs[1], nulls, emit)
      }
    case .cartesianProduct:
      return try run(plan.inputs[0]) { () throws(QueryFailure) in
        try run(plan.inputs[1], emit)
      }
    case .union:
      for input in plan.inputs {
        if try !run(input, emit) { return false }
      }
      return true
    case .procedureCall(let name, let arguments, let yields):
      return try run(plan.inputs[0]) { () throws(QueryFailure) in
        try call(name, arguments, yields, emit)
      }
    default: return try emit()
    }
  }

  private func unwind(
    _ list: BoundExpression, into slot: Slot, _ emit: Emit
  ) throws(QueryFailure) -> Bool {
    switch try evaluate(list) {
    case .null: return true
    case .list(let values):
      for value in values {
        try tick()
        slots[slot] = value
        if try !emit() { return false }
      }
      return true
    case let value:
      slots[slot] = value
      return try emit()
    }
  }

  private func optional(
    _ inner: LogicalPlan, _ nulls: [Slot], _ emit: Emit
  ) throws(QueryFailure) -> Bool {
    var found = false
    let more = try run(inner) { () throws(QueryFailure) in
      found = true
      return try emit()
    }
    guard !found else { return more }
    for slot in nulls { slots[slot] = .null }
    return try emit()
  }

  private func call(
    _ name: String, _ arguments: [BoundExpression], _ yields: [PlannedYield], _ emit: Emit
  ) throws(QueryFailure) -> Bool {
    guard let procedure = procedures[name] else { return true }
    var values: [Value] = []
    for argument in arguments { values.append(try evaluate(argument)) }
    let rows: [[Value]]
    do throws(QueryFailure) { rows = try procedure.call(values) } catch {
      throw error.at(arguments.first?.span ?? .synthetic)
    }
    try hold(rows.count)
    let isVoid = procedure.signature.results.isEmpty
    for row in isVoid ? [[]] : rows {
      try tick()
      for yield in yields {
        slots[yield.slot] = yield.column < row.count ? row[yield.column] : .null
      }
      if try !emit() { return false }
    }
    return true
  }
}
