import CLibXML2
import Diagnostics

/// Turns what libxml2 reports into diagnostics with a code of ours, a place and a hint.
public enum XMLDiagnostics {
  /// What kind of trouble an error is, for its code and its hint.
  enum Trouble: String {
    case empty
    case truncated
    case tooDeep = "too-deep"
    case misEncoded = "mis-encoded"
    case entityExpansion = "entity-expansion"
    case tooLong = "too-long"
    case textTooLong = "text-too-long"
    case notXML = "not-xml"
    case notWellFormed = "not-well-formed"
  }

  /// - Parameters:
  ///   - family: the first part of the code: `feed` gives `feed.truncated`.
  ///   - looksLikeXML: whether the document begins with markup.
  ///   - isUnfinished: whether the document has ended with elements still open.
  public static func diagnostic(
    _ error: xmlError, file: String?, family: String, looksLikeXML: Bool = true,
    isUnfinished: Bool = false
  ) -> Diagnostic {
    let text = error.message.map { String(cString: $0) } ?? "unknown error"
    let message = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? text
    let severity: Diagnostic.Severity = error.level == XML_ERR_FATAL ? .error : .warning
    let place = SourcePlace(
      file: file, line: error.line > 0 ? Int(error.line) : nil,
      column: error.int2 > 0 ? Int(error.int2) : nil)
    guard severity == .error else {
      return Diagnostic(.warning, code: "\(family).xml-warning", sentence(message), place: place)
    }
    let trouble =
      looksLikeXML ? classify(error, message: message, isUnfinished: isUnfinished) : .notXML
    return Diagnostic(
      .error, code: "\(family).\(trouble.rawValue)", summary(trouble), found: message,
      hint: hint(trouble), place: place)
  }

  private static func sentence(_ text: String) -> String { text.hasSuffix(".") ? text : text + "." }

  private static func classify(_ error: xmlError, message: String, isUnfinished: Bool) -> Trouble {
    switch UInt32(bitPattern: error.code) {
    case XML_ERR_INVALID_CHAR.rawValue, XML_ERR_INVALID_ENCODING.rawValue,
      XML_I18N_CONV_FAILED.rawValue:
      return .misEncoded
    case XML_ERR_ENTITY_LOOP.rawValue: return .entityExpansion
    default: break
    }
    if message.contains("proper UTF-8") { return .misEncoded }
    if message.contains("xcessive depth") { return .tooDeep }
    if message.contains("Huge input") || message.contains("too long") { return .tooLong }
    return isUnfinished ? .truncated : .notWellFormed
  }

  static func summary(_ trouble: Trouble) -> String {
    switch trouble {
    case .empty: "The file is empty."
    case .truncated: "The document ends before its last element is closed."
    case .tooDeep: "The elements are nested too deeply."
    case .misEncoded: "The text does not fit the document's encoding."
    case .entityExpansion: "An entity expands without reasonable bound."
    case .tooLong: "A tag, a name or a comment is too long."
    case .textTooLong: "The text of one element is too long."
    case .notXML: "The file is not XML."
    case .notWellFormed: "The document is not well-formed XML."
    }
  }

  static func hint(_ trouble: Trouble) -> String {
    switch trouble {
    case .empty: "check that the export which wrote it ran to its end"
    case .truncated: "fetch the feed again; it was probably cut off on the way"
    case .tooDeep: "256 levels are allowed; no catalogue needs as many"
    case .misEncoded:
      "name the real encoding in the first line, such as encoding=\"windows-1252\", "
        + "or convert the file to UTF-8"
    case .entityExpansion: "remove the entity declarations, or expand them beforehand"
    case .tooLong: "a single name, tag or comment may have at most 10 MB"
    case .textTooLong: "10 MB are allowed; no field of a catalogue is that long"
    case .notXML: "catalogue feeds are XML; activity files have a CSV header"
    case .notWellFormed: "repair the document at this place and import it again"
    }
  }
}

/// How a document begins, as far as its first character tells.
enum XMLOpening {
  /// Nothing but white space so far.
  case blank
  case markup
  case other

  init(_ text: [UInt8]) {
    guard let first = text.firstIndex(where: { !Self.isSpace($0) }) else {
      self = .blank
      return
    }
    let next = text[(first + 1)...].first
    let opensTag = text[first] == UInt8(ascii: "<") && !(next.map(Self.isSpace) ?? false)
    self = opensTag ? .markup : .other
  }

  private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}
