/// What a reasoner starts from: the nodes with their classes, and what is stated of them.
public struct GivenFacts: Sendable {
  public struct Node: Sendable, Hashable {
    public var number: Int32
    /// Number of its class in the program; nil for a class that the ontology does not have.
    public var nodeClass: UInt16?
    /// Any number that nodes of one provider share; -1 for none.
    public var provider: Int32

    public init(_ number: Int32, nodeClass: UInt16?, provider: Int32 = -1) {
      self.number = number
      self.nodeClass = nodeClass
      self.provider = provider
    }
  }

  public var nodes: [Node]
  /// Relationships and values. Repeated ones count once.
  public var facts: [RuleFact]

  public init(nodes: [Node] = [], facts: [RuleFact] = []) {
    self.nodes = nodes
    self.facts = facts
  }
}

/// The nodes by number.
struct NodeTable: Sendable {
  private static let noClass = UInt16.max
  private var classes: [UInt16] = []
  private var providers: [Int32] = []

  init(_ nodes: [GivenFacts.Node] = []) {
    let length = (nodes.map { Int($0.number) }.max() ?? -1) + 1
    classes = [UInt16](repeating: Self.noClass, count: length)
    providers = [Int32](repeating: -1, count: length)
    for node in nodes where node.number >= 0 {
      classes[Int(node.number)] = node.nodeClass ?? Self.noClass
      providers[Int(node.number)] = node.provider
    }
  }

  func nodeClass(_ node: Int32) -> UInt16? {
    guard node >= 0, Int(node) < classes.count, classes[Int(node)] != Self.noClass else {
      return nil
    }
    return classes[Int(node)]
  }

  /// The nodes of both tables whose classes differ.
  func changed(in other: NodeTable) -> Set<Int32> {
    var changed: Set<Int32> = []
    for node in 0..<min(classes.count, other.classes.count)
    where classes[node] != other.classes[node] {
      changed.insert(Int32(truncatingIfNeeded: node))
    }
    return changed
  }

  func provider(_ node: Int32) -> Int32 {
    node >= 0 && Int(node) < providers.count ? providers[Int(node)] : -1
  }
}
