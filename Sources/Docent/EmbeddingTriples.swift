import Embeddings
import KnowledgeGraph

/// The catalogue as triples for embedding training: everything but what learners did.
///
/// Interactions are left out on purpose. The ranker is fitted on learners' last steps; an embedding
/// that had seen those steps would be given too much weight, and a learner who is forgotten must
/// leave no trace in it. Dated offerings are left out too: there are many, and each says only which
/// item it offers. Of the derived prerequisites only the direct ones enter, and of what rules infer
/// nothing: it adds no knowledge.
struct EmbeddingTriples {
  /// Snapshot nodes by entity number, ascending.
  let entities: [NodeIndex]
  /// Relationship types by relation number, sorted.
  let relations: [String]
  let triples: [Triple]

  init(snapshot: GraphSnapshot, ontology: Ontology) {
    let roles: [ClassRole] = [.learner, .itemInstance]
    let labels = roles.compactMap { ontology.nodeClass(role: $0)?.name }
    let leftOut = Set(labels.flatMap { snapshot.nodes(labelled: $0) })
    let closures = Set(
      (ontology.relations(role: .mayRequire) + ontology.relations(role: .mustRequire)).map(\.type))
    let types = snapshot.relationshipTypes.filter { !closures.contains($0) }
    var found: [(type: String, start: NodeIndex, end: NodeIndex)] = []
    for type in types {
      for node in 0..<NodeIndex(snapshot.nodeCount) where !leftOut.contains(node) {
        for next in snapshot.neighbours(of: node, type: type, direction: .outgoing)
        where !leftOut.contains(next.node) && next.relationship < RuleInference.firstInferredID {
          found.append((type, node, next.node))
        }
      }
    }
    let nodes = Set(found.flatMap { [$0.start, $0.end] }).sorted()
    let number = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, Int32($0)) })
    let used = Set(found.map(\.type)).sorted()
    let relation = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, Int32($0)) })
    entities = nodes
    relations = used
    triples = found.compactMap { edge in
      guard let head = number[edge.start], let tail = number[edge.end],
        let kind = relation[edge.type]
      else { return nil }
      return Triple(head: head, relation: kind, tail: tail)
    }
  }
}

extension EmbeddingTriples {
  /// What each relation's domain and range in the ontology allow, for type-constrained negatives.
  func candidates(_ snapshot: GraphSnapshot, _ ontology: Ontology) -> CandidateSets {
    let number = Dictionary(uniqueKeysWithValues: entities.enumerated().map { ($1, Int32($0)) })
    let labelled = { (name: String?) -> [Int32] in
      name.map { snapshot.nodes(labelled: $0).compactMap { number[$0] } } ?? []
    }
    return CandidateSets(
      tails: relations.map { labelled(ontology.relation(type: $0)?.range) },
      heads: relations.map { labelled(ontology.relation(type: $0)?.domain) },
      entityCount: entities.count)
  }

  /// First values from titles, descriptions and their translations.
  func textValues(
    _ snapshot: GraphSnapshot, _ ontology: Ontology, _ configuration: EmbeddingConfiguration
  ) -> InitialEntityValues {
    let roles: [PropertyRole] = [.title, .description]
    let stems = roles.compactMap { ontology.property(role: $0)?.name }
    let names = stems.flatMap { [$0, "\($0)_en", "\($0)_zh"] }
    let texts = entities.map { node in
      names.compactMap { snapshot.property($0, of: node)?.string }.joined(separator: "\n")
    }
    return InitialEntityValues(
      values: TextVectors.vectors(
        of: texts, dimension: configuration.dimension, scale: configuration.initialScale / 2,
        seed: configuration.seed),
      dimension: configuration.dimension)
  }
}
