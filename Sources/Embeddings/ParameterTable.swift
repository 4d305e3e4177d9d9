import CKernels

/// Floats that several threads read and write, each thread its own rows. The owner of a pass over
/// the rows sees to it that no row is written by one thread while another touches it.
final class FloatBuffer: @unchecked Sendable {
  let floats: UnsafeMutablePointer<Float>
  let count: Int

  /// All zero, on a cache line's boundary; large ones on huge pages where the system has them. Ends
  /// the program when memory is exhausted, as an array does; what a trainer asks for has been held
  /// against the machine's memory before.
  init(count: Int) {
    self.count = count
    let allocated = ck_allocate_floats(max(count, 1))
    precondition(allocated != nil, "out of memory: \(count) floats")
    floats = allocated.unsafelyUnwrapped
  }

  deinit { ck_free_floats(floats, max(count, 1)) }

  var array: [Float] { Array(UnsafeBufferPointer(start: floats, count: count)) }
}

/// Rows of parameters, with what the optimiser keeps for them.
///
/// Rows stand `stride` floats apart, `width` rounded up to 16, so that matrix kernels never meet a
/// ragged edge; the floats beyond `width` are 0 and stay 0.
final class ParameterTable: Sendable {
  let rowCount: Int
  let width: Int
  let stride: Int
  let values: FloatBuffer
  /// Sums of squared gradients, or Adam's second moments: one float for each of `values`; with
  /// row-wise Adagrad one a row.
  let state: FloatBuffer
  /// Adam's first moments; empty for the others.
  let moments: FloatBuffer

  init(rowCount: Int, width: Int, optimiser: Optimiser = .adagrad) {
    self.rowCount = rowCount
    self.width = width
    stride = paddedWidth(width)
    values = FloatBuffer(count: rowCount * stride)
    state = FloatBuffer(count: optimiser == .rowAdagrad ? rowCount : rowCount * stride)
    moments = FloatBuffer(count: optimiser == .adam ? rowCount * stride : 0)
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
