import GraphStorage
import KnowledgeGraph

/// The graph as the ranker and the checker read it: items and learners numbered densely, histories
/// in order, attributes by relation. Numbers follow the snapshot's node order, so that the same
/// file gives the same numbers.
struct RankingWorld: Sendable {
  let items: [NodeIndex]
  let learners: [NodeIndex]
  let log: InteractionLog
  let attributes: [ItemAttributes]
  /// Entities of each shared-attribute relation by entity number, by relation type.
  let entities: [String: [NodeIndex]]
  /// Items never recommended again, by learner number.
  let masked: [Set<Int32>]
  /// Items that an item counts as once it is finished, ascending.
  let equivalents: [Int32: [Int32]]
  /// Items that satisfy requirements, by learner number.
  let finished: [Set<Int32>]
  /// The relationship type that a ledger names for the learner's action, by learner and item.
  let actions: [[Int32: String]]
  /// Types of relationships that count as evidence, sorted.
  let interactionTypes: [String]

  private let itemNumbers: [NodeIndex: Int32]
  private let learnerNumbers: [NodeIndex: Int]

  init(snapshot: GraphSnapshot, interactions: [StoredInteraction], ontology: Ontology) {
    let learnerLabel = ontology.nodeClass(role: .learner)?.name
    items = snapshot.currentItems(ontology)
    learners = learnerLabel.map { snapshot.nodes(labelled: $0) } ?? []
    itemNumbers = Dictionary(
      uniqueKeysWithValues: items.enumerated().map { ($1, Int32($0)) })
    learnerNumbers = Dictionary(
      uniqueKeysWithValues: learners.enumerated().map { ($1, $0) })
    let records = LearnerRecords(
      interactions: interactions, ontology: ontology, learnerCount: learners.count,
      learner: { [learnerNumbers] id in
        snapshot.index(ofID: id).flatMap { learnerNumbers[$0] }
      },
      item: { [itemNumbers] id in snapshot.index(ofID: id).flatMap { itemNumbers[$0] } })
    log = InteractionLog(
      learnerKeys: learners.map { snapshot.key(of: $0) }, itemCount: items.count,
      histories: records.histories)
    let equivalents = Self.equivalents(items, itemNumbers, snapshot, ontology)
    self.equivalents = equivalents
    masked = zip(records.masked, records.finished).map { masked, finished in
      masked.union(finished.flatMap { equivalents[$0] ?? [] })
    }
    finished = records.finished
    actions = records.actions
    interactionTypes = ontology.relations(role: .interaction).map(\.type).sorted()
    var entities: [String: [NodeIndex]] = [:]
    var attributes: [ItemAttributes] = []
    for relation in ontology.relations(role: .sharedAttribute) {
      let (attribute, nodes) = Self.attribute(relation.type, items: items, in: snapshot)
      entities[relation.type] = nodes
      attributes.append(attribute)
    }
    self.entities = entities
    self.attributes = attributes
  }

  func itemNumber(_ node: NodeIndex) -> Int32? { itemNumbers[node] }
  func learnerNumber(_ node: NodeIndex) -> Int? { learnerNumbers[node] }

  private static func equivalents(
    _ items: [NodeIndex], _ numbers: [NodeIndex: Int32], _ snapshot: GraphSnapshot,
    _ ontology: Ontology
  ) -> [Int32: [Int32]] {
    let declared = DeclaredEquivalents(snapshot: snapshot, ontology: ontology)
    var found: [Int32: [Int32]] = [:]
    for (number, item) in items.enumerated() {
      let ends = declared.nodes(of: item).compactMap { numbers[$0] }
      if !ends.isEmpty { found[Int32(number)] = ends }
    }
    return found
  }

  private static func attribute(
    _ type: String, items: [NodeIndex], in snapshot: GraphSnapshot
  ) -> (ItemAttributes, [NodeIndex]) {
    let reached = items.map { item in
      snapshot.neighbours(of: item, type: type, direction: .outgoing).map(\.node)
    }
    let nodes = Set(reached.joined()).sorted()
    let number = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, Int32($0)) })
    let entities = reached.map { $0.compactMap { number[$0] } }
    return (ItemAttributes(relation: type, entityCount: nodes.count, entities: entities), nodes)
  }
}

/// What each learner did, gathered by the roles of the relations it was recorded under.
private struct LearnerRecords {
  var histories: [[Int32]]
  var masked: [Set<Int32>]
  var finished: [Set<Int32>]
  var actions: [[Int32: String]]

  /// Order within a learner: by time, rows without one first, then by sequence number.
  init(
    interactions: [StoredInteraction], ontology: Ontology, learnerCount: Int,
    learner: (Int64) -> Int?, item: (Int64) -> Int32?
  ) {
    let relations = Dictionary(
      ontology.relations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    histories = Array(repeating: [], count: learnerCount)
    masked = Array(repeating: [], count: learnerCount)
    finished = Array(repeating: [], count: learnerCount)
    actions = Array(repeating: [:], count: learnerCount)
    let ordered = interactions.sorted {
      ($0.timestamp ?? -.infinity, $0.seq) < ($1.timestamp ?? -.infinity, $1.seq)
    }
    for interaction in ordered {
      guard let relation = relations[interaction.relation],
        let who = learner(interaction.learner), let what = item(interaction.item)
      else { continue }
      if relation.roles.contains(.interaction) {
        histories[who].append(what)
        if actions[who][what] == nil || relation.roles.contains(.completion) {
          actions[who][what] = relation.type
        }
      }
      if relation.roles.contains(.masking) { masked[who].insert(what) }
      if relation.roles.contains(.completion) { finished[who].insert(what) }
    }
  }
}

extension GraphSnapshot {
  /// The items of the catalogue, without those that were withdrawn and are kept only for the
  /// histories of learners who took them.
  func currentItems(_ ontology: Ontology) -> [NodeIndex] {
    guard let label = ontology.nodeClass(role: .item)?.name else { return [] }
    return nodes(labelled: label).filter { property("retired", of: $0) != .boolean(true) }
  }
}
