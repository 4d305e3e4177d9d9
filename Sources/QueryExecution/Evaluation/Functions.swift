import KnowledgeGraph
import QueryPlanning
import QuerySyntax

/// Functions of the graph and of lists. Null in gives null out, but for `coalesce` and `exists`.
extension Execution {
  func call(
    _ function: BuiltinFunction, _ arguments: [BoundExpression], _ span: SourceSpan
  ) throws(QueryFailure) -> Value {
    if function == .coalesce {
      for argument in arguments {
        let value = try evaluate(argument)
        if !value.isNull { return value }
      }
      return .null
    }
    let values = try evaluateAll(arguments)
    if function == .exists { return .boolean(!values[0].isNull) }
    if values.contains(where: \.isNull) { return .null }
    let call = FunctionArguments(function: function, values: values, spans: arguments.map(\.span))
    switch function {
    case .id, .labels, .type, .keys, .properties, .startNode, .endNode, .inferred:
      return try graphFunction(call)
    case .nodes, .relationships, .length: return try pathFunction(call)
    case .size, .head, .last, .tail, .range, .reverse, .isEmpty: return try listFunction(call)
    case .toString, .toInteger, .toFloat, .toBoolean: return try conversion(call)
    case .toUpper, .toLower, .trim, .lTrim, .rTrim, .substring, .split, .replace, .left, .right:
      return try textFunction(call, span)
    case .rand: return .float(random.next())
    default: return try mathematical(call)
    }
  }

  private func graphFunction(_ call: FunctionArguments) throws(QueryFailure) -> Value {
    switch (call.function, call.values[0]) {
    case (.id, .node(let node)): return .integer(graph.id(of: node.index))
    case (.id, .relationship(let relationship)): return .integer(relationship.id)
    case (.labels, .node(let node)): return .list(graph.labels(of: node.index).map(Value.string))
    case (.keys, .node(let node)): return keys(graph.properties(of: node.index))
    case (.properties, .node(let node)):
      return .map(graph.properties(of: node.index).mapValues { Value($0) })
    case (.keys, .map(let entries)): return keys(entries)
    case (.properties, .map): return call.values[0]
    case (.startNode, .relationship(let relationship)):
      return .node(NodeValue(relationship.start))
    case (.endNode, .relationship(let relationship)): return .node(NodeValue(relationship.end))
    case (_, .relationship(let relationship)):
      guard let record = graph.relationship(relationship.id) else { return .null }
      return try relationshipFunction(call, record)
    default: throw call.wrongType()
    }
  }

  private func relationshipFunction(
    _ call: FunctionArguments, _ record: RelationshipRecord
  ) throws(QueryFailure) -> Value {
    switch call.function {
    case .type: return .string(record.type)
    case .keys: return keys(record.properties)
    case .properties: return .map(record.properties.mapValues { Value($0) })
    case .inferred: return .boolean(record.kind == .inferred)
    default: throw call.wrongType()
    }
  }

  private func keys<T>(_ entries: [String: T]) -> Value {
    .list(entries.keys.sorted().map(Value.string))
  }

  private func pathFunction(_ call: FunctionArguments) throws(QueryFailure) -> Value {
    guard case .path(let path) = call.values[0] else {
      if call.function == .length { return try listFunction(call) }
      throw call.wrongType()
    }
    switch call.function {
    case .nodes: return .list(path.nodes.map(Value.node))
    case .relationships: return .list(path.relationships.map(Value.relationship))
    default: return .integer(Int64(path.relationships.count))
    }
  }

  private func listFunction(_ call: FunctionArguments) throws(QueryFailure) -> Value {
    switch (call.function, call.values[0]) {
    case (.range, _): return try range(call)
    case (.size, .list(let list)), (.length, .list(let list)): return .integer(Int64(list.count))
    case (.size, .string(let text)), (.length, .string(let text)):
      return .integer(Int64(text.unicodeScalars.count))
    case (.isEmpty, .list(let list)): return .boolean(list.isEmpty)
    case (.isEmpty, .string(let text)): return .boolean(text.isEmpty)
    case (.isEmpty, .map(let entries)): return .boolean(entries.isEmpty)
    case (.head, .list(let list)): return list.first ?? .null
    case (.last, .list(let list)): return list.last ?? .null
    case (.tail, .list(let list)): return .list(Array(list.dropFirst()))
    case (.reverse, .list(let list)): return .list(list.reversed())
    case (.reverse, .string(let text)): return .string(String(text.reversed()))
    default: throw call.wrongType()
    }
  }

  /// `range(first, last, step)`, both ends included.
  private func range(_ call: FunctionArguments) throws(QueryFailure) -> Value {
    var bounds: [Int64] = []
    for (position, value) in call.values.enumerated() {
      guard case .integer(let number) = value else {
        throw call.wrongType(at: position, code: "ArgumentError", detail: "InvalidArgumentType")
      }
      bounds.append(number)
    }
    let step = bounds.count > 2 ? bounds[2] : 1
    guard step != 0 else {
      throw QueryFailure(
        "ArgumentError", "NumberOutOfRange", "The step of range cannot be 0.", found: "0",
        expected: "another number", place: call.spans[2].place)
    }
    guard step > 0 ? bounds[0] <= bounds[1] : bounds[0] >= bounds[1] else { return .list([]) }
    let count = (Double(bounds[1]) - Double(bounds[0])) / Double(step) + 1
    if count > Double(limits.elements) { throw tooLarge("list", call.spans[0]) }
    return .list(stride(from: bounds[0], through: bounds[1], by: Int(step)).map(Value.integer))
  }
}

/// A function with its evaluated arguments, none of them null.
struct FunctionArguments {
  var function: BuiltinFunction
  var values: [Value]
  var spans: [SourceSpan]

  func wrongType(
    at position: Int = 0, code: String = "TypeError", detail: String = "InvalidArgumentValue"
  ) -> QueryFailure {
    QueryFailure(
      code, detail, "\(function.rawValue) cannot take \(values[position].phrase).",
      found: values[position].literalText, place: spans[position].place)
  }

  func string(_ position: Int) throws(QueryFailure) -> String {
    guard case .string(let text) = values[position] else { throw wrongType(at: position) }
    return text
  }

  func integer(_ position: Int) throws(QueryFailure) -> Int64 {
    guard case .integer(let number) = values[position] else { throw wrongType(at: position) }
    return number
  }

  func number(_ position: Int) throws(QueryFailure) -> Double {
    guard let number = values[position].number else { throw wrongType(at: position) }
    return number
  }
}
