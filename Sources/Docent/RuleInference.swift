import Diagnostics
import GraphStorage
import KnowledgeGraph
import RuleReasoning

/// What the axioms of the ontology infer from one picture of the graph.
///
/// Reasoned over is the catalogue: stated relationships, what requirement trees give, and the
/// values that axioms ask for. What learners did is not: a chain over actions would grow with them
/// and not with the catalogue. It is inferred for one learner when asked (`reasoner(for:)`).
///
/// A later picture is reasoned over from what has changed since the one before.
struct RuleInference: Sendable {
  /// Room for inferred relationships apart from the stated ones.
  static let firstInferredID: Int64 = GraphStore.derivedIDBase + (1 << 40)

  let reasoner: RuleReasoner
  /// What the graph lists.
  let relationships: InferredRelationships
  private let closed: Set<String>
  private let unstated: Set<String>
  private let texts: TextNumbers
  private let ontology: Ontology

  /// - Parameter snapshot: without inferred relationships but those of requirement trees.
  init(_ snapshot: GraphSnapshot, ontology: Ontology, previous: RuleInference? = nil) {
    self.ontology = ontology
    closed = Self.closedRelations(snapshot, ontology)
    unstated = Set(
      ontology.relations.filter { snapshot.relationshipCount(type: $0.type) == 0 }.map(\.name))
    var reasoner: RuleReasoner
    var texts: TextNumbers
    if let earlier = previous, earlier.closed == closed, earlier.unstated == unstated,
      earlier.ontology == ontology
    {
      (reasoner, texts) = (earlier.reasoner, earlier.texts)
    } else {
      let program = RuleProgram(ontology, closed: closed, unstated: unstated)
      texts = TextNumbers(program.texts)
      reasoner = RuleReasoner(program, budget: Self.budget(snapshot))
    }
    let encoding = RuleFactEncoding(snapshot, ontology, reasoner.program)
    reasoner.update(to: encoding.given(&texts))
    self.reasoner = reasoner
    self.texts = texts
    relationships = encoding.listed(reasoner)
  }

  /// Bounds the memory: closures of a dense catalogue may hold the square of its courses.
  private static func budget(_ snapshot: GraphSnapshot) -> Int {
    let stated = snapshot.relationshipTypes.reduce(0) { $0 + snapshot.relationshipCount(type: $1) }
    return 1_000_000 + 3 * stated
  }

  /// Relations whose every relationship comes from requirement trees, which give them closed.
  private static func closedRelations(_ snapshot: GraphSnapshot, _ ontology: Ontology) -> Set<
    String
  > {
    let relations = ontology.relations(role: .mustRequire) + ontology.relations(role: .mayRequire)
    return Set(
      relations.filter { relation in
        guard let rows = snapshot.adjacency(type: relation.type)?.forward, rows.count > 0 else {
          return false
        }
        return rows.relationships.allSatisfy { $0 >= GraphStore.derivedIDBase }
      }.map(\.name))
  }

  /// Whether rules infer the paths of requirements from the direct ones, so that nothing else has to.
  static func infersRequirementPaths(_ ontology: Ontology) -> Bool {
    guard let direct = ontology.relations(role: .directPrerequisite).first?.name,
      let path = ontology.relations(role: .mayRequire).first?.name
    else { return false }
    return ontology.axioms.contains(OntologyAxiom(.subPropertyOf, [direct, path]))
      && ontology.axioms.contains(OntologyAxiom(.transitive, [path]))
  }

  /// What was set aside because it would have grown beyond all measure.
  var diagnostics: [Diagnostic] {
    reasoner.suspendedAxioms.map { axiom in
      Diagnostic(
        .warning, code: "inference.too-many",
        "what \(axiom) infers would take more than \(reasoner.budget) relationships, so the graph "
          + "does not list it",
        hint: "in the ontology, give the axiom to a relation with fewer relationships")
    }
  }

  /// With the actions of one learner beside the catalogue.
  func reasoner(for learner: NodeIndex, in snapshot: GraphSnapshot) -> RuleReasoner {
    var copy = reasoner
    copy.add(RuleFactEncoding(snapshot, ontology, copy.program).actions(of: learner))
    return copy
  }

  /// The text behind a number below 0.
  func text(_ number: Int32) -> String { texts.text(number) }
}

/// Numbers of property values, from -1 downwards, kept from one picture to the next.
struct TextNumbers: Sendable {
  private var numbers: [String: Int32]
  private var texts: [Int32: String]

  init(_ numbers: [String: Int32]) {
    self.numbers = numbers
    texts = Dictionary(uniqueKeysWithValues: numbers.map { ($1, $0) })
  }

