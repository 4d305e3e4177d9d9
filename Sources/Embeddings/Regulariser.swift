import CKernels

/// The penalty on the vectors that a query names, for each mention:
///
///     λ₃ Σ |xₖ|³ (complex moduli; products only, Lacroix 2018)  +  λ₂ Σ xₖ²
struct Regulariser: Sendable {
  let kernel: Int32
  let isComplex: Bool
  let width: Int
  let n3: Float
  let l2: Float

  init(_ interaction: Interaction, _ configuration: EmbeddingConfiguration) {
    kernel = interaction.kernel
    isComplex = interaction.isComplex
    width = interaction.width
    n3 = interaction.isDotProduct ? configuration.regularisation : 0
    l2 = configuration.l2
  }

  /// gradient += weight · d penalty/d row.
  func add(
    _ weight: Float, of row: UnsafePointer<Float>, to gradient: UnsafeMutablePointer<Float>
  ) {
    guard weight > 0 else { return }
    if n3 > 0 { ck_n3_gradient(kernel, isComplex ? 1 : 0, weight * n3, row, gradient, width) }
    if l2 > 0 { ck_axpy(kernel, 2 * weight * l2, row, gradient, width) }
  }
}
