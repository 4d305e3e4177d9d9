/// Writes XML 1.0, indented by two spaces.
struct ExportXML {
  private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  private var depth = 0

  typealias Attributes = [(name: String, value: String)]

  mutating func open(_ name: String, _ attributes: Attributes = []) {
    line("<\(name)\(Self.written(attributes))>")
    depth += 1
  }

  mutating func close(_ name: String) {
    depth -= 1
    line("</\(name)>")
  }

  mutating func empty(_ name: String, _ attributes: Attributes = []) {
    line("<\(name)\(Self.written(attributes))/>")
  }

  mutating func element(_ name: String, _ attributes: Attributes = [], text: String) {
    line("<\(name)\(Self.written(attributes))>\(Self.escaped(text))</\(name)>")
  }

  private mutating func line(_ line: String) {
    text += String(repeating: "  ", count: depth) + line + "\n"
  }

  private static func written(_ attributes: Attributes) -> String {
    attributes.map { " \($0.name)=\"\(escaped($0.value))\"" }.joined()
  }

  /// Escapes for content and for attributes in double quotes. A carriage return, which a parser
  /// would turn into a line feed, becomes a reference.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\r": result += "&#13;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The text without what XML cannot hold (XML 1.0 §2.2, `Char`): control characters but tab and
  /// line breaks, U+FFFE, U+FFFF.
  static func cleaned(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { !isCharacter($0) }) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.filter(isCharacter)))
  }

  private static func isCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: true
    case 0..<0x20, 0xFFFE, 0xFFFF: false
    default: true
    }
  }

  /// White space as import leaves it: none at the ends, single spaces between.
  static func collapsed(_ text: String) -> String {
    text.unicodeScalars.split { [" ", "\t", "\n", "\r"].contains($0) }
      .map { String($0) }.joined(separator: " ")
  }
}
