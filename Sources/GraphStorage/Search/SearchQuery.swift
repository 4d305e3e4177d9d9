/// What a person typed into a search box, as an FTS5 expression.
///
/// Words must all occur, in any column and inflection; `"words in quotes"` must stand together;
/// `-word` must not occur. Characters of scripts without spaces are searched as the phrase they
/// form. Anything else (`AND`, `*`, `:`, brackets) is text like any other, so that no input is an
/// error of syntax.
struct SearchQuery: Hashable {
  /// How words are taken.
  enum Strictness: CaseIterable {
    /// Every word, in any inflection.
    case everyWord
    /// Every word, or one that begins with it.
    case everyBeginning
    /// At least one of the words.
    case anyWord
  }

  /// Each a word or the words of a phrase, in the order typed.
  private(set) var wanted: [[String]] = []
  private(set) var unwanted: [[String]] = []

  init(_ text: String) {
    for piece in Self.pieces(of: text) {
      let isUnwanted = piece.text.hasPrefix("-") && !piece.isQuoted
      let terms = piece.isQuoted ? [Self.words(in: piece.text)] : Self.terms(in: piece.text)
      for term in terms where !term.isEmpty {
        if isUnwanted { unwanted.append(term) } else { wanted.append(term) }
      }
    }
  }

  /// Whether nothing is asked for.
  var isEmpty: Bool { wanted.isEmpty }

  /// The FTS5 expression; nil when nothing is asked for.
  ///
  /// - Parameter columns: the only columns that count; all when empty.
  func expression(_ strictness: Strictness, columns: [String] = []) -> String? {
    guard !isEmpty else { return nil }
    let ending = strictness == .everyBeginning ? "*" : ""
    let joint = strictness == .anyWord ? " OR " : " AND "
    let filter = columns.isEmpty ? "" : "{\(columns.joined(separator: " "))} : "
    var expression =
      filter + "(" + wanted.map { Self.phrase($0) + ending }.joined(separator: joint) + ")"
    for term in unwanted { expression = "(" + expression + ") NOT " + Self.phrase(term) }
    return expression
  }

  private static func phrase(_ words: [String]) -> String {
    "\"\(words.joined(separator: " "))\""
  }

  /// The text between spaces and between quotes; a quote that is never closed ends with the text.
  private static func pieces(of text: String) -> [(text: String, isQuoted: Bool)] {
    var pieces: [(text: String, isQuoted: Bool)] = []
    for (position, part) in text.split(separator: "\"", omittingEmptySubsequences: false)
      .enumerated()
    {
      if position % 2 == 1 {
        pieces.append((String(part), true))
      } else {
        pieces += part.split(whereSeparator: \.isWhitespace).map { (String($0), false) }
      }
    }
    return pieces
  }

  /// Runs of letters and digits, each a term; a run of characters without spaces is one phrase.
  private static func terms(in text: String) -> [[String]] {
    var terms: [[String]] = []
    var continues = false
    for word in words(in: text) {
      let isCharacter = word.unicodeScalars.allSatisfy(SearchText.isWritten)
      if isCharacter, continues {
        terms[terms.count - 1].append(word)
      } else {
        terms.append([word])
      }
      continues = isCharacter
    }
    return terms
  }

  private static func words(in text: String) -> [String] {
    SearchText.normalized(text).unicodeScalars
      .split { !($0.properties.isAlphabetic || $0.properties.numericType != nil || isMark($0)) }
      .map { String($0) }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }
}
