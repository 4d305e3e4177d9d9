import XMLParsing

/// A value that a rule found, and the element it stands at.
struct FoundValue: Hashable {
  var text: String
  var element: RecordTree.Index
}

/// Evaluates value rules on a record and marks what they used.
struct ValueReader {
  let paths: PathEvaluator
  let languageAttribute: XMLNameTable.ID

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
    for match in paths.select(path, from: element, in: tree) where found.count < limit {
      if let onePerLanguage {
        let tag = language(onePerLanguage, at: match.element, in: tree).map(Self.primarySubtag)
        guard languages.insert(tag ?? "").inserted else { continue }
      }
      let raw = text(of: match, in: tree, keepsLines: alternative.keepsLines)
      guard !raw.isEmpty else { continue }
      consume(match, in: tree)
      if let text = filtered(raw, alternative.filters) {
        found.append(FoundValue(text: text, element: match.element))
      }
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
    return collapsed(Array(text.utf8)[...])
  }

  func firstText(
    _ alternatives: [FeedPath], at element: RecordTree.Index, in tree: RecordTree
  ) -> String? {
    for path in alternatives {
      for match in paths.select(path, from: element, in: tree) {
        let text = text(of: match, in: tree, keepsLines: false)
        guard !text.isEmpty else { continue }
        consume(match, in: tree)
        return text
      }
    }
    return nil
  }

  /// A text after all filters; nil when nothing is left.
  func filtered(_ text: String, _ filters: [TextFilter]) -> String? {
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
    case .ownText(let element): return collapsed(tree.ownText(of: element)[...])
    case .element(let element):
      guard keepsLines, tree.end(of: element) > element + 1 else {
        return collapsed(tree.bytes(of: element))
      }
      return lines(of: element, in: tree)
    }
  }

  // MARK: White space

  private func collapsed(_ bytes: ArraySlice<UInt8>) -> String {
    var isClean = true
    var previousWasSpace = true
    for byte in bytes {
      if isSpace(byte) {
        if previousWasSpace || byte != 0x20 {
          isClean = false
          break
        }
        previousWasSpace = true
      } else {
        previousWasSpace = false
      }
    }
    if isClean, !previousWasSpace { return String(decoding: bytes, as: UTF8.self) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for byte in bytes {
      if !isSpace(byte) {
        result.append(byte)
      } else if let last = result.last, last != 0x20 {
        result.append(0x20)
      }
    }
    if result.last == 0x20 { result.removeLast() }
    return String(decoding: result, as: UTF8.self)
  }

  private func collapsedLines(_ text: String) -> String {
    guard text.contains("\n") else { return collapsed(Array(text.utf8)[...]) }
    return text.split(separator: "\n").map { collapsed(Array($0.utf8)[...]) }
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
    guard let attribute = languageAttribute(at: element, in: tree) else { return nil }
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
    languageAttribute(at: element, in: tree).flatMap { tag($0, in: tree) }
  }

  private func tag(_ attribute: Int32, in tree: RecordTree) -> String? {
    let tag = String(decoding: tree.bytes(ofAttribute: attribute), as: UTF8.self)
    return tag.isEmpty ? nil : tag
  }

  private func languageAttribute(at element: RecordTree.Index, in tree: RecordTree) -> Int32? {
    var ancestor = element
    while ancestor >= 0 {
      let node = tree[ancestor]
      for attribute in node.attributeStart..<node.attributeEnd
      where tree.attributes[Int(attribute)].name == languageAttribute {
        return attribute
      }
      ancestor = node.parent
    }
    return nil
  }

  /// `zh` of `zh-Hans` (BCP 47).
  static func primarySubtag(_ tag: String) -> String {
    String(tag.prefix { $0 != "-" && $0 != "_" }).lowercased()
  }
}
