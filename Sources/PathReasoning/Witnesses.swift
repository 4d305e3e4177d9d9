import KnowledgeGraph
import Proofs

extension FamilyMatrices {
  /// What a family's evidence M_f[own, item] rests on, best first, at most `budget` paths.
  ///
  /// - Shared attribute: own item –relation→ entity ←relation– item, rarest entity first.
  /// - Taken next, taken together: one path through the learners who did both, collapsed; their
  ///   number is given from `smallestShownLearnerCount` up.
  /// - Embedding: the model's edge. Popularity: the prior, whatever `own` is.
  public func evidence(
    family: Int, own: Int32, item: Int32, naming: some EvidenceNaming, budget: Int = 3
  ) -> Evidence {
    guard let index = matrixOfFamily[family] else {
      return .prior(Prior(what: "ln((1 + learners) / 10)", value: popularity[Int(item)]))
    }
    switch matrices[index] {
    case let shared as SharedAttributeMatrix:
      return .paths(
        shared.witnesses(own, item).prefix(budget).map { entity in
          attributePath(shared.relation, entity, own, item, naming)
        })
    case let embedding as EmbeddingNeighbourMatrix:
      return .model(
        ModelEdge(
          artefact: embedding.artefact, from: naming.course(own).key,
          to: naming.course(item).key, strength: embedding.value(own, item)))
    case let counted as CountedMatrix:
      return .paths([learnerPath(counted.counts.count(own, item), own, item, naming)])
    default: return .paths([])
    }
  }

  private func attributePath(
    _ relation: String, _ entity: Int32, _ own: Int32, _ item: Int32, _ naming: some EvidenceNaming
  ) -> EvidencePath {
    let (key, label) = naming.entity(relation: relation, number: entity)
    return EvidencePath([
      node(own, naming),
      .relationship(
        type: relation, forward: true,
        kind: naming.kind(relation: relation, item: own, entity: entity)),
      .node(key: key, label: label),
      .relationship(
        type: relation, forward: false,
        kind: naming.kind(relation: relation, item: item, entity: entity)),
      node(item, naming),
    ])
  }

  private func learnerPath(
    _ count: Int, _ own: Int32, _ item: Int32, _ naming: some EvidenceNaming
  ) -> EvidencePath {
    let type = naming.interactionTypes
    return EvidencePath([
      node(own, naming),
      .relationship(type: type, forward: false, kind: .stated),
      .learners(
        label: naming.learnerLabel, count: count >= smallestShownLearnerCount ? count : nil),
      .relationship(type: type, forward: true, kind: .stated),
      node(item, naming),
    ])
  }

  private func node(_ item: Int32, _ naming: some EvidenceNaming) -> PathElement {
    .node(key: naming.course(item).key, label: naming.label(ofItem: item))
  }
}
