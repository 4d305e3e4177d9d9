/// One step that turns a feed's text into a value. Steps run in the order the mapping writes them.
enum TextFilter: Sendable, Hashable {
  /// What stands before a text; the whole when it does not occur.
  case before(String, last: Bool)
  /// What stands behind a text. When it does not occur: nothing if required, else the whole.
  case after(String, last: Bool, required: Bool)
  case stripPrefix(String)
  case stripSuffix(String)
  case replace(String, with: String)
  /// Resolves the five predefined entities and character references once more: `&amp;amp;`.
  case decode
  case lowercase
  case uppercase
  /// The n-th number in the text, from 1; nothing when there are not as many.
  case number(Int)
  /// The hours of an ISO 8601 duration: `PT1H30M` is 1.5; nothing for other texts.
  case hours
  /// The text that stands for a value; nothing for others if strict, else the value itself.
  case map([String: String], strict: Bool)
  /// Nothing when the text is one of these.
  case drop(Set<String>)
  /// Puts a text before.
  case prepend(String)
  /// The words of HTML.
  case html
  /// The day of a number of seconds since the beginning of 1970: `2023-11-17`; nothing for 0.
  case date

  /// The text after this step; nil when nothing is left.
  func apply(_ text: String) -> String? {
    switch self {
    case .before(let mark, let last):
      return range(of: mark, in: text, last: last).map { String(text[..<$0.lowerBound]) } ?? text
    case .after(let mark, let last, let required):
      let found = range(of: mark, in: text, last: last)
      return found.map { String(text[$0.upperBound...]) } ?? (required ? nil : text)
    case .stripPrefix(let prefix):
      return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    case .stripSuffix(let suffix):
      return text.hasSuffix(suffix) ? String(text.dropLast(suffix.count)) : text
    case .replace(let old, let new): return text.replacing(old, with: new)
    case .decode: return Self.decoded(text)
    case .lowercase: return text.lowercased()
    case .uppercase: return text.uppercased()
    case .hours: return DurationText.hours(text)
    case .number(let ordinal): return Self.numbers(in: text).dropFirst(ordinal - 1).first
    case .map(let table, let strict): return table[text] ?? (strict ? nil : text)
    case .drop(let texts): return texts.contains(text) ? nil : text
    case .prepend(let prefix): return prefix + text
    case .html: return HTMLText.words(text)
    case .date: return Self.day(text)
    }
  }

  private func range(of mark: String, in text: String, last: Bool) -> Range<String.Index>? {
    last ? text.ranges(of: mark).last : text.firstRange(of: mark)
  }

  /// Runs of digits with at most one point within: `1.5-9` has 1.5 and 9.
  static func numbers(in text: String) -> [String] {
    var found: [String] = []
    var current = ""
    for character in text {
      let extends = character == "." && !current.isEmpty && !current.contains(".")
      if ("0"..."9").contains(character) || extends {
        current.append(character)
      } else if !current.isEmpty {
        found.append(current)
        current = ""
      }
    }
    if !current.isEmpty { found.append(current) }
    return found.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
  }

  /// The civil date of a day count (era of 400 years, year beginning in March).
  private static func day(_ text: String) -> String? {
    guard let seconds = Int(text), abs(seconds) < 1 << 40 else { return text }
    guard seconds != 0 else { return nil }
    let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400 + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let ofEra = days - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * ofYear + 2) / 153
    let day = ofYear - (153 * month + 2) / 5 + 1
    let civilMonth = month < 10 ? month + 3 : month - 9
    let year = yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0)
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(year)-\(padded(civilMonth))-\(padded(day))"
  }

  private static let entities = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}",
  ]

  static func decoded(_ text: String) -> String {
    guard text.contains("&") else { return text }
    var result = ""
    var rest = text[...]
    while let ampersand = rest.firstIndex(of: "&") {
      result += rest[..<ampersand]
      rest = rest[rest.index(after: ampersand)...]
      guard let end = rest.prefix(12).firstIndex(of: ";"), let meant = entity(rest[..<end]) else {
        result += "&"
        continue
      }
      result += meant
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private static func entity(_ name: Substring) -> String? {
    guard name.hasPrefix("#") else { return entities[String(name)] }
    let digits = name.dropFirst()
    let code =
      digits.first == "x" || digits.first == "X"
      ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return code.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
  }
}
