import KnowledgeGraph

/// Items that lie near each other in an embedding: M[h, i] = max(0, cosine), 0 for i = h and for
/// rows that are all zeros.
///
/// A row is formed when asked for, in O(items · width), eight items at a time; each product sum
/// still runs in the order of the width, in `Double`, so that the bits do not depend on the width
/// of the processor's vectors. No neighbour is cut off.
struct EmbeddingNeighbourMatrix: EvidenceMatrix {
  let artefact: String
  let itemCount: Int
  private let width: Int
  /// Eight items a vector: `vectors[block · width + k]` holds component k of items 8·block ….
  private let vectors: [SIMD8<Double>]
  private let norms: [Double]

  /// - Parameter table: row i is item i; items beyond the table count as rows of zeros.
  init(_ table: EmbeddingTable, itemCount: Int) {
    artefact = table.artefact
    width = table.width
    self.itemCount = itemCount
    let blocks = (itemCount + 7) / 8
    var vectors = [SIMD8<Double>](repeating: .zero, count: blocks * table.width)
    var norms = [Double](repeating: 0, count: itemCount)
    for item in 0..<min(itemCount, table.rowCount) {
      var sum = 0.0
      for (k, component) in table.row(item).enumerated() {
        vectors[item / 8 * table.width + k][item % 8] = Double(component)
        sum += Double(component) * Double(component)
      }
      norms[item] = sum.squareRoot()
    }
    self.vectors = vectors
    self.norms = norms
  }

  func copyRow(_ own: Int32, into row: inout EvidenceRow) {
    row.removeAll()
    guard norms[Int(own)] > 0 else { return }
    for block in 0..<(itemCount + 7) / 8 {
      let products = products(own, block)
      for lane in 0..<min(8, itemCount - block * 8) {
        let item = block * 8 + lane
        guard item != Int(own), norms[item] > 0, products[lane] > 0 else { continue }
        row.columns.append(Int32(item))
        row.values.append(products[lane] / (norms[Int(own)] * norms[item]))
      }
    }
  }

  func value(_ own: Int32, _ item: Int32) -> Double {
    guard own != item, norms[Int(own)] > 0, norms[Int(item)] > 0 else { return 0 }
    let product = products(own, Int(item) / 8)[Int(item) % 8]
    return max(0, product / (norms[Int(own)] * norms[Int(item)]))
  }

  /// Inner products of one item with the eight of a block.
  private func products(_ own: Int32, _ block: Int) -> SIMD8<Double> {
    let lane = Int(own) % 8
    let ownStart = Int(own) / 8 * width
    let start = block * width
    return vectors.withUnsafeBufferPointer { vectors in
      var sums = SIMD8<Double>.zero
      for k in 0..<width { sums += vectors[start + k] * vectors[ownStart + k][lane] }
      return sums
    }
  }
}
