// How far a word reaches over its neighbours: pieces that lean on the next one, notes behind the
// last of several courses, words that qualify a whole list.

extension SentenceReader {
  /// Words that are half of a phrase and lean on what stands behind the next connective: `Third-`
  /// before `or fourth-year standing`, `one` before `or two of`, `3` before `or 6 credits`.
  func leansOnNext(_ range: Range<Int>) -> Bool {
    guard let last = range.last else { return false }
    let word = tokens[last].lower
    if tokens[last].text == "-" || word.hasSuffix("-") || word.hasSuffix("–") { return true }
    if word.hasSuffix("-year") || word.hasSuffix("-level") { return true }
    let quantifiers = ["all", "any", "both", "either", "some", "each", "none"]
    if quantifiers.contains(word), isAlone(last, in: range) { return true }
    if Vocabulary.counts[word] != nil || Vocabulary.ordinals[word] != nil { return true }
    if Vocabulary.classes[word] != nil || ["level", "year", "least"].contains(word) { return true }
    return tokens[last].kind == .number && word.allSatisfy(\.isNumber) && word.count <= 2
      && isAlone(last, in: range)
  }

  /// Nothing of its piece stands before this word.
  private func isAlone(_ index: Int, in range: Range<Int>) -> Bool {
    index == range.lowerBound || separator(at: index - 1) != nil
  }

  /// One or two words that may name a field before `or Biology majors`.
  func mayNameField(_ range: Range<Int>) -> Bool {
    guard (1...3).contains(range.count) else { return false }
    return range.allSatisfy { tokens[$0].kind == .word && tokens[$0].startsWithCapital }
      && !range.contains { Vocabulary.consent.contains(tokens[$0].lower) }
  }

  /// `(may be taken concurrently)` ends here: behind a list it may be said of all of it.
  var isBehindConcurrencyNote: Bool {
    position >= 2 && tokens[position - 1].text == ")"
      && ["concurrently", "concurrent"].contains(tokens[position - 2].lower)
  }

  /// These words qualify the list they stand in: they begin so, or do it behind a course.
  func qualifiesList(_ range: Range<Int>) -> Bool {
    guard let first = range.first else { return false }
    let opening = tokens[first].lower
    if DoubtfulWords.listQualifiers.contains(opening) || Vocabulary.counts[opening] != nil {
      return true
    }
    return namesCourse(range)
      && range.contains { DoubtfulWords.listQualifiers.contains(tokens[$0].lower) }
  }

  /// A phrase that denies, dates or replaces begins at this token.
  func isCondition(at index: Int) -> Bool {
    if Vocabulary.conditions.contains(tokens[index].lower) { return !isExclusion(at: index) }
    return DoubtfulWords.conditions.contains { phrase in
      index + phrase.count <= end
        && phrase.indices.allSatisfy { tokens[index + $0].lower == phrase[$0] }
    }
  }
}

extension Tokenizer {
  /// A whole number that may be a year of our time.
  static func isYear(_ text: String) -> Bool {
    text.count == 4 && Int(text).map { (1900..<2100).contains($0) } ?? false
  }
}
