import FoundationEssentials

/// Vectors of texts: TF-IDF weights of their terms, projected to a few dimensions, so that what
/// reads alike starts close together and a new course has a vector before anyone took it.
///
/// Terms are runs of letters and digits of alphabetic scripts, folded to lower case, and in Chinese,
/// Japanese and Korean, which are written without spaces, each pair of neighbouring characters.
/// With N texts, of which df(t) contain the term t, and tf(t, d) its count in text d,
///
///     w(t, d) = (1 + log tf) · log((1 + N) / (1 + df)),   scaled to length 1,
///
/// and each dimension of the vector is Σ ± w(t, d) with a sign drawn from a hash of term, dimension
/// and seed (Achlioptas 2003), which keeps inner products in expectation.
public enum TextVectors {
  /// `dimension` floats a text, row-major; a text without terms has a row of zeros. Rows have
  /// length `scale · √dimension`, the length of a random row with entries about `scale`.
  /// O(terms · dimension).
  public static func vectors(
    of texts: [String], dimension: Int, scale: Float, seed: UInt64
  ) -> [Float] {
    let counts = texts.map(termCounts)
    var documents: [String: Int] = [:]
    for terms in counts { for term in terms { documents[term.term, default: 0] += 1 } }
    var values: [Float] = []
    values.reserveCapacity(texts.count * dimension)
    for terms in counts {
      values += row(terms, documents, total: texts.count, dimension, scale, seed)
    }
    return values
  }

  /// Terms of a text with their counts, sorted by term.
  static func termCounts(_ text: String) -> [(term: String, count: Int)] {
    var counts: [String: Int] = [:]
    for term in terms(of: text) { counts[term, default: 0] += 1 }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  static func terms(of text: String) -> [String] {
    var terms: [String] = []
    var word = ""
    var previous: Character?
    for character in text.lowercased() {
      if isIdeograph(character) {
        if let previous { terms.append("\(previous)\(character)") }
        previous = character
      } else {
        previous = nil
      }
      if !isIdeograph(character), character.isLetter || character.isNumber {
        word.append(character)
      } else if !word.isEmpty {
        terms.append(word)
        word = ""
      }
    }
    if !word.isEmpty { terms.append(word) }
    return terms
  }

  /// Written without spaces between words.
  private static func isIdeograph(_ character: Character) -> Bool {
    guard let value = character.unicodeScalars.first?.value else { return false }
    return (0x3040...0x30FF).contains(value) || (0x3400...0x9FFF).contains(value)
      || (0xAC00...0xD7AF).contains(value) || (0xF900...0xFAFF).contains(value)
      || (0x20000...0x3134F).contains(value)
  }

  private static func row(
    _ terms: [(term: String, count: Int)], _ documents: [String: Int], total: Int,
    _ dimension: Int, _ scale: Float, _ seed: UInt64
  ) -> [Float] {
    var row = [Double](repeating: 0, count: dimension)
    for (term, count) in terms {
      let rarity = Double(1 + total) / Double(1 + (documents[term] ?? 0))
      let weight = (1 + naturalLog(Double(count))) * naturalLog(rarity)
      var signs = SeededGenerator(seed: hash(term) ^ seed)
      var bits: UInt64 = 0
      for k in 0..<dimension {
        if k % 64 == 0 { bits = signs.next() }
        row[k] += bits & 1 == 0 ? weight : -weight
        bits >>= 1
      }
    }
    let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else { return [Float](repeating: 0, count: dimension) }
    let factor = Double(scale) * Double(dimension).squareRoot() / length
    return row.map { Float($0 * factor) }
  }

  /// FNV-1a.
  private static func hash(_ term: String) -> UInt64 {
    term.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

/// Natural logarithm of a positive number by products and sums alone, so that texts give the same
/// bytes on every processor: x = m·2ᵉ, log m = 2 artanh((m − 1)/(m + 1)).
func naturalLog(_ x: Double) -> Double {
  var (m, exponent) = (x.significand, Double(x.exponent))
  if m > 1.414_213_562_373_095_1 {
    m /= 2
    exponent += 1
  }
  let s = (m - 1) / (m + 1)
  let square = s * s
  var sum = 0.0
  for i in stride(from: 23, through: 1, by: -2) { sum = sum * square + 1 / Double(i) }
  return exponent * 0.693_147_180_559_945_3 + 2 * s * sum
}
