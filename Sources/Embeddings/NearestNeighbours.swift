import CKernels
import KnowledgeGraph

/// An entity near another one.
public struct EmbeddingNeighbour: Sendable, Hashable {
  public var entity: Int32
  /// Cosine of the angle between the two vectors, -1 to 1.
  public var similarity: Float
}

extension EmbeddingModel {
  /// The entities whose vectors point most nearly the same way, best first, ties by number; the
  /// entity itself is left out. Complex vectors count as real ones of twice the rank:
  ///
  ///     cos(x, y) = ⟨x, y⟩ / (‖x‖ ‖y‖), 0 where a vector is 0
  ///
  /// Exact: O(entities · dimension). Empty for an entity out of range.
  public func nearestNeighbours(of entity: Int32, limit: Int) -> [EmbeddingNeighbour] {
    guard entity >= 0, Int(entity) < entityCount, limit > 0 else { return [] }
    let similarities = cosines(to: Int(entity))
    let candidates = (0..<Int32(entityCount)).filter { $0 != entity }
    return candidates.map { EmbeddingNeighbour(entity: $0, similarity: similarities[Int($0)]) }
      .sorted { ($1.similarity, $0.entity) < ($0.similarity, $1.entity) }
      .prefix(limit).map { $0 }
  }

  private func cosines(to entity: Int) -> [Float] {
    let width = configuration.dimension
    var products = [Float](repeating: 0, count: entityCount)
    entityValues.withUnsafeBufferPointer { rows in
      guard let base = rows.baseAddress else { return }
      ck_dot_rows(
        kernel.code, base + entity * width, base, entityCount, width, width, &products)
      let own = products[entity]
      for other in 0..<entityCount {
        let row = base + other * width
        let norms = (own * ck_dot(kernel.code, row, row, width)).squareRoot()
        products[other] = norms > 0 ? products[other] / norms : 0
      }
    }
    return products
  }
}
