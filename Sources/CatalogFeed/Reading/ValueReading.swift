import XMLParsing

/// A value that a rule found, and the element it stands at.
struct FoundValue: Hashable {
  var text: String
  var element: RecordTree.Index
}

/// Evaluates value rules on a record and marks what they used.
struct ValueReader {
  let paths: PathEvaluator

  /// Appends the first value of the first alternative that has one to a buffer of text; nil when
  /// there is none.
  @inline(__always)
  func appendFirst(
    _ rule: PreparedValue, at element: RecordTree.Index, in tree: RecordTree, to text: Arena<UInt8>
  ) -> Range<Int32>? {
    switch rule.shape {
    case .itself: return append(.element(element), in: tree, to: text)
    case .attribute(let name):
      let node = tree[element]
      for attribute in node.attributeStart..<node.attributeEnd
      where tree.attributes[Int(attribute)].name == name {
        let match = PathMatch.attribute(attribute, of: element)
        if let found = append(match, in: tree, to: text) { return found }
      }
      return nil
    case .child(let name):
      let end = tree.end(of: element)
      var child = element + 1
      while child < end {
        if tree[child].name == name, let found = append(.element(child), in: tree, to: text) {
          return found
        }
        child = tree.end(of: child)
      }
      return nil
    case .general:
      return first(rule.rule, at: element, in: tree).map { text.append($0.text) }
    }
  }

  /// Appends a match's collapsed text, which is then used; nil when there is none.
  func append(_ match: PathMatch, in tree: RecordTree, to text: Arena<UInt8>) -> Range<Int32>? {
    let range =
      switch match {
      case .attribute(let attribute, _):
        appendCollapsed(tree.bytes(ofAttribute: attribute), to: text)
      case .element(let element): appendCollapsed(tree.bytes(of: element), to: text)
      case .ownText(let element):
        tree.withOwnText(of: element) { appendCollapsed($0, to: text) }
      }
    guard !range.isEmpty else { return nil }
    consume(match, in: tree)
    return range
  }

  /// The first value of the first alternative that has one.
  func first(_ rule: ValueRule, at element: RecordTree.Index, in tree: RecordTree) -> FoundValue? {
    for alternative in rule.alternatives {
      if let found = values(alternative, at: element, in: tree, limit: 1).first { return found }
    }
    return nil
  }

  /// All values of the first alternative that has any.
  func all(_ rule: ValueRule, at element: RecordTree.Index, in tree: RecordTree) -> [FoundValue] {
    for alternative in rule.alternatives {
      let found = values(alternative, at: element, in: tree, limit: .max)
      if !found.isEmpty { return found }
    }
    return []
  }

  /// What tells the language of a value, where one value of each language is wanted.
  enum LanguageSource {
    /// `xml:lang`, there or further out.
    case declared
    /// What stands at a path from the value's element.
    case stated(FeedPath)
  }

  /// Of the first alternative that has any value, the first in each language. The others are not
  /// consumed.
  func firstOfEachLanguage(
    _ rule: ValueRule, languages: LanguageSource, at element: RecordTree.Index, in tree: RecordTree
  ) -> [FoundValue] {
    for alternative in rule.alternatives {
      let found = values(
        alternative, at: element, in: tree, limit: .max, onePerLanguage: languages)
      if !found.isEmpty { return found }
    }
    return []
  }

  private func values(
    _ alternative: ValueAlternative, at element: RecordTree.Index, in tree: RecordTree, limit: Int,
    onePerLanguage: LanguageSource? = nil
  ) -> [FoundValue] {
    switch alternative.source {
    case .constant(let text): return [FoundValue(text: text, element: element)]
    case .template(let pieces):
      guard let text = filled(pieces, at: element, in: tree),
        let filtered = filtered(text, alternative.filters)
      else { return [] }
      return [FoundValue(text: filtered, element: element)]
    case .paths(let alternatives):
      for path in alternatives {
        let found = found(
          path, alternative, at: element, in: tree, limit: limit, onePerLanguage: onePerLanguage)
        if !found.isEmpty { return found }
      }
      return []
    }
  }

  private func found(
    _ path: FeedPath, _ alternative: ValueAlternative, at element: RecordTree.Index,
    in tree: RecordTree, limit: Int, onePerLanguage: LanguageSource?
  ) -> [FoundValue] {
    var found: [FoundValue] = []
    var languages: Set<String> = []
    paths.forEach(path, from: element, in: tree) { match in
      if let onePerLanguage {
        let tag = language(onePerLanguage, at: match.element, in: tree).map(Self.primarySubtag)
        guard languages.insert(tag ?? "").inserted else { return true }
      }
      let raw = text(of: match, in: tree, keepsLines: alternative.keepsLines)
      guard !raw.isEmpty else { return true }
      consume(match, in: tree)
      if let text = filtered(raw, alternative.filters) {
        found.append(FoundValue(text: text, element: match.element))
      }
      return found.count < limit
    }
    return found
  }

