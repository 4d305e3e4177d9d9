import KnowledgeGraph
import XMLParsing

/// The text of a drafted mapping document.
struct DraftWriting {
  let guessing: DraftGuessing
  let ontology: Ontology
  let key: DraftGuessing.Key
  let title: Int
  let name: String
  /// Record elements that were weighed, best first.
  let candidates: [Int]
  var instances: [(element: Int, key: Int)] = []
  private var innerNotes: [String] = []
  private var outerNotes: [String] = []

  init(
    guessing: DraftGuessing, ontology: Ontology, key: DraftGuessing.Key, title: Int, name: String,
    candidates: [Int]
  ) {
    self.guessing = guessing
    self.ontology = ontology
    self.key = key
    self.title = title
    self.name = name
    self.candidates = candidates
  }

  var survey: FeedSurvey { guessing.survey }
  var recordPath: String { PathWriter(survey).absolute(guessing.record) }
  var titlePath: String { PathWriter(survey).relative(title, from: guessing.record) }
  var keyPath: String {
    let writer = PathWriter(survey)
    let paths = key.paths.map { writer.relative($0, from: guessing.record) }
    return paths.count == 1 ? paths[0] : paths.map { "{\($0)}" }.joined(separator: " ")
  }

  // MARK: Notes

  /// Takes up what a reading with the draft left, by path as coverage writes it.
  mutating func note(_ left: [String: Int], prefixes: [String: String]) {
    let known = survey.numbersByPath(prefixes: prefixes)
    let writer = PathWriter(survey)
    let ordered = left.sorted { a, b in
      (known[a.key] ?? .max, a.key) < (known[b.key] ?? .max, b.key)
    }
    for (text, count) in ordered {
      guard let path = known[text] else {
        outerNotes.append("not mapped yet: \(text), \(count) values")
        continue
      }
      let isInside = path == guessing.record || survey.isWithin(path, guessing.record)
      let shown = isInside ? writer.relative(path, from: guessing.record) : writer.absolute(path)
      let line = "not mapped yet: \(shown), \(count) values, \(looks(path))"
      if isInside { innerNotes.append(line) } else { outerNotes.append(line) }
    }
  }

  private func looks(_ path: Int) -> String {
    let sketch = survey.paths[path].values
    let examples = sketch.examples.prefix(2).map { "“\($0)”" }.joined(separator: ", ")
    return "\(sketch.distinct.distinct) different, \(sketch.kind.words): \(examples)"
  }

  // MARK: The document

  func document() -> String {
    let writer = PathWriter(survey)
    var planner = DraftPlanner(guessing, ontology: ontology, writer: writer, key: key, title: title)
    let node = planner.node(instances: instances)
    let path = writer.absolute(guessing.record)
    var record = DraftElement(
      "record", [("name", "item"), ("path", path)], node.map { [$0] } ?? [],
      comment: recordComment())
    record.notes = innerNotes
    let root = survey.lineage(guessing.record).last ?? 0
    let detect = DraftElement(
      "detect", [("root", writer.name(survey.paths[root].name))],
      [DraftElement("has", [("path", path)])])
    var attributes = [
      (name: "xmlns", value: MappingCompiler.namespace), (name: "name", value: name),
    ]
    attributes.append(("title", "\(name) (drafted)"))
    attributes.append(("language", language))
    if let separator = planner.separator, separator != " ", separator != "\u{A0}" {
      attributes.append(("key-separator", separator))
    }
    // Namespaces last: all paths are written by now.
    let namespaces = writer.namespaces.map {
      DraftElement("namespace", [("prefix", $0.prefix), ("uri", $0.uri)])
    }
    var mapping = DraftElement("mapping", attributes)
    mapping.children =
      namespaces + [detect, provider()] + planner.trees + [record]
    mapping.notes = outerNotes
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + head + mapping.text()
  }

  private var head: String {
    """
    <!-- Drafted from a feed. The rules are guesses by the names and looks of what is in it: read
         them, mend them, and let `docent profile check` say what they do. What they leave is listed
         below as not mapped yet: write a rule for it, or an <ignore path="…" reason="…"/> that says
         why it is left out. -->

    """
  }

  private func provider() -> DraftElement {
    DraftElement(
      "provider", [],
      [
        DraftElement(
          "key", [("value", name)],
          comment: "who offers all this: a key of your own, or path=… if the feed says")
      ])
  }

  /// The language that most values name, where any do.
  private var language: String {
    var counts: [String: Int] = [:]
    for path in survey.paths.indices where survey.paths[path].sort == .attribute {
      let name = survey.names.name(survey.paths[path].name)
      guard name.namespace == FeedSurvey.xmlNamespace, name.local == "lang" else { continue }
      let sketch = survey.paths[path].values
      for example in sketch.examples.prefix(1) {
        counts[ValueReader.primarySubtag(example), default: 0] += sketch.count
      }
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "en"
  }

  private func recordComment() -> String {
    let writer = PathWriter(survey)
    let weighed = candidates.map { "\(writer.absolute($0)) (\(survey.paths[$0].count))" }
    let repeats =
      key.repeats ? " Several have one key and one title: each repeats its item." : ""
    return "weighed as records: \(weighed.joined(separator: ", ")).\(repeats)"
  }
}
