import Foundation

/// Text as the search index holds it and as queries are read: one form for the many ways of
/// writing the same word.
///
/// Compatibility forms are folded (full-width `ＡＢＣ` → `ABC`, NFKC), traditional characters become
/// simplified ones, and every Han, Hiragana and Katakana character stands between spaces: SQLite's
/// `unicode61` tokenizer would otherwise take a whole run of them for one word, and its `trigram`
/// one finds no word of two characters. A word of several characters is then a phrase.
enum SearchText {
  /// O(length); text in ASCII is returned as it is.
  static func normalized(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    let folded = text.precomposedStringWithCompatibilityMapping
    guard folded.unicodeScalars.contains(where: isWritten) else { return folded }
    let simplified = folded.applyingTransform(hantToHans, reverse: false) ?? folded
    var spaced = String.UnicodeScalarView()
    for scalar in simplified.unicodeScalars {
      guard isWritten(scalar) else {
        spaced.append(scalar)
        continue
      }
      spaced.append(contentsOf: [" ", scalar, " "])
    }
    return String(spaced)
  }

  /// Whether the character belongs to a script that writes words without spaces between them.
  static func isWritten(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x2_0000...0x3_134F,
      0x3040...0x30FF, 0x3005:
      true
    default: false
    }
  }

  private static var hantToHans: StringTransform { StringTransform(rawValue: "Hant-Hans") }
}
