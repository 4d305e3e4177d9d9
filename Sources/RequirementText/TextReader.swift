import KnowledgeGraph

/// Reads a whole text: cuts it into labelled sections and those into sentences, and joins what the
/// sentences say with *and*.
struct TextReader {
  let text: [Character]
  let tokens: [Token]
  let kind: RequirementFact.Kind
  let subjects: SubjectNames

  init(text: [Character], kind: RequirementFact.Kind, context: RequirementContext) {
    self.text = text
    tokens = Tokenizer.tokens(of: text)
    self.kind = kind
    subjects = SubjectNames(context, tokens: tokens)
  }

  func read() -> TextReading {
    var parts: [TextRequirement] = []
    var advice: [TextAdvice] = []
    let sections = sections()
    if sections.isEmpty || hasTiedLabel {
      return TextReading(requirement: opaque(tokens.indices))
    }
    for section in sections {
      let reading = read(section)
      advice += reading.advice
      parts.append(reading.requirement)
    }
    return TextReading(requirement: .all(parts), advice: advice)
  }

  // MARK: Sections

  struct Section: Hashable {
    var kind: RequirementFact.Kind
    var tokens: Range<Int>
    /// Where its label begins; the first token where it has none.
    var start: Int
  }

  /// The text cut at labels such as `Coreq:`; what stands before the first one is of the text's
  /// own kind.
  func sections() -> [Section] {
    var found: [Section] = []
    var start = 0
    var labelStart = 0
    var current = kind
    var position = 0
    while position < tokens.count {
      if let bracketed = bracketedLabel(at: position) {
        found.append(
          Section(kind: current, tokens: trimmed(start..<(position - 1)), start: labelStart))
        found.append(
          Section(
            kind: bracketed.kind, tokens: trimmed(bracketed.tokens), start: position))
        (start, labelStart, position) = (bracketed.end, bracketed.end, bracketed.end)
      } else if let label = label(at: position) {
        found.append(
          Section(kind: current, tokens: trimmed(start..<position), start: labelStart))
        current = label.kind
        labelStart = position
        start = label.end
        position = label.end
      } else {
        position += 1
      }
    }
    found.append(Section(kind: current, tokens: trimmed(start..<tokens.count), start: labelStart))
    return found.filter { !$0.tokens.isEmpty }
  }

  /// `(recommended: ART 101)` at the end of a sentence: a section of its own.
  private func bracketedLabel(
    at position: Int
  ) -> (kind: RequirementFact.Kind, tokens: Range<Int>, end: Int)? {
    guard position > 0, tokens[position - 1].text == "(", let label = label(at: position),
      let close = (label.end..<tokens.count).first(where: { "()".contains(tokens[$0].text) }),
      tokens[close].text == ")"
    else { return nil }
    let isLast = close + 1 == tokens.count
    guard isLast || tokens[close + 1].text == "." else { return nil }
    return (label.kind, label.end..<close, isLast ? close + 1 : close + 2)
  }

  /// A section's label at this token: a known word, perhaps with `(s)`, and a colon.
  private func label(at position: Int) -> (kind: RequirementFact.Kind, end: Int)? {
    guard let kind = Vocabulary.sectionLabels[tokens[position].lower] else { return nil }
    var end = position + 1
    if end + 2 < tokens.count, tokens[end].text == "(", tokens[end + 1].lower == "s" { end += 3 }
    guard end < tokens.count, tokens[end].text == ":" else { return nil }
    return (kind, end + 1)
  }

  /// A label tied to what stands before it: `pre- or corequisite:`, `A; or coreq: B`, `not
  /// recommended:`, or in brackets with more of the sentence behind them.
  private var hasTiedLabel: Bool {
    let ties: Set = ["or", "and", "&", "and/or", "pre", "pre-", "co", "co-", "not", "("]
    return tokens.indices.dropFirst().contains { index in
      guard label(at: index) != nil, bracketedLabel(at: index) == nil else { return false }
      if ties.contains(tokens[index - 1].lower) { return true }
      let before = index >= 2 ? tokens[index - 2].lower : ""
      return tokens[index - 1].text == "/"
        && (ties.contains(before) || Vocabulary.sectionLabels[before] != nil)
    }
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    while end > range.lowerBound, ["/", ";", ",", "|"].contains(tokens[end - 1].text) { end -= 1 }
    return range.lowerBound..<end
  }

  // MARK: Sentences

