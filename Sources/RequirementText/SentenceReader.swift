import KnowledgeGraph

/// One piece of a sentence between two separators.
struct Item: Sendable {
  enum Kind: Sendable, Hashable {
    case course, standing, credits, programme, group
    /// Permission of somebody, or an unnamed equivalent: nothing that a graph can hold.
    case consent
    case unknown
    /// Recommended only; not part of what is required.
    case advice
    case statedNone
  }

  var kind: Kind
  var requirement: TextRequirement
  /// Positions in the sentence's tokens.
  var tokens: Range<Int>
  /// A course written as a number alone.
  var isBare = false
  /// A course with a registrar's mark such as `(P)`.
  var isMarked = false
  /// A course with `with a grade of …` or `(may be taken concurrently)` behind it, which may reach
  /// back over the courses before.
  var hasTrailingGrade = false
}

/// Recursive descent over the tokens of one sentence, or of a bracketed part of one.
///
/// Every `read…` function takes the tokens at `position` when it understands them and leaves
/// `position` alone when it returns nil.
struct SentenceReader {
  let text: [Character]
  let tokens: [Token]
  let subjects: SubjectNames
  var position = 0
  /// Reading stops before this position.
  var end: Int
  /// Set by a list whose extent is in doubt: where its words end.
  var ambiguousEnd: Int?
  /// The subject a bare number takes.
  var subject: String?

  init(text: [Character], tokens: [Token], subjects: SubjectNames) {
    self.text = text
    self.tokens = tokens
    self.subjects = subjects
    end = tokens.count
    subject = subjects.own
  }

  mutating func read() -> TextReading {
    trimEnds()
    guard position < end else { return opaque(0..<tokens.count) }
    if readsAsNone() { return TextReading(requirement: .none) }
    if let advice = readAdviceSentence() { return advice }
    let whole = position..<end
    if hasStrayColon() || isConditional() { return opaque(whole) }
    if endsInDoubtfulAdvice() { return opaque(whole) }
    let advice = cutTrailingAdvice()
    let required = position..<end
    var reading = readSequence()
    if position < end { return opaque(whole) }
    let isExact = reading.requirement.opaqueWords.isEmpty
    if !isExact, isProse(required) { reading = readProse(required) }
    reading.advice += advice
    return reading
  }

  /// The items from here to `end` with what joins them, put together.
  mutating func readSequence() -> TextReading {
    let start = position
    var items: [Item] = []
    var separators: [Separator] = []
    while position < end {
      let item = readItem(after: items.last, following: separators.last)
      if absorbs(items.last, item, separators.last) {
        let from = items[items.count - 1].tokens.lowerBound
        items[items.count - 1] = opaqueItem(from..<item.tokens.upperBound)
        separators.removeLast()
      } else {
        items.append(item)
      }
      guard let separator = readSeparator() else { break }
      separators.append(separator)
    }
    // Nothing between two marks, or nothing behind the last: words are missing.
    guard separators.count + 1 == items.count else { return opaque(start..<position) }
    return SequenceReading(items: items, separators: separators, source: self).joined()
  }

  /// Words after an opaque piece belong to it when they, too, mean nothing by themselves, or are
  /// courses that continue a list begun inside it.
  private func absorbs(_ last: Item?, _ item: Item, _ separator: Separator?) -> Bool {
    guard let last, let separator, !separator.isSemicolon else { return false }
    guard last.kind == .unknown || last.kind == .consent else { return false }
    if item.kind == .unknown || leansOnNext(last.tokens) { return true }
    if item.kind == .programme, last.kind == .unknown { return mayNameField(last.tokens) }
    guard item.kind == .course, last.kind == .unknown else { return false }
    return item.isBare || namesCourse(last.tokens) || isSubjectList(last.tokens, separator)
  }

  /// `NURS, HLTH` before `or HRST 802`: subjects that share one number.
  private func isSubjectList(_ range: Range<Int>, _ separator: Separator) -> Bool {
    guard separator.isOr || separator == .and, let last = range.last else { return false }
    let isWholePiece = last == range.lowerBound || self.separator(at: last - 1) != nil
    return isWholePiece && tokens[last].isUpperCase && tokens[last].text.count <= 8
  }

  func namesCourse(_ range: Range<Int>) -> Bool {
    range.contains { index in
      guard tokens[index].kind == .number else { return false }
      if tokens[index].text.count >= 3 { return true }
      guard index > range.lowerBound else { return false }
      let before = tokens[index - 1]
      return before.isUpperCase && DoubtfulWords.mayBeSubject(before.lower)
    }
  }

  // MARK: Looking at tokens

  func peek(_ offset: Int = 0) -> Token? {
    position + offset < end ? tokens[position + offset] : nil
  }

  func lower(_ offset: Int = 0) -> String { peek(offset)?.lower ?? "" }

  mutating func take(_ words: String...) -> Bool {
    for (offset, word) in words.enumerated() where lower(offset) != word { return false }
    position += words.count
    return true
  }

  mutating func take(anyOf words: Set<String>) -> String? {
    let word = lower()
    guard words.contains(word) else { return nil }
    position += 1
    return word
  }

