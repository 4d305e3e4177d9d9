/// A JSON document in memory, keeping integers apart from floats and members in their order.
///
/// Requirement trees and list properties are stored as JSON text; a large catalogue has a hundred
/// thousand of them, and reading them through `Decodable` costs ten times as much.
enum JSONValue: Sendable, Hashable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case float(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  struct Member: Sendable, Hashable {
    var name: String
    var value: JSONValue
  }

  /// Nesting beyond this is refused both ways, so that no input can exhaust the stack.
  static let deepestNesting = 512

  func member(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .float(let value): value
    default: nil
    }
  }

  /// Compact text. Floats always have a point or an exponent; a float that JSON cannot write is
  /// the object `{"$type":"Float","value":"NaN"}`.
  var text: String {
    var bytes: [UInt8] = []
    write(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func write(into bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .boolean(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): bytes.append(contentsOf: String(value).utf8)
    case .float(let value): Self.write(value, into: &bytes)
    case .string(let value): Self.write(value, into: &bytes)
    case .array(let values):
      Self.write(values, between: ("[", "]"), into: &bytes) { $0.write(into: &$1) }
    case .object(let members):
      Self.write(members, between: ("{", "}"), into: &bytes) { member, bytes in
        Self.write(member.name, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.write(into: &bytes)
      }
    }
  }

  private static func write<Element>(
    _ elements: [Element], between brackets: (Unicode.Scalar, Unicode.Scalar),
    into bytes: inout [UInt8], _ writeOne: (Element, inout [UInt8]) -> Void
  ) {
    bytes.append(UInt8(ascii: brackets.0))
    for (position, element) in elements.enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      writeOne(element, &bytes)
    }
    bytes.append(UInt8(ascii: brackets.1))
  }

  private static func write(_ value: Double, into bytes: inout [UInt8]) {
    if value.isFinite {
      bytes.append(contentsOf: value.description.utf8)
      return
    }
    let name = value.isNaN ? "NaN" : value > 0 ? "Infinity" : "-Infinity"
    bytes.append(contentsOf: "{\"$type\":\"Float\",\"value\":\"\(name)\"}".utf8)
  }

  private static func write(_ value: String, into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [0x5C, byte])
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        bytes.append(contentsOf: ("\\u" + (byte < 16 ? "000" : "00") + digits).utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