  private func filled(
    _ pieces: [TemplatePiece], at element: RecordTree.Index, in tree: RecordTree
  ) -> String? {
    var text = ""
    for piece in pieces {
      switch piece {
      case .literal(let literal): text += literal
      case .value(let alternatives, let isOptional):
        let value = firstText(alternatives, at: element, in: tree)
        guard value != nil || isOptional else { return nil }
        text += value ?? ""
      }
    }
    return collapsed(text)
  }

  func firstText(
    _ alternatives: [FeedPath], at element: RecordTree.Index, in tree: RecordTree
  ) -> String? {
    for path in alternatives {
      var first: String?
      paths.forEach(path, from: element, in: tree) { match in
        let text = text(of: match, in: tree, keepsLines: false)
        guard !text.isEmpty else { return true }
        consume(match, in: tree)
        first = text
        return false
      }
      if let first { return first }
    }
    return nil
  }

  /// A text after all filters; nil when nothing is left.
  func filtered(_ text: String, _ filters: [TextFilter]) -> String? {
    guard !filters.isEmpty else { return text.isEmpty ? nil : text }
    var text = text
    for filter in filters {
      guard let next = filter.apply(text) else { return nil }
      text = collapsedLines(next)
    }
    return text.isEmpty ? nil : text
  }

  func consume(_ match: PathMatch, in tree: RecordTree) {
    switch match {
    case .element(let element): tree.consume(element)
    case .ownText(let element): tree.consumeOwnText(element)
    case .attribute(let attribute, _): tree.consume(attribute: attribute)
    }
  }

  /// The text of a match: white space collapsed, or with its paragraphs as lines.
  func text(of match: PathMatch, in tree: RecordTree, keepsLines: Bool) -> String {
    switch match {
    case .attribute(let attribute, _): return collapsed(tree.bytes(ofAttribute: attribute))
    case .ownText(let element): return tree.withOwnText(of: element) { collapsed($0) }
    case .element(let element):
      guard keepsLines, tree.end(of: element) > element + 1 else {
        return collapsed(tree.bytes(of: element))
      }
      return lines(of: element, in: tree)
    }
  }

  // MARK: White space

  private func collapsedLines(_ text: String) -> String {
    guard text.contains("\n") else { return collapsed(text) }
    return text.split(separator: "\n").map { collapsed(String($0)) }
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// Elements of XHTML that begin and end a line.
  private static let blocks: Set<String> = [
    "p", "div", "br", "li", "ul", "ol", "dl", "dt", "dd", "tr", "table", "blockquote", "pre",
    "h1", "h2", "h3", "h4", "h5", "h6", "section", "hr",
  ]

  /// The text of marked-up content with a line for each block.
  private func lines(of element: RecordTree.Index, in tree: RecordTree) -> String {
    let range = tree.textRange(of: element)
    var breaks: Set<Int> = []
    for inner in (element + 1)..<tree.end(of: element)
    where Self.blocks.contains(paths.names.name(tree[inner].name).local.lowercased()) {
      let block = tree.textRange(of: inner)
      breaks.formUnion([block.lowerBound, block.upperBound])
    }
    let marks = breaks.union([range.lowerBound, range.upperBound]).sorted()
    return zip(marks, marks.dropFirst()).map { collapsed(tree.text(in: $0..<$1)) }
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  // MARK: Language

  /// The `xml:lang` in force at an element; nil when there is none. Marks the attribute as consumed.
  func language(at element: RecordTree.Index, in tree: RecordTree) -> String? {
    let attribute = tree[element].language
    guard attribute >= 0 else { return nil }
    tree.consume(attribute: attribute)
    return tag(attribute, in: tree)
  }

  /// The language at an element; nothing is marked as consumed.
  private func language(
    _ source: LanguageSource, at element: RecordTree.Index, in tree: RecordTree
  ) -> String? {
    switch source {
    case .declared: return declaredLanguage(at: element, in: tree)
    case .stated(let path):
      return paths.select(path, from: element, in: tree).lazy
        .map { text(of: $0, in: tree, keepsLines: false) }.first { !$0.isEmpty }
    }
  }

  private func declaredLanguage(at element: RecordTree.Index, in tree: RecordTree) -> String? {
    let attribute = tree[element].language
    return attribute >= 0 ? tag(attribute, in: tree) : nil
  }

  private func tag(_ attribute: Int32, in tree: RecordTree) -> String? {
    let tag = String(decoding: tree.bytes(ofAttribute: attribute), as: UTF8.self)
    return tag.isEmpty ? nil : tag
  }

  /// `zh` of `zh-Hans` (BCP 47).
  static func primarySubtag(_ tag: String) -> String {
    String(tag.prefix { $0 != "-" && $0 != "_" }).lowercased()
  }
}