  /// Runs `body`; when it returns nil, nothing was taken.
  mutating func attempt<Value>(_ body: (inout SentenceReader) -> Value?) -> Value? {
    let saved = (position, subject)
    if let value = body(&self) { return value }
    (position, subject) = saved
    return nil
  }

  /// The words of these tokens as they stand in the text.
  func words(_ range: Range<Int>) -> String {
    guard let first = range.first, let last = range.last else { return "" }
    return String(text[tokens[first].range.lowerBound..<tokens[last].range.upperBound])
  }

  /// The characters from the first of these tokens to the last.
  func characters(_ range: Range<Int>) -> Range<Int> {
    guard let first = range.first, let last = range.last else { return 0..<0 }
    return tokens[first].range.lowerBound..<tokens[last].range.upperBound
  }

  func opaqueWords(_ range: Range<Int>) -> TextRequirement {
    .opaque(OpaqueWords(range: characters(range), text: words(range)))
  }

  func advised(_ requirement: TextRequirement, _ range: Range<Int>) -> TextAdvice {
    TextAdvice(requirement: requirement, range: characters(range))
  }

  func opaque(_ range: Range<Int>) -> TextReading {
    TextReading(requirement: opaqueWords(range))
  }

  func opaqueItem(_ range: Range<Int>) -> Item {
    let named = range.map { tokens[$0].lower }
    let isConsent =
      named.contains(where: Vocabulary.consent.contains) || named.contains { $0.hasPrefix("equiv") }
    let kind: Item.Kind = isConsent && !namesCourse(range) ? .consent : .unknown
    return Item(kind: kind, requirement: opaqueWords(range), tokens: range)
  }

  // MARK: The sentence as a whole

  private mutating func trimEnds() {
    while end > position, ["/", ";", ",", ".", ":", "|"].contains(tokens[end - 1].text) { end -= 1 }
    let saved = end
    // `… is also required` adds nothing.
    if end > position, ["required", "req"].contains(tokens[end - 1].lower) {
      end -= 1
      while end > position, ["is", "are", "also", "both"].contains(tokens[end - 1].lower) {
        end -= 1
      }
    }
    if end == position { end = saved }
  }

  /// A colon that no list announces: a label for some students, a heading.
  private func hasStrayColon() -> Bool {
    (position..<end).contains { index in
      tokens[index].text == ":"
        && (index == 0 || !["following", "of", "courses"].contains(tokens[index - 1].lower))
    }
  }

  private func isConditional() -> Bool {
    if ["for", "other", "such"].contains(lower()) { return true }
    return (position..<end).contains(where: isCondition)
  }

  /// `…; ART 101 & 102 recommended`: both, or the second?
  private func endsInDoubtfulAdvice() -> Bool {
    guard let last = semicolons(in: position..<end).last else { return false }
    var probe = self
    probe.position = last.end
    guard let found = probe.readAdviceSentence() else { return false }
    return found.requirement != .none
  }

  /// `…; ART 101 strongly recommended`: advice behind the last semicolons.
  private mutating func cutTrailingAdvice() -> [TextAdvice] {
    var advice: [TextAdvice] = []
    while let last = semicolons(in: position..<end).last, last.link == .semicolon {
      var probe = self
      probe.position = last.end
      guard let found = probe.readAdviceSentence(), found.requirement == .none else { break }
      advice = found.advice + advice
      end = last.start
    }
    return advice
  }

  /// Between semicolons, what holds words of running prose stays opaque as a whole; the rest is
  /// read. All of it is opaque where one of the pieces is an alternative.
  private mutating func readProse(_ whole: Range<Int>) -> TextReading {
    let marks = semicolons(in: whole)
    guard !marks.isEmpty, marks.allSatisfy({ $0.link != .semicolonOr }) else {
      return opaque(whole)
    }
    let starts = [whole.lowerBound] + marks.map(\.end)
    let ends = marks.map(\.start) + [whole.upperBound]
    var parts: [TextRequirement] = []
    var advice: [TextAdvice] = []
    for (start, stop) in zip(starts, ends) where start < stop {
      var piece = self
      (piece.position, piece.end) = (start, stop)
      let reading = isProse(start..<stop) ? opaque(start..<stop) : piece.readSequence()
      parts.append(
        piece.position == stop || isProse(start..<stop)
          ? reading.requirement : opaqueWords(start..<stop))
      advice += reading.advice
    }
    return TextReading(requirement: .all(parts), advice: advice)
  }

  /// The semicolons outside of brackets, with the connective behind them.
  private func semicolons(in range: Range<Int>) -> [(start: Int, end: Int, link: Separator)] {
    var found: [(start: Int, end: Int, link: Separator)] = []
    var depth = 0
    for index in range {
      switch tokens[index].text {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case ";" where depth <= 0:
        if let mark = separator(at: index) { found.append((index, mark.end, mark.separator)) }
      default: break
      }
    }
    return found
  }

  private func isProse(_ range: Range<Int>) -> Bool {
    range.contains { Vocabulary.prose.contains(tokens[$0].lower) }
  }
}
