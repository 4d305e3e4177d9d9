import Diagnostics
import KnowledgeGraph
import XMLParsing

/// Turns a mapping document that follows its schema into rules, and checks what the schema cannot:
/// paths, prefixes, names of the ontology, references between rules.
struct MappingCompiler {
  static let namespace = "urn:docent:feed-mapping:1"

  let file: String
  let ontology: Ontology
  let names = XMLNameTable()
  private(set) var diagnostics: [Diagnostic] = []
  private var namespaces: [String: String] = ["xml": "http://www.w3.org/XML/1998/namespace"]
  private var aliases: [NamespaceAlias] = []
  /// Identifiers of the nodes that rules of the present record may refer to.
  private var knownNodes: Set<String> = []

  init(file: String, ontology: Ontology) {
    self.file = file
    self.ontology = ontology
  }

  mutating func compile(_ root: XMLTree.Element) -> FeedMapping? {
    readNamespaces(root)
    let treeRules = children(root, "tree").compactMap { treeRule($0) }
    let records = children(root, "record").compactMap { record($0) }
    let mapping = FeedMapping(
      name: root.attribute("name") ?? "", title: root.attribute("title") ?? "", path: file,
      names: (0..<names.count).map { names.name(XMLNameTable.ID($0)) },
      prefixes: Dictionary(
        namespaces.sorted { $0.key < $1.key }.map { ($0.value, $0.key) },
        uniquingKeysWith: { first, _ in first }),
      namespaceAliases: aliases, detection: detection(root),
      language: ValueReader.primarySubtag(root.attribute("language") ?? "en"),
      provider: children(root, "provider").first.map { provider($0) }, records: records,
      treeRules: treeRules, subjectAliases: subjectAliases(root),
      keySeparator: root.attribute("key-separator") ?? " ",
      ignores: children(root, "ignore").compactMap { ignore($0) })
    // Paths compiled after the names were listed have added to them.
    return diagnostics.contains { $0.severity == .error }
      ? nil : mapping.withNames((0..<names.count).map { names.name(XMLNameTable.ID($0)) })
  }

  // MARK: The document's head

  private mutating func readNamespaces(_ root: XMLTree.Element) {
    for element in children(root, "namespace") {
      guard let prefix = element.attribute("prefix"), let uri = element.attribute("uri") else {
        continue
      }
      namespaces[prefix] = uri
      for also in children(element, "also") {
        guard let alias = also.attribute("uri") else { continue }
        aliases.append(NamespaceAlias(alias: alias, namespace: uri))
        names.addAlias(alias, of: uri)
      }
    }
  }

  private mutating func detection(_ root: XMLTree.Element) -> FeedDetection {
    guard let element = children(root, "detect").first else {
      return FeedDetection(root: XMLNameTable.none, tellingPaths: [])
    }
    let rootName = plainPath(element, "root")?.first ?? XMLNameTable.none
    let telling = children(element, "has").compactMap { plainPath($0, "path") }
    return FeedDetection(root: rootName, tellingPaths: telling)
  }

  private func subjectAliases(_ root: XMLTree.Element) -> [String: String] {
    Dictionary(
      children(root, "subject").compactMap { element in
        element.attribute("text").flatMap { text in element.attribute("key").map { (text, $0) } }
      }, uniquingKeysWith: { first, _ in first })
  }

  private mutating func treeRule(_ element: XMLTree.Element) -> RequirementTreeRule? {
    guard let name = plainPath(element, "element")?.first,
      let meaning = element.attribute("means").flatMap(RequirementTreeRule.Meaning.init)
    else { return nil }
    return RequirementTreeRule(
      element: name, meaning: meaning, key: path(element, "key"),
      minimumGrade: path(element, "minimum-grade"), concurrent: path(element, "concurrent"),
      count: path(element, "count"), of: path(element, "of"))
  }

  private mutating func provider(_ element: XMLTree.Element) -> ProviderRule {
    let properties = children(element, "property")
    let nodeClass = ontology.nodeClass(role: .provider)?.name
    if nodeClass == nil {
      report(element, "mapping.unknown-class", "The ontology has no class of providers.")
    }
    return ProviderRule(
      key: value(children(element, "key").first ?? element),
      properties: properties.compactMap { property($0, of: nodeClass ?? "") })
  }

  // MARK: Records and nodes

  private mutating func record(_ element: XMLTree.Element) -> RecordRule? {
    knownNodes = ["provider"]
    collectIdentifiers(children(element, "node"))
    guard let path = plainPath(element, "path") else { return nil }
    return RecordRule(
      name: element.attribute("name") ?? "record", path: path,
      provider: children(element, "provider").first.map { provider($0) },
      nodes: children(element, "node").compactMap { node($0) },
      ignores: children(element, "ignore").compactMap { ignore($0) })
  }

