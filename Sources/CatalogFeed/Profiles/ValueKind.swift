/// What a value looks like.
enum ValueKind: String, Sendable, Hashable, CaseIterable {
  case integer, number, date, duration, time, language, url, code, prose, text

  /// What people call it.
  var words: String {
    switch self {
    case .date: "ISO date"
    case .duration: "ISO duration"
    case .language: "language tag"
    case .url: "URL"
    case .prose: "prose"
    case .text: "short text"
    default: rawValue
    }
  }

  /// The kind of a text without white space at its ends.
  ///
  /// Prose is text of eight words or eighty bytes and more, or of thirty Chinese characters; a code
  /// has a digit or is in capitals, and at most two words.
  init(_ text: String) {
    let bytes = Array(text.utf8)
    if bytes.isEmpty {
      self = .text
    } else if bytes.allSatisfy(isDigit) {
      self = .integer
    } else if bytes.count <= 20, isDigit(bytes[bytes.count - 1]),
      Double(text.replacing(",", with: ".")) != nil
    {
      self = .number
    } else if text.hasPrefix("http://") || text.hasPrefix("https://") || text.hasPrefix("www.") {
      self = .url
    } else if Self.isDate(bytes) {
      self = .date
    } else if bytes[0] == UInt8(ascii: "P"), bytes.count <= 40, Self.isDuration(text) {
      self = .duration
    } else if isDigit(bytes[0]), bytes.count <= 12, Self.isTime(text) {
      self = .time
    } else if Self.isLanguage(bytes) {
      self = .language
    } else {
      self = Self.wording(text, bytes)
    }
  }

  /// `YYYY-MM-DD` and what may follow it.
  private static func isDate(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
      return false
    }
    return [0, 1, 2, 3, 5, 6, 8, 9].allSatisfy { isDigit(bytes[$0]) }
  }

  /// ISO 8601: `P3Y`, `PT40H`.
  private static func isDuration(_ text: String) -> Bool {
    text.wholeMatch(of: #/P(?=.)(\d+[YMWD])*(T(\d+(\.\d+)?[HMS])+)?/#) != nil
  }

  private static func isTime(_ text: String) -> Bool {
    text.wholeMatch(of: #/\d{1,2}[:.]\d{2}(:\d{2})?\s?([AaPp]\.?[Mm]\.?)?/#) != nil
  }

  /// `en`, `de-AT`: lower case, because a two-letter code in capitals may be anything.
  private static func isLanguage(_ bytes: [UInt8]) -> Bool {
    let isLower = { (byte: UInt8) in byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }
    guard bytes.count >= 2, isLower(bytes[0]), isLower(bytes[1]) else { return false }
    if bytes.count == 2 { return true }
    guard bytes[2] == UInt8(ascii: "-"), bytes.count <= 7 else { return false }
    return bytes.count > 3
  }

  private static func wording(_ text: String, _ bytes: [UInt8]) -> ValueKind {
    let words = text.split(whereSeparator: \.isWhitespace).count
    let wide = text.unicodeScalars.count { $0.value > 0x2E7F }
    if words >= 8 || bytes.count >= 80 && words > 1 || wide >= 30 { return .prose }
    let hasDigit = bytes.contains(where: isDigit)
    let isShort = words <= 2 && bytes.count <= 24
    let isCapital = bytes.count <= 8 && !bytes.contains { $0 >= 0x61 && $0 <= 0x7A || $0 > 127 }
    return isShort && (hasDigit || isCapital) ? .code : .text
  }
}

private func isDigit(_ byte: UInt8) -> Bool {
  byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}
