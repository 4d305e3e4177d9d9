import XMLParsing

/// What a path finds.
enum PathMatch: Sendable, Hashable, BitwiseCopyable {
  case element(RecordTree.Index)
  /// An element's text without that of its children.
  case ownText(RecordTree.Index)
  /// By the attribute's place in the tree, with its element.
  case attribute(Int32, of: RecordTree.Index)

  var element: RecordTree.Index {
    switch self {
    case .element(let element), .ownText(let element), .attribute(_, let element): element
    }
  }
}

/// Follows paths through a ``RecordTree``. Evaluation is a walk over children, linear in the
/// elements passed.
struct PathEvaluator {
  let names: XMLNameTable

  /// What `path` finds from `start`, in document order.
  ///
  /// Attributes that a predicate needed are marked as consumed: the rule has read them.
  func select(
    _ path: FeedPath, from start: RecordTree.Index, in tree: RecordTree
  ) -> [PathMatch] {
    var found: [PathMatch] = []
    follow(path.steps, 0, from: start, in: tree, into: &found)
    return found
  }

  /// Calls `visit` for what `path` finds from `start`, in document order, until it says false.
  ///
  /// A path whose predicates mark what they read is followed to its end all the same: what a rule
  /// has read does not depend on how much of it was wanted.
  @inline(__always)
  func forEach(
    _ path: FeedPath, from start: RecordTree.Index, in tree: RecordTree,
    _ visit: (PathMatch) -> Bool
  ) {
    switch path.shape {
    case .itself: _ = visit(.element(start))
    case .attribute(let name):
      let node = tree[start]
      for attribute in node.attributeStart..<node.attributeEnd
      where tree.attributes[Int(attribute)].name == name {
        guard visit(.attribute(attribute, of: start)) else { return }
      }
    case .child(let name):
      let end = tree.end(of: start)
      var child = start + 1
      while child < end {
        let next = tree.end(of: child)
        if tree[child].name == name, !visit(.element(child)) { return }
        child = next
      }
    case .general:
      for match in select(path, from: start, in: tree) {
        guard visit(match) else { return }
      }
    }
  }

  private func follow(
    _ steps: [FeedPath.Step], _ index: Int, from element: RecordTree.Index, in tree: RecordTree,
    into found: inout [PathMatch]
  ) {
    guard index < steps.count else { return found.append(.element(element)) }
    switch steps[index].axis {
    case .itself:
      if accepts(steps[index], element, 1, in: tree) {
        follow(steps, index + 1, from: element, in: tree, into: &found)
      }
    case .parent:
      let parent = tree[element].parent
      if parent >= 0 { follow(steps, index + 1, from: parent, in: tree, into: &found) }
    case .ancestor:
      var ancestor = tree[element].parent
      while ancestor >= 0,
        !matches(steps[index].name, tree[ancestor].name)
          || !accepts(steps[index], ancestor, 1, in: tree)
      {
        ancestor = tree[ancestor].parent
      }
      if ancestor >= 0 { follow(steps, index + 1, from: ancestor, in: tree, into: &found) }
    case .ownText: found.append(.ownText(element))
    case .attribute: attributes(steps[index], of: element, in: tree, into: &found)
    case .child: children(steps, index, of: element, in: tree, into: &found)
    case .descendant:
      for candidate in (element + 1)..<max(element + 1, tree.end(of: element))
      where matches(steps[index].name, tree[candidate].name)
        && accepts(steps[index], candidate, 1, in: tree)
      {
        follow(steps, index + 1, from: candidate, in: tree, into: &found)
      }
    }
  }

  private func children(
    _ steps: [FeedPath.Step], _ index: Int, of element: RecordTree.Index, in tree: RecordTree,
    into found: inout [PathMatch]
  ) {
    let isPlain = steps[index].predicates.isEmpty
    let wanted = steps[index].name.id
    var position = 0
    var child = element + 1
    let end = tree.end(of: element)
    while child < end {
      let next = tree.end(of: child)
      let name = tree[child].name
      if name == wanted || (wanted < -1 && matches(steps[index].name, name)) {
        position += 1
        if isPlain || accepts(steps[index], child, position, in: tree) {
          follow(steps, index + 1, from: child, in: tree, into: &found)
        }
      }
      child = next
    }
  }

  private func attributes(
    _ step: FeedPath.Step, of element: RecordTree.Index, in tree: RecordTree,
    into found: inout [PathMatch]
  ) {
    let node = tree[element]
    for attribute in node.attributeStart..<node.attributeEnd
    where matches(step.name, tree.attributes[Int(attribute)].name) {
      found.append(.attribute(attribute, of: element))
    }
  }

  func matches(_ test: FeedPath.NameTest, _ name: XMLNameTable.ID) -> Bool {
    if test.id >= 0 { return test.id == name }
    return test.local.map { names.name(name).local == $0 } ?? true
  }

  // MARK: Predicates

  func accepts(
    _ step: FeedPath.Step, _ element: RecordTree.Index, _ position: Int, in tree: RecordTree
  ) -> Bool {
    for predicate in step.predicates
    where !holds(predicate, at: element, position: position, in: tree, consuming: true) {
      return false
    }
    return true
  }

  private func holds(
    _ predicate: FeedPath.Predicate, at element: RecordTree.Index, position: Int,
    in tree: RecordTree, consuming: Bool
  ) -> Bool {
    switch predicate {
    case .position(let wanted): return position == wanted
    case .not(let inner):
      return !holds(inner, at: element, position: position, in: tree, consuming: false)
    case .exists(let path):
      return satisfied(path, at: element, in: tree, consuming) { _, _ in true }
    case .equals(let path, let literal):
      return satisfied(path, at: element, in: tree, consuming) { match, tree in
        equals(match, literal, in: tree)
      }
    case .startsWith(let path, let text):
      return satisfied(path, at: element, in: tree, consuming) { match, tree in
        value(of: match, in: tree).hasPrefix(text)
      }
    case .contains(let path, let text):
      return satisfied(path, at: element, in: tree, consuming) { match, tree in
        value(of: match, in: tree).contains(text)
      }
    }
  }

