import CKernels

/// What is done with a row's gradient once it is complete.
protocol RowUpdate: Sendable {
  /// `gradient` holds the table's `stride` floats. Called once at most for each row of each table
  /// in a step, by any thread.
  func apply(to table: ParameterTable, row: Int, gradient: UnsafePointer<Float>)
}

/// Adagrad for each float (Duchi, Hazan and Singer 2011), with g the gradient:
///
///     G ← G + g²        x ← x − η · g / (√G + 10⁻¹⁰)
struct AdagradUpdate: RowUpdate {
  let kernel: Int32
  let rate: Float

  func apply(to table: ParameterTable, row: Int, gradient: UnsafePointer<Float>) {
    ck_adagrad(
      kernel, table.row(row), table.squares.floats + row * table.stride, gradient, table.stride,
      rate)
  }
}
