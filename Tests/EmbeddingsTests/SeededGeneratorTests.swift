import Testing

@testable import Embeddings

@Suite struct SeededGeneratorTests {
  /// The first outputs of the authors' C code from the state 1, 2, 3, 4.
  @Test func isXoshiro256StarStar() {
    var generator = SeededGenerator(state: (1, 2, 3, 4))
    let outputs = (0..<4).map { _ in generator.next() }
    #expect(outputs == [11520, 0, 1_509_978_240, 1_215_971_899_390_074_240])
  }

  @Test func drawsAreUniformAndInRange() {
    var generator = SeededGenerator(seed: 3)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[generator.next(below: 7)] += 1 }
    // Six standard deviations of a binomial with n = 70 000 and p = 1/7.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 556 })
    let floats = (0..<10_000).map { _ in generator.nextSymmetricFloat() }
    #expect(floats.allSatisfy { $0 >= -1 && $0 < 1 })
    #expect(abs(floats.reduce(0, +) / 10_000) < 0.035)
  }

  @Test func shuffleKeepsEveryElement() {
    var generator = SeededGenerator(seed: 4)
    var elements = Array(0..<100)
    generator.shuffle(&elements)
    #expect(elements != Array(0..<100))
    #expect(elements.sorted() == Array(0..<100))
  }
}