  private mutating func collectIdentifiers(_ nodes: [XMLTree.Element]) {
    for node in nodes {
      if let id = node.attribute("id"), !knownNodes.insert(id).inserted {
        report(node, "mapping.repeated-id", "Two nodes have the same id.", found: id)
      }
      collectIdentifiers(children(node, "node"))
    }
  }

  private mutating func node(_ element: XMLTree.Element) -> NodeRule? {
    guard let nodeClass = nodeClass(element) else { return nil }
    let key = children(element, "key").first.map { value($0) }
    if key == nil, !nodeClass.roles.contains(.provider) {
      report(element, "mapping.no-key", "A node needs a key.", found: nodeClass.name)
    }
    return NodeRule(
      id: element.attribute("id"), nodeClass: nodeClass.name,
      isItem: nodeClass.roles.contains(.item), each: path(element, "each"), key: key,
      scope: element.attribute("scope").flatMap(NodeScope.init) ?? .provider,
      once: element.attribute("once") == "true",
      properties: children(element, "property").compactMap { property($0, of: nodeClass.name) },
      relationships: children(element, "relationship").compactMap { relationship($0) },
      requirements: children(element, "requirement").compactMap { requirement($0) },
      nodes: children(element, "node").compactMap { node($0) })
  }

  private mutating func nodeClass(_ element: XMLTree.Element) -> OntologyClass? {
    let name = element.attribute("class") ?? ""
    if let known = ontology.nodeClass(name) { return known }
    report(
      element, "mapping.unknown-class", "The ontology has no such class.", found: name,
      nearest: nearestNames(to: name, among: ontology.classes.map(\.name)))
    return nil
  }

  private mutating func property(
    _ element: XMLTree.Element, of nodeClass: String
  ) -> PropertyRule? {
    let name = element.attribute("name") ?? ""
    guard let known = ontology.properties.first(where: { $0.name == name }) else {
      report(
        element, "mapping.unknown-property", "The ontology has no such property.", found: name,
        nearest: nearestNames(to: name, among: ontology.properties.map(\.name)))
      return nil
    }
    let separator = element.attribute("separator") ?? "; "
    let multiplicity: PropertyRule.Multiplicity =
      switch element.attribute("many") {
      case "join": .joined(separator: separator)
      case "list": .list
      default: .first
      }
    return PropertyRule(
      name: name, datatype: known.datatype, value: value(element), each: path(element, "each"),
      multiplicity: multiplicity,
      language: element.attribute("language").map(ValueReader.primarySubtag),
      languagePath: path(element, "language-path"))
  }

  private mutating func relationship(_ element: XMLTree.Element) -> RelationshipRule? {
    let name = element.attribute("relation") ?? ""
    guard ontology.relation(name) != nil else {
      report(
        element, "mapping.unknown-relation", "The ontology has no such relation.", found: name,
        nearest: nearestNames(to: name, among: ontology.relations.map(\.name)))
      return nil
    }
    let from = element.attribute("from")
    if let from { checkNode(from, element) }
    let each = path(element, "each")
    guard let target = target(element) else { return nil }
    return RelationshipRule(relation: name, from: from, each: each, target: target)
  }

  private mutating func target(_ element: XMLTree.Element) -> RelationshipRule.Target? {
    if let id = element.attribute("to") {
      checkNode(id, element)
      return id == "provider" ? .providerNode : .rule(id: id)
    }
    guard let target = children(element, "target").first, let nodeClass = nodeClass(target) else {
      if children(element, "target").isEmpty {
        report(element, "mapping.no-target", "A relationship needs to= or a <target>.")
      }
      return nil
    }
    return .node(
      class: nodeClass.name, key: children(target, "key").first.map { value($0) },
      scope: target.attribute("scope").flatMap(NodeScope.init) ?? .provider,
      properties: children(target, "property").compactMap { property($0, of: nodeClass.name) })
  }

  private mutating func checkNode(_ id: String, _ element: XMLTree.Element) {
    guard !knownNodes.contains(id) else { return }
    report(
      element, "mapping.unknown-node", "No node of the record has this id.", found: id,
      nearest: nearestNames(to: id, among: knownNodes.sorted()))
  }

  private mutating func requirement(_ element: XMLTree.Element) -> RequirementRule? {
    guard let kind = element.attribute("kind").flatMap(RequirementFact.Kind.init) else {
      return nil
    }
    let tree = path(element, "tree")
    let text = hasValue(element) ? value(element) : nil
    if tree == nil, text == nil {
      report(element, "mapping.no-value", "A requirement needs a text or a tree.")
    }
    return RequirementRule(
      kind: kind, text: text, tree: tree,
      subject: children(element, "subject").first.map { value($0) })
  }

  private mutating func ignore(_ element: XMLTree.Element) -> IgnoreRule? {
    path(element, "path").map {
      IgnoreRule(path: $0, reason: element.attribute("reason") ?? "")
    }
  }

  // MARK: Values

  private func hasValue(_ element: XMLTree.Element) -> Bool {
    ["path", "template", "value"].contains { element.attribute($0) != nil }
      || !children(element, "value").isEmpty
  }

