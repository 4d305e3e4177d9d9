import KnowledgeGraph
import Proofs

/// What an inference proof is checked against.
public struct InferenceCheckingWorld: Sendable {
  public var graph: GraphSnapshot
  public var ontology: Ontology
  /// The courses with the requirements that bind.
  public var catalog: PlanningCatalog
  /// Where feeds state a relationship, by its identifier.
  public var sources: @Sendable (Int64) -> [InferenceSource]

  public init(
    graph: GraphSnapshot, ontology: Ontology, catalog: PlanningCatalog,
    sources: @escaping @Sendable (Int64) -> [InferenceSource] = { _ in [] }
  ) {
    self.graph = graph
    self.ontology = ontology
    self.catalog = catalog
    self.sources = sources
  }
}

/// Verifies proofs of inferred relationships, classes and contradictions against the graph, the
/// ontology and the requirement trees. It knows each rule by its pattern and shares no code with
/// what infers.
public struct InferenceChecker: Sendable {
  let world: InferenceCheckingWorld

  public init(_ world: InferenceCheckingWorld) { self.world = world }

  /// What does not hold; empty for a sound proof. O(steps · what a step asks of the graph).
  public func check(_ proof: InferenceProof) -> [ProofFault] {
    guard !proof.steps.isEmpty else {
      return [ProofFault(place: "inference.steps", message: "the proof has no step")]
    }
    return proof.steps.indices.flatMap { check($0, in: proof) } + unusedSteps(proof)
  }

  private func check(_ number: Int, in proof: InferenceProof) -> [ProofFault] {
    let step = proof.steps[number]
    let place = "inference.steps[\(number)]"
    var faults = nodeFaults(step.statement, place)
    if let premise = step.premises.first(where: { $0 < 0 || $0 >= number }) {
      let message = "premise \(premise) is no earlier step"
      return faults + [ProofFault(place: "\(place).premises", message: message)]
    }
    let reason: String?
    if let ground = InferenceGround(rawValue: step.rule) {
      reason = groundFault(step, ground)
    } else {
      reason = ruleFault(step, premises: step.premises.map { proof.steps[$0].statement })
    }
    if let reason { faults.append(ProofFault(place: place, message: reason)) }
    return faults
  }

  /// A step that nothing rests on would be no part of the proof.
  private func unusedSteps(_ proof: InferenceProof) -> [ProofFault] {
    let used = Set(proof.steps.flatMap(\.premises))
    return proof.steps.indices.dropLast().filter { !used.contains($0) }.map {
      ProofFault(place: "inference.steps[\($0)]", message: "nothing rests on this step")
    }
  }

  // MARK: Nodes

  private func nodeFaults(_ statement: InferenceStatement, _ place: String) -> [ProofFault] {
    let nodes: [(String, InferenceNode)] =
      switch statement {
      case .relationship(let start, _, let end): [("start", start), ("end", end)]
      case .membership(let node, _), .value(let node, _, _): [("node", node)]
      case .contradiction: []
      }
    return nodes.compactMap { member, node in
      nodeFault(node).map { ProofFault(place: "\(place).statement.\(member)", message: $0) }
    }
  }

  private func nodeFault(_ node: InferenceNode) -> String? {
    guard let index = world.graph.index(ofID: node.id) else { return "there is no node \(node.id)" }
    let found = InferenceNode(
      id: node.id, label: world.graph.labels(of: index).first ?? "",
      key: world.graph.key(of: index), provider: world.graph.provider(of: index),
      title: world.graph.title(of: index))
    guard found != node else { return nil }
    return "node \(node.id) is \(found.label) \(found.key) “\(found.title)”, "
      + "not \(node.label) \(node.key) “\(node.title)”"
  }
}
