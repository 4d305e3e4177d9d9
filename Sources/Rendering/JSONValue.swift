/// A JSON document whose members keep the order they were written in, and whose floats keep their
/// decimal point: `1.0` stays `1.0`, which Foundation's encoder writes as `1`.
public indirect enum JSONValue: Sendable, Hashable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case float(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  public struct Member: Sendable, Hashable {
    public var name: String
    public var value: JSONValue

    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// Members in the order given; those whose value is nil are left out.
  public static func members(_ pairs: [(String, JSONValue?)]) -> JSONValue {
    .object(pairs.compactMap { name, value in value.map { Member(name, $0) } })
  }

  public static func int(_ value: Int) -> JSONValue { .integer(Int64(value)) }

  /// One line, without spaces. Numbers that JSON cannot hold become null.
  public var compact: String {
    var text = ""
    write(to: &text, indent: nil, depth: 0)
    return text
  }

  /// Two spaces a level, one member or element a line.
  public var pretty: String {
    var text = ""
    write(to: &text, indent: 2, depth: 0)
    return text
  }

  private func write(to text: inout String, indent: Int?, depth: Int) {
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .float(let value): text += value.isFinite ? String(value) : "null"
    case .string(let value): Self.quote(value, into: &text)
    case .array(let values):
      Self.list(values, "[", "]", to: &text, indent: indent, depth: depth) { value, text in
        value.write(to: &text, indent: indent, depth: depth + 1)
      }
    case .object(let members):
      Self.list(members, "{", "}", to: &text, indent: indent, depth: depth) { member, text in
        Self.quote(member.name, into: &text)
        text += indent == nil ? ":" : ": "
        member.value.write(to: &text, indent: indent, depth: depth + 1)
      }
    }
  }

  private static func list<Element>(
    _ elements: [Element], _ open: String, _ close: String, to text: inout String, indent: Int?,
    depth: Int, write: (Element, inout String) -> Void
  ) {
    text += open
    for (position, element) in elements.enumerated() {
      if position > 0 { text += "," }
      newLine(in: &text, indent: indent, depth: depth + 1)
      write(element, &text)
    }
    if !elements.isEmpty { newLine(in: &text, indent: indent, depth: depth) }
    text += close
  }

  private static func newLine(in text: inout String, indent: Int?, depth: Int) {
    guard let indent else { return }
    text += "\n" + String(repeating: " ", count: indent * depth)
  }

  private static func quote(_ string: String, into text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