  private mutating func value(_ element: XMLTree.Element) -> ValueRule {
    let alternatives = children(element, "value")
    guard alternatives.isEmpty else {
      return ValueRule(alternatives: alternatives.compactMap { alternative($0) })
    }
    return ValueRule(alternatives: alternative(element).map { [$0] } ?? [])
  }

  private mutating func alternative(_ element: XMLTree.Element) -> ValueAlternative? {
    let stated = ["path", "template", "value"].filter { element.attribute($0) != nil }
    guard stated.count == 1 else {
      report(
        element, "mapping.no-value", "A value has one of path, template and value.",
        found: stated.joined(separator: ", "))
      return nil
    }
    let source: ValueAlternative.Source
    if let path = element.attribute("path") {
      source = .paths(paths(path, element))
    } else if let template = element.attribute("template") {
      source = .template(pieces(template, element))
    } else {
      source = .constant(element.attribute("value") ?? "")
    }
    return ValueAlternative(
      source: source, filters: element.children.compactMap { TextFilter($0) },
      keepsLines: element.attribute("lines") == "keep")
  }

  /// `{path}` and `{path?}` between literal text.
  private mutating func pieces(_ template: String, _ element: XMLTree.Element) -> [TemplatePiece] {
    var pieces: [TemplatePiece] = []
    var rest = template[...]
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { pieces.append(.literal(String(rest[..<open]))) }
      guard let close = rest[open...].firstIndex(of: "}") else {
        report(element, "mapping.bad-template", "A “{” is not closed.", found: template)
        return pieces
      }
      let inner = rest[rest.index(after: open)..<close]
      let isOptional = inner.hasSuffix("?")
      pieces.append(
        .value(
          paths(String(isOptional ? inner.dropLast() : inner), element), isOptional: isOptional))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.literal(String(rest))) }
    return pieces
  }

  // MARK: Paths

  private mutating func path(_ element: XMLTree.Element, _ attribute: String) -> FeedPath? {
    element.attribute(attribute).flatMap { paths($0, element).first }
  }

  private mutating func paths(_ source: String, _ element: XMLTree.Element) -> [FeedPath] {
    do {
      return try FeedPathParser.parseAlternatives(source, namespaces: namespaces, names: names)
    } catch {
      report(
        element, "mapping.bad-path", "The path cannot be read: \(error.message).",
        found: source, expected: nil)
      return []
    }
  }

  /// A path of child steps with plain names, as their numbers.
  private mutating func plainPath(
    _ element: XMLTree.Element, _ attribute: String
  ) -> [XMLNameTable.ID]? {
    guard let path = path(element, attribute) else { return nil }
    var identifiers: [XMLNameTable.ID] = []
    for step in path.steps {
      guard step.axis == .child, let name = step.name.plainID, step.predicates.isEmpty
      else {
        report(
          element, "mapping.bad-path", "Only element names are allowed here.", found: path.source)
        return nil
      }
      identifiers.append(name)
    }
    return identifiers
  }

  // MARK: Reporting

  private func children(_ element: XMLTree.Element, _ name: String) -> [XMLTree.Element] {
    element.children(name, namespace: Self.namespace)
  }

  private mutating func report(
    _ element: XMLTree.Element, _ code: String, _ message: String, found: String? = nil,
    expected: String? = nil, nearest: [String] = []
  ) {
    diagnostics.append(
      Diagnostic(
        .error, code: code, message, found: found, expected: expected,
        hint: nearest.isEmpty ? nil : "did you mean \(nearest.joined(separator: ", "))?",
        place: SourcePlace(file: file, line: element.line)))
  }
}

extension TextFilter {
  /// The filter an element of a mapping document stands for; nil for other elements.
  init?(_ element: XMLTree.Element) {
    guard element.namespace == MappingCompiler.namespace else { return nil }
    let text = element.attribute("text") ?? ""
    let last = element.attribute("last") == "true"
    switch element.name {
    case "before": self = .before(text, last: last)
    case "after":
      self = .after(text, last: last, required: element.attribute("required") == "true")
    case "strip":
      if let prefix = element.attribute("prefix") {
        self = .stripPrefix(prefix)
      } else {
        self = .stripSuffix(element.attribute("suffix") ?? "")
      }
    case "replace": self = .replace(text, with: element.attribute("with") ?? "")
    case "decode": self = .decode
    case "lowercase": self = .lowercase
    case "uppercase": self = .uppercase
    case "number": self = .number(element.attribute("nth").flatMap { Int($0) } ?? 1)
    case "drop": self = .drop([text])
    case "map":
      let entries = element.children("entry", namespace: MappingCompiler.namespace).compactMap {
        entry in
        entry.attribute("from").flatMap { from in entry.attribute("to").map { (from, $0) } }
      }
      self = .map(
        Dictionary(entries, uniquingKeysWith: { first, _ in first }),
        strict: element.attribute("strict") == "true")
    default: return nil
    }
  }
}
