import Glibc
import KnowledgeGraph
import Proofs

/// The matrices M_f of `RankingFamily.Kind`, one row at a time, straight from the equations.
struct LedgerEvidence: Sendable {
  private let world: LedgerCheckingWorld
  /// n_i, by item number.
  let degrees: [Int]
  /// Learner numbers with the item in their history, by item number.
  private let learnersOf: [[Int]]
  /// Σ_j C[j, i] by item number, by window.
  private let columnSums: [Int: [Int]]
  private let attributes: [String: AttributeTable]

  init(_ world: LedgerCheckingWorld) {
    self.world = world
    degrees = world.log.itemDegrees()
    var learnersOf = [[Int]](repeating: [], count: world.log.itemCount)
    for (learner, history) in world.log.histories.enumerated() {
      for item in history { learnersOf[Int(item)].append(learner) }
    }
    self.learnersOf = learnersOf
    var columnSums: [Int: [Int]] = [:]
    var attributes: [String: AttributeTable] = [:]
    for family in world.model.families {
      switch family.kind {
      case .takenNext(let window, .column, _, _, _) where columnSums[window] == nil:
        columnSums[window] = Self.columnSums(world.log, window: window)
      case .sharedAttribute(let relation, _) where attributes[relation] == nil:
        attributes[relation] = AttributeTable(relation, world)
      default: break
      }
    }
    self.columnSums = columnSums
    self.attributes = attributes
  }

  /// Σ_j C[j, i]: for every place q of every history, how many places p stand within the window
  /// before it.
  private static func columnSums(_ log: InteractionLog, window: Int) -> [Int] {
    var sums = [Int](repeating: 0, count: log.itemCount)
    for history in log.histories {
      for (place, item) in history.enumerated() { sums[Int(item)] += min(place, max(0, window)) }
    }
    return sums
  }

  /// ln(max(1 + n_i, 10) / 10).
  func popularity(_ item: Int32) -> Double {
    let least = Double(smallestShownLearnerCount)
    return log(max(1 + Double(degrees[Int(item)]), least) / least)
  }

  /// M[own, i] for every item i; popularity has no rows.
  func row(_ kind: RankingFamily.Kind, _ own: Int32) -> [Double] {
    switch kind {
    case .popularity: return [Double](repeating: 0, count: world.log.itemCount)
    case .takenNext(let window, let normalisation, let smoothing, let exponent, _):
      let counts = successions(own, window: window)
      let rowSum = counts.reduce(0, +)
      return counts.indices.map { item in
        guard counts[item] > 0 else { return 0 }
        let sum = normalisation == .row ? rowSum : columnSums[window]?[item] ?? 0
        return pow(Double(counts[item]) / (Double(sum) + smoothing), exponent)
      }
    case .takenTogether(let alpha, let beta, let exponent, _):
      return together(own, alpha: alpha, beta: beta, exponent: exponent)
    case .sharedAttribute(let relation, _): return attributes[relation]?.row(own) ?? []
    case .embeddingNeighbour:
      return (0..<Int32(world.log.itemCount)).map { similarity(own, $0) }
    }
  }

  /// C[own, i]: learners who have i within `window` places after `own`.
  func successions(_ own: Int32, window: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: world.log.itemCount)
    for learner in learnersOf[Int(own)] {
      let history = world.log.histories[learner]
      guard let place = history.firstIndex(of: own) else { continue }
      for item in history[(place + 1)...].prefix(max(0, window)) { counts[Int(item)] += 1 }
    }
    return counts
  }

  /// Learners with both items in their history.
  func learnersWithBoth(_ own: Int32, _ item: Int32) -> Int {
    learnersOf[Int(own)].count { world.log.histories[$0].contains(item) }
  }

  private func together(
    _ own: Int32, alpha: Double, beta: Double, exponent: Double
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: world.log.itemCount)
    let start = pow(1 / Double(max(1, degrees[Int(own)])), alpha)
    for learner in learnersOf[Int(own)] {
      let history = world.log.histories[learner]
      let step = start * pow(1 / Double(history.count), alpha)
      for item in history where item != own { sums[Int(item)] += step }
    }
    return sums.indices.map { item in
      sums[item] == 0 ? 0 : pow(sums[item] / pow(Double(degrees[item]), beta), exponent)
    }
  }

  /// max(0, cosine) of two embedding rows.
  func similarity(_ own: Int32, _ item: Int32) -> Double {
    guard own != item, let table = world.embedding, Int(own) < table.rowCount,
      Int(item) < table.rowCount
    else { return 0 }
    let (a, b) = (table.row(Int(own)).map(Double.init), table.row(Int(item)).map(Double.init))
    let (normA, normB) = (product(a, a).squareRoot(), product(b, b).squareRoot())
    return normA > 0 && normB > 0 ? max(0, product(a, b) / (normA * normB)) : 0
  }

  private func product(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for (x, y) in zip(a, b) { sum += x * y }
    return sum
  }

  /// Items that have the entity through the relation.
  func documentFrequency(_ relation: String, _ entity: NodeIndex) -> Int {
    attributes[relation]?.frequency[entity] ?? 0
  }
}

/// One relation's entities, read from the graph.
private struct AttributeTable: Sendable {
  let entities: [Set<NodeIndex>]
  let frequency: [NodeIndex: Int]

  init(_ relation: String, _ world: LedgerCheckingWorld) {
    entities = world.items.map { item in
      Set(world.graph.neighbours(of: item, type: relation, direction: .outgoing).map(\.node))
    }
    var frequency: [NodeIndex: Int] = [:]
    for entity in entities.joined() { frequency[entity, default: 0] += 1 }
    self.frequency = frequency
  }

  func row(_ own: Int32) -> [Double] {
    let mine = entities[Int(own)]
    let norm = sumOfSquares(mine).squareRoot()
    return entities.indices.map { item in
      let shared = mine.intersection(entities[item])
      guard item != Int(own), !shared.isEmpty else { return 0 }
      return sumOfSquares(shared) / (norm * sumOfSquares(entities[item]).squareRoot())
    }
  }

  /// Σ idf(e)², idf(e) = ln(1 + N / df(e)), in the order of the nodes.
  private func sumOfSquares(_ set: Set<NodeIndex>) -> Double {
    set.sorted().reduce(0) { sum, entity in
      let idf = log(1 + Double(entities.count) / Double(frequency[entity] ?? 1))
      return sum + idf * idf
    }
  }
}
