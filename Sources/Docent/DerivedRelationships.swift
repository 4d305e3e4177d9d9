import GraphStorage
import KnowledgeGraph
import Proofs

/// The prerequisite relationships that follow from the requirement trees, as inferred records that
/// name their rule. They are made when the snapshot is compiled and never stored.
///
/// The paths of requirements are left to the rules where the ontology has the axioms for them
/// (`RuleInference.infersRequirementPaths`).
struct DerivedRelationships {
  private(set) var records: [RelationshipRecord] = []
  private var nextID = GraphStore.derivedIDBase

  init(nodes: [GraphSnapshot.Node], requirements: [StoredRequirement], ontology: Ontology) {
    guard let item = ontology.nodeClass(role: .item)?.name else { return }
    let indices = nodes.indices.filter { nodes[$0].nodeClass == item }
    let byCourse = Dictionary(grouping: requirements.filter(\.binds), by: \.course)
    let catalog = PlanningCatalog(
      courses: indices.map { index in
        let node = nodes[index]
        return PlanningCatalog.Course(
          id: node.id, provider: node.provider, key: node.key, title: node.key,
          requirements: (byCourse[node.id] ?? []).map(\.requirement))
      }, effortUnit: nil)
    guard catalog.courses.contains(where: { !$0.requirements.isEmpty }) else { return }
    let derived = DerivedPrerequisites(catalog)
    let rules: [(RelationRole, [[Int]], InferenceGround)] = [
      (.directPrerequisite, derived.direct, .namedInRequirement),
      (.mayRequire, derived.may, .requirementPath),
      (.mustRequire, derived.must, .everyAlternative),
    ]
    for (role, pairs, rule) in rules {
      if role == .mayRequire && RuleInference.infersRequirementPaths(ontology) { continue }
      guard let type = ontology.relations(role: role).first?.type else { continue }
      add(pairs, type: type, rule: rule.rawValue, node: { NodeIndex(indices[$0]) })
    }
  }

  private mutating func add(
    _ pairs: [[Int]], type: String, rule: String, node: (Int) -> NodeIndex
  ) {
    for (start, ends) in pairs.enumerated() {
      for end in ends {
        records.append(
          RelationshipRecord(
            id: nextID, type: type, start: node(start), end: node(end), kind: .inferred,
            properties: ["rule": .string(rule)]))
        nextID += 1
      }
    }
  }
}
