import QueryPlanning
import QuerySyntax

/// Expressions with variables or plans of their own.
extension Execution {
  func evaluateScoped(_ expression: BoundExpression) throws(QueryFailure) -> Value {
    switch expression.kind {
    case .conditional(let subject, let alternatives, let otherwise):
      return try conditional(subject, alternatives, otherwise)
    case .listComprehension(let variable, let list, let filter, let projection):
      return try comprehension(variable, list, filter, projection)
    case .quantifier(let quantifier, let variable, let list, let predicate):
      return try quantified(quantifier, variable, list, predicate)
    case .reduce(let accumulator, let initial, let variable, let list, let step):
      return try reduced(accumulator, initial, variable, list, step)
    case .exists(let plan):
      var found = false
      _ = try run(plan) { () throws(QueryFailure) in
        found = true
        return false
      }
      return .boolean(found)
    case .count(let plan):
      var count: Int64 = 0
      _ = try run(plan) { () throws(QueryFailure) in
        count += 1
        return true
      }
      return .integer(count)
    case .collect(let plan, let projection):
      var values: [Value] = []
      _ = try run(plan) { () throws(QueryFailure) in
        values.append(try evaluate(projection))
        try hold(values.count)
        return true
      }
      return .list(values)
    default: return .null
    }
  }

  private func conditional(
    _ subject: BoundExpression?, _ alternatives: [BoundAlternative],
    _ otherwise: BoundExpression?
  ) throws(QueryFailure) -> Value {
    if let subject {
      let value = try evaluate(subject)
      for alternative in alternatives {
        let candidate = try evaluate(alternative.condition)
        if Value.equals(value, candidate) == true { return try evaluate(alternative.result) }
      }
    } else {
      for alternative in alternatives where try isTrue(alternative.condition) {
        return try evaluate(alternative.result)
      }
    }
    guard let otherwise else { return .null }
    return try evaluate(otherwise)
  }

  /// The elements of a list; nil for null.
  private func elements(_ list: BoundExpression) throws(QueryFailure) -> [Value]? {
    let value = try evaluate(list)
    if value.isNull { return nil }
    guard let elements = value.list else { throw notAList(value, list.span) }
    return elements
  }

  private func comprehension(
    _ variable: Slot, _ list: BoundExpression, _ filter: BoundExpression?,
    _ projection: BoundExpression?
  ) throws(QueryFailure) -> Value {
    guard let elements = try elements(list) else { return .null }
    var result: [Value] = []
    for element in elements {
      try tick()
      slots[variable] = element
      if let filter, try !isTrue(filter) { continue }
      if let projection { result.append(try evaluate(projection)) } else { result.append(element) }
    }
    return .list(result)
  }

  private func quantified(
    _ quantifier: Quantifier, _ variable: Slot, _ list: BoundExpression,
    _ predicate: BoundExpression
  ) throws(QueryFailure) -> Value {
    guard let elements = try elements(list) else { return .null }
    var trues = 0
    var falses = 0
    var unknowns = 0
    for element in elements {
      try tick()
      slots[variable] = element
      switch try condition(predicate) {
      case true?: trues += 1
      case false?: falses += 1
      case nil: unknowns += 1
      }
    }
    switch quantifier {
    case .all: return truth(falses > 0 ? false : unknowns > 0 ? nil : true)
    case .any: return truth(trues > 0 ? true : unknowns > 0 ? nil : false)
    case .none: return truth(trues > 0 ? false : unknowns > 0 ? nil : true)
    case .single: return truth(trues > 1 ? false : unknowns > 0 ? nil : trues == 1)
    }
  }

  /// Deepest nesting of lists and maps that reduce may build: values are walked recursively.
  static let maximumNesting = 128

  private func tooDeep(_ span: SourceSpan) -> QueryFailure {
    QueryFailure(
      "ResourceError", "ListLimit",
      "Lists nest more than \(Execution.maximumNesting) levels deep.", place: span.place)
  }

  private func reduced(
    _ accumulator: Slot, _ initial: BoundExpression, _ variable: Slot, _ list: BoundExpression,
    _ step: BoundExpression
  ) throws(QueryFailure) -> Value {
    let start = try evaluate(initial)
    guard let elements = try elements(list) else { return .null }
    slots[accumulator] = start
    for element in elements {
      try tick()
      slots[variable] = element
      slots[accumulator] = try evaluate(step)
      if !slots[accumulator].nests(atMost: Execution.maximumNesting) {
        throw tooDeep(step.span)
      }
    }
    return slots[accumulator]
  }
}

extension Value {
  /// Whether lists and maps nest at most so deep. O(elements).
  fileprivate func nests(atMost depth: Int) -> Bool {
    switch self {
    case .list(let values): depth > 0 && values.allSatisfy { $0.nests(atMost: depth - 1) }
    case .map(let entries): depth > 0 && entries.values.allSatisfy { $0.nests(atMost: depth - 1) }
    default: true
    }
  }
}
