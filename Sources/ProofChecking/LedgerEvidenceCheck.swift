import Glibc
import KnowledgeGraph
import Proofs

/// Checks what one ledger line rests on.
struct LedgerEvidenceCheck {
  let world: LedgerCheckingWorld
  let evidence: LedgerEvidence
  let group: String
  /// The own item; nil for a prior.
  let own: Int32?
  let item: Int32
  let place: String

  private var families: [RankingFamily] {
    world.model.families.filter { $0.group == group && $0.weight != 0 }
  }

  func faults(in claimed: Evidence) -> [ProofFault] {
    guard let kind = families.first?.kind else {
      return [fault("family", "the model has no family \(group)")]
    }
    switch (kind, claimed, own) {
    case (.popularity, .prior(let prior), nil): return priorFaults(prior)
    case (.takenNext, .paths(let paths), let own?): return learnerFaults(paths, own, next: true)
    case (.takenTogether, .paths(let paths), let own?):
      return learnerFaults(paths, own, next: false)
    case (.sharedAttribute(let relation, _), .paths(let paths), let own?):
      return attributeFaults(paths, relation, own)
    case (.embeddingNeighbour(let artefact, _), .model(let edge), let own?):
      return edgeFaults(edge, artefact, own)
    default: return [fault("evidence", "\(group) does not rest on evidence of this kind")]
    }
  }

  private func fault(_ where: String, _ message: String) -> ProofFault {
    ProofFault(place: "\(place).\(`where`)", message: message)
  }

  private func priorFaults(_ prior: Prior) -> [ProofFault] {
    let value = evidence.popularity(item)
    var faults: [ProofFault] = []
    if !(abs(prior.value - value) <= 1e-9 * max(1, value)) {
      faults.append(fault("prior.value", "claimed \(prior.value), recomputed \(value)"))
    }
    if prior.what != "ln((1 + learners) / 10)" {
      faults.append(fault("prior.what", "the prior is ln((1 + learners) / 10)"))
    }
    return faults
  }

  private func edgeFaults(_ edge: ModelEdge, _ artefact: String, _ own: Int32) -> [ProofFault] {
    var faults: [ProofFault] = []
    let stored = world.embedding?.artefact
    if edge.artefact != artefact || edge.artefact != stored {
      faults.append(
        fault("model.artefact", "claimed \(edge.artefact), stored \(stored ?? "none")"))
    }
    if edge.from != key(own) { faults.append(fault("model.from", "starts at \(key(own))")) }
    if edge.to != key(item) { faults.append(fault("model.to", "ends at \(key(item))")) }
    let strength = evidence.similarity(own, item)
    if !(abs(edge.strength - strength) <= 1e-9) {
      faults.append(
        fault("model.strength", "claimed \(edge.strength), recomputed \(strength)"))
    }
    return faults
  }

  // MARK: Paths through other learners

  /// One path, item ← learners → item, with their number from ten up.
  private func learnerFaults(_ paths: [EvidencePath], _ own: Int32, next: Bool) -> [ProofFault] {
    guard paths.count == 1, let elements = paths.first?.elements, elements.count == 5,
      case .relationship(let back, false, let backKind) = elements[1],
      case .learners(let label, let shown) = elements[2],
      case .relationship(let on, true, let onKind) = elements[3]
    else { return [fault("paths", "not one path through learners")] }
    var faults = endFaults(elements, own, at: "paths[0]")
    let types = Set(world.interactionTypes)
    for (number, type) in [(1, back), (3, on)]
    where Set(type.split(separator: "|").map(String.init)) != types {
      faults.append(
        fault("paths[0][\(number)].relationship", "\(type) are not the types counted"))
    }
    for (number, kind) in [(1, backKind), (3, onKind)] where kind != .stated {
      faults.append(fault("paths[0][\(number)].kind", "what learners did is stated"))
    }
    if label != world.learnerLabel {
      faults.append(fault("paths[0][2].label", "learners are \(world.learnerLabel)"))
    }
    let count = next ? nextLearners(own) : evidence.learnersWithBoth(own, item)
    let right = count >= smallestShownLearnerCount ? count : nil
    if shown != right {
      let claimed = shown.map(String.init) ?? "none"
      let found = right.map(String.init) ?? "fewer than \(smallestShownLearnerCount)"
      faults.append(fault("paths[0][2].count", "claimed \(claimed), counted \(found)"))
    }
    return faults
  }

  /// C[own, item] for the widest window among the group's families with a weight.
  private func nextLearners(_ own: Int32) -> Int {
    let windows = families.compactMap { family -> Int? in
      guard case .takenNext(let window, _, _, _, _) = family.kind else { return nil }
      return window
    }
    return evidence.successions(own, window: windows.max() ?? 0)[Int(item)]
  }

  // MARK: Paths through a shared entity

  /// item –relation→ entity ←relation– item, each relationship in the graph, rarest entity first.
  private func attributeFaults(
    _ paths: [EvidencePath], _ relation: String, _ own: Int32
  ) -> [ProofFault] {
    guard !paths.isEmpty else { return [fault("paths", "no path is shown")] }
    var faults: [ProofFault] = []
    var entities: [NodeIndex] = []
    for (number, path) in paths.enumerated() {
      let spot = "paths[\(number)]"
      let elements = path.elements
      guard elements.count == 5, case .node(let key, let label) = elements[2],
        case .relationship(relation, true, let first) = elements[1],
        case .relationship(relation, false, let second) = elements[3]
      else {
        faults.append(fault(spot, "not a path over \(relation) and back"))
        continue
      }
      faults += endFaults(elements, own, at: spot)
      let shared = entity(key, label, relation, own: own, kinds: (first, second))
      guard let shared else {
        faults.append(fault(spot, "the graph has no such path over \(key)"))
        continue
      }
      if entities.contains(shared) { faults.append(fault(spot, "the path stands twice")) }
      entities.append(shared)
    }
    let frequencies = entities.map { evidence.documentFrequency(relation, $0) }
    if zip(frequencies, frequencies.dropFirst()).contains(where: { $0 > $1 }) {
      faults.append(fault("paths", "a path stands below one over a commoner entity"))
    }
    return faults
  }

  /// The node of this key and label that both items have through the relation, by relationships of
  /// these kinds.
  private func entity(
    _ key: String, _ label: String, _ relation: String, own: Int32,
    kinds: (RelationshipKind, RelationshipKind)
  ) -> NodeIndex? {
    let mine = ends(of: own, relation, kind: kinds.0)
    let its = ends(of: item, relation, kind: kinds.1)
    return mine.first { node in
      its.contains(node) && world.graph.key(of: node) == key
        && world.graph.labels(of: node).first == label
    }
  }

  private func ends(
    of item: Int32, _ relation: String, kind: RelationshipKind
  ) -> [NodeIndex] {
    let node = world.items[Int(item)]
    return world.graph.neighbours(of: node, type: relation, direction: .outgoing).filter {
      world.graph.relationship($0.relationship)?.kind == kind
    }.map(\.node)
  }

  private func endFaults(
    _ elements: [PathElement], _ own: Int32, at spot: String
  ) -> [ProofFault] {
    var faults: [ProofFault] = []
    for (number, end) in [(0, own), (elements.count - 1, item)] {
      let node = world.items[Int(end)]
      let right = PathElement.node(
        key: key(end), label: world.graph.labels(of: node).first ?? "")
      if elements[number] != right {
        faults.append(fault("\(spot)[\(number)]", "the path does not go through \(key(end))"))
      }
    }
    return faults
  }

  private func key(_ item: Int32) -> String { world.graph.key(of: world.items[Int(item)]) }
}
