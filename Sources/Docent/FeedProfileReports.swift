import CatalogFeed
import Diagnostics
import Rendering

/// A drafted mapping document and what it rests on.
public struct ProfileDraftReport: Sendable {
  /// What was noticed in the feed.
  public var diagnostics: [Diagnostic]
  private let draft: ProfileDraft

  init(_ draft: ProfileDraft, diagnostics: [Diagnostic]) {
    self.draft = draft
    self.diagnostics = diagnostics
  }

  /// The mapping document.
  public var document: String { draft.document }

  /// With the document itself where it was not written to a file.
  public func json(output: String?) -> JSONValue {
    .members([
      ("format", .int(1)), ("record", .string(draft.record)), ("records", .int(draft.recordCount)),
      ("key", .string(draft.key)), ("title", .string(draft.title)),
      ("pathsLeft", .int(draft.leftPaths)),
      ("output", output.map(JSONValue.string)),
      ("document", output == nil ? .string(document) : nil),
    ])
  }

  /// A few lines for people who had it written to a file.
  public func text(output: String) -> String {
    """
    \(output): drafted
      records  \(draft.record) (\(draft.recordCount))
      key      \(draft.key)
      title    \(draft.title)
      left     \(draft.leftPaths) paths that are not mapped yet, listed in the draft

    """
  }
}

/// What a mapping makes of a feed, in the forms people and scripts read.
public struct ProfileCheckReport: Sendable {
  private let check: ProfileCheck

  init(_ check: ProfileCheck) { self.check = check }

  /// Of the feed and of its reading, and a warning for each rule that did nothing.
  public var diagnostics: [Diagnostic] { check.diagnostics }

  /// The feed has errors; or, when asked to be strict, values that no rule uses or ignores.
  public func isRefused(strict: Bool) -> Bool { check.hasErrors || strict && !check.left.isEmpty }

  public static func json(_ checks: [ProfileCheckReport]) -> JSONValue {
    .members([("format", .int(1)), ("checks", .array(checks.map(\.json)))])
  }

  public var json: JSONValue {
    .members([
      ("file", .string(check.file)), ("profile", .string(check.profile)),
      (
        "records",
        .array(
          check.records.map { .members([("name", .string($0.name)), ("count", .int($0.count))]) })
      ),
      ("rules", .array(check.rules.map(\.json))), ("consumed", .int(check.consumed)),
      (
        "ignored",
        .array(
          check.ignored.map {
            .members([
              ("path", .string($0.path)), ("count", .int($0.count)), ("reason", .string($0.reason)),
            ])
          })
      ),
      (
        "left",
        .array(
          check.left.map {
            .members([
              ("path", .string($0.path)), ("count", .int($0.count)),
              ("examples", .array($0.examples.map(JSONValue.string))),
            ])
          })
      ),
      ("missingKeys", .int(check.missingKeys)), ("repeatedKeys", .int(check.repeatedKeys)),
      ("untitled", .int(check.untitled)),
      ("diagnostics", .array(check.diagnostics.map(DiagnosticRenderer.json))),
    ])
  }

  /// The rules as rows; the whole is in ``text(width:)`` and ``json``.
  public var table: TextTable {
    TextTable(
      columns: ["record", "line", "gives", "from", "count", "example"],
      rows: check.rules.map { report in
        [
          report.rule.record, String(report.rule.line), report.rule.effect.words,
          report.rule.source, String(report.count), report.shownExample,
        ]
      })
  }

  private var recordTable: TextTable {
    TextTable(
      columns: ["record", "count"], rows: check.records.map { [$0.name, String($0.count)] })
  }

  private var ignoredTable: TextTable {
    TextTable(
      columns: ["ignored", "count", "reason"],
      rows: check.ignored.map { [$0.path, String($0.count), $0.reason] })
  }

  private var leftTable: TextTable {
    TextTable(
      columns: ["left", "count", "examples"],
      rows: check.left.map {
        [$0.path, String($0.count), $0.examples.map { "“\($0)”" }.joined(separator: ", ")]
      })
  }

  private var requirementTable: TextTable {
    TextTable(
      columns: ["requirement", "exact", "partial", "opaque"],
      rows: check.rules.filter { $0.exact + $0.partial + $0.opaque > 0 }.map {
        [$0.rule.effect.words, String($0.exact), String($0.partial), String($0.opaque)]
      })
  }

  /// Tables in the order of a reader's questions; those without rows are left out.
  private var tables: [TextTable] {
    [recordTable, table, requirementTable, ignoredTable, leftTable].filter { !$0.rows.isEmpty }
  }

  private var summary: String {
    let ignoredCount = check.ignored.reduce(0) { $0 + $1.count }
    let leftCount = check.left.reduce(0) { $0 + $1.count }
    return "\(check.consumed) values consumed, \(ignoredCount) ignored by rule, \(leftCount) left; "
      + "keys missing \(check.missingKeys), repeated \(check.repeatedKeys); items without title \(check.untitled)"
  }

  /// For people.
  ///
  /// - Parameter width: of the terminal, in columns; nil when there is none.
  public func text(width: Int?) -> String {
    "\(check.file), read as \(check.profile)\n\n"
      + tables.map { $0.aligned(lineWidth: width) }.joined(separator: "\n") + "\n\(summary)\n"
  }

  public var markdown: String {
    "## \(check.file), read as \(check.profile)\n\n"
      + tables.map(\.markdown).joined(separator: "\n")
      + "\n\(summary)\n"
  }
}

extension ProfileCheck.RuleReport {
  /// One line, cut to what a table can bear.
  fileprivate var shownExample: String {
    example.count <= 40 ? example : String(example.prefix(39)) + "…"
  }

  fileprivate var json: JSONValue {
    let isRequirement = exact + partial + opaque > 0
    return .members([
      ("record", .string(rule.record)), ("line", .int(rule.line)),
      ("gives", .string(rule.effect.words)), ("from", .string(rule.source)), ("count", .int(count)),
      ("example", .string(example)), ("exact", isRequirement ? .int(exact) : nil),
      ("partial", isRequirement ? .int(partial) : nil),
      ("opaque", isRequirement ? .int(opaque) : nil),
    ])
  }
}
