import KnowledgeGraph

/// Triples set apart to choose the epoch by.
public struct TripleSplit: Sendable, Hashable {
  public var training: [Triple]
  public var validation: [Triple]

  /// Draws `share` (0 to 1) of the distinct triples, rounded down, by the seed. A triple is held
  /// out only while training keeps another one with its head, one with its relation and one with
  /// its tail, so that nothing is judged that was never learned; a small or sparse graph may
  /// therefore give fewer. Repeated triples stay or go together. Both parts keep the order given.
  /// O(n).
  public init(_ triples: [Triple], share: Double, seed: UInt64) {
    var uses: [Int32: Int] = [:]
    var relationUses: [Int32: Int] = [:]
    var distinct: [Triple] = []
    var seen: Set<Triple> = []
    for triple in triples where seen.insert(triple).inserted {
      distinct.append(triple)
      uses[triple.head, default: 0] += 1
      uses[triple.tail, default: 0] += 1
      relationUses[triple.relation, default: 0] += 1
    }
    let wanted = Int(max(0, min(share, 1)) * Double(distinct.count))
    var generator = SeededGenerator(seed: seed)
    generator.shuffle(&distinct)
    var heldOut: Set<Triple> = []
    for triple in distinct where heldOut.count < wanted {
      let loop = triple.head == triple.tail ? 1 : 0
      guard uses[triple.head, default: 0] > 1 + loop, uses[triple.tail, default: 0] > 1 + loop,
        relationUses[triple.relation, default: 0] > 1
      else { continue }
      uses[triple.head, default: 0] -= 1
      uses[triple.tail, default: 0] -= 1
      relationUses[triple.relation, default: 0] -= 1
      heldOut.insert(triple)
    }
    training = triples.filter { !heldOut.contains($0) }
    var written: Set<Triple> = []
    validation = triples.filter { heldOut.contains($0) && written.insert($0).inserted }
  }
}
