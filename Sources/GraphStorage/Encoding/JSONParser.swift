/// Reads JSON text that this store wrote. Anything else is `MalformedJSON`; nothing traps.
struct JSONParser {
  struct MalformedJSON: Error {}

  private let bytes: [UInt8]
  private var position = 0

  static func parse(_ text: String) throws -> JSONValue {
    var parser = JSONParser(bytes: Array(text.utf8))
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == parser.bytes.count else { throw MalformedJSON() }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
  }

  private mutating func expect(_ scalar: Unicode.Scalar) throws {
    skipSpace()
    guard next == UInt8(ascii: scalar) else { throw MalformedJSON() }
    position += 1
  }

  private mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws -> JSONValue {
    guard depth < JSONValue.deepestNesting * 2 else { throw MalformedJSON() }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return .object(try members(depth: depth))
    case UInt8(ascii: "["): return .array(try elements(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw MalformedJSON() }
    position += word.utf8.count
    return value
  }

  private mutating func elements(depth: Int) throws -> [JSONValue] {
    try expect("[")
    var found: [JSONValue] = []
    if accept("]") { return found }
    repeat { found.append(try value(depth: depth + 1)) } while accept(",")
    try expect("]")
    return found
  }

  private mutating func members(depth: Int) throws -> [JSONValue.Member] {
    try expect("{")
    var found: [JSONValue.Member] = []
    if accept("}") { return found }
    repeat {
      skipSpace()
      let name = try string()
      try expect(":")
      found.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
    } while accept(",")
    try expect("}")
    return found
  }

  private mutating func number() throws -> JSONValue {
    let start = position
    var isInteger = true
    while let byte = next {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
      case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"):
        isInteger = false
      default: return try number(start, isInteger)
      }
      position += 1
    }
    return try number(start, isInteger)
  }

  private func number(_ start: Int, _ isInteger: Bool) throws -> JSONValue {
    let digits = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let value = Int64(digits) { return .integer(value) }
    guard let value = Double(digits) else { throw MalformedJSON() }
    return .float(value)
  }

  private mutating func string() throws -> String {
    guard next == UInt8(ascii: "\"") else { throw MalformedJSON() }
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text.append(contentsOf: try escaped())
      default: text.append(byte)
      }
    }
    throw MalformedJSON()
  }

  private mutating func escaped() throws -> [UInt8] {
    guard let byte = next else { throw MalformedJSON() }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "u"):
      guard position + 4 <= bytes.count,
        let code = UInt32(
          String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(code)
      else { throw MalformedJSON() }
      position += 4
      return Array(String(scalar).utf8)
    default: return [byte]
    }
  }
}
