/// A value stored on a node or a relationship.
public enum PropertyValue: Sendable, Hashable {
  case boolean(Bool)
  case integer(Int64)
  case float(Double)
  case string(String)
  case list([PropertyValue])
}

extension PropertyValue: CustomStringConvertible {
  public var description: String {
    switch self {
    case .boolean(let value): String(value)
    case .integer(let value): String(value)
    case .float(let value): String(value)
    case .string(let value): value
    case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    }
  }

  /// The number this holds, if it is one.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .float(let value): value
    default: nil
    }
  }

  /// The text this holds, if it is text.
  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }
}
