import Testing

@testable import CatalogFeed

@Suite struct TextFilterTests {
  private static let cases: [(TextFilter, String, String?)] = [
    (.before("-", last: false), "216-293-1", "216"),
    (.before("-", last: true), "216-293-1", "216-293"),
    (.before("x", last: false), "216", "216"),
    (.after(":", last: false, required: true), "PREREQ: A: B", " A: B"),
    (.after(":", last: true, required: true), "PREREQ: A: B", " B"),
    (.after("x", last: false, required: true), "PREREQ", nil),
    (.after("x", last: false, required: false), "PREREQ", "PREREQ"),
    (.stripPrefix("Se "), "Se 001", "001"), (.stripPrefix("La "), "Se 001", "Se 001"),
    (.stripSuffix("/"), "http://e/", "http://e"),
    (.replace("OR", with: "or"), "A OR B OR C", "A or B or C"),
    (.decode, "A &amp; B &lt;C&gt; &#233;&#x4E2D; &unknown; &", "A & B <C> é中 &unknown; &"),
    (.decode, "&amp;amp;", "&amp;"), (.decode, "&#99999999999;", "&#99999999999;"),
    (.lowercase, "ÄB", "äb"), (.uppercase, "a150", "A150"),
    (.number(1), "0.5-1.5", "0.5"), (.number(2), "0.5-1.5", "1.5"), (.number(3), "0.5-1.5", nil),
    (.number(1), "about 3.", "3"), (.number(1), "none", nil), (.number(2), "3or6", "6"),
    (.map(["U": "undergraduate"], strict: false), "U", "undergraduate"),
    (.map(["U": "undergraduate"], strict: false), "G", "G"),
    (.map(["U": "undergraduate"], strict: true), "G", nil),
    (.drop(["None"]), "None", nil), (.drop(["None"]), "None.", "None."),
  ]

  @Test(arguments: cases)
  func filters(filter: TextFilter, text: String, expected: String?) {
    #expect(filter.apply(text) == expected)
  }
}