  private func satisfied(
    _ path: FeedPath, at element: RecordTree.Index, in tree: RecordTree, _ consuming: Bool,
    _ test: (PathMatch, RecordTree) -> Bool
  ) -> Bool {
    var isSatisfied = false
    forEach(path, from: element, in: tree) { match in
      guard test(match, tree) else { return true }
      if consuming, case .attribute(let attribute, _) = match { tree.consume(attribute: attribute) }
      isSatisfied = true
      return false
    }
    return isSatisfied
  }

  private func equals(_ match: PathMatch, _ literal: FeedPath.Literal, in tree: RecordTree)
    -> Bool
  {
    let (isSame, isASCII) = withBytes(of: match, in: tree) { bytes in
      (bytes.elementsEqual(literal.bytes), literal.isASCII && bytes.allSatisfy { $0 < 0x80 })
    }
    if isSame { return true }
    let isQualified = literal.name != nil || literal.localName != nil
    // Beyond ASCII, texts of different bytes may be canonically equivalent.
    guard isQualified || !isASCII else { return false }
    let text = value(of: match, in: tree)
    if text == literal.text { return true }
    return isQualified && equalsQualified(text, at: match.element, literal, in: tree)
  }

  private func equalsQualified(
    _ text: String, at element: RecordTree.Index, _ literal: FeedPath.Literal, in tree: RecordTree
  ) -> Bool {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let local = String(parts.last ?? "")
    if let wanted = literal.localName { return local == wanted }
    guard let name = literal.name, local == name.local else { return false }
    let prefix = parts.count == 2 ? String(parts[0]) : ""
    let namespace = tree.namespace(of: prefix, at: element)
    return names.canonicalNamespace(namespace) == names.canonicalNamespace(name.namespace)
      && namespace != nil
  }

  /// The text of a match with white space at its ends left out.
  func value(of match: PathMatch, in tree: RecordTree) -> String {
    withBytes(of: match, in: tree) { String(decoding: $0, as: UTF8.self) }
  }

  /// Calls `body` with the text of a match, white space at its ends left out.
  private func withBytes<Result>(
    of match: PathMatch, in tree: RecordTree, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    switch match {
    case .element(let element): body(trimmed(tree.bytes(of: element)))
    case .ownText(let element): tree.withOwnText(of: element) { body(trimmed($0)) }
    case .attribute(let attribute, _): body(trimmed(tree.bytes(ofAttribute: attribute)))
    }
  }

  // MARK: Patterns

  /// Whether `path`, as a pattern from `anchor` down (−1: from above the root), describes `match`.
  /// Works backwards from the match, so only values in question cost anything.
  ///
  /// - Parameter byNamesOnly: take every predicate as true, so that the answer is the same for all
  ///   that stands at one path of the feed.
  func describes(
    _ path: FeedPath, _ match: PathMatch, from anchor: RecordTree.Index, in tree: RecordTree,
    byNamesOnly: Bool = false
  ) -> Bool {
    var steps = path.steps[...]
    if byNamesOnly {
      steps = path.steps.map { FeedPath.Step(axis: $0.axis, name: $0.name, predicates: []) }[...]
    }
    guard let last = steps.last else { return false }
    switch (match, last.axis) {
    case (.attribute(let attribute, let owner), .attribute):
      guard matches(last.name, tree.attributes[Int(attribute)].name) else { return false }
      return reaches(steps.dropLast(), owner, from: anchor, in: tree)
    case (.attribute, _), (_, .attribute): return false
    case (_, .ownText):
      steps = steps.dropLast()
      return reaches(steps, match.element, from: anchor, in: tree)
    default: return reaches(steps, match.element, from: anchor, in: tree)
    }
  }

  private func reaches(
    _ steps: ArraySlice<FeedPath.Step>, _ element: RecordTree.Index, from anchor: RecordTree.Index,
    in tree: RecordTree
  ) -> Bool {
    guard let step = steps.last else { return element == anchor }
    guard element >= 0, element != anchor else {
      return step.axis == .itself && reaches(steps.dropLast(), element, from: anchor, in: tree)
    }
    let fits = matches(step.name, tree[element].name)
    switch step.axis {
    case .itself: return reaches(steps.dropLast(), element, from: anchor, in: tree)
    case .child:
      return fits && accepts(step, element, place(of: element, step, in: tree), in: tree)
        && reaches(steps.dropLast(), tree[element].parent, from: anchor, in: tree)
    case .descendant:
      guard fits, accepts(step, element, 1, in: tree) else { return false }
      var ancestor = tree[element].parent
      while true {
        if reaches(steps.dropLast(), ancestor, from: anchor, in: tree) { return true }
        guard ancestor >= 0, ancestor != anchor else { return false }
        ancestor = tree[ancestor].parent
      }
    case .attribute, .parent, .ancestor, .ownText: return false
    }
  }

  /// The how-manieth of its parent's children that fit the step's name, if the step asks.
  private func place(of element: RecordTree.Index, _ step: FeedPath.Step, in tree: RecordTree)
    -> Int
  {
    let asks = step.predicates.contains { if case .position = $0 { true } else { false } }
    guard asks, tree[element].parent >= 0 else { return 1 }
    var position = 0
    tree.forEachChild(of: tree[element].parent) { child in
      if child <= element, matches(step.name, tree[child].name) { position += 1 }
    }
    return position
  }
}
