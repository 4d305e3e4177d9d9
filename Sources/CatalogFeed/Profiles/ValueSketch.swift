/// What the values at one path of a feed are like, in constant memory.
struct ValueSketch: Sendable {
  /// Of each path the first values are looked at closely, and after those one of many.
  private static let closeLook = 2000
  private static let stride = 16
  private static let exampleCount = 3
  private static let exampleLength = 60

  /// Values that are not blank.
  private(set) var count = 0
  private(set) var distinct = DistinctSketch()
  /// Different values, the first ones, cut to a readable length.
  private(set) var examples: [String] = []
  /// Of the values looked at closely.
  private var kinds: [ValueKind: Int] = [:]
  private var seen = 0
  private var length = 0
  /// How often a word and a colon stood in the text: `Prerequisite:`.
  private(set) var markers: [String: Int] = [:]

  /// Values that speak as requirements do, of those looked at.
  private var requirementLike = 0

  /// Words of requirement texts, in small letters.
  struct Words: Sendable {
    /// Those that introduce one, before a colon.
    var markers: [String] = []
    /// Those that occur in one.
    var phrases: [String] = []
  }

  mutating func add(_ text: String, _ words: Words) {
    count += 1
    distinct.insert(DistinctSketch.hash(text.utf8))
    guard count <= Self.closeLook || count.isMultiple(of: Self.stride) else { return }
    seen += 1
    length += text.count
    kinds[ValueKind(text), default: 0] += 1
    addExample(text)
    let low = text.lowercased()
    if words.phrases.contains(where: { low.contains($0) }) { requirementLike += 1 }
    if let marker = Self.marker(in: text, low, words.markers),
      markers[marker] != nil || markers.count < 16
    {
      markers[marker, default: 0] += 1
    }
  }

  private mutating func addExample(_ text: String) {
    guard examples.count < Self.exampleCount else { return }
    let example =
      text.count <= Self.exampleLength ? text : String(text.prefix(Self.exampleLength)) + "…"
    if !examples.contains(example) { examples.append(example) }
  }

  /// The first of `words` that stands in the text before a colon, as the text writes it.
  private static func marker(in text: String, _ low: String, _ words: [String]) -> String? {
    guard text.contains(":") || text.contains("：") else { return nil }
    for word in words {
      for colon in [":", "："] {
        guard let found = low.firstRange(of: word + colon) else { continue }
        let start = low.distance(from: low.startIndex, to: found.lowerBound)
        return String(text.dropFirst(start).prefix(word.count + 1))
      }
    }
    return nil
  }

  /// The kind of nine in ten of the values; where they differ, what covers them.
  var kind: ValueKind {
    let share = { (kind: ValueKind) in
      seen == 0 ? 0 : Double(kinds[kind] ?? 0) / Double(seen)
    }
    if let clear = ValueKind.allCases.first(where: { share($0) >= 0.9 }) { return clear }
    if share(.integer) + share(.number) >= 0.9 { return .number }
    if share(.prose) >= 0.3 { return .prose }
    if share(.integer) + share(.number) + share(.code) + share(.language) >= 0.85 { return .code }
    return .text
  }

  /// Of the values looked at, 0 … 1.
  func share(of kind: ValueKind) -> Double {
    seen == 0 ? 0 : Double(kinds[kind] ?? 0) / Double(seen)
  }

  /// Characters of a value, on average.
  var meanLength: Double { seen == 0 ? 0 : Double(length) / Double(seen) }

  /// Of the values looked at, those with a phrase of requirements, 0 … 1.
  var requirementShare: Double { seen == 0 ? 0 : Double(requirementLike) / Double(seen) }

  /// How often a word of requirements stood before a colon, of the values looked at.
  var markedShare: Double {
    seen == 0 ? 0 : Double(markers.values.reduce(0, +)) / Double(seen)
  }
}
