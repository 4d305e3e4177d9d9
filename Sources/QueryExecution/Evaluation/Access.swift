import KnowledgeGraph
import QueryPlanning
import QuerySyntax

/// Properties, elements and slices.
extension Execution {
  func property(_ name: String, of value: Value, _ span: SourceSpan) throws(QueryFailure) -> Value {
    switch value {
    case .null: return .null
    case .node(let node): return Value(graph.property(name, of: node.index))
    case .relationship(let relationship):
      return Value(graph.relationship(relationship.id)?.properties[name])
    case .map(let entries): return entries[name] ?? .null
    default:
      throw QueryFailure(
        "TypeError", "InvalidArgumentType", "There is no property `\(name)` in \(value.phrase).",
        found: value.literalText, expected: "a node, a relationship or a map",
        place: span.place)
    }
  }

  func element(of value: Value, at index: Value, _ span: SourceSpan) throws(QueryFailure) -> Value {
    switch (value, index) {
    case (.null, _), (_, .null): return .null
    case (.list(let elements), .integer(let position)):
      guard let offset = Execution.offset(position, in: elements.count) else { return .null }
      return elements[offset]
    case (.map, .string(let key)), (.node, .string(let key)), (.relationship, .string(let key)):
      return try property(key, of: value, span)
    default:
      throw QueryFailure(
        "TypeError", "InvalidArgumentType",
        "No element of \(value.phrase) goes by \(index.phrase).",
        found: index.literalText,
        expected: value.list == nil ? "a key as text" : "a whole number", place: span.place)
    }
  }

  /// From 0, or from the end when negative; nil outside.
  private static func offset(_ position: Int64, in count: Int) -> Int? {
    let offset = position < 0 ? position + Int64(count) : position
    return offset >= 0 && offset < Int64(count) ? Int(offset) : nil
  }

  func slice(
    _ base: BoundExpression, _ from: BoundExpression?, _ to: BoundExpression?
  ) throws(QueryFailure) -> Value {
    let value = try evaluate(base)
    if value.isNull { return .null }
    guard let elements = value.list else { throw notAList(value, base.span) }
    guard let start = try bound(from, otherwise: 0, elements.count),
      let end = try bound(to, otherwise: elements.count, elements.count)
    else { return .null }
    return .list(start < end ? Array(elements[start..<end]) : [])
  }

  /// A bound moved into the list; nil for null.
  private func bound(
    _ expression: BoundExpression?, otherwise: Int, _ count: Int
  ) throws(QueryFailure) -> Int? {
    guard let expression else { return otherwise }
    switch try evaluate(expression) {
    case .null: return nil
    case .integer(let position):
      let offset = position < 0 ? position + Int64(count) : position
      return Int(max(0, min(offset, Int64(count))))
    case let other:
      throw QueryFailure(
        "TypeError", "InvalidArgumentType", "A slice needs whole numbers.",
        found: other.literalText, expected: "a whole number", place: expression.span.place)
    }
  }
}
