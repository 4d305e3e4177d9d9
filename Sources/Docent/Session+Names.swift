import Diagnostics
import KnowledgeGraph
import Proofs

/// A learner as questions see them: possibly one the catalogue has never met.
struct LearnerState: Sendable {
  var key: String
  /// Item numbers, oldest first.
  var history: [Int32]
  var masked: Set<Int32>
  var finished: Set<Int32>
  var actions: [Int32: String]
}

extension Session {
  /// The item that a person named; refused with the candidates or the nearest names.
  func item(named name: String, in view: GraphView) throws(RefusedRequest) -> NodeIndex {
    try resolved(
      view.itemNames, name, kind: ontology.nodeClass(role: .item)?.name ?? "item", in: view)
  }

  /// The number of an item that is in the catalogue now.
  func currentItem(named name: String, in view: GraphView) throws(RefusedRequest) -> Int32 {
    let node = try item(named: name, in: view)
    guard let item = view.world.itemNumber(node) else {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "name.retired", "“\(name)” is no longer in the catalogue", found: name,
          hint: "it is kept only for those who took it"))
    }
    return item
  }

  func learner(named name: String, in view: GraphView) throws(RefusedRequest) -> LearnerState {
    let node = try resolved(
      view.learnerNames, name, kind: ontology.nodeClass(role: .learner)?.name ?? "learner", in: view
    )
    guard let number = view.world.learnerNumber(node) else {
      return LearnerState(key: name, history: [], masked: [], finished: [], actions: [:])
    }
    let world = view.world
    return LearnerState(
      key: world.log.learnerKeys[number], history: world.log.histories[number],
      masked: world.masked[number], finished: world.finished[number],
      actions: world.actions[number])
  }

  /// A node of any kind: an item, a topic, a learner, or whatever else bears the key.
  func anyNode(named name: String, in view: GraphView) throws(RefusedRequest) -> NodeIndex {
    for names in [view.itemNames, view.topicNames, view.learnerNames] {
      if case .found(let node) = names.resolve(name) { return node }
    }
    if let node = view.snapshot.nodes(labelled: nil, key: name).first { return node }
    return try item(named: name, in: view)
  }

  func courseName(_ node: NodeIndex, in view: GraphView) -> CourseName {
    let snapshot = view.snapshot
    return CourseName(
      id: snapshot.id(of: node), key: snapshot.key(of: node), title: snapshot.title(of: node),
      provider: snapshot.provider(of: node))
  }

  func resolved(
    _ names: NodeNames<GraphSnapshot>, _ name: String, kind: String, in view: GraphView
  ) throws(RefusedRequest) -> NodeIndex {
    switch names.resolve(name) {
    case .found(let node): return node
    case .ambiguous(let candidates):
      throw RefusedRequest(
        Diagnostic(
          .error, code: "name.ambiguous", "several \(kind)s are called “\(name)”", found: name,
          expected: candidates.joined(separator: ", "),
          hint: "name one of them with its provider: \(candidates.first ?? "")"))
    case .unknown(let near):
      let nearest = near.isEmpty ? namesFound(by: name, label: names.label, in: view) : near
      throw RefusedRequest(
        Diagnostic(
          .error, code: "name.unknown", "there is no \(kind) “\(name)”", found: name,
          hint: nearest.isEmpty
            ? "nothing in the graph has a name near it"
            : "did you mean \(nearest.joined(separator: ", "))?"))
    }
  }
}
