/// A word or mark of a requirement text, with its place in the characters of the text.
struct Token: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// Letters, with inner marks as in `B.Sc.`, `third-year`, `L&I`, `C+`, `65%`.
    case word
    /// Digits with at most two capitals behind: `101`, `240A`.
    case number
    /// One character: punctuation or a bracket.
    case mark
  }

  var kind: Kind
  var text: String
  /// The text in lower case, which is what the grammar compares.
  var lower: String
  /// Character offsets into the whole text.
  var range: Range<Int>

  init(_ kind: Kind, _ text: String, _ range: Range<Int>) {
    self.kind = kind
    self.text = text
    self.lower = text.lowercased()
    self.range = range
  }

  var isUpperCase: Bool {
    kind == .word && text.allSatisfy { $0.isUppercase || $0 == "&" }
  }
  var startsWithCapital: Bool { text.first?.isUppercase ?? false }
}

/// Cuts a text into tokens. Every character that is not white space belongs to one. O(n).
struct Tokenizer {
  private let characters: [Character]
  private var position = 0

  static func tokens(of characters: [Character]) -> [Token] {
    var tokenizer = Tokenizer(characters: characters)
    var tokens: [Token] = []
    while let token = tokenizer.next() { tokens.append(token) }
    return joiningAndOr(tokens)
  }

  private init(characters: [Character]) { self.characters = characters }

  private mutating func next() -> Token? {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
    guard position < characters.count else { return nil }
    let start = position
    guard characters[start].isLetter || characters[start].isNumber else {
      position += 1
      return Token(.mark, String(characters[start]), start..<position)
    }
    position += 1
    while position < characters.count, continuesWord(from: start) { position += 1 }
    let text = String(characters[start..<position])
    if let subject = Self.subjectOfHyphenatedCode(text) {
      position = start + subject.count + 1
      return Token(.word, subject, start..<position)
    }
    return Token(Self.isCourseNumber(text) ? .number : .word, text, start..<position)
  }

  private func continuesWord(from start: Int) -> Bool {
    let character = characters[position]
    if character.isLetter || character.isNumber { return true }
    let before = characters[position - 1]
    let after = position + 1 < characters.count ? characters[position + 1] : " "
    switch character {
    case "'", "’": return before.isLetter && after.isLetter
    case "%": return before.isNumber || before == "%"
    case "&": return before.isUppercase && after.isUppercase
    case "+": return position == start + 1 && before.isUppercase && !after.isLetter
    case "-":
      if after.isLetter || after.isNumber { return true }
      return before.isNumber || (position == start + 1 && before.isUppercase)
    case ".": return isInnerStop(from: start, before: before, after: after)
    default: return false
    }
  }

  /// `2.67`, `B.Sc`, and the last stop of `B.Sc.`; not the stop that ends a sentence.
  private func isInnerStop(from start: Int, before: Character, after: Character) -> Bool {
    let soFar = characters[start..<position]
    if before.isNumber { return after.isNumber && soFar.allSatisfy(\.isNumber) }
    guard before.isLetter else { return false }
    if after.isLetter { return soFar.split(separator: ".").last.map { $0.count <= 4 } ?? false }
    return soFar.contains(".") && !after.isNumber
  }

  /// Digits, not all zeros, with at most two capitals that cannot be taken for digits.
  static func isCourseNumber(_ text: String) -> Bool {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let letters = text.dropFirst(digits.count)
    guard (1...5).contains(digits.count), digits.contains(where: { $0 != "0" }) else {
      return false
    }
    guard letters.count <= 2, letters.allSatisfy({ $0.isASCII && $0.isUppercase }) else {
      return false
    }
    // `1OO` is a slip for `100`, and `1XX` stands for any number.
    return !letters.contains { "OI".contains($0) } && letters != "XX"
  }

  /// The subject of `CS-101`, which reads like `CS 101`: the hyphen belongs to the subject's token
  /// and the number is a token of its own. At least three digits, so that `COVID-19` is a word.
  private static func subjectOfHyphenatedCode(_ text: String) -> String? {
    guard let hyphen = text.firstIndex(of: "-") else { return nil }
    let subject = text[..<hyphen]
    let number = text[text.index(after: hyphen)...]
    guard (2...8).contains(subject.count), subject.allSatisfy({ $0.isASCII && $0.isUppercase }),
      (3...4).contains(number.prefix(while: \.isNumber).count), isCourseNumber(String(number))
    else { return nil }
    return String(subject)
  }

  /// `and/or` is one word: it is neither.
  private static func joiningAndOr(_ tokens: [Token]) -> [Token] {
    var joined: [Token] = []
    for token in tokens {
      if token.lower == "or", joined.count >= 2, joined[joined.count - 1].text == "/",
        joined[joined.count - 2].lower == "and"
      {
        let start = joined[joined.count - 2].range.lowerBound
        joined.removeLast(2)
        joined.append(Token(.word, "and/or", start..<token.range.upperBound))
      } else {
        joined.append(token)
      }
    }
    return joined
  }
}
