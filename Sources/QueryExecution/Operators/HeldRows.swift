import QueryPlanning
import QuerySyntax

/// Operators that hold rows back or count them: DISTINCT, ORDER BY, SKIP, LIMIT.
extension Execution {
  func distinct(_ columns: [Slot], over input: LogicalPlan, _ emit: Emit) throws(QueryFailure)
    -> Bool
  {
    var seen: Set<GroupingKey> = []
    return try run(input) { () throws(QueryFailure) in
      guard seen.insert(GroupingKey(columns.map { slots[$0] })).inserted else { return true }
      try hold(seen.count)
      return try emit()
    }
  }

  /// A row held back, with what it is sorted by.
  private struct Held {
    var keys: [Value]
    var row: [Value]
    /// Equal rows keep the order they came in.
    var sequence: Int
  }

  private func held(_ keys: [PlannedSort], _ sequence: Int) throws(QueryFailure) -> Held {
    var values: [Value] = []
    for key in keys { values.append(try evaluate(key.expression)) }
    return Held(keys: values, row: slots, sequence: sequence)
  }

  private func ordering(_ keys: [PlannedSort]) -> (Held, Held) -> Bool {
    { a, b in
      for (position, key) in keys.enumerated() {
        let order = Value.sortOrder(a.keys[position], b.keys[position])
        if order != 0 { return key.descending ? order > 0 : order < 0 }
      }
      return a.sequence < b.sequence
    }
  }

  func sort(_ keys: [PlannedSort], over input: LogicalPlan, _ emit: Emit) throws(QueryFailure)
    -> Bool
  {
    var rows: [Held] = []
    _ = try run(input) { () throws(QueryFailure) in
      try hold(rows.count + 1)
      rows.append(try held(keys, rows.count))
      return true
    }
    rows.sort(by: ordering(keys))
    return try replay(rows[...], emit)
  }

  /// Keeps no more than twice the rows asked for (and a few): O(n log k).
  func topRows(
    _ keys: [PlannedSort], skip: BoundExpression?, limit: BoundExpression,
    over input: LogicalPlan, _ emit: Emit
  ) throws(QueryFailure) -> Bool {
    let skipped = try count(skip, of: "SKIP")
    let wanted = try count(limit, of: "LIMIT")
    guard wanted > 0 else { return true }
    let kept = skipped.addingReportingOverflow(wanted)
    let capacity = kept.overflow ? Int.max : kept.partialValue
    let bound = capacity > Int.max / 2 - 64 ? Int.max : capacity * 2 + 64
    var rows: [Held] = []
    var sequence = 0
    let precedes = ordering(keys)
    _ = try run(input) { () throws(QueryFailure) in
      try hold(rows.count + 1)
      rows.append(try held(keys, sequence))
      sequence += 1
      if rows.count >= bound {
        rows.sort(by: precedes)
        rows.removeLast(rows.count - capacity)
      }
      return true
    }
    rows.sort(by: precedes)
    return try replay(rows.dropFirst(skipped).prefix(wanted), emit)
  }

  private func replay(_ rows: ArraySlice<Held>, _ emit: Emit) throws(QueryFailure) -> Bool {
    for held in rows {
      try tick()
      slots = held.row
      if try !emit() { return false }
    }
    return true
  }

  func skip(_ expression: BoundExpression, over input: LogicalPlan, _ emit: Emit)
    throws(QueryFailure) -> Bool
  {
    var left = try count(expression, of: "SKIP")
    return try run(input) { () throws(QueryFailure) in
      guard left == 0 else {
        left -= 1
        return true
      }
      return try emit()
    }
  }

  /// Stops its input when it has enough; what comes after it may still want other rows.
  func limit(_ expression: BoundExpression, over input: LogicalPlan, _ emit: Emit)
    throws(QueryFailure) -> Bool
  {
    var left = try count(expression, of: "LIMIT")
    guard left > 0 else { return true }
    var more = true
    _ = try run(input) { () throws(QueryFailure) in
      left -= 1
      more = try emit()
      return more && left > 0
    }
    return more
  }

  private func count(_ expression: BoundExpression?, of keyword: String) throws(QueryFailure)
    -> Int
  {
    guard let expression else { return 0 }
    let value = try evaluate(expression)
    guard case .integer(let count) = value else {
      throw QueryFailure(
        "SyntaxError", "InvalidArgumentType", "\(keyword) needs a whole number.",
        found: value.literalText, expected: "a number from 0", place: expression.span.place)
    }
    guard count >= 0 else {
      throw QueryFailure(
        "SyntaxError", "NegativeIntegerArgument", "\(keyword) cannot be negative.",
        found: value.literalText, expected: "a number from 0", place: expression.span.place)
    }
    return Int(count)
  }
}
