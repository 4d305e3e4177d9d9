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
  /// Of what the statements name.
  let names = StatementNames()
  private let providerOverride: String?
  private let providerClass: String?
  private let statesProviders: Bool
  private let file: String?

  private var metKeys: [Int: Int32] = [:]
  private var statedProviders: Set<String> = []
  /// The one stated last, which mostly comes again.
  private var lastProvider: String?
  var requirementCounts: [RequirementFact.Kind: RequirementCount] = [:]
  var diagnostics: DiagnosticCollector
  /// Counts what each rule does, where that is asked.
  var trace: RuleTrace?

  // Of the record at work.
  let tree: RecordTree
  /// Keys and texts.
  let text = Arena<UInt8>(capacity: 1 << 12)
  // Touched for every statement, by one thread, and never handed on as `inout`: the check for other
  // accesses under way would cost as much as the access.
  @exclusivity(unchecked) private var nodes: [RecordStatements.Node] = []
  @exclusivity(unchecked) private var statements: [RecordStatements.Statement] = []
  @exclusivity(unchecked) var properties: [RecordStatements.Property] = []
  @exclusivity(unchecked) private var requirements: [RequirementFact] = []
  private var providerKey: String?
  private var providerText: RecordStatements.TextRange?
  /// The provider's number as a node; −1 while nothing has named it.
  private var providerNode: Int32 = -1
  /// Nodes that other rules refer to, at their rules' places; −1 where there is none.
  @exclusivity(unchecked) private var placed: [Int32] = []
  /// Counts of the record before: records of one feed are much alike.
  private var expected = (nodes: 0, statements: 0, properties: 0, requirements: 0)

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

  deinit { text.deallocate() }

  /// The mapping's records as ``statements(of:at:raw:)`` takes them.
  func preparedRecords() -> [PreparedRecord] {
    mapping.records.map {
      PreparedRecord($0, in: mapping, providerClass: providerClass, names: names)
    }
  }

  /// What the record at `element` states, in the order of the mapping's rules.
  func statements(
    of rule: PreparedRecord, at element: RecordTree.Index, raw: ArraySlice<UInt8>
  ) -> RecordStatements {
    begin(rule)
    readProvider(rule, at: element)
    for node in rule.nodes { state(node, at: element) }
    expected = (nodes.count, statements.count, properties.count, requirements.count)
    let record = RecordStatements(
      names: names, name: rule.name, place: place(element), raw: raw,
      text: Array(text.span(0..<text.count)), nodes: nodes, statements: statements,
      properties: properties, requirements: requirements)
    nodes = []
    statements = []
    properties = []
    requirements = []
    return record
  }

  private func begin(_ rule: PreparedRecord) {
    text.truncate(to: 0)
    nodes.reserveCapacity(expected.nodes)
    statements.reserveCapacity(expected.statements)
    properties.reserveCapacity(expected.properties)
    requirements.reserveCapacity(expected.requirements)
    placed.removeAll(keepingCapacity: true)
    for _ in 0..<rule.placeCount { placed.append(-1) }
    providerNode = -1
  }

  // MARK: Provider

  private func readProvider(_ rule: PreparedRecord, at element: RecordTree.Index) {
    let stated = rule.provider.flatMap { values.first($0.key, at: element, in: tree)?.text }
    providerKey = providerOverride ?? stated
    providerText = providerKey.map { text.append($0) }
    guard let key = providerKey, !statesProviders, key != lastProvider, providerClass != nil else {
      return
    }
    lastProvider = key
    guard statedProviders.insert(key).inserted, let node = theProvider() else { return }
    let isStated = providerOverride == nil || providerOverride == stated
    let rules = isStated ? rule.provider?.properties ?? [] : []
    let properties = read(rules.map { PreparedProperty($0, names: names) }, at: element)
    state(.node, node, properties: properties, at: element)
  }

  /// The provider as a node of the record; nil when the feed names none.
  private func theProvider() -> Int32? {
    guard let providerText, let providerClass else { return nil }
    if providerNode < 0 {
      providerNode = add(
        RecordStatements.Node(
          nodeClass: names.number(providerClass), provider: nil, key: providerText))
    }
    return providerNode
  }

  // MARK: Nodes

  private func state(_ rule: PreparedNode, at element: RecordTree.Index) {
    forEachMatch(of: rule.each, at: element) { stateNode(rule, at: $0) }
  }

  private func stateNode(_ rule: PreparedNode, at element: RecordTree.Index) {
    guard let node = node(rule, at: element) else { return }
    if let place = rule.place { placed[place] = node }
    let statesValues = !rule.isElsewhere && (isFirst(node, rule, at: element) || !rule.once)
    if !rule.isElsewhere {
      let properties = statesValues ? read(rule.properties, at: element) : 0..<0
      state(.node, node, properties: properties, at: element)
    }
    trace?.note(rule.number, key(of: node))
    for inner in rule.nodes { state(inner, at: element) }
    for relationship in rule.relationships { state(relationship, of: node, at: element) }
    if statesValues, !rule.requirements.isEmpty {
      state(rule.requirements, of: node, at: element)
    }
  }

  /// Calls `body` with what a rule's `each` finds; with the element itself where it has none.
  @inline(__always)
  func forEachMatch(
    of path: FeedPath?, at element: RecordTree.Index, _ body: (RecordTree.Index) -> Void
  ) {
    guard let path else { return body(element) }
    paths.forEach(path, from: element, in: tree) {
      body($0.element)
      return true
    }
  }

  func matches(_ path: FeedPath?, at element: RecordTree.Index) -> [RecordTree.Index] {
    guard let path else { return [element] }
    return paths.select(path, from: element, in: tree).map(\.element)
  }

  private func node(_ rule: PreparedNode, at element: RecordTree.Index) -> Int32? {
    let key =
      rule.isProvider
      ? providerText
      : rule.key.flatMap { values.appendFirst($0, at: element, in: tree, to: text) }
    guard let key else {
      reportMissingKey(rule.rule.nodeClass, at: element)
      return nil
    }
    return add(
      RecordStatements.Node(
        nodeClass: rule.nodeClass, provider: rule.isOwned ? providerText : nil, key: key))
  }

  private func add(_ node: RecordStatements.Node) -> Int32 {
    nodes.append(node)
    return Int32(nodes.count - 1)
  }

  private func key(of node: Int32) -> String { text.string(nodes[Int(node)].key) }

  func reference(_ node: Int32) -> NodeReference {
    let node = nodes[Int(node)]
    return NodeReference(
      names[node.nodeClass], provider: node.provider.map { text.string($0) },
      key: text.string(node.key))
  }

  private func reportMissingKey(_ nodeClass: String, at element: RecordTree.Index) {
    trace?.noteMissingKey()
    diagnostics.add(
      Diagnostic(
        .warning, code: "feed.missing-key", "A \(nodeClass) has no key and was left out.",
        found: "<\(paths.names.name(tree[element].name).local)>",
        hint: "see the <key> of the mapping “\(mapping.name)”", place: sourcePlace(element)))
  }

  /// Whether the key stands for the first time. A second item of the same key is reported, unless
  /// the mapping says that the feed repeats it.
  private func isFirst(
    _ node: Int32, _ rule: PreparedNode, at element: RecordTree.Index
  ) -> Bool {
    guard rule.once || rule.isItem else { return true }
    let fingerprint = fingerprint(nodes[Int(node)])
    guard let line = metKeys[fingerprint] else {
      metKeys[fingerprint] = tree[element].line
      return true
    }
    if !rule.once {
      trace?.noteRepeatedKey()
      diagnostics.add(
        Diagnostic(
          .warning, code: "feed.repeated-key",
          "Two records of the feed have the same key and become one \(rule.rule.nodeClass).",
          found: key(of: node), hint: "the first stands at line \(line)",
          place: sourcePlace(element)))
    }
    return false
  }

  /// Seeded by chance in each process, so that no feed can be written to make two keys collide.
  private func fingerprint(_ node: RecordStatements.Node) -> Int {
    var hasher = Hasher()
    hasher.combine(node.nodeClass)
    let provider = node.provider ?? 0..<0
    hasher.combine(provider.count)
    for range in [provider, node.key] {
      let bytes = text.span(Int(range.lowerBound)..<Int(range.upperBound))
      hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
    }
    return hasher.finalize()
  }

  // MARK: Relationships

  private func state(
    _ rule: PreparedRelationship, of node: Int32, at element: RecordTree.Index
  ) {
    let start: Int32? =
      switch rule.start {
      case .own: node
      case .place(let place): at(place)
      }
    forEachMatch(of: rule.each, at: element) { match in
      guard let start, let end = end(rule.target, at: match) else { return }
      trace?.note(rule.number, key(of: end))
      state(.relationship, start, relation: rule.relation, object: end, at: match)
    }
  }

  private func at(_ place: Int?) -> Int32? {
    guard let place, placed[place] >= 0 else { return nil }
    return placed[place]
  }

  private func end(
    _ target: PreparedRelationship.Target, at element: RecordTree.Index
  ) -> Int32? {
    switch target {
    case .place(let place): return at(place)
    case .provider: return theProvider()
    case .node(let nodeClass, let providerRule, let keyRule, let isOwned, let propertyRules):
      guard let keyRule,
        let key = values.appendFirst(keyRule, at: element, in: tree, to: text)
      else { return nil }
      let node = add(
        RecordStatements.Node(
          nodeClass: nodeClass,
          provider: providerRule.flatMap {
            values.appendFirst($0, at: element, in: tree, to: text)
          } ?? (isOwned ? providerText : nil), key: key))
      guard !propertyRules.isEmpty else { return node }
      let properties = read(propertyRules, at: element)
      state(.node, node, properties: properties, at: element)
      return node
    }
  }

  // MARK: Statements

  private func state(
    _ kind: RecordStatements.Kind, _ subject: Int32, relation: Int32 = -1, object: Int32 = -1,
    properties: Range<Int32> = 0..<0, at element: RecordTree.Index
  ) {
    let place = tree[element]
    statements.append(
      RecordStatements.Statement(
        kind: kind, subject: subject, relation: relation, object: object, properties: properties,
        line: place.line, column: place.column))
  }

  func state(_ requirement: RequirementFact, of course: Int32) {
    requirements.append(requirement)
    statements.append(
      RecordStatements.Statement(
        kind: .requirement, subject: course, object: Int32(requirements.count - 1),
        line: Int32(clamping: requirement.place.line),
        column: Int32(clamping: requirement.place.column)))
  }

  // MARK: Places

  func place(_ element: RecordTree.Index) -> FeedPlace {
    FeedPlace(line: Int(tree[element].line), column: Int(tree[element].column))
  }

  func sourcePlace(_ element: RecordTree.Index) -> SourcePlace {
    let column = Int(tree[element].column)
    return SourcePlace(
      file: file, line: Int(tree[element].line), column: column > 0 ? column : nil)
  }
}
