import KnowledgeGraph

/// The entities that each query may have as an answer, for type-constrained negatives: for
/// relation r, what may be its tail, and for its way back, what may be its head.
public struct CandidateSets: Sendable, Hashable {
  public let relationCount: Int
  /// By query code (r for tails, r + relationCount for heads): entities ascending, never empty.
  let offsets: [Int32]
  let entities: [Int32]

  /// - Parameters:
  ///   - tails: for each relation, the entities that its range allows.
  ///   - heads: for each relation, the entities that its domain allows.
  ///   - entityCount: an empty set stands for all of these.
  public init(tails: [[Int32]], heads: [[Int32]], entityCount: Int) {
    precondition(tails.count == heads.count, "one set a relation and side")
    relationCount = tails.count
    let all = (0..<Int32(entityCount)).map { $0 }
    var offsets: [Int32] = [0]
    var entities: [Int32] = []
    for set in tails + heads {
      entities += set.isEmpty ? all : Set(set).sorted()
      offsets.append(Int32(entities.count))
    }
    self.offsets = offsets
    self.entities = entities
  }

  /// Domain and range as the triples show them.
  public init(observedIn triples: [Triple], relationCount: Int, entityCount: Int) {
    var tails = [Set<Int32>](repeating: [], count: relationCount)
    var heads = tails
    for triple in triples {
      tails[Int(triple.relation)].insert(triple.tail)
      heads[Int(triple.relation)].insert(triple.head)
    }
    self.init(tails: tails.map(Array.init), heads: heads.map(Array.init), entityCount: entityCount)
  }

  func candidates(of code: Int32) -> ArraySlice<Int32> {
    entities[Int(offsets[Int(code)])..<Int(offsets[Int(code) + 1])]
  }
}

/// For each relation, the chance out of 2³² that an epoch asks for a triple's head.
struct SideChances: Sendable {
  private let thresholds: [UInt64]

  init(_ sampler: NegativeSampler, triples: [Triple], relationCount: Int) {
    guard sampler == .bernoulli else {
      thresholds = [UInt64](repeating: 1 << 31, count: relationCount)
      return
    }
    struct Pair: Hashable { var relation, entity: Int32 }
    var counts = [Int](repeating: 0, count: relationCount)
    var heads = [Int](repeating: 0, count: relationCount)
    var tails = heads
    for triple in Set(triples) { counts[Int(triple.relation)] += 1 }
    for pair in Set(triples.map { Pair(relation: $0.relation, entity: $0.head) }) {
      heads[Int(pair.relation)] += 1
    }
    for pair in Set(triples.map { Pair(relation: $0.relation, entity: $0.tail) }) {
      tails[Int(pair.relation)] += 1
    }
    thresholds = (0..<relationCount).map { relation in
      guard counts[relation] > 0 else { return 1 << 31 }
      let tailsPerHead = Double(counts[relation]) / Double(heads[relation])
      let headsPerTail = Double(counts[relation]) / Double(tails[relation])
      return UInt64(tailsPerHead / (tailsPerHead + headsPerTail) * 4_294_967_296)
    }
  }

  /// 0 to ask for the tail, 1 for the head.
  func side(of relation: Int32, _ generator: inout SeededGenerator) -> Int32 {
    generator.next() >> 32 < thresholds[Int(relation)] ? 1 : 0
  }
}

extension CandidateSets {
  /// Entities that may be a tail of the relation, ascending.
  public func tails(of relation: Int32) -> ArraySlice<Int32> { candidates(of: relation) }

  /// Entities that may be a head of the relation, ascending.
  public func heads(of relation: Int32) -> ArraySlice<Int32> {
    candidates(of: relation + Int32(relationCount))
  }
}
