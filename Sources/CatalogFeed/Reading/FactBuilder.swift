import Diagnostics
import KnowledgeGraph
import XMLParsing

/// Turns one record into facts by the rules of a mapping.
///
/// It remembers across records only which item keys it has met (a fingerprint and a line each) and
/// which providers.
final class FactBuilder {
  private let mapping: FeedMapping
  private let values: ValueReader
  private let paths: PathEvaluator
  private let trees: RequirementTreeReader
  private let parser: any RequirementTextParsing
  private let providerOverride: String?
  private let providerClass: String?
  private let statesProviders: Bool
  private let file: String?

  private var metKeys: [Int: Int32] = [:]
  private var statedProviders: Set<String> = []
  private(set) var requirementCounts: [RequirementFact.Kind: RequirementCount] = [:]
  var diagnostics: DiagnosticCollector

  // Of the record at work.
  private var tree: RecordTree
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
      let isNew = isFirst(node, rule, at: match)
      let properties = isNew || !rule.once ? read(rule.properties, at: match) : [:]
      add(.node(NodeFact(node, properties: properties, place: place(match))))
      for inner in rule.nodes { state(inner, at: match) }
      for relationship in rule.relationships { state(relationship, of: node, at: match) }
      if isNew || !rule.once { state(rule.requirements, of: node, at: match) }
    }
  }

  private func matches(_ path: FeedPath?, at element: RecordTree.Index) -> [RecordTree.Index] {
    guard let path else { return [element] }
    return paths.select(path, from: element, in: tree).map(\.element)
  }

  private func reference(_ rule: NodeRule, at element: RecordTree.Index) -> NodeReference? {
    let isProvider = rule.nodeClass == providerClass
    let key = isProvider ? providerKey : rule.key.flatMap { values.first($0, at: element, in: tree) }?.text
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

  // MARK: Properties

  private func read(
    _ rules: [PropertyRule], at element: RecordTree.Index
  ) -> [String: PropertyValue] {
    var properties: [String: PropertyValue] = [:]
    for rule in rules {
      for (name, value) in read(rule, at: element) where properties[name] == nil {
        properties[name] = value
      }
    }
    return properties
  }

  /// The property's values, one for each language, in the order of their first text.
  private func read(
    _ rule: PropertyRule, at element: RecordTree.Index
  ) -> [(name: String, value: PropertyValue)] {
    var names: [String] = []
    var texts: [String: [FoundValue]] = [:]
    for match in matches(rule.each, at: element) {
      for found in found(rule, at: match) {
        let name = propertyName(rule, found)
        if texts[name] == nil { names.append(name) }
        texts[name, default: []].append(found)
      }
    }
    return names.compactMap { name in
      value(rule, texts[name] ?? []).map { (name, $0) }
    }
  }

  /// A single value is the first of each language, so all must be looked at; but a second one of
  /// the same language stays unused and is listed.
  private func found(_ rule: PropertyRule, at element: RecordTree.Index) -> [FoundValue] {
    switch rule.multiplicity {
    case .joined, .list: return values.all(rule.value, at: element, in: tree)
    case .first: return values.firstOfEachLanguage(rule.value, at: element, in: tree)
    }
  }

  private func propertyName(_ rule: PropertyRule, _ found: FoundValue) -> String {
    guard rule.datatype == .string else { return rule.name }
    let stated = rule.languagePath.flatMap { path in
      values.firstText([path], at: found.element, in: tree)
    }
    let tag = rule.language ?? stated ?? values.language(at: found.element, in: tree)
    guard let tag else { return rule.name }
    let language = ValueReader.primarySubtag(tag)
    return language == mapping.language ? rule.name : "\(rule.name)_\(language)"
  }

  private func value(_ rule: PropertyRule, _ found: [FoundValue]) -> PropertyValue? {
    switch rule.multiplicity {
    case .first: return found.first.flatMap { converted($0, rule) }
    case .joined(let separator):
      return .string(distinct(found.map(\.text)).joined(separator: separator))
    case .list: return .list(found.compactMap { converted($0, rule) })
    }
  }

  private func distinct(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }

  private func converted(_ found: FoundValue, _ rule: PropertyRule) -> PropertyValue? {
    let text = found.text
    let value: PropertyValue? =
      switch rule.datatype {
      case .string: .string(text)
      case .float: Double(text).flatMap { $0.isFinite ? .float($0) : nil }
      case .integer: Int64(text).map { .integer($0) }
      case .boolean: ["true": true, "1": true, "false": false, "0": false][text].map { .boolean($0) }
      }
    if value == nil {
      diagnostics.add(
        Diagnostic(
          .warning, code: "feed.bad-value", "The value of \(rule.name) cannot be read.",
          found: text, expected: "\(rule.datatype.rawValue)", place: sourcePlace(found.element)))
    }
    return value
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

  // MARK: Requirements

  /// One fact for each kind: parts of the same kind from several rules are joined.
  private func state(
    _ rules: [RequirementRule], of node: NodeReference, at element: RecordTree.Index
  ) {
    for kind in RequirementFact.Kind.allCases {
      let parts = rules.filter { $0.kind == kind }.flatMap { requirements($0, of: node, at: element) }
      guard let first = parts.first else { continue }
      var fact = first
      for part in parts.dropFirst() where part.requirement != fact.requirement {
        fact.text = [fact.text, part.text].filter { !$0.isEmpty }.joined(separator: "\n")
        fact.requirement = joined(fact.requirement, part.requirement, kind)
      }
      if parts.count > 1 { fact.status = worst(parts.map(\.status)) }
      requirementCounts[kind, default: RequirementCount(kind: kind)].add(fact.status)
      add(.requirement(fact))
    }
  }

  private func joined(
    _ a: Requirement, _ b: Requirement, _ kind: RequirementFact.Kind
  ) -> Requirement {
    if a == .none { return b }
    if b == .none { return a }
    return kind == .equivalent ? .any([a, b]) : .all([a, b])
  }

  private func worst(_ statuses: [RequirementStatus]) -> RequirementStatus {
    if statuses.allSatisfy({ $0 == .exact }) { return .exact }
    return statuses.allSatisfy { $0 == .opaque } ? .opaque : .partial
  }

  private func requirements(
    _ rule: RequirementRule, of node: NodeReference, at element: RecordTree.Index
  ) -> [RequirementFact] {
    if let path = rule.tree {
      let places = matches(path, at: element)
      if !places.isEmpty { return places.compactMap { structured(rule, of: node, at: $0) } }
      return []
    }
    guard let text = rule.text else { return [] }
    return values.all(text, at: element, in: tree).map { found in
      parsed(rule, found, of: node, at: element)
    }
  }

  /// A tree with or without its words; words alone are parsed.
  private func structured(
    _ rule: RequirementRule, of node: NodeReference, at element: RecordTree.Index
  ) -> RequirementFact? {
    let words = rule.text.flatMap { values.first($0, at: element, in: tree) }
    guard let requirement = trees.tree(in: element, of: tree) else {
      return words.map { parsed(rule, $0, of: node, at: element) }
    }
    let wrapped: Requirement =
      switch (rule.kind, requirement) {
      case (_, .none): requirement
      case (.corequisite, _): .corequisite(requirement)
      case (.exclusion, _): .not(requirement)
      default: requirement
      }
    return RequirementFact(
      course: node, kind: rule.kind, text: words?.text ?? "", requirement: wrapped,
      status: wrapped.status, place: place(element))
  }

  private func parsed(
    _ rule: RequirementRule, _ found: FoundValue, of node: NodeReference,
    at element: RecordTree.Index
  ) -> RequirementFact {
    let context = RequirementContext(
      subject: rule.subject.flatMap { values.first($0, at: element, in: tree)?.text },
      subjectAliases: mapping.subjectAliases, keySeparator: mapping.keySeparator)
    let result = parser.parse(found.text, kind: rule.kind, context: context)
    return RequirementFact(
      course: node, kind: rule.kind, text: found.text, requirement: result.requirement,
      status: result.status, place: place(found.element))
  }

  // MARK: Places

  private func add(_ fact: Fact) { facts.append(fact) }

  func place(_ element: RecordTree.Index) -> FeedPlace {
    FeedPlace(line: Int(tree[element].line), column: Int(tree[element].column))
  }

  func sourcePlace(_ element: RecordTree.Index) -> SourcePlace {
    let column = Int(tree[element].column)
    return SourcePlace(
      file: file, line: Int(tree[element].line), column: column > 0 ? column : nil)
  }
}
