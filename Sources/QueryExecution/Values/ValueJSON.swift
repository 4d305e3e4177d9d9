import KnowledgeGraph

/// JSON as scripts get it: an integer without, a float with, a decimal point or exponent; what
/// JSON has no form for is an object with `$type`. Keys are sorted, so that equal values give
/// equal bytes.
extension Value {
  public var json: String {
    var text = ""
    writeJSON(to: &text)
    return text
  }

  func writeJSON(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .float(let value): text += JSONText.float(value)
    case .string(let value): JSONText.write(value, to: &text)
    case .list(let values): JSONText.write(values, to: &text) { $0.writeJSON(to: &$1) }
    case .map(let entries): JSONText.write(entries, to: &text) { $0.writeJSON(to: &$1) }
    case .node(let node): node.writeJSON(to: &text)
    case .relationship(let relationship): relationship.writeJSON(to: &text)
    case .path(let path):
      text += "{\"$type\":\"Path\",\"nodes\":"
      JSONText.write(path.nodes, to: &text) { $0.writeJSON(to: &$1) }
      text += ",\"relationships\":"
      JSONText.write(path.relationships, to: &text) { $0.writeJSON(to: &$1) }
      text += "}"
    }
  }
}

extension NodeValue {
  func writeJSON(to text: inout String) {
    text += "{\"$type\":\"Node\",\"id\":\(record?.id ?? Int64(index)),\"labels\":"
    JSONText.write(record?.labels ?? [], to: &text) { JSONText.write($0, to: &$1) }
    text += ",\"properties\":"
    JSONText.write(record?.properties ?? [:], to: &text) { Value($0).writeJSON(to: &$1) }
    text += "}"
  }
}

extension RelationshipValue {
  func writeJSON(to text: inout String) {
    text += "{\"$type\":\"Relationship\",\"id\":\(id),\"type\":"
    JSONText.write(record?.type ?? "", to: &text)
    text += ",\"start\":\(record?.startID ?? Int64(start)),\"end\":\(record?.endID ?? Int64(end))"
    text += ",\"properties\":"
    JSONText.write(record?.properties ?? [:], to: &text) { Value($0).writeJSON(to: &$1) }
    text += "}"
  }
}

/// The pieces JSON is made of.
enum JSONText {
  static func float(_ value: Double) -> String {
    if value.isNaN { return "{\"$type\":\"Float\",\"value\":\"NaN\"}" }
    if value.isInfinite {
      return "{\"$type\":\"Float\",\"value\":\"\(value < 0 ? "-" : "")Infinity\"}"
    }
    return value.description
  }

  static func string(_ value: String) -> String {
    var text = ""
    write(value, to: &text)
    return text
  }

  static func write(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  static func write<T>(
    _ elements: [T], to text: inout String, _ element: (T, inout String) -> Void
  ) {
    text += "["
    for (position, value) in elements.enumerated() {
      if position > 0 { text += "," }
      element(value, &text)
    }
    text += "]"
  }

  static func write<T>(
    _ entries: [String: T], to text: inout String, _ element: (T, inout String) -> Void
  ) {
    text += "{"
    for (position, entry) in entries.sorted(by: { $0.key < $1.key }).enumerated() {
      if position > 0 { text += "," }
      write(entry.key, to: &text)
      text += ":"
      element(entry.value, &text)
    }
    text += "}"
  }
}
