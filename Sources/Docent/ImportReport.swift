import CatalogFeed
import Diagnostics
import GraphStorage
import KnowledgeGraph
import Rendering

/// How files are imported.
public struct ImportRequest: Sendable {
  public var files: [String]
  /// A dialect's name or a mapping document's path; nil to detect.
  public var profile: String?
  /// Overrides the provider that the feed or its mapping names.
  public var provider: String?
  /// Retires what the same source no longer holds.
  public var full: Bool
  public var dryRun: Bool
  /// Warnings refuse a file as errors do.
  public var strict: Bool

  public init(
    files: [String], profile: String? = nil, provider: String? = nil, full: Bool = false,
    dryRun: Bool = false, strict: Bool = false
  ) {
    self.files = files
    self.profile = profile
    self.provider = provider
    self.full = full
    self.dryRun = dryRun
    self.strict = strict
  }
}

/// What became of one file.
public struct ImportReport: Sendable {
  public var file: String
  /// The dialect's name, or `activity`; nil when none fitted.
  public var profile: String?
  public var records = 0
  public var nodes = ChangeCounts()
  public var relationships = ChangeCounts()
  public var requirements = ChangeCounts()
  /// Requirement texts and trees read, by kind and by how much was understood.
  public var requirementsRead: [RequirementCount] = []
  public var rejected = 0
  /// Values (element texts and attributes) that a rule consumed.
  public var consumed = 0
  /// Values that an explicit rule ignores, with its reason.
  public var ignored: [IgnoredValues] = []
  /// Paths with values that no rule consumed.
  public var unconsumed: [PathCount] = []
  public var bytes = 0
  public var seconds = 0.0
  public var diagnostics: [Diagnostic]

  /// An error was met and the file changed nothing.
  public var failed: Bool { diagnostics.contains { $0.severity == .error } }

  init(file: String, profile: String?, diagnostics: [Diagnostic] = []) {
    self.file = file
    self.profile = profile
    self.diagnostics = diagnostics
  }

  mutating func take(_ reading: FeedReading) {
    records = reading.records
    bytes = reading.bytes
    consumed = reading.consumed
    ignored = reading.ignored
    unconsumed = reading.unconsumed
    requirementsRead = reading.requirements
  }

  mutating func take(_ summary: ImportSummary) {
    nodes = summary.nodes
    relationships = summary.relationships
    requirements = summary.requirements
    rejected = summary.rejected
    diagnostics += summary.diagnostics
  }

  static func nothingRead(_ file: String, _ profile: String) -> Diagnostic {
    Diagnostic(
      .error, code: "feed.nothing-read",
      "\(file) holds no record that the dialect \(profile) reads",
      hint: "leave --profile out to have the dialect detected", place: SourcePlace(file: file))
  }

  static func refusedStrictly(_ file: String) -> Diagnostic {
    Diagnostic(
      .error, code: "import.strict", "\(file) gave warnings and --strict refuses those",
      hint: "mend them, or import without --strict")
  }
}

extension ImportReport {
  /// The reports and all their diagnostics as one document.
  public static func json(_ reports: [ImportReport], versions: Versions) -> JSONValue {
    .members([
      ("format", .int(1)), ("versions", versions.json), ("feeds", .array(reports.map(\.json))),
      ("diagnostics", .array(reports.flatMap(\.diagnostics).map(DiagnosticRenderer.json))),
    ])
  }

  public var json: JSONValue {
    .members([
      ("file", .string(file)), ("profile", profile.map(JSONValue.string) ?? .null),
      ("records", .int(records)), ("nodes", nodes.json), ("relationships", relationships.json),
      ("requirements", requirementsJSON), ("rejected", .int(rejected)),
      ("coverage", coverageJSON), ("bytes", .int(bytes)), ("seconds", .float(seconds)),
    ])
  }

  /// One row a file.
  public static func table(_ reports: [ImportReport]) -> TextTable {
    TextTable(
      columns: [
        "file", "profile", "records", "added", "updated", "unchanged", "removed", "rejected",
      ],
      rows: reports.map { report in
        [
          report.file, report.profile ?? "", String(report.records), String(report.nodes.added),
          String(report.nodes.updated), String(report.nodes.unchanged),
          String(report.nodes.removed), String(report.rejected),
        ]
      })
  }

  /// A few lines for people.
  public func text(dryRun: Bool) -> String {
    var lines = [
      "\(file): \(records) records, \(profile ?? "")\(dryRun ? " (nothing written)" : "")"
    ]
    lines.append("  nodes          \(nodes.text)")
    lines.append("  relationships  \(relationships.text)")
    let unchanged = ![nodes, relationships, requirements].contains { $0.hasChanges }
    if !requirementsRead.isEmpty { lines.append("  requirements   \(requirementsText)") }
    if consumed > 0 { lines.append("  values         \(coverageText)") }
    for path in unconsumed.prefix(20) {
      lines.append("    not consumed: \(path.path) (\(path.count))")
    }
    if unconsumed.count > 20 { lines.append("    and \(unconsumed.count - 20) more paths") }
    if rejected > 0 { lines.append("  rejected       \(rejected)") }
    if unchanged { lines.append("  nothing changed: the graph already says all of this") }
    lines.append("  \(decimal(seconds, places: 2)) s, \(bytes) bytes")
    return lines.joined(separator: "\n") + "\n"
  }

  private var requirementsText: String {
    requirementsRead.map { count in
      "\(count.kind.rawValue): \(count.exact) exact, \(count.partial) partial, \(count.opaque) opaque"
    }.joined(separator: "; ")
  }

  private var coverageText: String {
    let ignoredCount = ignored.reduce(0) { $0 + $1.count }
    let rest = unconsumed.reduce(0) { $0 + $1.count }
    return "\(consumed) consumed, \(ignoredCount) ignored by rule, \(rest) not consumed"
  }

  private var requirementsJSON: JSONValue {
    let kinds = requirementsRead.map { count in
      JSONValue.Member(
        count.kind.rawValue,
        .members([
          ("exact", .int(count.exact)), ("partial", .int(count.partial)),
          ("opaque", .int(count.opaque)),
        ]))
    }
    guard case .object(let changes) = requirements.json else { return .object(kinds) }
    return .object(changes + kinds)
  }

  private var coverageJSON: JSONValue {
    let paths = unconsumed.map { path in
      JSONValue.members([("path", .string(path.path)), ("count", .int(path.count))])
    }
    let left = ignored.map { path in
      JSONValue.members([
        ("path", .string(path.path)), ("count", .int(path.count)), ("reason", .string(path.reason)),
      ])
    }
    return .members([
      ("consumed", .int(consumed)), ("ignored", .array(left)), ("unconsumed", .array(paths)),
    ])
  }
}

extension ChangeCounts {
  var text: String {
    "\(added) added, \(updated) updated, \(unchanged) unchanged, \(removed) removed"
  }

  var json: JSONValue {
    .members([
      ("added", .int(added)), ("updated", .int(updated)), ("unchanged", .int(unchanged)),
      ("removed", .int(removed)),
    ])
  }
}
