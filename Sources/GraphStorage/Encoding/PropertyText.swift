import KnowledgeGraph

/// How the type of a property value is written beside it; the numbers are part of the file
/// format.
enum PropertyKind: Int64, Sendable {
  case boolean = 0
  case integer = 1
  case float = 2
  case string = 3
  case list = 4
}

extension PropertyValue {
  var kind: PropertyKind {
    switch self {
    case .boolean: .boolean
    case .integer: .integer
    case .float: .float
    case .string: .string
    case .list: .list
    }
  }

  var json: JSONValue {
    switch self {
    case .boolean(let value): .boolean(value)
    case .integer(let value): .integer(value)
    case .float(let value): .float(value)
    case .string(let value): .string(value)
    case .list(let values): .array(values.map(\.json))
    }
  }

  init(json: JSONValue) throws {
    switch json {
    case .boolean(let value): self = .boolean(value)
    case .integer(let value): self = .integer(value)
    case .float(let value): self = .float(value)
    case .string(let value): self = .string(value)
    case .array(let values): self = .list(try values.map(PropertyValue.init(json:)))
    case .object:
      guard let name = json.member("value")?.string, let value = Self.unwritable[name] else {
        throw JSONParser.MalformedJSON()
      }
      self = .float(value)
    case .null: throw JSONParser.MalformedJSON()
    }
  }

  /// The floats that JSON has no digits for.
  private static var unwritable: [String: Double] {
    ["NaN": .nan, "Infinity": .infinity, "-Infinity": -.infinity]
  }

  /// Whether lists are nested deeper than the store keeps.
  var isTooDeep: Bool { Self.nesting(of: self, limit: JSONValue.deepestNesting) < 0 }

  private static func nesting(of value: PropertyValue, limit: Int) -> Int {
    guard case .list(let values) = value else { return limit }
    guard limit > 0 else { return -1 }
    return values.map { nesting(of: $0, limit: limit - 1) }.min() ?? limit
  }
}

/// The stored form of a relationship's properties: a JSON object with names in order, nil for
/// none, so that equal properties are equal text.
enum PropertyObject {
  static func text(_ properties: [String: PropertyValue]) -> String? {
    guard !properties.isEmpty else { return nil }
    return JSONValue.object(
      properties.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, $0.value.json) }
    ).text
  }

  static func properties(_ text: String?) throws -> [String: PropertyValue] {
    guard let text else { return [:] }
    guard case .object(let members) = try JSONParser.parse(text) else {
      throw JSONParser.MalformedJSON()
    }
    return Dictionary(
      try members.map { ($0.name, try PropertyValue(json: $0.value)) },
      uniquingKeysWith: { first, _ in first })
  }
}
