/// One statement of the graph, by dense numbers: entities and relations each from 0.
public struct Triple: Sendable, Hashable {
  public var head: Int32
  public var relation: Int32
  public var tail: Int32

  public init(head: Int32, relation: Int32, tail: Int32) {
    self.head = head
    self.relation = relation
    self.tail = tail
  }
}

/// A trained model that scores triples; higher is more plausible. Lets rankers and evaluators use
/// a model without importing what trained it.
public protocol TripleScorer: Sendable {
  var entityCount: Int { get }
  /// Scores of (head, relation, e) for every entity e, into `scores` (`entityCount` floats).
  func scoreTails(head: Int32, relation: Int32, into scores: inout [Float])
  /// Scores of (e, relation, tail) for every entity e, into `scores` (`entityCount` floats).
  func scoreHeads(relation: Int32, tail: Int32, into scores: inout [Float])
}