  private func read(_ section: Section) -> TextReading {
    let sentences = sentences(in: section.tokens)
    if sentences.isEmpty { return TextReading(requirement: opaque(section.tokens)) }
    if section.kind == .recommended, kind != .recommended {
      let advice = sentences.map { range in
        var reader = sentence(range)
        return TextAdvice(requirement: reader.read().requirement, range: characters(range))
      }
      return TextReading(requirement: .none, advice: advice.filter { $0.requirement != .none })
    }
    if isForeign(section) || hasEllipsis(section.tokens) {
      return TextReading(requirement: opaque(section.start..<section.tokens.upperBound))
    }
    var parts: [TextRequirement] = []
    var advice: [TextAdvice] = []
    var saysNone = false
    for (order, range) in sentences.enumerated() {
      var reader = sentence(range)
      let opening = tokens[range.lowerBound].lower
      if ["and", "or", "&"].contains(opening), !section.tokens.isEmpty {
        // The rest of a broken-off text, or an alternative to who knows how much of what stands
        // before it.
        if order == 0 || opening == "or" {
          return TextReading(requirement: opaque(section.tokens), advice: advice)
        }
        reader.position += 1
      }
      let reading = reader.read()
      advice += reading.advice
      if reading.requirement == .none, reading.advice.isEmpty { saysNone = true }
      parts.append(list(reading.requirement, in: range, of: section.kind))
    }
    // `None. ART 101`: which of the two?
    if saysNone, parts.contains(where: { $0 != .none }) {
      return TextReading(requirement: opaque(section.tokens), advice: advice)
    }
    // Each sentence of such a list excludes, or is equivalent, by itself.
    let isList = section.kind == .exclusion || section.kind == .equivalent
    let whole = (isList ? TextRequirement.any(parts) : .all(parts)).simplified()
    return TextReading(requirement: whole.wrapped(for: section.kind), advice: advice)
  }

  /// An equivalence is no requirement, and a requirement is neither an equivalent nor advice.
  private func isForeign(_ section: Section) -> Bool {
    guard section.kind != kind else { return false }
    return section.kind == .equivalent || kind == .equivalent || kind == .recommended
  }

  /// `ART 101 ... ART 104`: more is meant than is named.
  private func hasEllipsis(_ range: Range<Int>) -> Bool {
    range.contains { index in
      tokens[index].text == "…"
        || index + 2 < range.upperBound && tokens[index...(index + 2)].allSatisfy { $0.text == "." }
    }
  }

  private func sentence(_ range: Range<Int>) -> SentenceReader {
    SentenceReader(text: text, tokens: Array(tokens[range]), subjects: subjects)
  }

  /// In lists of exclusions and equivalents a comma means *or*: each course excludes by itself.
  /// `A and B` in such a list leaves open which is meant.
  private func list(
    _ requirement: TextRequirement, in range: Range<Int>, of kind: RequirementFact.Kind
  ) -> TextRequirement {
    // `Not open to …` already is what an exclusion is, and inside another kind it is in doubt.
    if kind == .exclusion, case .not(let excluded) = requirement.simplified() { return excluded }
    if kind != .prerequisite, requirement.holdsNegation { return opaque(range) }
    guard kind == .exclusion || kind == .equivalent, case .all(let parts) = requirement.simplified()
    else { return requirement }
    let saysAnd = tokens[range].contains { ["and", "&", "all", "both"].contains($0.lower) }
    return saysAnd ? opaque(range) : .any(parts)
  }

  /// Token ranges of the sentences, without their stops.
  private func sentences(in range: Range<Int>) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start = range.lowerBound
    var depth = 0
    for position in range {
      switch tokens[position].text {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth = max(0, depth - 1)
      case "." where depth == 0 && endsSentence(position, in: range):
        if start < position { found.append(start..<position) }
        start = position + 1
      default: break
      }
    }
    if start < range.upperBound { found.append(start..<range.upperBound) }
    return found
  }

  /// A stop behind an abbreviation with a small letter following does not end a sentence.
  private func endsSentence(_ position: Int, in range: Range<Int>) -> Bool {
    guard position > range.lowerBound, position + 1 < range.upperBound else { return true }
    let isAbbreviation = Vocabulary.abbreviations.contains(tokens[position - 1].lower)
    return !(isAbbreviation && !tokens[position + 1].startsWithCapital)
  }

  private func characters(_ range: Range<Int>) -> Range<Int> {
    guard let first = range.first, let last = range.last else { return 0..<0 }
    return tokens[first].range.lowerBound..<tokens[last].range.upperBound
  }

  private func opaque(_ range: Range<Int>) -> TextRequirement {
    let place = characters(range)
    return .opaque(OpaqueWords(range: place, text: String(text[place])))
  }
}
