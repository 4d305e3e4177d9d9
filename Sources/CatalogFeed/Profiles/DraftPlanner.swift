import KnowledgeGraph
import XMLParsing

/// Writes the rules of one record from guesses.
struct DraftPlanner {
  let guessing: DraftGuessing
  let ontology: Ontology
  let writer: PathWriter
  let key: DraftGuessing.Key
  let title: Int
  /// Paths that a rule uses, and so is all within them.
  var taken: Set<Int> = []
  var usedProperties: Set<String> = []
  /// Trees that requirement elements make.
  var trees: [DraftElement] = []

  var survey: FeedSurvey { guessing.survey }
  var words: DraftingWords { guessing.words }
  var record: Int { guessing.record }

  init(
    _ guessing: DraftGuessing, ontology: Ontology, writer: PathWriter, key: DraftGuessing.Key,
    title: Int
  ) {
    self.guessing = guessing
    self.ontology = ontology
    self.writer = writer
    self.key = key
    self.title = title
  }

  /// The item's node with all that hangs on it; nil when the ontology has no items.
  ///
  /// - Parameter instances: elements within the record that are dated offerings, with the paths
  ///   that complete the record's key to theirs.
  mutating func node(instances: [(element: Int, key: Int)]) -> DraftElement? {
    guard let item = ontology.nodeClass(role: .item) else { return nil }
    var attributes = [(name: "class", value: item.name), (name: "id", value: "item")]
    if key.repeats { attributes.append(("once", "true")) }
    var node = DraftElement("node", attributes)
    taken.formUnion(key.paths)
    node.children.append(keyElement(from: record, adding: nil))
    node.children += properties()
    if let offeredBy = ontology.relations(role: .offeredBy).first {
      node.children.append(
        DraftElement("relationship", [("relation", offeredBy.name), ("to", "provider")]))
    }
    node.children += relationships()
    node.children += requirements()
    for instance in instances { node.children += self.instance(instance) }
    return node
  }

  // MARK: Keys

  /// The record's key as seen from an element of it, with one more path behind it.
  func keyElement(from base: Int, adding more: Int?) -> DraftElement {
    let paths = key.paths + (more.map { [$0] } ?? [])
    let hasWideSpace = key.paths.contains {
      guessing.sketch($0).examples.contains { $0.contains("\u{A0}") }
    }
    let filters =
      hasWideSpace ? [DraftElement("replace", [("text", "\u{A0}"), ("with", " ")])] : []
    guard paths.count > 1 else {
      return DraftElement("key", [("path", writer.relative(paths[0], from: base))], filters)
    }
    let template = paths.map { "{\(writer.relative($0, from: base))}" }.joined(separator: " ")
    return DraftElement("key", [("template", template)], filters)
  }

  /// What stands between subject and number in a key of one value; nil where its values show none.
  var separator: String? {
    guard key.paths.count == 1 else { return nil }
    let examples = guessing.sketch(key.paths[0]).examples
    let found = examples.compactMap { example in
      example.wholeMatch(of: #/[\p{L}\d]*\p{L}?([ \u{A0}.\-])\d[\p{L}\d]*/#).map {
        String($0.output.1)
      }
    }
    guard let first = found.first, found.count == examples.count,
      found.allSatisfy({ $0 == first })
    else { return nil }
    return first
  }

  /// The subject that bare numbers of requirement texts inherit.
  func subjectElement(_ name: String) -> DraftElement? {
    if let subject = key.subject {
      return DraftElement(name, [("path", writer.relative(subject, from: record))])
    }
    return separator.map { separator in
      DraftElement(
        name, [("path", writer.relative(key.paths[0], from: record))],
        [DraftElement("before", [("text", separator)])])
    }
  }

  // MARK: Properties

  private mutating func properties() -> [DraftElement] {
    var elements: [DraftElement] = []
    if let name = words.roles[.title] {
      elements.append(property(name, title, from: record))
    }
    if let name = words.roles[.description],
      let description = guessing.description(except: title)
    {
      elements.append(property(name, description, from: record))
    }
    return elements + namedProperties(within: record)
  }

