/// An immutable picture of the graph at one set of versions: dense node numbers, one
/// compressed-sparse-row pair per relationship type, one column per property.
///
/// Reads need no lock and never wait for a writer.
public struct GraphSnapshot: Sendable, GraphReader {
  /// What stands for one node before it is given a number.
  public struct Node: Sendable, Hashable {
    public var id: Int64
    public var nodeClass: String
    public var provider: String?
    public var key: String
    public var properties: [String: PropertyValue]

    public init(
      id: Int64, nodeClass: String, provider: String? = nil, key: String,
      properties: [String: PropertyValue] = [:]
    ) {
      self.id = id
      self.nodeClass = nodeClass
      self.provider = provider
      self.key = key
      self.properties = properties
    }
  }

  public let versions: Versions
  public let labels: [String]
  public private(set) var relationshipTypes: [String]
  public let propertyNames: [String]
  public let nodes: [Node]

  private let labelsOfClass: [String: [String]]
  private let nodesByLabel: [String: [NodeIndex]]
  private let nodesByKey: [String: [NodeIndex]]
  private let indexByID: [Int64: NodeIndex]
  private var adjacency: [String: Adjacency]
  private let relationshipDetails: [Int64: RelationshipRecord]
  private var inferred: InferredRelationships?

  /// - Parameters:
  ///   - nodes: in the order that gives them their numbers.
  ///   - superclasses: for each class the labels above it, so that `:Thing` finds its kinds.
  ///   - adjacency: by type, over the same numbers.
  ///   - relationships: one record for every relationship in `adjacency`.
  public init(
    versions: Versions, nodes: [Node], superclasses: [String: [String]] = [:],
    adjacency: [String: Adjacency], relationships: [RelationshipRecord]
  ) {
    self.versions = versions
    self.nodes = nodes
    self.adjacency = adjacency
    var labelsOfClass: [String: [String]] = [:]
    var byLabel: [String: [NodeIndex]] = [:]
    var byKey: [String: [NodeIndex]] = [:]
    var byID: [Int64: NodeIndex] = [:]
    var names: Set<String> = []
    for (offset, node) in nodes.enumerated() {
      let index = NodeIndex(offset)
      let own = [node.nodeClass] + (superclasses[node.nodeClass] ?? [])
      labelsOfClass[node.nodeClass] = own
      for label in own { byLabel[label, default: []].append(index) }
      byKey[node.key, default: []].append(index)
      byID[node.id] = index
      names.formUnion(node.properties.keys)
    }
    self.labelsOfClass = labelsOfClass
    nodesByLabel = byLabel
    nodesByKey = byKey
    indexByID = byID
    labels = byLabel.keys.sorted()
    propertyNames = names.union(["key"]).sorted()
    relationshipTypes = adjacency.filter { $0.value.forward.count > 0 }.keys.sorted()
    relationshipDetails = Dictionary(
      relationships.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Numbers the nodes in the order given and compresses the relationships.
  public init(
    versions: Versions = Versions(), nodes: [Node], superclasses: [String: [String]] = [:],
    relationships: [RelationshipRecord]
  ) {
    var adjacency: [String: Adjacency] = [:]
    for (type, records) in Dictionary(grouping: relationships, by: \.type) {
      adjacency[type] = Adjacency(
        forward: CompressedRows(
          rowCount: nodes.count, entries: records.map { ($0.start, $0.end, $0.id) }),
        reverse: CompressedRows(
          rowCount: nodes.count, entries: records.map { ($0.end, $0.start, $0.id) }))
    }
    self.init(
      versions: versions, nodes: nodes, superclasses: superclasses, adjacency: adjacency,
      relationships: relationships)
  }

  public var nodeCount: Int { nodes.count }

  public func nodes(labelled label: String?) -> [NodeIndex] {
    guard let label else { return nodes.indices.map { NodeIndex($0) } }
    return nodesByLabel[label] ?? []
  }

  public func nodes(labelled label: String?, key: String) -> [NodeIndex] {
    let found = nodesByKey[key] ?? []
    guard let label else { return found }
    return found.filter { labels(of: $0).contains(label) }
  }

  public func index(ofID id: Int64) -> NodeIndex? { indexByID[id] }
  public func id(of node: NodeIndex) -> Int64 { nodes[Int(node)].id }
  public func labels(of node: NodeIndex) -> [String] {
    let nodeClass = nodes[Int(node)].nodeClass
    return labelsOfClass[nodeClass] ?? [nodeClass]
  }
  public func key(of node: NodeIndex) -> String { nodes[Int(node)].key }
  public func provider(of node: NodeIndex) -> String? { nodes[Int(node)].provider }

  public func property(_ name: String, of node: NodeIndex) -> PropertyValue? {
    let record = nodes[Int(node)]
    return name == "key" ? .string(record.key) : record.properties[name]
  }

  public func properties(of node: NodeIndex) -> [String: PropertyValue] {
    var all = nodes[Int(node)].properties
    all["key"] = .string(nodes[Int(node)].key)
    return all
  }

  public func neighbours(of node: NodeIndex, type: String, direction: Direction) -> [Neighbour] {
    guard let pair = adjacency[type] else { return [] }
    switch direction {
    case .outgoing: return steps(in: pair.forward, from: node)
    case .incoming: return steps(in: pair.reverse, from: node)
    case .both:
      return steps(in: pair.forward, from: node)
        + steps(in: pair.reverse, from: node).filter { $0.node != node }
    }
  }

  public func degree(of node: NodeIndex, type: String, direction: Direction) -> Int {
    guard let pair = adjacency[type] else { return 0 }
    switch direction {
    case .outgoing: return pair.forward.range(of: node).count
    case .incoming: return pair.reverse.range(of: node).count
    case .both: return neighbours(of: node, type: type, direction: .both).count
    }
  }

  public func relationshipCount(type: String) -> Int { adjacency[type]?.forward.count ?? 0 }
  public func relationship(_ id: Int64) -> RelationshipRecord? {
    relationshipDetails[id] ?? inferred?.relationship(id)
  }
  public func adjacency(type: String) -> Adjacency? { adjacency[type] }

  func replacing(
    _ fresh: [String: Adjacency], inferred: InferredRelationships
  ) -> GraphSnapshot {
    var copy = self
    copy.adjacency.merge(fresh) { $1 }
    copy.relationshipTypes = copy.adjacency.filter { $0.value.forward.count > 0 }.keys.sorted()
    copy.inferred = inferred
    return copy
  }

  private func steps(in rows: CompressedRows, from node: NodeIndex) -> [Neighbour] {
    rows.range(of: node).map {
      Neighbour(node: rows.columns[$0], relationship: rows.relationships[$0])
    }
  }
}