  mutating func number(_ text: String) -> Int32 {
    if let number = numbers[text] { return number }
    let number = -1 - Int32(numbers.count)
    numbers[text] = number
    texts[number] = text
    return number
  }

  func text(_ number: Int32) -> String { texts[number] ?? "" }
}

/// Between the graph and the numbers of the rules: a node is its identifier in the store, which
/// stays the same from picture to picture. A node whose identifier is beyond 31 bits is left out.
struct RuleFactEncoding {
  let snapshot: GraphSnapshot
  let ontology: Ontology
  let program: RuleProgram

  init(_ snapshot: GraphSnapshot, _ ontology: Ontology, _ program: RuleProgram) {
    self.snapshot = snapshot
    self.ontology = ontology
    self.program = program
  }

  func number(_ node: NodeIndex) -> Int32? { Int32(exactly: snapshot.id(of: node)) }

  func given(_ texts: inout TextNumbers) -> GivenFacts {
    GivenFacts(nodes: nodes(), facts: relationships() + values(&texts))
  }

  private func nodes() -> [GivenFacts.Node] {
    var providers: [String: Int32] = [:]
    return snapshot.nodes.indices.compactMap { index in
      guard let number = number(NodeIndex(index)) else { return nil }
      let node = snapshot.nodes[index]
      var provider: Int32 = -1
      if let key = node.provider {
        provider = providers[key] ?? Int32(providers.count)
        providers[key] = provider
      }
      return GivenFacts.Node(
        number, nodeClass: program.nodeClass(node.nodeClass), provider: provider)
    }
  }

  private func relationships() -> [RuleFact] {
    var facts: [RuleFact] = []
    for relation in ontology.relations where relation.activityAction == nil {
      guard let predicate = program.relation(relation.name),
        let rows = snapshot.adjacency(type: relation.type)?.forward
      else { continue }
      for start in 0..<NodeIndex(rows.rowCount) {
        for place in rows.range(of: start) {
          guard let from = number(start), let to = number(rows.columns[place]) else { continue }
          facts.append(RuleFact(predicate, from, to))
        }
      }
    }
    return facts
  }

  private func values(_ texts: inout TextNumbers) -> [RuleFact] {
    var facts: [RuleFact] = []
    for name in program.properties {
      guard let predicate = program.property(name) else { continue }
      for node in snapshot.nodes.indices {
        guard let number = number(NodeIndex(node)),
          let value = snapshot.property(name, of: NodeIndex(node))
        else { continue }
        facts.append(RuleFact(predicate, number, texts.number(value.description)))
      }
    }
    return facts
  }

  /// What a learner did.
  func actions(of learner: NodeIndex) -> [RuleFact] {
    ontology.relations.filter { $0.activityAction != nil }.flatMap { relation -> [RuleFact] in
      guard let predicate = program.relation(relation.name), let from = number(learner) else {
        return []
      }
      return snapshot.neighbours(of: learner, type: relation.type, direction: .outgoing)
        .compactMap { number($0.node) }.map { RuleFact(predicate, from, $0) }
    }
  }

  /// The inferred relationships that the graph shows.
  func listed(_ reasoner: RuleReasoner) -> InferredRelationships {
    let shown = ontology.relations.map { $0.inference == .listed ? $0.type : nil }
    var indices = [NodeIndex](
      repeating: -1, count: Int(snapshot.nodes.map(\.id).max() ?? -1) + 1)
    for (index, node) in snapshot.nodes.enumerated() { indices[Int(node.id)] = NodeIndex(index) }
    let rules = InferenceRule.allCases
    let ruleNumbers = Dictionary(
      uniqueKeysWithValues: rules.enumerated().map { ($1, UInt16($0)) })
    var byPredicate = [[InferredRelationships.Entry]](repeating: [], count: shown.count)
    reasoner.forEachInferredRelationship { fact, rule in
      guard Int(fact.predicate) < shown.count, shown[Int(fact.predicate)] != nil else { return }
      byPredicate[Int(fact.predicate)].append(
        InferredRelationships.Entry(
          start: indices[Int(fact.subject)], end: indices[Int(fact.object)],
          rule: ruleNumbers[rule] ?? 0))
    }
    var byType: [String: [InferredRelationships.Entry]] = [:]
    for (type, entries) in zip(shown, byPredicate) {
      if let type, !entries.isEmpty { byType[type] = entries }
    }
    return InferredRelationships(
      byType, rules: rules.map(\.rawValue), firstID: RuleInference.firstInferredID)
  }
}