  private mutating func property(_ name: String, _ path: Int, from base: Int) -> DraftElement {
    taken.insert(path)
    usedProperties.insert(name)
    var attributes = [(name: "name", value: name)]
    attributes.append(("path", writer.relative(path, from: base)))
    if let language = survey.languageAttribute(of: path) {
      attributes.append(("language-path", writer.relative(language, from: path)))
      taken.insert(language)
    } else if survey.paths[path].most > 1, survey.paths[path].values.kind != .language,
      !hasDeclaredLanguage(path)
    {
      attributes.append(("many", "join"))
    }
    let isMarkedUp = survey.paths[path].childElements.contains { survey.paths[$0].isMarkup }
    if isMarkedUp { attributes.append(("lines", "keep")) }
    return DraftElement("property", attributes, filters(name, path), comment: nil)
  }

  private func hasDeclaredLanguage(_ path: Int) -> Bool {
    survey.paths[path].attributes.contains {
      survey.names.name(survey.paths[$0].name).namespace == FeedSurvey.xmlNamespace
    }
  }

  /// Numbers are cut out of the words they stand in, and durations turned into hours.
  private func filters(_ name: String, _ path: Int) -> [DraftElement] {
    guard let datatype = ontology.properties.first(where: { $0.name == name })?.datatype,
      datatype == .float || datatype == .integer
    else { return [] }
    let kind = survey.paths[path].values.kind
    if kind == .duration { return [DraftElement("hours")] }
    let sketch = survey.paths[path].values
    let plain = sketch.share(of: .integer) + (datatype == .float ? sketch.share(of: .number) : 0)
    let isPlain = plain >= 1
    let hasComma = survey.paths[path].values.examples.contains { $0.contains(",") }
    var filters: [DraftElement] = []
    if hasComma { filters.append(DraftElement("replace", [("text", ","), ("with", ".")])) }
    if !isPlain || hasComma { filters.append(DraftElement("number")) }
    return filters
  }

  /// Each path that is left goes to the property its name fits best, each property once.
  mutating func namedProperties(within base: Int) -> [DraftElement] {
    var pairs: [(fit: Double, path: Int, name: String)] = []
    for path in guessing.valued where survey.isWithin(path, base) && !isTaken(path) {
      guard survey.depth(of: path, below: base) <= 2, guessing.requirementFit(path) < 0.8
      else { continue }
      let isPlain = survey.hasSingleParents(path, in: base)
      for entry in words.entries("property")
      where (isPlain || entry.term == words.roles[.credits]) && suits(path, entry) {
        let fit = guessing.fit(path, entry) - 0.1 * Double(survey.depth(of: path, below: base) - 1)
        if fit >= 0.7 { pairs.append((fit, path, entry.term)) }
      }
    }
    pairs.sort { ($0.fit, $1.path) > ($1.fit, $0.path) }
    var chosen: [(path: Int, name: String)] = []
    for pair in pairs where !usedProperties.contains(pair.name) && !isTaken(pair.path) {
      taken.insert(pair.path)
      usedProperties.insert(pair.name)
      chosen.append((pair.path, pair.name))
    }
    return chosen.sorted { $0.path < $1.path }.map { property($0.name, $0.path, from: base) }
  }

  /// Whether a path's values can be read as the property's datatype, and relations do not fit better.
  private func suits(_ path: Int, _ entry: DraftingWords.Entry) -> Bool {
    let datatype = ontology.properties.first { $0.name == entry.term }?.datatype
    let kind = survey.paths[path].values.kind
    if let only = entry.only, only != kind { return false }
    if entry.never == kind { return false }
    let isRelation = words.entries("relation").contains { guessing.fit(path, $0) >= 0.85 }
    switch datatype {
    case .float, .integer:
      let hasDigits = survey.paths[path].values.examples.allSatisfy {
        $0.contains(where: \.isNumber)
      }
      return kind != .prose && kind != .url && hasDigits
    default: return !isRelation
    }
  }

  func isTaken(_ path: Int) -> Bool {
    if taken.contains(path) { return true }
    guard survey.paths[path].sort == .element else { return false }
    return survey.lineage(path).prefix { $0 != record }.contains { taken.contains($0) }
  }
}
