import XMLParsing

/// Counts what became of every value of a feed: used, left out on purpose, or not noticed.
struct Coverage {
  /// One step of a path of the feed.
  private struct Step: Hashable {
    var parent: Int32
    var name: XMLNameTable.ID
    var isAttribute: Bool
  }

  /// A hostile feed could have a new path at every element; beyond this many they share one.
  private static let pathLimit = 20_000

  private let paths: PathEvaluator
  /// Prefixes to write paths with, by namespace.
  private let prefixes: [String: String]
  private var numbers: [Step: Int32] = [:]
  private var steps: [Step] = []
  private var unconsumed: [Int32: Int] = [:]
  private var ignored: [Int32: [String: Int]] = [:]
  private(set) var consumed = 0

  init(paths: PathEvaluator, prefixes: [String: String]) {
    self.paths = paths
    self.prefixes = prefixes
  }

  /// Settles all values in the subtree of `element`.
  ///
  /// - Parameters:
  ///   - ignores: rules whose paths start at `anchor`.
  ///   - outer: rules whose paths start above the root.
  mutating func settle(
    _ element: RecordTree.Index, ignores: [IgnoreRule], anchor: RecordTree.Index,
    outer: [IgnoreRule], in tree: RecordTree
  ) {
    for index in element..<tree.end(of: element) {
      let node = tree[index]
      if node.hasOwnText {
        settle(
          .element(index), isConsumed: node.isConsumed, ignores, anchor, outer, in: tree)
      }
      for attribute in node.attributeStart..<node.attributeEnd {
        let value = tree.attributes[Int(attribute)]
        guard value.end > value.start else { continue }
        settle(
          .attribute(attribute, of: index), isConsumed: value.isConsumed, ignores, anchor, outer,
          in: tree)
      }
    }
  }

  private mutating func settle(
    _ match: PathMatch, isConsumed: Bool, _ ignores: [IgnoreRule], _ anchor: RecordTree.Index,
    _ outer: [IgnoreRule], in tree: RecordTree
  ) {
    guard !isConsumed else {
      consumed += 1
      return
    }
    let number = number(of: match, in: tree)
    let rule =
      ignores.first { covers($0, match, from: anchor, in: tree) }
      ?? outer.first { covers($0, match, from: -1, in: tree) }
    if let rule {
      ignored[number, default: [:]][rule.reason, default: 0] += 1
    } else {
      unconsumed[number, default: 0] += 1
    }
  }

  /// A rule covers what its path describes, and all within an element that it describes.
  private func covers(
    _ rule: IgnoreRule, _ match: PathMatch, from anchor: RecordTree.Index, in tree: RecordTree
  ) -> Bool {
    if paths.describes(rule.path, match, from: anchor, in: tree) { return true }
    guard let last = rule.path.steps.last, last.axis != .attribute, last.axis != .ownText else {
      return false
    }
    var ancestor = match.element
    while ancestor >= 0, ancestor != anchor {
      if paths.describes(rule.path, .element(ancestor), from: anchor, in: tree) { return true }
      ancestor = tree[ancestor].parent
    }
    return false
  }

  // MARK: Paths

  private mutating func number(of match: PathMatch, in tree: RecordTree) -> Int32 {
    switch match {
    case .element(let element), .ownText(let element): return number(of: element, in: tree)
    case .attribute(let attribute, let owner):
      let parent = number(of: owner, in: tree)
      return number(
        of: Step(
          parent: parent, name: tree.attributes[Int(attribute)].name, isAttribute: true))
    }
  }

  private mutating func number(of element: RecordTree.Index, in tree: RecordTree) -> Int32 {
    guard element >= 0 else { return -1 }
    let parent = number(of: tree[element].parent, in: tree)
    return number(of: Step(parent: parent, name: tree[element].name, isAttribute: false))
  }

  private mutating func number(of step: Step) -> Int32 {
    if let known = numbers[step] { return known }
    guard steps.count < Self.pathLimit else { return Int32.max }
    let number = Int32(steps.count)
    steps.append(step)
    numbers[step] = number
    return number
  }

  private func path(_ number: Int32) -> String {
    guard number != Int32.max else { return "(more paths)" }
    var parts: [String] = []
    var current = number
    while current >= 0 {
      let step = steps[Int(current)]
      let name = paths.names.name(step.name)
      let prefix = name.namespace.map { (prefixes[$0] ?? "{\($0)}") } ?? ""
      let separator = prefix.isEmpty || prefix.hasSuffix("}") ? "" : ":"
      parts.append((step.isAttribute ? "@" : "") + prefix + separator + name.local)
      current = step.parent
    }
    return parts.reversed().joined(separator: "/")
  }

  // MARK: Results

  /// By path.
  var unconsumedPaths: [PathCount] {
    unconsumed.map { PathCount(path: path($0.key), count: $0.value) }
      .sorted { ($0.path, $0.count) < ($1.path, $1.count) }
  }

  /// By path, then by reason.
  var ignoredPaths: [IgnoredValues] {
    ignored.flatMap { entry in
      entry.value.map {
        IgnoredValues(path: path(entry.key), count: $0.value, reason: $0.key)
      }
    }.sorted { ($0.path, $0.reason) < ($1.path, $1.reason) }
  }
}
