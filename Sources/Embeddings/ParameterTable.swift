/// Floats that several threads read and write, each thread its own rows. The owner of a pass over
/// the rows sees to it that no row is written by one thread while another touches it.
final class FloatBuffer: @unchecked Sendable {
  let floats: UnsafeMutablePointer<Float>
  let count: Int

  /// All zero, on a cache line's boundary.
  init(count: Int) {
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    floats = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    floats.initialize(repeating: 0, count: max(count, 1))
  }

  deinit { floats.deallocate() }

  func copy(from other: FloatBuffer) {
    floats.update(from: other.floats, count: count)
  }
}

/// Rows of parameters, with the sums of squared gradients that Adagrad keeps for each.
///
/// Rows stand `stride` floats apart, `width` rounded up to 16, so that matrix kernels never meet a
/// ragged edge; the floats beyond `width` are 0 and stay 0.
final class ParameterTable: Sendable {
  let rowCount: Int
  let width: Int
  let stride: Int
  let values: FloatBuffer
  let squares: FloatBuffer

  init(rowCount: Int, width: Int) {
    self.rowCount = rowCount
    self.width = width
    stride = paddedWidth(width)
    values = FloatBuffer(count: rowCount * stride)
    squares = FloatBuffer(count: rowCount * stride)
  }

  func row(_ index: Int) -> UnsafeMutablePointer<Float> { values.floats + index * stride }

  /// Uniform in ±scale, row by row.
  func fill(scale: Float, _ generator: inout SeededGenerator) {
    for index in 0..<rowCount {
      for k in 0..<width { row(index)[k] = scale * generator.nextSymmetricFloat() }
    }
  }

  /// The rows without padding.
  func compacted(_ values: FloatBuffer) -> [Float] {
    var compact: [Float] = []
    compact.reserveCapacity(rowCount * width)
    for index in 0..<rowCount {
      let row = UnsafeBufferPointer(start: values.floats + index * stride, count: width)
      compact.append(contentsOf: row)
    }
    return compact
  }
}

/// `width` rounded up to a multiple of 16 floats.
func paddedWidth(_ width: Int) -> Int { (width + 15) / 16 * 16 }
