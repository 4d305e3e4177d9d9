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
  private(set) var namespaces: [String: String] = ["xml": "http://www.w3.org/XML/1998/namespace"]
  private var aliases: [NamespaceAlias] = []
  /// Identifiers of the nodes that rules of the present record may refer to.
  var knownNodes: Set<String> = []
  /// Rules met so far.
  var rules: [MappingRule] = []
  /// The present record's name.
  var recordName = ""

  init(file: String, ontology: Ontology) {
    self.file = file
    self.ontology = ontology
  }

  mutating func compile(_ root: XMLTree.Element) -> FeedMapping? {
    readNamespaces(root)
    let treeRules = children(root, "tree").compactMap { treeRule($0) }
    let records = children(root, "record").compactMap { record($0) }
    recordName = ""
    let providerRule = children(root, "provider").first.map { provider($0) }
    let mapping = FeedMapping(
      name: root.attribute("name") ?? "", title: root.attribute("title") ?? "", path: file,
      names: (0..<names.count).map { names.name(XMLNameTable.ID($0)) },
      prefixes: Dictionary(
        namespaces.sorted { $0.key < $1.key }.map { ($0.value, $0.key) },
        uniquingKeysWith: { first, _ in first }),
      namespaceAliases: aliases, detection: detection(root),
      package: children(root, "package").first.map { package($0) },
      language: ValueReader.primarySubtag(root.attribute("language") ?? "en"),
      provider: providerRule, records: records,
      treeRules: treeRules, subjectAliases: subjectAliases(root),
      keySeparator: root.attribute("key-separator") ?? " ",
      ignores: children(root, "ignore").compactMap { ignore($0) }, rules: rules)
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
      element: name, meaning: meaning, condition: path(element, "where"),
      branches: path(element, "branches"), subject: path(element, "subject"),
      key: path(element, "key"),
      keyFilters: element.children.compactMap { TextFilter($0) },
      minimumGrade: path(element, "minimum-grade"), concurrent: path(element, "concurrent"),
      count: path(element, "count"), of: path(element, "of"), kind: path(element, "kind"))
  }

  mutating func provider(_ element: XMLTree.Element) -> ProviderRule {
    let properties = children(element, "property")
    let nodeClass = ontology.nodeClass(role: .provider)?.name
    if nodeClass == nil {
      report(element, "mapping.unknown-class", "The ontology has no class of providers.")
    }
    return ProviderRule(
      key: value(children(element, "key").first ?? element),
      properties: properties.compactMap { property($0, of: nodeClass ?? "") })
  }

  // MARK: Reporting

  func children(_ element: XMLTree.Element, _ name: String) -> [XMLTree.Element] {
    element.children(name, namespace: Self.namespace)
  }

  mutating func report(
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
