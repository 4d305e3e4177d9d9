import KnowledgeGraph
import QuerySyntax

/// What an operator did when the statement ran.
public struct OperatorProfile: Sendable, Hashable {
  /// Rows it gave.
  public var rows: Int
  /// Microseconds in it and below it.
  public var microseconds: Int64

  public init(rows: Int = 0, microseconds: Int64 = 0) {
    self.rows = rows
    self.microseconds = microseconds
  }
}

extension PlannedStatement {
  /// The plan as lines of text, a line an operator: what it does and how many rows are expected;
  /// with `profile` (by operator number) also how many came and how long it took.
  ///
  /// The tree hangs from its result: the first line is the last step.
  public func drawing(profile: [OperatorProfile]? = nil) -> [String] {
    var lines: [(text: String, plan: LogicalPlan)] = []
    outline(plan, prefix: "", childPrefix: "", into: &lines)
    let width = lines.map(\.text.count).max() ?? 0
    return lines.map { line in
      let padding = String(repeating: " ", count: width - line.text.count + 2)
      return line.text + padding + figures(of: line.plan, profile)
    }
  }

  private func figures(of plan: LogicalPlan, _ profile: [OperatorProfile]?) -> String {
    let estimate = "~\(rounded(plan.estimatedRows)) rows"
    guard let profile, profile.indices.contains(plan.id) else { return estimate }
    let measured = profile[plan.id]
    return "\(estimate), \(measured.rows) came, \(measured.microseconds) µs"
  }

  private func rounded(_ rows: Double) -> String {
    if rows >= 1e15 { return "very many" }
    return String(Int64(rows.rounded(.up)))
  }

  private func outline(
    _ plan: LogicalPlan, prefix: String, childPrefix: String,
    into lines: inout [(text: String, plan: LogicalPlan)]
  ) {
    lines.append((prefix + text(of: plan.operation), plan))
    // A scan's lone `Argument` says nothing; beside another input it does.
    let inputs = plan.inputs.filter { $0.operation != .argument || plan.inputs.count > 1 }
    for (position, input) in inputs.enumerated() {
      let isLast = position == inputs.count - 1
      if inputs.count == 1 {
        outline(input, prefix: childPrefix + "└ ", childPrefix: childPrefix + "  ", into: &lines)
      } else {
        outline(
          input, prefix: childPrefix + (isLast ? "└ " : "├ "),
          childPrefix: childPrefix + (isLast ? "  " : "│ "), into: &lines)
      }
    }
  }

  private func text(of operation: LogicalPlan.Operation) -> String {
    switch operation {
    case .argument: "Argument"
    case .allNodesScan(let node): "AllNodesScan (\(name(node)))"
    case .labelScan(let node, let label): "LabelScan (\(name(node)):\(label))"
    case .keySeek(let node, let label, let key, let oneOf):
      "KeySeek (\(name(node))\(label.map { ":" + $0 } ?? "")) key \(oneOf ? "IN" : "=") "
        + text(of: key)
    case .expand(let step): "Expand " + text(of: step)
    case .expandInto(let step): "ExpandInto " + text(of: step)
    case .varExpand(let expansion):
      "VarExpand \(text(of: expansion.step, steps: steps(expansion)))"
        + (expansion.into ? " into" : "")
    case .bindPath(let path, let elements):
      "Path \(name(path)) = " + elements.map { name($0) }.joined(separator: ", ")
    case .filter(let condition): "Filter " + text(of: condition)
    case .project(let items): "Project " + text(of: items)
    case .aggregate(let keys, let aggregates): aggregateText(keys, aggregates)
    case .distinct(let slots): "Distinct " + slots.map { name($0) }.joined(separator: ", ")
    default: pagingText(of: operation)
    }
  }

  private func pagingText(of operation: LogicalPlan.Operation) -> String {
    switch operation {
    case .sort(let keys): "Sort " + text(of: keys)
    case .topK(let keys, let skip, let limit):
      "TopK \(text(of: limit)) by \(text(of: keys))"
        + (skip.map { ", skipping " + text(of: $0) } ?? "")
    case .skip(let count): "Skip " + text(of: count)
    case .limit(let count): "Limit " + text(of: count)
    case .unwind(let list, let slot): "Unwind \(text(of: list)) AS \(name(slot))"
    case .optional(let nulls): "Optional " + nulls.map { name($0) }.joined(separator: ", ")
    case .cartesianProduct: "CartesianProduct"
    case .union: "Union"
    case .procedureCall(let procedure, let arguments, let yields):
      "ProcedureCall \(procedure)(\(arguments.map { text(of: $0) }.joined(separator: ", ")))"
        + " → " + yields.map { name($0.slot) }.joined(separator: ", ")
    default: ""
    }
  }

  private func aggregateText(
    _ keys: [SlotAssignment], _ aggregates: [PlannedAggregate]
  ) -> String {
    let parts = aggregates.map { aggregate in
      let argument = aggregate.argument.map { text(of: $0) } ?? "*"
      return "\(aggregate.function.rawValue)(\(aggregate.distinct ? "DISTINCT " : "")\(argument))"
        + " AS \(name(aggregate.slot))"
    }
    let by = keys.map { text(of: $0.expression) }.joined(separator: ", ")
    return "Aggregate " + parts.joined(separator: ", ") + (by.isEmpty ? "" : " by " + by)
  }

  private func text(of items: [SlotAssignment]) -> String {
    items.map { "\(text(of: $0.expression)) AS \(name($0.slot))" }.joined(separator: ", ")
  }

  private func text(of keys: [PlannedSort]) -> String {
    keys.map { text(of: $0.expression) + ($0.descending ? " DESC" : "") }.joined(separator: ", ")
  }

  private func steps(_ expansion: VariableExpansion) -> String {
    "*\(expansion.minimum)..\(expansion.maximum.map(String.init) ?? "")"
  }

  private func text(of step: Expansion, steps: String = "") -> String {
    let types = step.types.isEmpty ? "" : ":" + step.types.joined(separator: "|")
    let left = step.direction == .incoming ? "<-" : "-"
    let right = step.direction == .outgoing ? "->" : "-"
    return "(\(name(step.from)))\(left)[\(name(step.relationship))\(types)\(steps)]\(right)"
      + "(\(name(step.to)))"
  }

  func name(_ slot: Slot) -> String {
    slot < slotNames.count ? slotNames[slot] : "?"
  }
}
