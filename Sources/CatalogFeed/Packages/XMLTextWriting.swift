/// Writes text so that a parser reads it back as it was.
enum XMLTextWriting {
  /// Text between tags; line feeds stay, so that lines keep their numbers.
  static func append(_ text: some Sequence<UInt8>, to output: inout [UInt8]) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "&"): output += Array("&amp;".utf8)
      case UInt8(ascii: "<"): output += Array("&lt;".utf8)
      case UInt8(ascii: ">"): output += Array("&gt;".utf8)
      case 0x0D: output += Array("&#13;".utf8)
      default: output.append(byte)
      }
    }
  }

  /// A value between quotes.
  static func append(value text: some Sequence<UInt8>, to output: inout [UInt8]) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "&"): output += Array("&amp;".utf8)
      case UInt8(ascii: "<"): output += Array("&lt;".utf8)
      case UInt8(ascii: "\""): output += Array("&quot;".utf8)
      case 0x09, 0x0A, 0x0D: output += Array("&#\(byte);".utf8)
      default: output.append(byte)
      }
    }
  }

  /// Text of any origin: what is no UTF-8, and what XML 1.0 has no place for, becomes U+FFFD or a
  /// space.
  static func append(foreign bytes: [UInt8], to output: inout [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    for scalar in text.unicodeScalars.dropFirst(marked ? 1 : 0) {
      append(UTF8.encode(allowed(scalar)).map(Array.init) ?? [], to: &output)
    }
  }

  /// The character, or what stands in for one that XML does not allow.
  static func allowed(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x09, 0x0A: scalar
    case 0..<0x20: " "
    case 0xFFFE, 0xFFFF: "\u{FFFD}"
    default: scalar
    }
  }

  /// Whether a text can be the name of an element: ASCII letters, digits, `_`, `-`, `.`.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) else { return false }
    return text.utf8.allSatisfy {
      isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
        || $0 == UInt8(ascii: ".")
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
  }

  /// The attributes that name a document, and it without its folders and ending.
  static func documentAttributes(_ name: String) -> String {
    let file = name.split(separator: "/").last ?? name[...]
    let stem = file.lastIndex(of: ".").map { file[..<$0] } ?? file
    func quoted(_ text: some StringProtocol) -> String {
      var bytes: [UInt8] = []
      XMLTextWriting.append(value: text.utf8, to: &bytes)
      return String(decoding: bytes, as: UTF8.self)
    }
    return " package:document=\"\(quoted(name))\" package:stem=\"\(quoted(stem))\""
  }
}
