import Foundation
import KnowledgeGraph
import Proofs

/// The equations of `RankingFamily.Kind`, written down as they stand there, with no regard to time.
struct ReferenceEvidence {
  let world: RandomWorld
  private var log: InteractionLog { world.log }

  func value(_ kind: RankingFamily.Kind, _ h: Int32, _ i: Int32) -> Double {
    switch kind {
    case .popularity: Foundation.log(Double(max(10, 1 + degree(i))) / 10)
    case .takenNext(let window, let normalisation, let smoothing, let exponent, _):
      takenNext(h, i, window, normalisation, smoothing, exponent)
    case .takenTogether(let alpha, let beta, let exponent, _):
      takenTogether(h, i, alpha, beta, exponent)
    case .sharedAttribute: shared(h, i)
    case .embeddingNeighbour: cosine(h, i)
    }
  }

  private func degree(_ item: Int32) -> Int { log.histories.count { $0.contains(item) } }

  private func successions(_ h: Int32, _ i: Int32, _ window: Int) -> Int {
    log.histories.count { history in
      guard let p = history.firstIndex(of: h), let q = history.firstIndex(of: i) else {
        return false
      }
      return p < q && q <= p + window
    }
  }

  private func takenNext(
    _ h: Int32, _ i: Int32, _ window: Int, _ normalisation: RankingFamily.Normalisation,
    _ smoothing: Double, _ exponent: Double
  ) -> Double {
    let count = successions(h, i, window)
    let sum = (0..<Int32(log.itemCount)).reduce(0) { total, j in
      total + (normalisation == .row ? successions(h, j, window) : successions(j, i, window))
    }
    return count == 0 ? 0 : pow(Double(count) / (Double(sum) + smoothing), exponent)
  }

  private func takenTogether(
    _ h: Int32, _ i: Int32, _ alpha: Double, _ beta: Double, _ exponent: Double
  ) -> Double {
    guard h != i else { return 0 }
    var sum = 0.0
    for history in log.histories where history.contains(h) && history.contains(i) {
      sum +=
        pow(1 / Double(degree(h)), alpha) * pow(1 / Double(history.count), alpha)
        / pow(Double(degree(i)), beta)
    }
    return sum == 0 ? 0 : pow(sum, exponent)
  }

  func idf(_ entity: Int32) -> Double {
    let bearers = world.attributes.entities.count { $0.contains(entity) }
    return Foundation.log(1 + Double(log.itemCount) / Double(bearers))
  }

  private func shared(_ h: Int32, _ i: Int32) -> Double {
    guard h != i else { return 0 }
    func norm(_ item: Int32) -> Double {
      world.attributes.entities[Int(item)].reduce(0) { $0 + pow(idf($1), 2) }.squareRoot()
    }
    let common = world.attributes.entities[Int(h)].filter {
      world.attributes.entities[Int(i)].contains($0)
    }
    guard !common.isEmpty else { return 0 }
    return common.reduce(0) { $0 + pow(idf($1), 2) } / (norm(h) * norm(i))
  }

  private func cosine(_ h: Int32, _ i: Int32) -> Double {
    guard h != i else { return 0 }
    let (a, b) = (world.embedding.row(Int(h)), world.embedding.row(Int(i)))
    let product = zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let norms = [a, b].map { row in
      row.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    return norms[0] * norms[1] == 0 ? 0 : max(0, product / (norms[0] * norms[1]))
  }
}

/// One family of each kind, and several that share a matrix.
let everyFamily: [RankingFamily] = [
  RankingFamily(name: "popularity", kind: .popularity, weight: 0.5),
  RankingFamily(
    name: "taken-next-1",
    kind: .takenNext(window: 1, normalisation: .row, smoothing: 3, exponent: 0.4, decay: 0.3),
    weight: 2),
  RankingFamily(
    name: "taken-next-1-slow",
    kind: .takenNext(window: 1, normalisation: .row, smoothing: 3, exponent: 0.4, decay: 0.9),
    weight: 1),
  RankingFamily(
    name: "taken-next-8",
    kind: .takenNext(window: 8, normalisation: .column, smoothing: 0, exponent: 1, decay: 0),
    weight: 0.75),
  RankingFamily(
    name: "taken-together",
    kind: .takenTogether(alpha: 0.8, beta: 0.3, exponent: 0.5, decay: 1), weight: 1.5),
  RankingFamily(
    name: "shared-TEACHES", kind: .sharedAttribute(relation: "TEACHES", decay: 0.8), weight: 0.25),
  RankingFamily(
    name: "embedding-neighbour", kind: .embeddingNeighbour(artefact: "complex@3", decay: 0.7),
    weight: 1.25),
]
