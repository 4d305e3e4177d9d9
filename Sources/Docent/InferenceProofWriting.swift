import GraphStorage
import KnowledgeGraph
import Proofs
import RuleReasoning

/// Writes what the reasoner derived as a proof: nodes by name, stated facts with their place in the
/// feed, a sentence for every step in the ontology's words.
struct InferenceProofWriter {
  let session: Session
  let view: GraphView
  let reasoner: RuleReasoner

  init(_ session: Session, _ view: GraphView, reasoner: RuleReasoner? = nil) {
    self.session = session
    self.view = view
    self.reasoner = reasoner ?? view.inference.reasoner
  }

  /// Nil when the fact does not hold.
  func proof(of fact: RuleFact) throws -> InferenceProof? {
    guard let steps = reasoner.proof(of: fact) else { return nil }
    var writing = Writing()
    for step in steps { try append(step, to: &writing) }
    return InferenceProof(steps: writing.steps)
  }

  /// From stated facts to what cannot be.
  func proof(of contradiction: Contradiction) throws -> InferenceProof {
    var writing = Writing()
    for premise in contradiction.premises {
      for step in reasoner.proof(of: premise) ?? [] where writing.numbers[step.fact] == nil {
        try append(step, to: &writing)
      }
    }
    let step = InferenceStep(
      .contradiction, rule: contradiction.rule.rawValue, axiom: contradiction.axiom,
      premises: contradiction.premises.compactMap { writing.numbers[$0] })
    writing.steps.append(written(step))
    return InferenceProof(steps: writing.steps)
  }

  private struct Writing {
    var steps: [InferenceStep] = []
    var numbers: [RuleFact: Int] = [:]
  }

  private func append(_ step: DerivationStep, to writing: inout Writing) throws {
    let statement = statement(step.fact)
    writing.numbers[step.fact] = writing.steps.count
    switch step.derivation {
    case .given: writing.steps.append(written(try grounded(statement)))
    case .inferred(let rule, let axiom, let premises):
      writing.steps.append(
        written(
          InferenceStep(
            statement, rule: rule.rawValue, axiom: axiom,
            premises: premises.compactMap { writing.numbers[$0] })))
    }
  }

  // MARK: Names

  private func statement(_ fact: RuleFact) -> InferenceStatement {
    let predicate = reasoner.program.predicates[Int(fact.predicate)]
    let start = node(fact.subject)
    switch predicate.kind {
    case .nodeClass: return .membership(node: start, nodeClass: predicate.name)
    case .property:
      return .value(
        node: start, property: predicate.name, value: view.inference.text(fact.object))
    case .relation, .hidden:
      return .relationship(start: start, relation: predicate.name, end: node(fact.object))
    }
  }

  private func node(_ number: Int32) -> InferenceNode {
    let snapshot = view.snapshot
    guard let index = snapshot.index(ofID: Int64(number)) else {
      return InferenceNode(
        id: Int64(number), label: "", key: String(number), provider: nil, title: "")
    }
    return InferenceNode(
      id: Int64(number), label: snapshot.labels(of: index).first ?? "",
      key: snapshot.key(of: index), provider: snapshot.provider(of: index),
      title: snapshot.title(of: index))
  }

  // MARK: Grounds

  /// A given fact: stated by a feed, of the node itself, or from a requirement tree.
  private func grounded(_ statement: InferenceStatement) throws -> InferenceStep {
    switch statement {
    case .membership: InferenceStep(statement, rule: InferenceGround.nodeClass.rawValue)
    case .relationship(let start, let relation, let end):
      try grounded(statement, start, relation, end)
    case .value, .contradiction:
      InferenceStep(statement, rule: InferenceGround.stated.rawValue)
    }
  }

  private func grounded(
    _ statement: InferenceStatement, _ start: InferenceNode, _ relation: String,
    _ end: InferenceNode
  ) throws -> InferenceStep {
    let type = session.ontology.relation(relation)?.type ?? relation
    let records = view.relationships(from: start.id, type: type, to: end.id)
    if let stated = records.first(where: { $0.kind == .stated }) {
      let source = try session.store.source(ofRelationship: stated.id).first.map {
        InferenceSource(file: $0.file, line: $0.line)
      }
      return InferenceStep(statement, rule: InferenceGround.stated.rawValue, source: source)
    }
    let rule = records.first?.properties["rule"]?.string
    return InferenceStep(statement, rule: rule ?? InferenceGround.stated.rawValue)
  }

  // MARK: Words

  private func written(_ step: InferenceStep) -> InferenceStep {
    var copy = step
    copy.sentence = InferenceSentences(session, view).sentence(of: step)
    return copy
  }
}

extension GraphView {
  /// The relationships of a type between two nodes, by their identifiers in the store.
  func relationships(from start: Int64, type: String, to end: Int64) -> [RelationshipRecord] {
    guard let from = snapshot.index(ofID: start), let to = snapshot.index(ofID: end) else {
      return []
    }
    return snapshot.neighbours(of: from, type: type, direction: .outgoing)
      .filter { $0.node == to }.compactMap { snapshot.relationship($0.relationship) }
  }
}

/// Says the steps of a proof by the ontology's templates.
struct InferenceSentences {
  private let ontology: Ontology
  private let language: String
  private let snapshot: GraphSnapshot

  init(_ session: Session, _ view: GraphView) {
    ontology = session.ontology
    language = session.language
    snapshot = view.snapshot
  }

  /// What the step says, and by `rule.NAME` why it holds; what it says alone where the ontology has
  /// no such sentence.
  func sentence(of step: InferenceStep) -> String {
    var slots = ["fact": fact(step.statement)]
    for (slot, term) in zip(["first", "second"], step.axiom?.terms ?? []) {
      slots[slot] = label(term)
    }
    if let source = step.source {
      slots["source"] = source.file + (source.line.map { ":\($0)" } ?? "")
    } else if step.rule == InferenceGround.stated.rawValue {
      return slots["fact"] ?? ""
    }
    return ontology.sentences["rule.\(step.rule)"]?.filled(in: language, slots)
      ?? slots["fact"] ?? ""
  }

  private func fact(_ statement: InferenceStatement) -> String {
    switch statement {
    case .relationship(let start, let relation, let end):
      let slots = ["start": title(start), "end": title(end)]
      return ontology.relation(relation)?.sentence?.filled(in: language, slots)
        ?? "\(title(start)) \(label(relation)) \(title(end))"
    case .membership(let node, let nodeClass):
      return filled("rule.class", ["node": title(node), "class": label(nodeClass)])
        ?? "\(title(node)): \(label(nodeClass))"
    case .value(let node, let property, let value):
      let name = ontology.properties.first { $0.name == property }?.labels[language] ?? property
      return filled("rule.value", ["node": title(node), "property": name, "value": value])
        ?? "\(title(node)): \(name) = \(value)"
    case .contradiction: return ""
    }
  }

  private func filled(_ name: String, _ slots: [String: String]) -> String? {
    ontology.sentences[name]?.filled(in: language, slots)
  }

  private func label(_ name: String) -> String {
    let labels = ontology.relation(name)?.labels ?? ontology.nodeClass(name)?.labels
    return labels?[language] ?? labels?["en"] ?? name
  }

  private func title(_ node: InferenceNode) -> String {
    snapshot.index(ofID: node.id).flatMap { snapshot.property("title_\(language)", of: $0)?.string }
      ?? node.title
  }
}
