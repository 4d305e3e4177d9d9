import GraphStorage
import KnowledgeGraph

extension PlanningCatalog {
  /// Reads the items of the graph with what binds them and what they teach.
  ///
  /// Effort is the property with the effort role when at least half of the items state it; else
  /// credits, likewise; else every course counts one.
  init(snapshot: GraphSnapshot, requirements: [StoredRequirement], ontology: Ontology) {
    let items = snapshot.currentItems(ontology)
    let byCourse = Dictionary(grouping: requirements.filter(\.binds), by: \.course)
    let unit = Self.effortUnit(items: items, snapshot: snapshot, ontology: ontology)
    let credits = ontology.property(role: .credits)?.name
    let topics = TaughtTopics(snapshot: snapshot, ontology: ontology)
    let equivalents = DeclaredEquivalents(snapshot: snapshot, ontology: ontology)
    let courses = items.map { item in
      Course(
        id: snapshot.id(of: item), provider: snapshot.provider(of: item),
        key: snapshot.key(of: item), title: snapshot.title(of: item),
        effort: unit.flatMap { snapshot.property($0, of: item)?.number },
        credits: credits.flatMap { snapshot.property($0, of: item)?.number },
        requirements: (byCourse[snapshot.id(of: item)] ?? []).map(\.requirement),
        topics: topics.keys(of: item), equivalents: equivalents.ids(of: item))
    }
    self.init(courses: courses, effortUnit: unit)
  }

  private static func effortUnit(
    items: [NodeIndex], snapshot: GraphSnapshot, ontology: Ontology
  ) -> String? {
    let candidates = [PropertyRole.effort, .credits].compactMap {
      ontology.property(role: $0)?.name
    }
    return candidates.first { name in
      let stated = items.count { snapshot.property(name, of: $0)?.number != nil }
      return stated > 0 && 2 * stated >= items.count
    }
  }
}

extension StoredRequirement {
  /// Equivalents and recommendations bind nobody.
  var binds: Bool {
    switch kind {
    case .prerequisite, .corequisite, .exclusion: requirement != .none
    case .equivalent, .recommended: false
    }
  }
}

/// What an item counts as: where a relationship with the equivalence role leads from it. Whatever
/// the ontology makes of the relation (that it holds both ways, or onward) stands in the snapshot
/// as inferred relationships, so that one step is enough.
struct DeclaredEquivalents {
  private let snapshot: GraphSnapshot
  private let types: [String]

  init(snapshot: GraphSnapshot, ontology: Ontology) {
    self.snapshot = snapshot
    types = ontology.relations(role: .equivalent).map(\.type)
  }

  /// Ascending, the item itself left out.
  func nodes(of item: NodeIndex) -> [NodeIndex] {
    let ends = types.flatMap { type in
      snapshot.neighbours(of: item, type: type, direction: .outgoing).map(\.node)
    }
    return Set(ends).subtracting([item]).sorted()
  }

  func ids(of item: NodeIndex) -> [Int64] { nodes(of: item).map { snapshot.id(of: $0) } }
}

/// Which topics an item teaches, wider topics included.
struct TaughtTopics {
  private let snapshot: GraphSnapshot
  private let teaches: [String]
  private let broader: [String]

  init(snapshot: GraphSnapshot, ontology: Ontology) {
    self.snapshot = snapshot
    teaches = ontology.relations(role: .teaches).map(\.type)
    broader = ontology.relations(role: .broader).map(\.type)
  }

  func keys(of item: NodeIndex) -> [String] { nodes(of: item).map { snapshot.key(of: $0) } }

  func nodes(of item: NodeIndex) -> [NodeIndex] {
    var seen: Set<NodeIndex> = []
    var frontier = steps(from: item, over: teaches)
    while let topic = frontier.popLast() {
      if seen.insert(topic).inserted { frontier += steps(from: topic, over: broader) }
    }
    return seen.sorted()
  }

  private func steps(from node: NodeIndex, over types: [String]) -> [NodeIndex] {
    types.flatMap { type in
      snapshot.neighbours(of: node, type: type, direction: .outgoing).map(\.node)
    }
  }
}
