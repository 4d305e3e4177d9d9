import QueryPlanning
import QuerySyntax

/// Grouping: groups come out in the order their first row came in.
extension Execution {
  private struct Group {
    var keys: [Value]
    var accumulators: [Accumulator]
  }

  func aggregate(
    _ keys: [SlotAssignment], _ aggregates: [PlannedAggregate], over input: LogicalPlan,
    _ emit: Emit
  ) throws(QueryFailure) -> Bool {
    var groups: [Group] = []
    var positions: [GroupingKey: Int] = [:]
    let fresh = aggregates.map { Accumulator($0) }
    if keys.isEmpty { groups.append(Group(keys: [], accumulators: fresh)) }
    _ = try run(input) { () throws(QueryFailure) in
      var position = 0
      if !keys.isEmpty {
        var values: [Value] = []
        for key in keys { values.append(try evaluate(key.expression)) }
        let grouping = GroupingKey(values)
        if let known = positions[grouping] {
          position = known
        } else {
          try hold(groups.count + 1)
          position = groups.count
          positions[grouping] = position
          groups.append(Group(keys: values, accumulators: fresh))
        }
      }
      for index in aggregates.indices {
        try add(aggregates[index], to: &groups[position].accumulators[index])
      }
      return true
    }
    for group in groups {
      for (key, value) in zip(keys, group.keys) { slots[key.slot] = value }
      for (aggregate, accumulator) in zip(aggregates, group.accumulators) {
        slots[aggregate.slot] = accumulator.result
      }
      if try !emit() { return false }
    }
    return true
  }

  private func add(_ aggregate: PlannedAggregate, to accumulator: inout Accumulator)
    throws(QueryFailure)
  {
    guard let argument = aggregate.argument else {
      accumulator.countRow()
      return
    }
    let value = try evaluate(argument)
    if let parameter = aggregate.parameter, accumulator.fraction == nil {
      accumulator.fraction = try fraction(parameter)
    }
    guard !value.isNull else { return }
    try accumulator.add(value, limit: limits.elements, at: aggregate.span)
  }

  private func fraction(_ parameter: BoundExpression) throws(QueryFailure) -> Double {
    let value = try evaluate(parameter)
    guard let number = value.number, (0...1).contains(number) else {
      throw QueryFailure(
        "ArgumentError", "NumberOutOfRange", "A percentile lies between 0 and 1.",
        found: value.literalText, expected: "a number from 0 to 1", place: parameter.span.place)
    }
    return number
  }
}

/// One aggregate of one group.
struct Accumulator {
  let function: AggregateFunction
  let isDistinct: Bool
  var fraction: Double?
  private var seen: Set<GroupingKey> = []
  private var count: Int64 = 0
  private var integerSum: Int64 = 0
  private var floatSum = 0.0
  private var hasFloat = false
  private var extreme: Value?
  private var values: [Value] = []
  // Welford's running mean and sum of squared differences.
  private var mean = 0.0
  private var squares = 0.0

  init(_ aggregate: PlannedAggregate) {
    function = aggregate.function
    isDistinct = aggregate.distinct
  }

  mutating func countRow() { count += 1 }

  /// Takes a value that is not null.
  mutating func add(_ value: Value, limit: Int, at span: SourceSpan) throws(QueryFailure) {
    if isDistinct, !seen.insert(GroupingKey([value])).inserted { return }
    count += 1
    switch function {
    case .count: break
    case .min:
      if extreme.map({ Value.sortOrder(value, $0) < 0 }) ?? true { extreme = value }
    case .max:
      if extreme.map({ Value.sortOrder(value, $0) > 0 }) ?? true { extreme = value }
    case .collect, .percentileCont, .percentileDisc:
      if function != .collect { _ = try number(value, at: span) }
      values.append(value)
      if values.count > limit {
        throw QueryFailure(
          "ResourceError", "ListLimit", "A list grew beyond \(limit) elements.",
          place: span.place)
      }
    case .sum: try addToSum(value, at: span)
    case .avg, .stDev, .stDevP:
      let number = try number(value, at: span)
      let difference = number - mean
      mean += difference / Double(count)
      squares += difference * (number - mean)
      floatSum += number
    }
  }

  private func number(_ value: Value, at span: SourceSpan) throws(QueryFailure) -> Double {
    if let number = value.number { return number }
    throw QueryFailure(
      "TypeError", "InvalidArgumentType", "\(function.rawValue) cannot take \(value.phrase).",
      found: value.literalText, expected: "a number", place: span.place)
  }

  private mutating func addToSum(_ value: Value, at span: SourceSpan) throws(QueryFailure) {
    guard case .integer(let integer) = value else {
      floatSum += try number(value, at: span)
      hasFloat = true
      return
    }
    let (sum, overflow) = integerSum.addingReportingOverflow(integer)
    if overflow {
      throw QueryFailure(
        "ArithmeticError", "IntegerOverflow", "The sum does not fit 64 bits.",
        hint: "Sum toFloat(…) instead.", place: span.place)
    }
    integerSum = sum
  }

  var result: Value {
    switch function {
    case .count: .integer(count)
    case .sum: hasFloat ? .float(floatSum + Double(integerSum)) : .integer(integerSum)
    case .avg: count == 0 ? .null : .float(floatSum / Double(count))
    case .min, .max: extreme ?? .null
    case .collect: .list(values)
    case .stDev: .float(count < 2 ? 0 : (squares / Double(count - 1)).squareRoot())
    case .stDevP: .float(count == 0 ? 0 : (squares / Double(count)).squareRoot())
    case .percentileDisc, .percentileCont: percentile
    }
  }

  /// `percentileDisc` picks the nearest value by rank, `percentileCont` interpolates linearly.
  private var percentile: Value {
    let sorted = values.sorted { Value.sortOrder($0, $1) < 0 }
    guard let fraction, !sorted.isEmpty else { return .null }
    if function == .percentileDisc {
      let rank = (fraction * Double(sorted.count)).rounded(.up)
      return sorted[Swift.max(0, Int(rank) - 1)]
    }
    let position = fraction * Double(sorted.count - 1)
    let lower = Int(position)
    let upper = Swift.min(lower + 1, sorted.count - 1)
    let a = sorted[lower].number ?? 0
    let b = sorted[upper].number ?? 0
    return .float(a + (b - a) * (position - Double(lower)))
  }
}
