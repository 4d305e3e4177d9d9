import Diagnostics
import KnowledgeGraph
import XMLParsing

/// What a mapping makes of a feed: what each rule takes and gives, what is left out on purpose, and
/// what is left over.
public struct ProfileCheck: Sendable {
  /// What one rule did.
  public struct RuleReport: Sendable, Hashable {
    public var rule: MappingRule
    /// Nodes, values or relationships it gave.
    public var count: Int
    /// The first of them; empty when there is none.
    public var example: String
    /// Of a requirement's texts and trees, those understood wholly, in part, not at all.
    public var exact: Int
    public var partial: Int
    public var opaque: Int
  }

  public struct RecordReport: Sendable, Hashable {
    /// As the mapping calls the record.
    public var name: String
    public var count: Int
  }

  /// Values that no rule used and none ignores.
  public struct LeftValues: Sendable, Hashable {
    public var path: String
    public var count: Int
    /// Values that stand at the path, whether used or not; at most three.
    public var examples: [String]
  }

  public var file: String
  public var profile: String
  /// In the order of the mapping.
  public var records: [RecordReport] = []
  /// By their lines in the mapping.
  public var rules: [RuleReport] = []
  public var consumed = 0
  public var ignored: [IgnoredValues] = []
  public var left: [LeftValues] = []
  /// Nodes left out for want of a key.
  public var missingKeys = 0
  /// Items whose key an earlier one of the feed has.
  public var repeatedKeys = 0
  /// Items without a title.
  public var untitled = 0
  /// Of the feed and of its reading, and a warning for each rule that did nothing.
  public var diagnostics: [Diagnostic] = []

  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Reads feeds for ``ProfileCheck``; nothing is stored.
public struct ProfileChecker {
  private let ontology: Ontology
  private let feedsDirectory: String
  private let parser: any RequirementTextParsing

  public init(ontology: Ontology, feedsDirectory: String, parser: any RequirementTextParsing) {
    self.ontology = ontology
    self.feedsDirectory = feedsDirectory
    self.parser = parser
  }

  /// Reads the feed twice: with the mapping, and for examples of what it leaves. Memory depends on
  /// the mapping and on how many paths the feed has, but for a number for each item key, as in any
  /// import.
  ///
  /// - Throws: `RefusedRequest` when the file cannot be read.
  public func check(file: String, mapping: FeedMapping) throws -> ProfileCheck {
    let reader = CatalogReader(mapping: mapping, ontology: ontology, requirementParser: parser)
    let trace = RuleTrace(ruleCount: mapping.rules.count)
    var items = ItemTally(ontology)
    let reading = try reader.read(try XMLFileSource(path: file), trace: trace) { items.take($0) }
    var check = ProfileCheck(file: file, profile: mapping.name)
    check.records = mapping.records.map { record in
      ProfileCheck.RecordReport(name: record.name, count: items.records[record.name] ?? 0)
    }
    check.rules = mapping.rules.sorted { ($0.line, $0.number) < ($1.line, $1.number) }
      .map { report($0, trace) }
    check.consumed = reading.value.consumed
    check.ignored = reading.value.ignored
    check.left = try left(reading.value.unconsumed, file, mapping)
    check.missingKeys = trace.missingKeys
    check.repeatedKeys = trace.repeatedKeys
    check.untitled = items.untitled
    check.diagnostics = reading.diagnostics + idle(check.rules, mapping, file)
    return check
  }

  private func report(_ rule: MappingRule, _ trace: RuleTrace) -> ProfileCheck.RuleReport {
    let use = trace.uses[rule.number]
    return ProfileCheck.RuleReport(
      rule: rule, count: use.count, example: use.example, exact: use.exact, partial: use.partial,
      opaque: use.opaque)
  }

  private func idle(
    _ rules: [ProfileCheck.RuleReport], _ mapping: FeedMapping, _ file: String
  ) -> [Diagnostic] {
    rules.filter { $0.count == 0 }.map { report in
      Diagnostic(
        .warning, code: "profile.idle-rule", "A rule found nothing in \(file).",
        found: report.rule.source.isEmpty ? report.rule.effect.words : report.rule.source,
        hint: "check its path; a feed that never has the value is no fault",
        place: SourcePlace(file: mapping.path, line: report.rule.line))
    }
  }

  /// Examples come from a survey, whose paths are written as coverage writes them.
  private func left(
    _ unconsumed: [PathCount], _ file: String, _ mapping: FeedMapping
  ) throws -> [ProfileCheck.LeftValues] {
    guard !unconsumed.isEmpty else { return [] }
    let names = mapping.nameTable()
    let survey = try FeedSurveyor.survey(
      [try XMLFileSource(path: file)], words: DraftingWords(), names: names
    ).survey
    let examples = survey?.examplesByPath(prefixes: mapping.prefixes) ?? [:]
    return unconsumed.map {
      ProfileCheck.LeftValues(
        path: $0.path, count: $0.count, examples: examples[$0.path] ?? [])
    }
  }
}

extension MappingRule.Effect {
  /// For tables: `property title`.
  public var words: String {
    switch self {
    case .node(let name): "node \(name)"
    case .property(let name): "property \(name)"
    case .relationship(let name): "relationship \(name)"
    case .requirement(let kind): "requirement \(kind)"
    }
  }
}

/// Counts records by name, and items that have no title.
private struct ItemTally {
  private let item: String?
  private let title: String?
  private(set) var records: [String: Int] = [:]
  /// Fingerprints of items; one may be stated several times, with a title once.
  private var met: Set<Int> = []
  private var titled: Set<Int> = []

  var untitled: Int { met.subtracting(titled).count }

  init(_ ontology: Ontology) {
    item = ontology.nodeClass(role: .item)?.name
    title = ontology.property(role: .title)?.name
  }

  mutating func take(_ record: FeedRecord) {
    records[record.name, default: 0] += 1
    for case .node(let node) in record.facts where node.node.nodeClass == item {
      guard let title else { continue }
      let fingerprint = node.node.hashValue
      met.insert(fingerprint)
      if node.properties.keys.contains(where: { $0 == title || $0.hasPrefix(title + "_") }) {
        titled.insert(fingerprint)
      }
    }
  }
}
