import CKernels

/// How a row moves along its gradient.
public enum Optimiser: String, Sendable, Hashable, Codable, CaseIterable {
  /// One state a float (Duchi, Hazan and Singer 2011).
  case adagrad
  /// One state a row, the mean of its squared gradients: a row's state costs 4 bytes instead of
  /// as much as the row, and half as much memory moves in a step.
  case rowAdagrad = "row-adagrad"
  /// Kingma and Ba 2015, β₁ = 0.9, β₂ = 0.999; rows without a gradient in a step stand still.
  case adam

  /// State kept for each parameter; row-wise Adagrad's one float a row is not counted.
  var floatsPerValue: Int {
    switch self {
    case .adagrad: 1
    case .rowAdagrad: 0
    case .adam: 2
    }
  }
}

/// How the learning rate changes from epoch to epoch.
public enum LearningRateSchedule: Sendable, Hashable, Codable {
  case constant
  /// In a straight line from the rate to this fraction of it in the last epoch.
  case linear(to: Float)
  /// Times this factor, at most 1, after each epoch.
  case exponential(factor: Float)

  /// The factor of the first epoch (`epoch` 1) is 1.
  func factor(epoch: Int, of epochs: Int) -> Float {
    switch self {
    case .constant: 1
    case .linear(let end):
      epochs > 1 ? 1 + (end - 1) * Float(epoch - 1) / Float(epochs - 1) : 1
    case .exponential(let factor):
      (1..<max(epoch, 1)).reduce(into: Float(1)) { product, _ in product *= factor }
    }
  }
}

/// What is done with a row's gradient once it is complete.
protocol RowUpdate: Sendable {
  /// `gradient` holds the table's `stride` floats. Called once at most for each row of each table
  /// in a step, by any thread.
  func apply(to table: ParameterTable, row: Int, gradient: UnsafePointer<Float>)
}

/// Adagrad for each float, with g the gradient:
///
///     G ← G + g²        x ← x − η · g / (√G + 10⁻¹⁰)
struct AdagradUpdate: RowUpdate {
  let kernel: Int32
  let rate: Float

  func apply(to table: ParameterTable, row: Int, gradient: UnsafePointer<Float>) {
    ck_adagrad(
      kernel, table.row(row), table.state.floats + row * table.stride, gradient, table.stride,
      rate)
  }
}

/// Adagrad with one state a row:
///
///     G ← G + mean g²   x ← x − η · g / (√G + 10⁻¹⁰)
struct RowAdagradUpdate: RowUpdate {
  let kernel: Int32
  let rate: Float

  func apply(to table: ParameterTable, row: Int, gradient: UnsafePointer<Float>) {
    ck_row_adagrad(
      kernel, table.row(row), table.state.floats + row, gradient, table.stride, table.width, rate)
  }
}

/// Adam at step t, with g the gradient:
///
///     m ← β₁ m + (1 − β₁) g      v ← β₂ v + (1 − β₂) g²
///     x ← x − η m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + 10⁻⁸)
struct AdamUpdate: RowUpdate {
  let kernel: Int32
  private let rate: Float
  private let correction: Float

  /// - Parameter step: from 1.
  init(kernel: Int32, rate: Float, step: Int) {
    self.kernel = kernel
    self.rate = Float(Double(rate) / (1 - power(0.9, step)))
    correction = Float(1 / (1 - power(0.999, step)))
  }

  func apply(to table: ParameterTable, row: Int, gradient: UnsafePointer<Float>) {
    ck_adam(
      kernel, table.row(row), table.moments.floats + row * table.stride,
      table.state.floats + row * table.stride, gradient, table.stride, rate, correction)
  }
}

/// By squaring: products alone, so the same on every processor.
private func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, square, left) = (1.0, base, exponent)
  while left > 0 {
    if left & 1 == 1 { result *= square }
    square *= square
    left >>= 1
  }
  return result
}
