import KnowledgeGraph

/// Values as people read them, in the notation of the language.
extension Value {
  /// For a cell of a table: a string by itself stands bare.
  public var text: String {
    if case .string(let value) = self { return value }
    return literalText
  }

  /// Strings in quotes, nodes as `(:Course {key: "CS 225"})`, relationships as `[:TEACHES]`.
  public var literalText: String {
    switch self {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .float(let value): Value.text(of: value)
    case .string(let value): JSONText.string(value)
    case .list(let values): "[" + values.map(\.literalText).joined(separator: ", ") + "]"
    case .map(let entries): "{" + Value.text(of: entries.mapValues(\.literalText)) + "}"
    case .node(let node): node.text
    case .relationship(let relationship): relationship.text
    case .path(let path): path.text
    }
  }

  static func text(of value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return value.description
  }

  fileprivate static func text(of entries: [String: String]) -> String {
    entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
  }

  fileprivate static func braces(_ properties: [String: PropertyValue]) -> String {
    guard !properties.isEmpty else { return "" }
    return " {" + text(of: properties.mapValues { Value($0).literalText }) + "}"
  }
}

extension NodeValue {
  /// Labels and properties; the number alone while these are not filled in.
  var text: String {
    guard let record else { return "(#\(index))" }
    let labels = record.labels.map { ":" + $0 }.joined()
    let inner = labels + Value.braces(record.properties)
    return "(\(inner.hasPrefix(" ") ? String(inner.dropFirst()) : inner))"
  }
}

extension RelationshipValue {
  var text: String {
    guard let record else { return "[#\(id)]" }
    return "[:\(record.type)\(Value.braces(record.properties))]"
  }
}

extension PathValue {
  /// `<(:A)-[:R]->(:B)>`
  var text: String {
    var text = "<" + (nodes.first?.text ?? "")
    for (position, relationship) in relationships.enumerated() {
      let forward = relationship.start == nodes[position].index
      text += forward ? "-\(relationship.text)->" : "<-\(relationship.text)-"
      text += nodes[position + 1].text
    }
    return text + ">"
  }
}
