import Diagnostics
import GRDB
import KnowledgeGraph

extension FeedMerge {
  /// What the person who imports should know, in the order of the feed, at most
  /// `reportedEnds` missing ends one by one.
  func diagnostics(_ settlement: Settlement, _ retiring: [Int64]) throws -> [Diagnostic] {
    let names = try NodeNaming(db)
    var diagnostics = encoder.tooDeep.map { tooDeep($0.what, line: $0.line) }
    diagnostics += try missingEnds(settlement.missing, names)
    if let conflicts = settlement.conflicts {
      diagnostics += try conflictsWithin(conflicts, names)
      diagnostics += try conflictsBetween(conflicts, names)
    }
    if settlement.endsWithdrawn > 0 { diagnostics.append(withdrawnEnds(settlement.endsWithdrawn)) }
    if let node = retiring.first {
      diagnostics.append(keptNodes(retiring.count, first: try names.name(of: node)))
    }
    if options.full, recordCount == 0 { diagnostics.append(emptyFullFeed) }
    return diagnostics
  }

  private func tooDeep(_ what: String, line: Int) -> Diagnostic {
    Diagnostic(
      .warning, code: "feed.nested-too-deeply",
      "\(what) is nested more than \(Nesting.deepest) levels deep and was left out.",
      place: SourcePlace(file: source.path, line: line))
  }

  private static var reportedEnds: Int { 20 }

  private func missingEnds(
    _ missing: [FeedFocus.MissingEnd], _ names: NodeNaming
  ) throws -> [Diagnostic] {
    let sorted = missing.sorted {
      ($0.line, $0.column, $0.key.node, $0.key.name) < (
        $1.line, $1.column, $1.key.node, $1.key.name
      )
    }
    var diagnostics = try sorted.prefix(Self.reportedEnds).map { try missingEnd($0, names) }
    let rest = sorted.dropFirst(Self.reportedEnds)
    if !rest.isEmpty {
      let facts = rest.reduce(0) { $0 + $1.count }
      diagnostics.append(
        Diagnostic(
          .warning, code: "feed.dangling-relationship",
          "\(rest.count) more nodes are named and stated by no feed; \(facts) facts that name "
            + "them are not shown.", place: SourcePlace(file: source.path)))
    }
    return diagnostics
  }

  private func missingEnd(_ end: FeedFocus.MissingEnd, _ names: NodeNaming) throws -> Diagnostic {
    let times = end.count == 1 ? "is" : "(\(end.count) times) are"
    let what =
      end.key.isRequirement
      ? RequirementFact.Kind.stored[Int(end.key.name)].rawValue : names.names[end.key.name] ?? ""
    return Diagnostic(
      .warning,
      code: end.key.isRequirement ? "feed.dangling-requirement" : "feed.dangling-relationship",
      "No feed states \(try names.name(of: end.key.node)); what names it by `\(what)` \(times) "
        + "not shown.",
      hint: "Import the feed that states it.",
      place: SourcePlace(
        file: source.path, line: end.line, column: end.column > 0 ? end.column : nil))
  }

  private func conflictsWithin(
    _ conflicts: PropertyConflicts, _ names: NodeNaming
  ) throws -> [Diagnostic] {
    guard let first = conflicts.within.first else { return [] }
    return [
      Diagnostic(
        .note, code: "feed.conflicting-property",
        "\(conflicts.withinCount) properties are stated again with another value; the first "
          + "stated stands. The first: \(try names.property(first)).",
        place: SourcePlace(file: source.path, line: first.left.line))
    ]
  }

  private func conflictsBetween(
    _ conflicts: PropertyConflicts, _ names: NodeNaming
  ) throws -> [Diagnostic] {
    var diagnostics = try conflicts.between.map { conflict in
      let kept = conflict.kept.feed == feed.id ? source.path : names.path(conflict.kept.feed)
      let left = conflict.left.feed == feed.id ? source.path : names.path(conflict.left.feed)
      return Diagnostic(
        .note, code: "import.conflict",
        "Two sources disagree on \(try names.property(conflict)); \(kept):\(conflict.kept.line) "
          + "stands.", found: "another value at \(left):\(conflict.left.line)",
        hint: "`docent feeds --prefer SOURCE` lets another source stand first.",
        place: SourcePlace(file: left, line: conflict.left.line))
    }
    if conflicts.betweenCount > diagnostics.count {
      diagnostics.append(
        Diagnostic(
          .note, code: "import.conflict",
          "Sources disagree on \(conflicts.betweenCount - diagnostics.count) more properties.",
          place: SourcePlace(file: source.path)))
    }
    return diagnostics
  }

  private func withdrawnEnds(_ count: Int) -> Diagnostic {
    Diagnostic(
      .warning, code: "feed.end-withdrawn",
      "\(count) facts of other sources are no longer shown, because a node they name is in no feed "
        + "any more.", hint: "They are shown again when a feed states it.",
      place: SourcePlace(file: source.path))
  }

  private func keptNodes(_ count: Int, first: String) -> Diagnostic {
    Diagnostic(
      .note, code: "feed.retired-but-kept",
      "\(count) nodes left the catalogue and are kept, marked as retired, because learners' "
        + "histories name them; the first is \(first).",
      place: SourcePlace(file: source.path))
  }

  private var emptyFullFeed: Diagnostic {
    Diagnostic(
      .warning, code: "feed.full-and-empty",
      "The feed holds no record, and as a full feed it retires all that its source stated.",
      hint: "If that was not meant, import the right file again.",
      place: SourcePlace(file: source.path))
  }
}

/// How nodes and properties are called in a message.
struct NodeNaming {
  let names: [Int64: String]
  private let paths: [Int64: String]
  private let node: BoundStatement

  init(_ db: Database) throws {
    names = try NameReading.names(db)
    paths = try NameReading.paths(db)
    node = try BoundStatement(
      db,
      """
      SELECT node.class, provider.key, node.key FROM node
      LEFT JOIN provider ON provider.id = node.provider WHERE node.id = ?
      """)
  }

  func name(of id: Int64) throws -> String {
    node.bind(id, at: 1)
    return try node.first { row in
      let provider = row.optionalText(1).map { "\($0):" } ?? ""
      return "\(names[row.integer(0)] ?? "") \"\(provider)\(row.text(2))\""
    } ?? "node \(id)"
  }

  func property(_ conflict: PropertyConflict) throws -> String {
    let whose =
      conflict.isRelationship ? "a relationship" : try name(of: conflict.subject)
    return "`\(names[conflict.name] ?? "")` of \(whose)"
  }

  func path(_ feed: Int64) -> String { paths[feed] ?? "" }
}
