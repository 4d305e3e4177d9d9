/// Writes a JSON text (RFC 8259) as elements: members of an object by their names, items of an
/// array as `item`, and in each the text of a string, number, `true` or `false`; `null` is empty.
///
/// A member whose name cannot be an element's is `member` with the name in the attribute
/// `package:name`. Line feeds between values are kept, so lines keep their numbers, and values are
/// apart by white space, so that the words of a part can be read.
struct JSONElements {
  /// Where and why a text is no JSON.
  struct Trouble: Error, Hashable {
    var message: String
    /// From 1.
    var line: Int
  }

  private static let depthLimit = 64

  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  private var output: [UInt8] = []

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The content of an element: no element for the text as a whole.
  static func written(_ bytes: [UInt8]) throws(Trouble) -> [UInt8] {
    var writer = JSONElements(bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { writer.index = 3 }
    writer.skipSpace()
    try writer.value(depth: 0)
    writer.skipSpace()
    guard writer.index == bytes.count else { throw writer.trouble("something follows the value") }
    return writer.output
  }

  private mutating func value(depth: Int) throws(Trouble) {
    guard depth <= Self.depthLimit else { throw trouble("it is nested too deep") }
    guard index < bytes.count else { throw trouble("it ends too early") }
    switch bytes[index] {
    case UInt8(ascii: "{"): try object(depth)
    case UInt8(ascii: "["): try array(depth)
    case UInt8(ascii: "\""):
      XMLTextWriting.append(value: try string(), to: &output)
    default: try word()
    }
  }

  private mutating func object(_ depth: Int) throws(Trouble) {
    try list(end: UInt8(ascii: "}")) { (writer) throws(Trouble) in
      guard writer.next == UInt8(ascii: "\"") else { throw writer.trouble("a name is missing") }
      let name = String(decoding: try writer.string(), as: UTF8.self)
      writer.skipSpace()
      guard writer.next == UInt8(ascii: ":") else { throw writer.trouble("a colon is missing") }
      writer.index += 1
      writer.skipSpace()
      try writer.element(name, depth)
    }
  }

  private mutating func array(_ depth: Int) throws(Trouble) {
    try list(end: UInt8(ascii: "]")) { (writer) throws(Trouble) in
      try writer.element("item", depth)
    }
  }

  private mutating func list(
    end: UInt8, _ item: (inout JSONElements) throws(Trouble) -> Void
  ) throws(Trouble) {
    index += 1
    skipSpace()
    if next == end {
      index += 1
      return
    }
    while true {
      try item(&self)
      skipSpace()
      guard next == UInt8(ascii: ",") else { break }
      index += 1
      skipSpace()
    }
    guard next == end else { throw trouble("a comma or the end of a list is missing") }
    index += 1
  }

  private mutating func element(_ name: String, _ depth: Int) throws(Trouble) {
    let isName = XMLTextWriting.isName(name)
    let tag = isName ? name : "member"
    output += Array("<\(tag)".utf8)
    if !isName {
      output += Array(" package:name=\"".utf8)
      XMLTextWriting.append(value: name.utf8, to: &output)
      output.append(UInt8(ascii: "\""))
    }
    output.append(UInt8(ascii: ">"))
    try value(depth: depth + 1)
    output += Array("</\(tag)> ".utf8)
  }

  // MARK: Tokens

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipSpace() {
    while let byte = next, isSpace(byte) {
      if byte == 0x0A {
        line += 1
        output.append(byte)
      }
      index += 1
    }
  }

  /// `true`, `false`, `null` or a number, as it is written.
  private mutating func word() throws(Trouble) {
    let start = index
    while let byte = next, !isSpace(byte), !",]}\"[{:".utf8.contains(byte) { index += 1 }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    switch text {
    case "null": break
    case "true", "false": output += Array(text.utf8)
    default:
      let isNumber = text.utf8.allSatisfy { "+-.eE0123456789".utf8.contains($0) }
      guard isNumber, Double(text) != nil else { throw trouble("“\(text.prefix(20))” is no value") }
      output += Array(text.utf8)
    }
  }

  private mutating func string() throws(Trouble) -> [UInt8] {
    index += 1
    var text: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        guard byte >= 0x20 else { throw trouble("a string holds a control character") }
        text.append(byte)
        continue
      }
      let scalar = try escaped()
      text += Array(String(Character(XMLTextWriting.allowed(scalar))).utf8)
    }
    guard next != nil else { throw trouble("a string does not end") }
    index += 1
    return Array(
      String(
        String.UnicodeScalarView(
          String(decoding: text, as: UTF8.self).unicodeScalars.map(XMLTextWriting.allowed))
      ).utf8)
  }

  private mutating func escaped() throws(Trouble) -> Unicode.Scalar {
    guard let letter = next else { throw trouble("a string does not end") }
    index += 1
    switch letter {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"), UInt8(ascii: "b"), UInt8(ascii: "f"): return " "
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "u"): return try unicode()
    default: throw trouble("a string holds an unknown escape")
    }
  }

  private mutating func unicode() throws(Trouble) -> Unicode.Scalar {
    let high = try hexadecimal()
    guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) ?? "\u{FFFD}" }
    guard next == UInt8(ascii: "\\"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "u")
    else { return "\u{FFFD}" }
    index += 2
    let low = try hexadecimal()
    guard (0xDC00..<0xE000).contains(low) else { return "\u{FFFD}" }
    return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
  }

  private mutating func hexadecimal() throws(Trouble) -> UInt32 {
    guard index + 4 <= bytes.count,
      let value = UInt32(String(decoding: bytes[index..<(index + 4)], as: UTF8.self), radix: 16)
    else { throw trouble("a string holds a broken escape") }
    index += 4
    return value
  }

  private func trouble(_ message: String) -> Trouble { Trouble(message: message, line: line) }
}
