import GraphStorage
import KnowledgeGraph

/// The meaning of imports written down as plainly as it can be: each source's statements as
/// dictionaries, the graph as their union. Slow, and nothing like the store's own code.
struct ReferenceGraph {
  struct Link: Hashable {
    var relation: String
    var start: NodeReference
    var end: NodeReference
  }
  struct Slot: Hashable {
    var course: NodeReference
    var kind: RequirementFact.Kind
  }
  struct Words: Hashable {
    var text: String
    var tree: Requirement
  }
  typealias Properties = [String: PropertyValue]

  struct Statements {
    var nodes: [NodeReference: Properties] = [:]
    var links: [Link: Properties] = [:]
    var requirements: [Slot: Set<Words>] = [:]
  }

  struct View: Equatable {
    var nodes: [NodeReference: Properties] = [:]
    var links: [Link: Properties] = [:]
    var requirements: [Slot: Set<Words>] = [:]
  }

  private(set) var sources: [(name: String, said: Statements)] = []
  private(set) var retired: [NodeReference: Properties] = [:]
  var active: Set<NodeReference> = []
  var learners: Set<NodeReference> = []

  /// What the sources say together; the earliest source's value of a property stands. What names
  /// a node that no source states is not shown.
  var view: View {
    var view = View()
    for (_, said) in sources {
      view.nodes.merge(said.nodes) { $0.merging($1) { first, _ in first } }
      view.links.merge(said.links) { $0.merging($1) { first, _ in first } }
      view.requirements.merge(said.requirements) { $0.union($1) }
    }
    let stated = Set(view.nodes.keys)
    view.links = view.links.filter {
      stated.contains($0.key.start) && stated.contains($0.key.end)
    }
    view.requirements = view.requirements.filter {
      !$0.value.isEmpty && stated.contains($0.key.course)
    }
    return view
  }

  mutating func bring(_ source: String, _ records: [FeedRecord], full: Bool) -> ImportSummary {
    let before = view
    let feed = Self.flattened(records)
    if !sources.contains(where: { $0.name == source }) { sources.append((source, Statements())) }
    let position = sources.firstIndex { $0.name == source } ?? 0
    if full {
      sources[position].said = feed
    } else {
      sources[position].said.nodes.merge(feed.nodes) { $0.merging($1) { _, new in new } }
      sources[position].said.links.merge(feed.links) { _, new in new }
      sources[position].said.requirements.merge(feed.requirements) { _, new in new }
    }
    let after = view
    for (node, properties) in before.nodes where after.nodes[node] == nil && active.contains(node) {
      retired[node] = properties
    }
    for node in after.nodes.keys { retired[node] = nil }
    return Self.summary(before, after, feed, records.count)
  }

  private static func flattened(_ records: [FeedRecord]) -> Statements {
    var said = Statements()
    for fact in records.flatMap(\.facts) {
      switch fact {
      case .node(let fact):
        said.nodes[fact.node, default: [:]].merge(fact.properties) { first, _ in first }
      case .relationship(let fact):
        let link = Link(relation: fact.relation, start: fact.start, end: fact.end)
        said.links[link, default: [:]].merge(fact.properties) { first, _ in first }
      case .requirement(let fact):
        said.requirements[Slot(course: fact.course, kind: fact.kind), default: []].insert(
          Words(text: fact.text, tree: fact.requirement))
      }
    }
    return said
  }

  private static func summary(
    _ before: View, _ after: View, _ feed: Statements, _ records: Int
  ) -> ImportSummary {
    var summary = ImportSummary(outcome: .unchanged, records: records, catalogVersion: 0)
    summary.nodes = counts(before.nodes, after.nodes, stated: feed.nodes.keys)
    summary.relationships = counts(before.links, after.links, stated: feed.links.keys)
    for slot in Set(before.requirements.keys).union(after.requirements.keys) {
      let old = before.requirements[slot] ?? []
      let new = after.requirements[slot] ?? []
      let stated = feed.requirements[slot] ?? []
      let (came, went) = (new.subtracting(old).count, old.subtracting(new).count)
      summary.requirements.updated += min(came, went)
      summary.requirements.added += came - min(came, went)
      summary.requirements.removed += went - min(came, went)
      summary.requirements.unchanged += stated.intersection(old).intersection(new).count
    }
    summary.rejected =
      feed.links.keys.count { after.links[$0] == nil }
      + feed.requirements.filter { after.nodes[$0.key.course] == nil }.reduce(0) {
        $0 + $1.value.count
      }
    let hasChanges = [summary.nodes, summary.relationships, summary.requirements].contains {
      $0.hasChanges
    }
    summary.outcome = hasChanges ? .changed : .unchanged
    return summary
  }

  private static func counts<Key: Hashable>(
    _ before: [Key: Properties], _ after: [Key: Properties], stated: some Sequence<Key>
  ) -> ChangeCounts {
    let both = before.keys.filter { after[$0] != nil }
    return ChangeCounts(
      added: after.keys.count { before[$0] == nil },
      updated: both.count { before[$0] != after[$0] },
      unchanged: stated.count { before[$0] != nil && before[$0] == after[$0] },
      removed: before.keys.count { after[$0] == nil })
  }
}

extension GraphSnapshot {
  func reference(_ index: NodeIndex) -> NodeReference {
    let node = nodes[Int(index)]
    return NodeReference(node.nodeClass, provider: node.provider, key: node.key)
  }
}
