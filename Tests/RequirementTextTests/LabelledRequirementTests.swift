import Foundation
import KnowledgeGraph
import RequirementText
import Testing

/// Texts drawn at random from real feeds, with the trees a person read in them. The half called
/// `held-out` was labelled before the parser was written and not looked at while it was.
private struct LabelledRequirement: Decodable {
  var feed: String
  var key: String
  var kind: RequirementFact.Kind
  var textHash: String
  var subject: String?
  var half: String
  var expected: Requirement
}

private enum Outcome: CaseIterable {
  case exactAndRight, wrongButExact
  /// Right, with the opaque parts where the reader had them.
  case rightWithOpaque
  /// Something opaque that a person could read; nothing that the text does not say.
  case cautious
  /// Opaque in part, and the rest says something that the text does not.
  case wrongInPart
}

@Suite("Labelled requirement texts")
struct LabelledRequirementTests {
  private static func labels() throws -> [LabelledRequirement] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("labelled-requirements.json")
    return try JSONDecoder().decode([LabelledRequirement].self, from: Data(contentsOf: file))
  }

  @Test("The set is large enough and has both halves of every feed")
  func coverage() throws {
    let labels = try Self.labels()
    #expect(labels.count >= 60)
    for feed in FeedTexts.files.keys {
      #expect(labels.contains { $0.feed == feed && $0.half == "held-out" })
      #expect(labels.contains { $0.feed == feed && $0.half == "development" })
    }
  }

  /// Right share of the whole set, measured and pinned a little below: UBC and UWM by themselves,
  /// since Open University prose is nearly all opaque.
  @Test(
    "Nothing wrong is claimed exact, and most is read", .enabled(if: FeedTexts.areAtHand),
    arguments: [("ubc-okanagan", 0.95), ("uwm", 0.95), ("open-university", 0.95)])
  func accuracy(feed: String, floor: Double) throws {
    let outcomes = try Self.outcomes(feed)
    for half in ["development", "held-out"] { print(Self.row(feed, half, outcomes)) }
    let wrong = outcomes.filter { $0.outcome == .wrongButExact }
    #expect(!wrong.contains { $0.label.half == "development" })
    #expect(wrong.count <= 1, "\(wrong.map(\.label.key))")
    #expect(!outcomes.contains { $0.outcome == .wrongInPart })
    let right = outcomes.count {
      $0.outcome == .exactAndRight || $0.outcome == .rightWithOpaque
    }
    #expect(Double(right) / Double(outcomes.count) >= floor)
  }

  private typealias Judged = (
    label: LabelledRequirement, status: RequirementStatus, outcome: Outcome
  )

  private static func outcomes(_ feed: String) throws -> [Judged] {
    let texts = try Dictionary(
      FeedTexts.read(feed).map { (textHash($0.text), $0) }, uniquingKeysWith: { first, _ in first })
    return try labels().filter { $0.feed == feed }.map { label in
      let text = try #require(texts[label.textHash], "\(label.key) is not in the feed")
      let parsed = RequirementTextParser().parse(
        text.text, kind: label.kind, context: FeedTexts.context(feed, subject: label.subject))
      return (label, parsed.status, judge(parsed, label.expected))
    }
  }

  private static func judge(_ parsed: ParsedRequirement, _ expected: Requirement) -> Outcome {
    let isRight = parsed.requirement.withoutOpaqueWords == expected.withoutOpaqueWords
    if parsed.status == .exact { return isRight ? .exactAndRight : .wrongButExact }
    if isRight { return .rightWithOpaque }
    let known = Set(expected.atoms)
    return parsed.requirement.atoms.allSatisfy(known.contains) ? .cautious : .wrongInPart
  }

  private static func row(_ feed: String, _ half: String, _ outcomes: [Judged]) -> String {
    let own = outcomes.filter { $0.label.half == half }
    func count(_ outcome: Outcome) -> Int { own.count { $0.outcome == outcome } }
    func count(_ status: RequirementStatus) -> Int { own.count { $0.status == status } }
    return """
      \(feed) \(half): \(own.count) texts; claimed exact \(count(.exact)), exact and right \
      \(count(.exactAndRight)), wrong but exact \(count(.wrongButExact)); partial \
      \(count(.partial)), opaque \(count(.opaque)), of these right \(count(.rightWithOpaque)), \
      cautious \(count(.cautious)), wrong in part \(count(.wrongInPart))
      """
  }

  /// Shares over whole feeds: a fall shows a construct that is read no longer.
  @Test(
    "Shares of whole feeds", .enabled(if: FeedTexts.areAtHand),
    arguments: [("ubc-okanagan", 0.76), ("uwm", 0.44), ("open-university", 0.0)])
  func wholeFeeds(feed: String, floor: Double) throws {
    var counts: [RequirementStatus: Int] = [:]
    var seen: Set<String> = []
    for text in try FeedTexts.read(feed) where seen.insert(text.text).inserted {
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

extension Requirement {
  /// The tree with every opaque span written alike and neighbouring ones made one.
  fileprivate var withoutOpaqueWords: Requirement { Self.blank(simplified()).simplified() }

  private static func blank(_ tree: Requirement) -> Requirement {
    switch tree {
    case .opaque: return .opaque("…")
    case .all(let parts): return .all(parts.map(blank))
    case .any(let parts): return .any(parts.map(blank))
    case .atLeast(let count, let parts): return .atLeast(count: count, of: parts.map(blank))
    case .not(let part): return .not(blank(part))
    case .corequisite(let part): return .corequisite(blank(part))
    default: return tree
    }
  }

  /// Everything the tree says outside its opaque spans, connectives aside.
  fileprivate var atoms: [Requirement] {
    switch self {
    case .opaque, .none: []
    case .all(let parts), .any(let parts), .atLeast(_, let parts): parts.flatMap(\.atoms)
    case .not(let part), .corequisite(let part): part.atoms
    default: [self]
    }
  }
}
