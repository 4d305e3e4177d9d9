/// Decides whether what was typed so far is a whole statement, so that Enter runs it.
enum StatementCompleteness {
  /// True for shell commands, verbs and calls on one line, statements ended by `;`, statements with
  /// a `RETURN`, and anything after a blank line; never inside quotes or brackets.
  static func isComplete(_ text: String, afterBlankLine: Bool) -> Bool {
    if afterBlankLine { return true }
    let scan = Scan(text)
    guard scan.isBalanced else { return false }
    if scan.endsWithSemicolon { return true }
    guard let first = scan.words.first else { return true }
    if text.drop(while: \.isWhitespace).first == ":" { return true }
    let open: Set<String> = ["MATCH", "OPTIONAL", "WITH", "UNWIND", "EXPLAIN", "PROFILE"]
    return !open.contains(first) || scan.words.contains("RETURN")
  }

  /// Words in upper case, brackets and quotes of a text.
  private struct Scan {
    var words: [String] = []
    var depth = 0
    var quote: Character?
    var endsWithSemicolon = false

    var isBalanced: Bool { depth <= 0 && quote == nil }

    init(_ text: String) {
      var word = ""
      var escaped = false
      for character in text {
        if let open = quote {
          if !escaped, character == open { quote = nil }
          escaped = !escaped && character == "\\"
          continue
        }
        if character.isLetter || character == "_" {
          word += character.uppercased()
        } else if !word.isEmpty {
          words.append(word)
          word = ""
        }
        note(character)
      }
      if !word.isEmpty { words.append(word) }
    }

    private mutating func note(_ character: Character) {
      switch character {
      case "\"", "'", "`": quote = character
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      default: break
      }
      if !character.isWhitespace { endsWithSemicolon = character == ";" }
    }
  }
}
