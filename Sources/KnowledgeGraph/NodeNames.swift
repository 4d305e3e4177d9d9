import Diagnostics

/// What a name that a person typed turned out to be.
public enum NameResolution: Sendable, Hashable {
  case found(NodeIndex)
  /// Several nodes answer to it; `provider:key` of each.
  case ambiguous([String])
  /// None does; the nearest known keys, best first.
  case unknown(nearest: [String])
}

/// Finds nodes of one label by the names people type: a key with case and space forgiven,
/// `provider:key`, or a title when exactly one node bears it.
public struct NodeNames<Graph: GraphReader>: Sendable {
  private let graph: Graph
  /// The label of the nodes that are found.
  public let label: String
  private let byKey: [String: [NodeIndex]]
  private let byTitle: [String: [NodeIndex]]

  /// O(nodes of the label).
  public init(_ graph: Graph, label: String) {
    self.graph = graph
    self.label = label
    var byKey: [String: [NodeIndex]] = [:]
    var byTitle: [String: [NodeIndex]] = [:]
    for node in graph.nodes(labelled: label) {
      byKey[foldedName(graph.key(of: node)), default: []].append(node)
      for title in graph.properties(of: node) where title.key.hasPrefix("title") {
        guard let text = title.value.string else { continue }
        let name = foldedName(text)
        if byTitle[name]?.last != node { byTitle[name, default: []].append(node) }
      }
    }
    self.byKey = byKey
    self.byTitle = byTitle
  }

  public func resolve(_ name: String) -> NameResolution {
    let candidates = matches(name)
    switch candidates.count {
    case 1: return .found(candidates[0])
    case 0: return .unknown(nearest: nearest(to: name))
    default: return .ambiguous(candidates.map(qualifiedKey))
    }
  }

  /// `provider:key`, or the bare key of a node that belongs to nobody.
  public func qualifiedKey(_ node: NodeIndex) -> String {
    graph.provider(of: node).map { "\($0):\(graph.key(of: node))" } ?? graph.key(of: node)
  }

  private func matches(_ name: String) -> [NodeIndex] {
    let wanted = foldedName(name)
    if let exact = byKey[wanted] { return exact }
    if let colon = wanted.firstIndex(of: ":") {
      let provider = String(wanted[..<colon])
      let key = String(wanted[wanted.index(after: colon)...])
      let found = (byKey[key] ?? []).filter { node in
        graph.provider(of: node).map(foldedName) == provider
      }
      if !found.isEmpty { return found }
    }
    return byTitle[wanted] ?? []
  }

  private func nearest(to name: String) -> [String] {
    let keys = graph.nodes(labelled: label).map { graph.key(of: $0) }
    let byKey = nearestNames(to: name, among: keys)
    guard byKey.isEmpty else { return byKey }
    let titles = graph.nodes(labelled: label).map { graph.title(of: $0) }
    return nearestNames(to: name, among: titles)
  }
}

/// A name as names are compared: lower case without white space, so that `cs225` and `CS 225` are
/// one.
public func foldedName(_ name: String) -> String {
  String(name.lowercased().unicodeScalars.filter { !$0.properties.isWhitespace })
}
