import KnowledgeGraph
import RequirementText
import Testing

@Suite("Opaque spans in their place")
struct OpaqueSpanTests {
  private func parse(_ text: String, kind: RequirementFact.Kind = .prerequisite)
    -> ParsedRequirement
  {
    RequirementTextParser().parse(text, kind: kind, context: RequirementContext())
  }

  @Test("Ranges count the characters of the source, white space and escapes included")
  func ranges() {
    let text = "ART 101;\n\n  consent   of the\tinstructor &amp; dean"
    let spans = parse(text).opaqueSpans
    #expect(spans.count == 1)
    #expect(spans.first?.range == 12..<text.count)
    #expect(spans.first?.text == "consent   of the\tinstructor &amp; dean")
    #expect(
      parse(text).requirement
        == .all([
          .course(CourseRequirement("ART 101")), .consent("consent of the instructor & dean"),
        ]))
  }

  @Test(
    "What opaque words ask for",
    arguments: [
      ("permission of the instructor", RequirementSpan.Kind.consent), ("CONS INSTR", .consent),
      ("Faculty of Law permission", .consent),
      ("approval of the department head and faculty supervisor", .consent),
      ("permission of the instructor who taught it in Spain", .opaque),
      ("placement test", .exam), ("TOEFL 550", .exam), ("a minimum GPA of 2.5", .exam),
      ("an average of 72% in LAW 1, LAW 2", .exam), ("equivalent experience", .opaque),
      ("You should test your knowledge", .opaque), ("教师同意", .consent), ("托福80分", .exam),
    ])
  func kinds(words: String, kind: RequirementSpan.Kind) {
    let parsed = parse(words)
    #expect(parsed.opaqueSpans.map(\.kind) == [kind])
    #expect(parsed.requirement == .opaque(words, kind: kind.rawValue))
    #expect(parsed.status == .opaque)
  }

  @Test("The same words twice have two spans")
  func repeats() {
    let parsed = parse("ART 101 or equivalent; LAW 2 or equivalent")
    #expect(parsed.opaqueSpans.map(\.range) == [11..<21, 32..<42])
    #expect(parsed.requirement.opaqueSpans == ["equivalent", "equivalent"])
  }

  @Test("Chinese texts, too")
  func chinese() {
    let parsed = parse("先修课程：《高等数学》 和 教师同意；建议先修：线性代数")
    #expect(parsed.opaqueSpans.map(\.text) == ["教师同意"])
    #expect(parsed.opaqueSpans.map(\.range) == [14..<18])
    #expect(parsed.advice.map(\.text) == ["线性代数"])
    #expect(parsed.advice.map(\.requirement) == [.course(CourseRequirement("线性代数"))])
  }

  /// Over texts of random words: every span is literally the text there and one of the tree's
  /// leaves, spans ascend without overlap, and every leaf has a span.
  @Test(arguments: 0..<400)
  func everySpanIsTheTextAtItsPlace(seed: UInt64) {
    var texts = RandomTexts(seed: seed)
    let text = texts.next()
    let characters = Array(text)
    for kind in RequirementFact.Kind.allCases {
      let parsed = parse(text, kind: kind)
      var end = 0
      for span in parsed.opaqueSpans {
        #expect(span.range.lowerBound >= end && span.range.upperBound <= characters.count)
        end = span.range.upperBound
        #expect(String(characters[span.range]) == span.text)
      }
      let leaves = Set(parsed.requirement.opaqueSpans)
      #expect(Set(parsed.opaqueSpans.map { plain($0.text) }) == leaves, "\(text)")
      for advice in parsed.advice { #expect(String(characters[advice.range]) == advice.text) }
    }
  }

  /// What names a course or a count, and is neither inside a span nor inside advice, is in the
  /// tree: nothing is lost between them.
  @Test(arguments: 0..<400)
  func noNumberIsLost(seed: UInt64) {
    var texts = RandomTexts(seed: seed &+ 7_000)
    let text = texts.next()
    let parsed = parse(text)
    let covered = parsed.opaqueSpans.map(\.range) + parsed.advice.map(\.range)
    let said = String(describing: parsed.requirement)
    var position = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let range = position..<(position + word.count)
      position = range.upperBound + 1
      guard word.contains(where: \.isNumber) else { continue }
      let isCovered = covered.contains {
        $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound
      }
      #expect(isCovered || said.contains(word), "\(word) of \(text): \(said)")
    }
  }

  private func plain(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("&amp;", with: "&")
  }
}

/// Texts of random words such as requirements are made of.
private struct RandomTexts {
  private var state: UInt64
  private static let words = [
    "ART", "101", "LAW 211", "MATH 300", "or", "and", "&amp;", ",", ";", ".", "(", ")", "one of",
    "either", "(a)", "(b)", "GRAD ST", "grade of C or better in", "6 credits of",
    "is recommended", "CONS", "not", "(P)", "/", "third-year standing in", "including", ":",
    "all of", "concurrent registration in", "permission of the head", "Coreq:", "Recommended:",
    "équivalent", "等效", "two of",
  ]

  init(seed: UInt64) { state = seed }

  mutating func next() -> String {
    var words: [String] = []
    for _ in 0..<(4 + below(12)) { words.append(Self.words[below(Self.words.count)]) }
    return words.joined(separator: below(3) == 0 ? "  " : " ")
  }

  private mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
