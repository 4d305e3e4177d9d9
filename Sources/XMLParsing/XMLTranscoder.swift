import CLibXML2

/// Turns the bytes of a document into UTF-8, piece by piece, so that offsets, raw records and the
/// parser all speak of the same text. UTF-8 itself passes through unchecked: the parser checks it.
final class XMLTranscoder {
  /// Why a document cannot be read as text.
  enum Failure: Error {
    case unknownEncoding(String)
    /// The bytes do not fit the encoding.
    case malformed(encoding: String)
  }

  /// The encoding's name; nil for UTF-8.
  let encoding: String?
  private let handler: xmlCharEncodingHandlerPtr?
  private let input: xmlBufferPtr?
  private let output: xmlBufferPtr?
  private var isAtStart = true

  /// - Parameter head: the first bytes of the document, a few hundred or all there are.
  init(head: [UInt8]) throws(Failure) {
    let name = Self.encoding(of: head)
    encoding = name
    guard let name else {
      (handler, input, output) = (nil, nil, nil)
      return
    }
    guard let found = xmlFindCharEncodingHandler(name) else { throw .unknownEncoding(name) }
    (handler, input, output) = (found, xmlBufferCreate(), xmlBufferCreate())
  }

  deinit {
    xmlBufferFree(input)
    xmlBufferFree(output)
    xmlCharEncCloseFunc(handler)
  }

  /// The next bytes as UTF-8, without a byte order mark. A character cut at the end waits.
  func utf8(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
    var text = bytes
    if let handler, let input, let output {
      _ = bytes.withUnsafeBufferPointer { xmlBufferAdd(input, $0.baseAddress, Int32($0.count)) }
      try convert(handler, input, output)
      text = Array(
        UnsafeBufferPointer(start: xmlBufferContent(output), count: Int(xmlBufferLength(output))))
      xmlBufferEmpty(output)
    }
    defer { if !text.isEmpty { isAtStart = false } }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    return isAtStart && text.starts(with: mark) ? Array(text.dropFirst(3)) : text
  }

  /// Whether every byte given has become text; false when the document ends within a character.
  var isComplete: Bool { input.map { xmlBufferLength($0) == 0 } ?? true }

  /// Results of `xmlCharEncInFunc`: -1 room was short, -2 the bytes are wrong, -3 a cut character.
  private func convert(
    _ handler: xmlCharEncodingHandlerPtr, _ input: xmlBufferPtr, _ output: xmlBufferPtr
  ) throws(Failure) {
    while xmlBufferLength(input) > 0 {
      let before = xmlBufferLength(input)
      let result = xmlCharEncInFunc(handler, output, input)
      if result == -2 { throw .malformed(encoding: encoding ?? "UTF-8") }
      if xmlBufferLength(input) == before { return }
    }
  }

  /// The encoding by byte order mark, by the first four bytes (XML 1.0, appendix F), or by the
  /// declaration; nil for UTF-8.
  static func encoding(of head: [UInt8]) -> String? {
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { return nil }
    switch head.prefix(4) {
    case [0x00, 0x00, 0x00, 0x3C]: return "UCS-4BE"
    case [0x3C, 0x00, 0x00, 0x00]: return "UCS-4LE"
    case [0x00, 0x3C, 0x00, 0x3F]: return "UTF-16BE"
    case [0x3C, 0x00, 0x3F, 0x00]: return "UTF-16LE"
    case [0x4C, 0x6F, 0xA7, 0x94]: return "EBCDIC"
    default: break
    }
    if head.starts(with: [0xFE, 0xFF]) { return "UTF-16BE" }
    if head.starts(with: [0xFF, 0xFE]) { return "UTF-16LE" }
    return declaredEncoding(head)
  }

  private static func declaredEncoding(_ head: [UInt8]) -> String? {
    guard head.starts(with: Array("<?xml".utf8)),
      let end = head.prefix(512).firstIndex(of: UInt8(ascii: ">"))
    else { return nil }
    let declaration = String(decoding: head[..<end], as: UTF8.self)
    guard let keyword = declaration.firstRange(of: "encoding") else { return nil }
    let rest = declaration[keyword.upperBound...].drop { $0 != "\"" && $0 != "'" }
    guard let quote = rest.first else { return nil }
    let name = String(rest.dropFirst().prefix { $0 != quote })
    let isUTF8 = ["utf-8", "utf8", "us-ascii", "ascii"].contains(name.lowercased())
    return isUTF8 || name.isEmpty ? nil : name
  }
}
