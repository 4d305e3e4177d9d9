import GraphStorage
import KnowledgeGraph

/// Which nodes an exported catalogue can hold, and below which provider each is written.
struct ExportCatalogNodes {
  private let snapshot: GraphSnapshot
  private let ontology: Ontology
  private let format: CatalogFormat
  /// By provider and class, in the order of keys.
  private var owned: [String: [String: [NodeIndex]]] = [:]
  private var sayable: Set<NodeIndex> = []
  /// The providers below which a node of no provider is written: those that refer to it.
  private(set) var adopters: [NodeIndex: Set<String>] = [:]

  init(snapshot: GraphSnapshot, ontology: Ontology, format: CatalogFormat) {
    self.snapshot = snapshot
    self.ontology = ontology
    self.format = format
    for node in snapshot.nodes(labelled: nil) {
      guard canHold(node), let provider = snapshot.provider(of: node),
        CatalogFormat.canName(provider)
      else { continue }
      owned[provider, default: [:]][snapshot.nodes[Int(node)].nodeClass, default: []].append(node)
      sayable.insert(node)
    }
    adoptSharedNodes()
    let nodes = snapshot.nodes
    owned = owned.mapValues { classes in
      classes.mapValues { $0.sorted { nodes[Int($0)].key < nodes[Int($1)].key } }
    }
  }

  /// Providers with their nodes where the graph has them, in the order of keys.
  var providers: [(key: String, node: NodeIndex?)] {
    let stated = snapshot.nodes(labelled: format.provider).filter {
      CatalogFormat.canName(snapshot.key(of: $0)) && snapshot.provider(of: $0) == nil
        && snapshot.property("retired", of: $0) == nil
    }
    let byKey = Dictionary(
      stated.map { (snapshot.key(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
    return Set(byKey.keys).union(owned.keys).sorted().map { ($0, byKey[$0]) }
  }

  /// In the order of keys.
  func below(_ provider: String, _ nodeClass: String) -> [NodeIndex] {
    owned[provider]?[nodeClass] ?? []
  }

  func isWritten(_ node: NodeIndex, below provider: String) -> Bool {
    snapshot.provider(of: node) == provider
      ? sayable.contains(node) : adopters[node]?.contains(provider) ?? false
  }

  /// What the relation of a reference leads to, as feeds state it.
  func referred(_ reference: CatalogFormat.Reference, from node: NodeIndex) -> [Neighbour] {
    let type = ontology.relation(reference.relation)?.type ?? reference.relation
    return snapshot.neighbours(of: node, type: type, direction: .outgoing)
      .filter { Self.isStated($0.relationship) }
  }

  /// Whether a feed states the relationship; others are actions of learners or derived.
  static func isStated(_ relationship: Int64) -> Bool {
    relationship < GraphStore.interactionIDBase
  }

  private func canHold(_ node: NodeIndex) -> Bool {
    let record = snapshot.nodes[Int(node)]
    return format.owned.contains(record.nodeClass) && CatalogFormat.canName(record.key)
      && record.properties["retired"] == nil
  }

  /// Follows references from the nodes of providers to those of none, and on from these.
  private mutating func adoptSharedNodes() {
    var open = sayable.sorted().map { ($0, snapshot.provider(of: $0) ?? "") }
    while let (node, provider) = open.popLast() {
      let references = format.forms[snapshot.nodes[Int(node)].nodeClass]?.references ?? []
      for reference in references {
        for next in referred(reference, from: node)
        where canAdopt(next.node, reference.target, provider) {
          guard adopters[next.node, default: []].insert(provider).inserted else { continue }
          open.append((next.node, provider))
        }
      }
    }
    for (node, providers) in adopters.sorted(by: { $0.key < $1.key }) {
      for provider in providers.sorted() {
        owned[provider, default: [:]][snapshot.nodes[Int(node)].nodeClass, default: []].append(node)
      }
    }
  }

  /// Not where the provider has a node of the same name, which would become one with it.
  private func canAdopt(_ node: NodeIndex, _ nodeClass: String, _ provider: String) -> Bool {
    let record = snapshot.nodes[Int(node)]
    return record.provider == nil && record.nodeClass == nodeClass && canHold(node)
      && !snapshot.nodes(labelled: nodeClass, key: record.key).contains {
        snapshot.provider(of: $0) == provider
      }
  }
}
