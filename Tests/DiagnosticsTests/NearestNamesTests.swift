import Diagnostics
import Testing

@Suite("Nearest names")
struct NearestNamesTests {
  @Test(
    "Restricted Damerau–Levenshtein, within a third of the length",
    arguments: [
      ("CS 225", ["CS 226", "MATH 1", "CS 252"], ["CS 226", "CS 252"]),
      ("recieve", ["receive", "relieve", "deceive"], ["receive", "relieve", "deceive"]),
      ("abc", ["acb", "ab", "abcd", "xbc", "xyz"], ["acb", "ab", "abcd"]),
      ("LEARNER", ["learner", "Learners"], ["learner", "Learners"]),
      ("a", ["b", "ab", "abc"], ["b", "ab"]), ("", ["a", "ab"], ["a"]),
      ("zzzz", ["abc"], []), ("高等数学", ["高等代数", "大学物理"], ["高等代数"]),
    ])
  func finds(name: String, known: [String], nearest: [String]) {
    #expect(nearestNames(to: name, among: known) == nearest)
  }

  @Test func ordersByDistanceThenAsGiven() {
    let known = ["abcdxy", "abcdey", "abcdez", "abcdef"]
    #expect(
      nearestNames(to: "abcdef", among: known, limit: 4)
        == ["abcdef", "abcdey", "abcdez", "abcdxy"])
    #expect(nearestNames(to: "abcdef", among: known, limit: 1) == ["abcdef"])
    #expect(nearestNames(to: "abcdef", among: known, limit: 0).isEmpty)
  }

  /// Against the recursive definition of the distance, on all words of up to four letters of two.
  @Test func agreesWithTheDefinition() {
    let words = (0...4).flatMap(Self.words)
    for a in words {
      for b in words where !a.isEmpty {
        let isNear = Self.distance(Array(a)[...], Array(b)[...]) <= max(1, (a.count + 2) / 3)
        #expect(nearestNames(to: a, among: [b]) == (isNear ? [b] : []), "\(a) \(b)")
      }
    }
  }

  private static func words(length: Int) -> [String] {
    length == 0 ? [""] : words(length: length - 1).flatMap { [$0 + "a", $0 + "b"] }
  }

  private static func distance(_ a: ArraySlice<Character>, _ b: ArraySlice<Character>) -> Int {
    guard let x = a.last, let y = b.last else { return max(a.count, b.count) }
    var best = min(distance(a.dropLast(), b) + 1, distance(a, b.dropLast()) + 1)
    best = min(best, distance(a.dropLast(), b.dropLast()) + (x == y ? 0 : 1))
    if a.count > 1, b.count > 1, x == b[b.endIndex - 2], y == a[a.endIndex - 2] {
      best = min(best, distance(a.dropLast(2), b.dropLast(2)) + 1)
    }
    return best
  }
}

@Suite("Diagnosed values")
struct DiagnosedTests {
  @Test func onlyErrorsRefuse() {
    let note = Diagnostic(.note, code: "a.b", "Worth knowing.")
    let warning = Diagnostic(.warning, code: "a.c", "Doubtful.")
    let error = Diagnostic(.error, code: "a.d", "Refused.", place: SourcePlace(line: 3))
    #expect(!Diagnosed(1).hasErrors)
    #expect(!Diagnosed(1, diagnostics: [note, warning]).hasErrors)
    #expect(Diagnosed(1, diagnostics: [note, error]).hasErrors)
    #expect(RefusedRequest(error).diagnostics == [error])
  }
}
