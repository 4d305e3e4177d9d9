import KnowledgeGraph

/// How the subjects of a text are spelt in the catalogue's keys.
struct SubjectNames: Sendable {
  let own: String?
  let separator: String
  /// Upper-case spelling → the key's subject.
  private let aliases: [String: String]
  private let longestAlias: Int
  /// No small letter occurs, so capitals tell nothing.
  let isAllCapitals: Bool

  init(_ context: RequirementContext, tokens: [Token]) {
    own = context.subject
    separator = context.keySeparator
    aliases = Dictionary(
      context.subjectAliases.sorted { $0.key < $1.key }.map { ($0.key.uppercased(), $0.value) },
      uniquingKeysWith: { first, _ in first })
    longestAlias = aliases.keys.map { $0.split(separator: " ").count }.max() ?? 0
    isAllCapitals = !tokens.contains { $0.text.contains(where: \.isLowercase) }
  }

  func key(_ subject: String, _ number: String) -> String { subject + separator + number }

  /// The pattern that credits of a subject match, at a level's first digit where given. Nil when
  /// the subject cannot be one of the keys: letters where the keys' subjects are numbers.
  func creditPattern(_ subject: String, isAlias: Bool, level: Character?) -> String? {
    let ownIsNumeric = own.map { !$0.isEmpty && $0.allSatisfy(\.isNumber) } ?? false
    if !isAlias && ownIsNumeric { return nil }
    return subject + separator + (level.map(String.init) ?? "") + "%"
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
    return next.kind == .number || next.text == "/" || isNumberPair(next.text)
  }

  /// `111-112`.
  private func isNumberPair(_ text: String) -> Bool {
    text.count == 7 && text.allSatisfy { $0.isNumber || $0 == "-" }
      && text.dropFirst(3).first == "-"
  }

  /// Registrars' abbreviations are eight characters at most, spaces included. A capitalised word
  /// (`Math`) counts before a number of three or four digits.
  private func looksLikeSubject(_ words: ArraySlice<Token>, _ next: Token) -> Bool {
    guard words.allSatisfy({ $0.kind == .word && !Vocabulary.notSubjects.contains($0.lower) })
    else { return false }
    let length = words.map(\.text.count).reduce(words.count - 1, +)
    guard length <= 8 else { return false }
    if words.allSatisfy(\.isUpperCase) { return length >= 2 }
    return words.count == 1 && words[words.startIndex].startsWithCapital
      && words[words.startIndex].text.dropFirst().allSatisfy(\.isLowercase)
      && next.kind == .number && (3...4).contains(next.text.count)
  }
}
