import Diagnostics
import GraphStorage
import KnowledgeGraph
import Proofs
import RuleReasoning

extension Session {
  /// Why `start` stands in `relation` to `end`: a proof from what feeds state.
  ///
  /// - Parameters:
  ///   - relation: by the ontology's name or the type of queries; `is` asks whether `start` is of
  ///     the class `end`.
  /// - Throws: `RefusedRequest` when it does not hold, or a name is unknown.
  public func prove(_ start: String, _ relation: String, _ end: String) throws -> InferenceAnswer {
    let view = try view()
    let question = try InferenceQuestion(self, view, start, relation, end)
    let writer = InferenceProofWriter(self, view, reasoner: question.reasoner)
    guard let proof = try writer.proof(of: question.fact) else {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "inference.does-not-hold",
          "nothing states that \(start) \(relation) \(end), and no rule infers it"))
    }
    return InferenceAnswer(versions: view.snapshot.versions, inference: proof)
  }

  /// Why the relationship with this identifier is there.
  func proof(ofRelationship id: Int64, in view: GraphView) throws -> InferenceProof {
    guard let record = view.snapshot.relationship(id) else {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "inference.unknown", "there is no relationship \(id)", found: String(id)))
    }
    let encoding = RuleFactEncoding(view.snapshot, ontology, view.inference.reasoner.program)
    if let relation = ontology.relation(type: record.type), relation.activityAction == nil,
      let predicate = encoding.program.relation(relation.name),
      let from = encoding.number(record.start), let to = encoding.number(record.end),
      let proof = try InferenceProofWriter(self, view).proof(of: RuleFact(predicate, from, to))
    {
      return proof
    }
    return try statedProof(of: record, in: view)
  }

  /// An action, or a relationship of a relation that the ontology does not have.
  private func statedProof(
    of record: RelationshipRecord, in view: GraphView
  ) throws -> InferenceProof {
    let name = { (node: NodeIndex) in
      InferenceNode(
        id: view.snapshot.id(of: node), label: view.snapshot.labels(of: node).first ?? "",
        key: view.snapshot.key(of: node), provider: view.snapshot.provider(of: node),
        title: view.snapshot.title(of: node))
    }
    let source = try store.source(ofRelationship: record.id).first.map {
      InferenceSource(file: $0.file, line: $0.line)
    }
    var step = InferenceStep(
      .relationship(
        start: name(record.start),
        relation: ontology.relation(type: record.type)?.name ?? record.type,
        end: name(record.end)), rule: InferenceGround.stated.rawValue, source: source)
    step.sentence = InferenceSentences(self, view).sentence(of: step)
    return InferenceProof(steps: [step])
  }
}

/// A question in names, as a fact in numbers.
private struct InferenceQuestion {
  let fact: RuleFact
  let reasoner: RuleReasoner

  init(
    _ session: Session, _ view: GraphView, _ start: String, _ relation: String, _ end: String
  ) throws {
    let program = view.inference.reasoner.program
    let encoding = RuleFactEncoding(view.snapshot, session.ontology, program)
    if relation == "is" {
      let node = try Self.node(start, of: nil, session, view)
      guard let nodeClass = program.nodeClass(end) else {
        throw Self.unknown(
          "class", end,
          among: program.predicates.filter { $0.kind == .nodeClass }
            .map(\.name))
      }
      fact = RuleFact(nodeClass, member: encoding.number(node) ?? -1)
      reasoner = view.inference.reasoner
      return
    }
    let named =
      session.ontology.relation(relation) ?? session.ontology.relation(type: relation)
    guard let named, let predicate = program.relation(named.name) else {
      throw Self.unknown("relation", relation, among: session.ontology.relations.map(\.name))
    }
    let from = try Self.node(start, of: named.domain, session, view)
    let to = try Self.node(end, of: named.range, session, view)
    fact = RuleFact(predicate, encoding.number(from) ?? -1, encoding.number(to) ?? -1)
    let learner = session.ontology.nodeClass(role: .learner)?.name
    let person = [from, to].first { view.snapshot.labels(of: $0).first == learner }
    reasoner =
      person.map { view.inference.reasoner(for: $0, in: view.snapshot) }
      ?? view.inference.reasoner
  }

  private static func unknown(_ kind: String, _ name: String, among known: [String])
    -> RefusedRequest
  {
    let nearest = nearestNames(to: name, among: known, limit: 3)
    return RefusedRequest(
      Diagnostic(
        .error, code: "inference.unknown-\(kind)", "the ontology has no \(kind) “\(name)”",
        found: name, expected: nearest.isEmpty ? known.sorted().joined(separator: ", ") : nil,
        hint: nearest.isEmpty ? nil : "did you mean \(nearest.joined(separator: ", "))?"))
  }

  /// A node by its name, of the class where that is known: a topic and a course may share a title.
  private static func node(
    _ name: String, of nodeClass: String?, _ session: Session, _ view: GraphView
  ) throws -> NodeIndex {
    guard let nodeClass else { return try session.anyNode(named: name, in: view) }
    let roles = session.ontology.nodeClass(nodeClass)?.roles ?? []
    for (role, names) in [
      (ClassRole.item, view.itemNames), (.topic, view.topicNames), (.learner, view.learnerNames),
    ] where roles.contains(role) {
      return try session.resolved(names, name, kind: nodeClass, in: view)
    }
    return try session.resolved(
      NodeNames(view.snapshot, label: nodeClass), name, kind: nodeClass, in: view)
  }
}
