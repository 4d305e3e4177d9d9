import Diagnostics
import KnowledgeGraph
import XMLParsing

/// Turns one record into facts by the rules of a mapping.
///
/// It remembers across records only which item keys it has met (a fingerprint and a line each) and
/// which providers.
final class FactBuilder {
  let mapping: FeedMapping
  let values: ValueReader
  let paths: PathEvaluator
  let trees: RequirementTreeReader
  let parser: any RequirementTextParsing
  private let providerOverride: String?
  private let providerClass: String?
  private let statesProviders: Bool
  private let file: String?

  private var metKeys: [Int: Int32] = [:]
  private var statedProviders: Set<String> = []
  var requirementCounts: [RequirementFact.Kind: RequirementCount] = [:]
  var diagnostics: DiagnosticCollector

  // Of the record at work.
  let tree: RecordTree
  private var facts: [Fact] = []
  private var providerKey: String?
  private var nodes: [String: NodeReference] = [:]

  init(
    _ mapping: FeedMapping, ontology: Ontology, parser: any RequirementTextParsing,
    provider: String?, tree: RecordTree, values: ValueReader, file: String?
  ) {
    self.mapping = mapping
    self.values = values
    paths = values.paths
    trees = RequirementTreeReader(rules: mapping.treeRules, paths: values.paths, values: values)
    self.parser = parser
    providerOverride = provider
    let providerClass = ontology.nodeClass(role: .provider)?.name
    self.providerClass = providerClass
    statesProviders = mapping.records.contains { record in
      record.nodes.contains { $0.nodeClass == providerClass }
    }
    self.tree = tree
    self.file = file
    diagnostics = DiagnosticCollector(file: file)
  }

  /// The facts of the record at `element`, in the order of the mapping's rules.
  func facts(of rule: RecordRule, at element: RecordTree.Index) -> [Fact] {
    facts = []
    nodes = [:]
    readProvider(rule.provider ?? mapping.provider, at: element)
    for node in rule.nodes { state(node, at: element) }
    return facts
  }

  // MARK: Provider

  private func readProvider(_ rule: ProviderRule?, at element: RecordTree.Index) {
    let stated = rule.flatMap { values.first($0.key, at: element, in: tree)?.text }
    providerKey = providerOverride ?? stated
    guard let key = providerKey, let providerClass, !statesProviders,
      statedProviders.insert(key).inserted
    else { return }
    let properties =
      providerOverride == nil || providerOverride == stated
      ? read(rule?.properties ?? [], at: element) : [:]
    add(
      .node(
        NodeFact(
          NodeReference(providerClass, key: key), properties: properties, place: place(element))))
  }

  // MARK: Nodes

  private func state(_ rule: NodeRule, at element: RecordTree.Index) {
    for match in matches(rule.each, at: element) {
      guard let node = reference(rule, at: match) else { continue }
      if let id = rule.id { nodes[id] = node }
      let statesValues = !rule.isElsewhere && (isFirst(node, rule, at: match) || !rule.once)
      if !rule.isElsewhere {
        let properties = statesValues ? read(rule.properties, at: match) : [:]
        add(.node(NodeFact(node, properties: properties, place: place(match))))
      }
      for inner in rule.nodes { state(inner, at: match) }
      for relationship in rule.relationships { state(relationship, of: node, at: match) }
      if statesValues { state(rule.requirements, of: node, at: match) }
    }
  }

  func matches(_ path: FeedPath?, at element: RecordTree.Index) -> [RecordTree.Index] {
    guard let path else { return [element] }
    return paths.select(path, from: element, in: tree).map(\.element)
  }

  private func reference(_ rule: NodeRule, at element: RecordTree.Index) -> NodeReference? {
    let isProvider = rule.nodeClass == providerClass
    let key =
      isProvider ? providerKey : rule.key.flatMap { values.first($0, at: element, in: tree) }?.text
    guard let key else {
      reportMissingKey(rule.nodeClass, at: element)
      return nil
    }
    return reference(rule.nodeClass, key, rule.scope)
  }

  private func reference(_ nodeClass: String, _ key: String, _ scope: NodeScope) -> NodeReference {
    let isOwned = scope == .provider && nodeClass != providerClass
    return NodeReference(nodeClass, provider: isOwned ? providerKey : nil, key: key)
  }

  private func reportMissingKey(_ nodeClass: String, at element: RecordTree.Index) {
    diagnostics.add(
      Diagnostic(
        .warning, code: "feed.missing-key", "A \(nodeClass) has no key and was left out.",
        found: "<\(paths.names.name(tree[element].name).local)>",
        hint: "see the <key> of the mapping “\(mapping.name)”", place: sourcePlace(element)))
  }

  /// Whether the key stands for the first time. A second item of the same key is reported, unless
  /// the mapping says that the feed repeats it.
  private func isFirst(
    _ node: NodeReference, _ rule: NodeRule, at element: RecordTree.Index
  ) -> Bool {
    guard rule.once || rule.isItem else { return true }
    let fingerprint = node.hashValue
    guard let line = metKeys[fingerprint] else {
      metKeys[fingerprint] = tree[element].line
      return true
    }
    if !rule.once {
      diagnostics.add(
        Diagnostic(
          .warning, code: "feed.repeated-key",
          "Two records of the feed have the same key and become one \(node.nodeClass).",
          found: node.key, hint: "the first stands at line \(line)", place: sourcePlace(element)))
    }
    return false
  }

  // MARK: Relationships

  private func state(
    _ rule: RelationshipRule, of node: NodeReference, at element: RecordTree.Index
  ) {
    let start = rule.from.map { nodes[$0] } ?? node
    for match in matches(rule.each, at: element) {
      guard let start, let end = end(rule.target, at: match) else { continue }
      add(
        .relationship(
          RelationshipFact(rule.relation, from: start, to: end, place: place(match))))
    }
  }

  private func end(
    _ target: RelationshipRule.Target, at element: RecordTree.Index
  ) -> NodeReference? {
    switch target {
    case .rule(let id): return nodes[id]
    case .providerNode:
      guard let providerKey, let providerClass else { return nil }
      return NodeReference(providerClass, key: providerKey)
    case .node(let nodeClass, let keyRule, let scope, let propertyRules):
      guard let key = keyRule.flatMap({ values.first($0, at: element, in: tree) }) else {
        return nil
      }
      let node = reference(nodeClass, key.text, scope)
      guard !propertyRules.isEmpty else { return node }
      let properties = read(propertyRules, at: element)
      add(.node(NodeFact(node, properties: properties, place: place(element))))
      return node
    }
  }

  // MARK: Places

  func add(_ fact: Fact) { facts.append(fact) }

  func place(_ element: RecordTree.Index) -> FeedPlace {
    FeedPlace(line: Int(tree[element].line), column: Int(tree[element].column))
  }

  func sourcePlace(_ element: RecordTree.Index) -> SourcePlace {
    let column = Int(tree[element].column)
    return SourcePlace(
      file: file, line: Int(tree[element].line), column: column > 0 ? column : nil)
  }
}
