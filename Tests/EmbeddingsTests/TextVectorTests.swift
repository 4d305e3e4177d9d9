import Testing

@testable import Embeddings

@Suite struct TextVectorTests {
  @Test func termsOfEnglishAndChinese() {
    #expect(TextVectors.terms(of: "Linear-Algebra, 2nd ed.") == ["linear", "algebra", "2nd", "ed"])
    #expect(TextVectors.terms(of: "线性代数 II") == ["线性", "性代", "代数", "ii"])
    #expect(TextVectors.terms(of: "C语言x") == ["c", "语言", "x"])
    #expect(TextVectors.terms(of: "").isEmpty)
  }

  private func cosine(_ values: [Float], _ a: Int, _ b: Int, _ width: Int) -> Float {
    let (x, y) = (values[a * width..<(a + 1) * width], values[b * width..<(b + 1) * width])
    let dot = zip(x, y).map(*).reduce(0, +)
    let norms = x.map { $0 * $0 }.reduce(0, +) * y.map { $0 * $0 }.reduce(0, +)
    return dot / norms.squareRoot()
  }

  /// What shares rare words is nearer than what shares none, in either language.
  @Test func likeTextsAreNear() {
    let texts = [
      "Introduction to linear algebra and matrices", "Advanced linear algebra",
      "History of medieval art", "线性代数基础", "高等线性代数", "中国近代史",
    ]
    let width = 256
    let values = TextVectors.vectors(of: texts, dimension: width, scale: 0.3, seed: 1)
    #expect(cosine(values, 0, 1, width) > cosine(values, 0, 2, width) + 0.1)
    #expect(cosine(values, 3, 4, width) > cosine(values, 3, 5, width) + 0.1)
    let length = values[..<width].map { $0 * $0 }.reduce(0, +).squareRoot()
    #expect(abs(length - 0.3 * 16) < 1e-3)
  }

  @Test func sameSeedSameBytesAndEmptyTextsStayZero() {
    let a = TextVectors.vectors(of: ["x y", ""], dimension: 10, scale: 1, seed: 3)
    #expect(a == TextVectors.vectors(of: ["x y", ""], dimension: 10, scale: 1, seed: 3))
    #expect(a != TextVectors.vectors(of: ["x y", ""], dimension: 10, scale: 1, seed: 4))
    #expect(a[10...].allSatisfy { $0 == 0 })
  }

  @Test func naturalLogarithm() {
    for (x, log) in [
      (1.0, 0.0), (2, 0.693147180559945), (10, 2.302585092994046), (0.1, -2.302585092994046),
    ] {
      #expect(abs(naturalLog(x) - log) < 1e-14)
    }
  }

  /// Training starts from the rows that were given.
  @Test func initialValuesAreUsed() {
    let configuration = EmbeddingConfiguration(dimension: 4, initialScale: 0.5)
    let interaction = Interaction(configuration, relationCount: 1)
    var generator = SeededGenerator(seed: 1)
    let tables = EmbeddingTables(
      interaction, configuration: configuration, entityCount: 3, &generator)
    let before = tables.entities.compacted(tables.entities.values)
    InitialEntityValues(values: [0, 0, 0, 0, 1, 2, 3, 4], dimension: 4).write(to: tables.entities)
    let after = tables.entities.compacted(tables.entities.values)
    #expect(Array(after[4..<8]) == [1, 2, 3, 4])
    #expect(after[..<4] == before[..<4] && after[8...] == before[8...])
  }
}
