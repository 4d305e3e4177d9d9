import GraphStorage
import KnowledgeGraph
import LearningPaths
import Recommendations

/// All that questions are answered from, at one set of versions; immutable.
struct GraphView: Sendable {
  let snapshot: GraphSnapshot
  let requirements: [StoredRequirement]
  let world: RankingWorld
  let catalog: PlanningCatalog
  /// The catalogue that plans are made and checked on: an alternative that is only assumed
  /// ("or consent") never stands in for one that names courses.
  let planning: PlanningCatalog
  let derived: DerivedPrerequisites
  /// What the axioms of the ontology infer, with its proofs.
  let inference: RuleInference
  let itemNames: NodeNames<GraphSnapshot>
  let learnerNames: NodeNames<GraphSnapshot>
  let topicNames: NodeNames<GraphSnapshot>
  let rankers = Deferred<AdditiveRanker?>()
  let itemEmbedding = Deferred<EmbeddingTable?>()
  /// Holds the search index where the file itself cannot.
  let searchStore = Deferred<GraphStore>()

  /// - Parameter previous: an earlier view of the same file, from which inference goes on.
  init(store: GraphStore, ontology: Ontology, previous: GraphView? = nil) throws {
    let requirements = try store.requirements()
    let superclasses = Dictionary(
      ontology.classes.map { ($0.name, $0.superclasses) }, uniquingKeysWith: { first, _ in first })
    let types = Dictionary(
      ontology.relations.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
    let given = try store.snapshot(
      superclasses: superclasses, typeName: { types[$0] ?? $0 },
      derived: { nodes, requirements in
        DerivedRelationships(nodes: nodes, requirements: requirements, ontology: ontology).records
      })
    inference = RuleInference(given, ontology: ontology, previous: previous?.inference)
    let whole = given.adding(inference.relationships)
    snapshot = whole
    self.requirements = requirements
    world = RankingWorld(
      snapshot: whole, interactions: try store.interactions(), ontology: ontology)
    catalog = PlanningCatalog(
      snapshot: whole, requirements: requirements, ontology: ontology)
    planning = catalog.preferringCourses()
    derived = DerivedPrerequisites(catalog)
    let label = { (role: ClassRole) in ontology.nodeClass(role: role)?.name ?? "" }
    itemNames = NodeNames(whole, label: label(.item))
    learnerNames = NodeNames(whole, label: label(.learner))
    topicNames = NodeNames(whole, label: label(.topic))
  }

  /// The store's identifier of an item, by its number.
  func itemID(_ item: Int32) -> Int64 { snapshot.id(of: world.items[Int(item)]) }

  /// Whether `name` is the node's key, bare or qualified, and not its title.
  func isKey(_ name: String, of node: NodeIndex) -> Bool {
    let folded = foldedName(name)
    return folded == foldedName(snapshot.key(of: node))
      || folded == foldedName(itemNames.qualifiedKey(node))
  }

  /// Catalogue indices of items, by number.
  func catalogIndices(_ items: Set<Int32>) -> Set<Int> {
    Set(items.compactMap { catalog.index(ofID: itemID($0)) })
  }
}
