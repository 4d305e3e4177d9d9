import KnowledgeGraph
import RequirementText
import Testing

/// The parser against the labelled set. Figures are printed; of the held-out half nothing else is.
@Suite("Labelled requirement texts")
struct LabelledRequirementTests {
  @Test("The set is large enough and has both halves of every large feed")
  func coverage() throws {
    let labels = try LabelledRequirement.all()
    #expect(labels.count >= 300)
    #expect(Set(labels.map { "\($0.feed) \($0.kind) \($0.textHash)" }).count == labels.count)
    for feed in FeedTexts.largeFeeds {
      for half in LabelledRequirement.Half.allCases {
        #expect(labels.count { $0.feed == feed && $0.half == half } >= 10)
      }
    }
    #expect(Set(labels.map(\.feed)).isSubset(of: FeedTexts.files.keys))
  }

  /// Right share of a feed's labels, ambiguous ones included, measured and pinned a little below.
  @Test(
    "Little that is wrong is claimed exact, and most is read", .enabled(if: FeedTexts.areAtHand),
    arguments: [("ubc-okanagan", 0.9), ("uwm", 0.7), ("open-university", 0.9)])
  func accuracy(feed: String, floor: Double) throws {
    let judged = try Self.judged.get().filter { $0.label.feed == feed }
    let right = judged.count { $0.outcome == .right }
    #expect(Double(right) / Double(judged.count) >= floor)
    #expect(!judged.contains { $0.outcome == .wrongButExact && $0.label.half == .development })
  }

  /// Nor are more than two in a hundred wrong beside an opaque span.
  @Test("At most one in a hundred is wrong and claimed exact", .enabled(if: FeedTexts.areAtHand))
  func wrongButExact() throws {
    let judged = try Self.judged.get()
    for half in LabelledRequirement.Half.allCases {
      let own = judged.filter { $0.label.half == half }
      let wrong = own.filter { $0.outcome == .wrongButExact }
      #expect(wrong.count * 100 <= own.count, "\(wrong.map(\.label.key))")
      let wrongInPart = own.filter { $0.outcome == .wrongInPart }
      #expect(wrongInPart.count * 50 <= own.count, "\(wrongInPart.map(\.label.key))")
    }
    print(LabelFigures(judged).table)
    for judgement in judged where judgement.label.half == .development {
      if judgement.outcome == .right { continue }
      let label = judgement.label
      print("  \(judgement.outcome): \(label.feed) \(label.key) (\(label.kind), \(label.textHash))")
    }
  }

  /// The whole set, parsed once for all tests.
  private static let judged = Result { try judgements(LabelledRequirement.all()) }

  private static func judgements(_ labels: [LabelledRequirement]) throws -> [LabelJudgement] {
    var texts: [String: [String: FeedText]] = [:]
    for feed in Set(labels.map(\.feed)) {
      let read = try FeedTexts.read(feed).map { (textHash($0.text), $0) }
      texts[feed] = Dictionary(read, uniquingKeysWith: { first, _ in first })
    }
    return try labels.map { label in
      let text = try #require(
        texts[label.feed]?[label.textHash], "\(label.key) is not in the feed")
      let context = FeedTexts.context(label.feed, subject: label.subject)
      let parsed = RequirementTextParser().parse(text.text, kind: label.kind, context: context)
      return LabelJudgement(parsed, label: label)
    }
  }

  /// Shares over whole feeds: a fall shows a construct that is read no longer.
  @Test(
    "Shares of whole feeds", .enabled(if: FeedTexts.areAtHand),
    arguments: [("ubc-okanagan", 0.76), ("uwm", 0.44), ("open-university", 0.0)])
  func wholeFeeds(feed: String, floor: Double) throws {
    var counts: [RequirementStatus: Int] = [:]
    var seen: Set<String> = []
    for text in try FeedTexts.read(feed) where seen.insert("\(text.kind) \(text.text)").inserted {
      let parsed = RequirementTextParser().parse(
        text.text, kind: text.kind, context: FeedTexts.context(feed, subject: text.subject))
      counts[parsed.status, default: 0] += 1
      #expect(parsed.status == parsed.requirement.status)
      #expect(parsed.text == text.text)
    }
    let exact = counts[.exact] ?? 0
    print(
      "\(feed): \(seen.count) distinct texts, exact \(exact), partial \(counts[.partial] ?? 0),",
      "opaque \(counts[.opaque] ?? 0)")
    #expect(Double(exact) / Double(seen.count) >= floor)
  }
}
