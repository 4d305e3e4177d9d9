import XMLParsing

/// Counts what became of every value of a feed: used, left out on purpose, or not noticed.
///
/// Which `ignore` rule covers a value mostly depends on its path alone, so that is found out once
/// for each path, and a value costs one look at a table.
final class Coverage {
  /// What holds for the values at one path that no rule used.
  private struct Verdict: BitwiseCopyable {
    enum Kind: BitwiseCopyable {
      /// Not asked yet.
      case open
      /// No rule covers them.
      case unconsumed
      /// The rule of this number covers them.
      case ignored(rule: Int32)
      /// A predicate decides.
      case each
    }
    var kind = Kind.open
    var count = 0
  }

  private let evaluator: PathEvaluator
  /// Prefixes to write paths with, by namespace.
  private let prefixes: [String: String]
  private let tree: RecordTree
  /// By the number of the path.
  private let verdicts = Arena<Verdict>(capacity: 256)
  /// Why the rules that some path was judged by leave values out.
  private var reasons: [String] = []
  private var unconsumed: [FeedPathTable.Number: Int] = [:]
  private var ignored: [FeedPathTable.Number: [String: Int]] = [:]
  private(set) var consumed = 0

  init(evaluator: PathEvaluator, prefixes: [String: String], tree: RecordTree) {
    self.evaluator = evaluator
    self.prefixes = prefixes
    self.tree = tree
  }

  deinit { verdicts.deallocate() }

  /// Settles all values in the subtree of `element`.
  ///
  /// - Parameters:
  ///   - ignores: rules whose paths start at `anchor`. All values at one path are settled with the
  ///     same rules.
  ///   - outer: rules whose paths start above the root.
  func settle(
    _ element: RecordTree.Index, ignores: [IgnoreRule], anchor: RecordTree.Index,
    outer: [IgnoreRule]
  ) {
    for index in element..<tree.end(of: element) {
      let node = tree[index]
      if node.hasOwnText {
        if node.isConsumed {
          consumed += 1
        } else {
          settle(.element(index), at: node.path, ignores, anchor, outer)
        }
      }
      for attribute in node.attributeStart..<node.attributeEnd {
        let value = tree.attributes[Int(attribute)]
        guard value.end > value.start else { continue }
        if value.isConsumed {
          consumed += 1
        } else {
          let path = tree.paths.number(parent: node.path, name: value.name, isAttribute: true)
          settle(.attribute(attribute, of: index), at: path, ignores, anchor, outer)
        }
      }
    }
  }

  private func settle(
    _ match: PathMatch, at path: FeedPathTable.Number, _ ignores: [IgnoreRule],
    _ anchor: RecordTree.Index, _ outer: [IgnoreRule]
  ) {
    guard path != FeedPathTable.others else {
      return settleAlone(match, at: path, ignores, anchor, outer)
    }
    while verdicts.count <= path { verdicts.append(Verdict()) }
    if case .open = verdicts[Int(path)].kind {
      verdicts[Int(path)].kind = verdict(match, ignores, anchor, outer)
    }
    if case .each = verdicts[Int(path)].kind {
      return settleAlone(match, at: path, ignores, anchor, outer)
    }
    verdicts[Int(path)].count += 1
  }

  /// Settles a value by asking every rule.
  private func settleAlone(
    _ match: PathMatch, at path: FeedPathTable.Number, _ ignores: [IgnoreRule],
    _ anchor: RecordTree.Index, _ outer: [IgnoreRule]
  ) {
    if let rule = rule(covering: match, ignores, anchor, outer, byNamesOnly: false) {
      ignored[path, default: [:]][rule.reason, default: 0] += 1
    } else {
      unconsumed[path, default: 0] += 1
    }
  }

  /// What holds for all values at the path of `match`.
  private func verdict(
    _ match: PathMatch, _ ignores: [IgnoreRule], _ anchor: RecordTree.Index, _ outer: [IgnoreRule]
  ) -> Verdict.Kind {
    guard let rule = rule(covering: match, ignores, anchor, outer, byNamesOnly: true) else {
      return .unconsumed
    }
    guard rule.path.steps.allSatisfy(\.predicates.isEmpty) else { return .each }
    reasons.append(rule.reason)
    return .ignored(rule: Int32(reasons.count - 1))
  }

  private func rule(
    covering match: PathMatch, _ ignores: [IgnoreRule], _ anchor: RecordTree.Index,
    _ outer: [IgnoreRule], byNamesOnly: Bool
  ) -> IgnoreRule? {
    ignores.first { covers($0, match, from: anchor, byNamesOnly) }
      ?? outer.first { covers($0, match, from: -1, byNamesOnly) }
  }

  /// A rule covers what its path describes, and all within an element that it describes.
  private func covers(
    _ rule: IgnoreRule, _ match: PathMatch, from anchor: RecordTree.Index, _ byNamesOnly: Bool
  ) -> Bool {
    func describes(_ match: PathMatch) -> Bool {
      evaluator.describes(rule.path, match, from: anchor, in: tree, byNamesOnly: byNamesOnly)
    }
    if describes(match) { return true }
    guard let last = rule.path.steps.last, last.axis != .attribute, last.axis != .ownText else {
      return false
    }
    var ancestor = match.element
    while ancestor >= 0, ancestor != anchor {
      if describes(.element(ancestor)) { return true }
      ancestor = tree[ancestor].parent
    }
    return false
  }

  // MARK: Results

  /// By path.
  var unconsumedPaths: [PathCount] {
    var counts = unconsumed
    for (number, verdict) in verdicts.enumerated() where verdict.count > 0 {
      if case .unconsumed = verdict.kind { counts[Int32(number), default: 0] += verdict.count }
    }
    return counts.map { PathCount(path: path($0.key), count: $0.value) }
      .sorted { ($0.path, $0.count) < ($1.path, $1.count) }
  }

  /// By path, then by reason.
  var ignoredPaths: [IgnoredValues] {
    var counts = ignored
    for (number, verdict) in verdicts.enumerated() where verdict.count > 0 {
      guard case .ignored(let rule) = verdict.kind else { continue }
      counts[Int32(number), default: [:]][reasons[Int(rule)], default: 0] += verdict.count
    }
    return counts.flatMap { entry in
      entry.value.map {
        IgnoredValues(path: path(entry.key), count: $0.value, reason: $0.key)
      }
    }.sorted { ($0.path, $0.reason) < ($1.path, $1.reason) }
  }

  private func path(_ number: FeedPathTable.Number) -> String {
    guard number != FeedPathTable.others else { return "(more paths)" }
    var parts: [String] = []
    var current = number
    while current >= 0 {
      let step = tree.paths[current]
      let name = evaluator.names.name(step.name)
      let prefix = name.namespace.map { (prefixes[$0] ?? "{\($0)}") } ?? ""
      let separator = prefix.isEmpty || prefix.hasSuffix("}") ? "" : ":"
      parts.append((step.isAttribute ? "@" : "") + prefix + separator + name.local)
      current = step.parent
    }
    return parts.reversed().joined(separator: "/")
  }
}
