import KnowledgeGraph

/// How the subjects of a text are spelt in the catalogue's keys.
struct SubjectNames: Sendable {
  let own: String?
  let separator: String
  /// Upper-case spelling → the key's subject.
  private let aliases: [String: String]
  private let longestAlias: Int
  /// The subjects of the catalogue's keys, in upper case; empty when they are not known.
  private let known: Set<String>
  /// Codes that stand before a number in the text.
  private let named: Set<String>
  /// No small letter occurs, so capitals tell nothing.
  let isAllCapitals: Bool
  /// The text marks prerequisites with `(P)` or `(NP)`.
  let hasPassMark: Bool
  /// Some number of four digits in the text is no year, so that others may be none either.
  private let hasLongNumbers: Bool

  init(_ context: RequirementContext, tokens: [Token]) {
    own = context.subject
    known = Set(context.knownSubjects.map { $0.uppercased() })
    named = Set(
      zip(tokens, tokens.dropFirst()).filter { $0.isUpperCase && $1.kind == .number }
        .map { $0.0.text })
    separator = context.keySeparator
    aliases = Dictionary(
      context.subjectAliases.sorted { $0.key < $1.key }.map { ($0.key.uppercased(), $0.value) },
      uniquingKeysWith: { first, _ in first })
    longestAlias = aliases.keys.map { $0.split(separator: " ").count }.max() ?? 0
    hasPassMark = tokens.contains { $0.text == "P" || $0.text == "NP" }
    hasLongNumbers = tokens.contains {
      let digits = $0.text.prefix(while: \.isNumber)
      return $0.kind == .number && digits.count == 4 && !Tokenizer.isYear(String(digits))
    }
    isAllCapitals = !tokens.contains { $0.text.contains(where: \.isLowercase) }
  }

  func key(_ subject: String, _ number: String) -> String { subject + separator + number }

  /// The pattern that credits of a subject match, at a level's first digit where given. Nil when
  /// the subject cannot be told to be one of the keys': letters where those are numbers, or, in a
  /// text all in capitals, a word that nothing else shows to be a subject.
  func creditPattern(_ subject: String, isAlias: Bool, level: Character?) -> String? {
    guard isAlias || mayBeKeySubject(subject.uppercased()) else { return nil }
    return subject + separator + (level.map(String.init) ?? "") + "%"
  }

  private func mayBeKeySubject(_ subject: String) -> Bool {
    if own.map({ !$0.isEmpty && $0.allSatisfy(\.isNumber) }) ?? false { return false }
    if own?.uppercased() == subject || known.contains(subject) { return true }
    return known.isEmpty && (!isAllCapitals || named.contains(subject))
  }

  /// The longest alias that begins at `start`, with the token behind it.
  func alias(_ tokens: [Token], at start: Int) -> (subject: String, end: Int)? {
    for length in stride(from: min(longestAlias, tokens.count - start), through: 1, by: -1) {
      let words = tokens[start..<start + length].map(\.text).joined(separator: " ").uppercased()
      if let subject = aliases[words] { return (subject, start + length) }
    }
    return nil
  }

  /// A subject that is spelt out at `start` and followed by a course number or a slash.
  func subject(_ tokens: [Token], at start: Int) -> (subject: String, end: Int)? {
    if let found = alias(tokens, at: start), isFollowed(tokens, found.end) { return found }
    for length in stride(from: min(3, tokens.count - start - 1), through: 1, by: -1) {
      let words = tokens[start..<start + length]
      guard isFollowed(tokens, start + length), looksLikeSubject(words, tokens[start + length])
      else { continue }
      return (words.map(\.text).joined(separator: " ").uppercased(), start + length)
    }
    return nil
  }

  private func isFollowed(_ tokens: [Token], _ end: Int) -> Bool {
    guard end < tokens.count else { return false }
    let next = tokens[end]
    return next.kind == .number || next.text == "/"
  }

  /// Whether a code before this number names a subject. The text's own subject may be a word that
  /// elsewhere is none (`ACT`), but not before a short number, which may be a score.
  func mayName(_ code: String, _ number: String) -> Bool {
    let isOwn = own?.uppercased() == code.uppercased()
    if !known.isEmpty { return isOwn || known.contains(code.uppercased()) }
    if Vocabulary.notSubjects.contains(code.lowercased()) { return false }
    let isField = isOwn || DoubtfulWords.fields.contains(code.lowercased())
    if DoubtfulWords.mayBeSubject(code) {
      return isField || hasLongNumbers || !Tokenizer.isYear(number)
    }
    return isOwn && number.prefix(while: \.isNumber).count >= 3
      && !Tokenizer.isYear(number)
  }

  /// Registrars' abbreviations are eight characters at most, spaces included. A capitalised word
  /// (`Math`) counts before a number of three or four digits when it is known to name a field.
  private func looksLikeSubject(_ words: ArraySlice<Token>, _ next: Token) -> Bool {
    if !known.isEmpty {
      return words.allSatisfy { $0.kind == .word && $0.startsWithCapital }
        && mayName(words.map(\.text).joined(separator: " "), next.text)
    }
    let mayName = words.allSatisfy { word in
      let isEnding = words.count > 1 && DoubtfulWords.endings.contains(word.lower)
      return word.kind == .word && (isEnding || self.mayName(word.text, next.text))
    }
    guard mayName else { return false }
    let length = words.map(\.text.count).reduce(words.count - 1, +)
    guard length <= 8 else { return false }
    // `MIT MATH 100` is `MATH 100` of another school.
    if words.count > 1, let last = words.last, DoubtfulWords.wholeCodes.contains(last.lower) {
      return false
    }
    if words.allSatisfy(\.isUpperCase) { return length >= 2 }
    guard words.count == 1, let word = words.first, word.startsWithCapital else { return false }
    let isKnown = DoubtfulWords.fields.contains(word.lower) || own?.lowercased() == word.lower
    return isKnown && word.text.dropFirst().allSatisfy(\.isLowercase)
      && next.kind == .number && (3...4).contains(next.text.count)
  }
}
