import Diagnostics
import KnowledgeGraph

extension FeedMerge {
  /// What the person who imports should know, in the order of the feed, at most
  /// `reportedEnds` missing ends one by one.
  func diagnostics(_ settlement: Settlement) throws -> [Diagnostic] {
    var diagnostics = tooDeep
    diagnostics += missingEnds(settlement.dangling)
    if let conflict = try conflictNote() { diagnostics.append(conflict) }
    if settlement.endsWithdrawn > 0 { diagnostics.append(withdrawnEnds(settlement.endsWithdrawn)) }
    if let node = settlement.kept.first {
      diagnostics.append(try keptNodes(settlement.kept.count, first: node))
    }
    if options.full, recordCount == 0 { diagnostics.append(emptyFullFeed) }
    return diagnostics
  }

  private static var reportedEnds: Int { 20 }

  private func missingEnds(_ dangling: DanglingEnds) -> [Diagnostic] {
    let sorted = dangling.entries.sorted {
      ($0.line, $0.column, $0.node.nodeClass, $0.node.key, $0.what)
        < ($1.line, $1.column, $1.node.nodeClass, $1.node.key, $1.what)
    }
    var diagnostics = sorted.prefix(Self.reportedEnds).map(missingEnd)
    let rest = sorted.dropFirst(Self.reportedEnds)
    if !rest.isEmpty {
      let facts = rest.reduce(0) { $0 + $1.count }
      diagnostics.append(
        Diagnostic(
          .warning, code: "feed.dangling-relationship",
          "\(rest.count) more nodes are named and stated by no feed; \(facts) facts that name "
            + "them were left out.", place: SourcePlace(file: source.path)))
    }
    return diagnostics
  }

  private func missingEnd(_ entry: DanglingEnds.Entry) -> Diagnostic {
    let times = entry.count == 1 ? "was" : "(\(entry.count) times) were"
    return Diagnostic(
      .warning,
      code: entry.isRequirement ? "feed.dangling-requirement" : "feed.dangling-relationship",
      "No feed states \(Self.name(entry.node)); what names it by `\(entry.what)` \(times) left out.",
      hint: "Import the feed that states it, then this one again.",
      place: SourcePlace(
        file: source.path, line: entry.line, column: entry.column > 0 ? entry.column : nil))
  }

  private func conflictNote() throws -> Diagnostic? {
    let count = nodes.conflicts.count + relationships.conflicts.count
    guard count > 0 else { return nil }
    var example = ""
    var line: Int?
    if let first = nodes.conflicts.first {
      example = " The first: `\(first.name)` of \(Self.name(try reference(first.node)))."
      line = first.line
    } else if let first = relationships.conflicts.first {
      example = " The first: `\(first.name)` of a relationship."
      line = first.line
    }
    return Diagnostic(
      .note, code: "feed.conflicting-property",
      "\(count) properties are stated again with another value; the first stated stands."
        + example, place: SourcePlace(file: source.path, line: line))
  }

  private func withdrawnEnds(_ count: Int) -> Diagnostic {
    Diagnostic(
      .warning, code: "feed.end-withdrawn",
      "\(count) facts of other sources were removed, because a node they name is in no feed any "
        + "more.", hint: "Import the other sources again to see what they miss.",
      place: SourcePlace(file: source.path))
  }

  private func keptNodes(_ count: Int, first: Int64) throws -> Diagnostic {
    Diagnostic(
      .note, code: "feed.retired-but-kept",
      "\(count) nodes left the catalogue and are kept, marked as retired, because learners' "
        + "histories name them; the first is \(Self.name(try reference(first))).",
      place: SourcePlace(file: source.path))
  }

  private var emptyFullFeed: Diagnostic {
    Diagnostic(
      .warning, code: "feed.full-and-empty",
      "The feed holds no record, and as a full feed it retires all that its source stated.",
      hint: "If that was not meant, import the right file again.",
      place: SourcePlace(file: source.path))
  }

  private static func name(_ node: NodeReference) -> String {
    "\(node.nodeClass) \"\(node.provider.map { "\($0):" } ?? "")\(node.key)\""
  }
}
