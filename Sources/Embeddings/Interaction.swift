import CKernels

/// What a model kind computes, in the terms of the C kernels: a query vector from an anchor and a
/// relation, then a measure between the query and every entity.
///
/// With head h, relation r, tail t, and q(h, r) the query for tails:
///
///     TransE    s = −‖h + r − t‖₁ or ₂        q = h + r          (Bordes et al. 2013)
///     DistMult  s = Σ hₖ rₖ tₖ                 q = h ∘ r          (Yang et al. 2015)
///     ComplEx   s = Re Σ hₖ rₖ t̄ₖ              q = h ∘ r ∈ ℂ      (Trouillon et al. 2016)
///     RotatE    s = −Σ |hₖ uₖ − tₖ|, |uₖ| = 1  q = h ∘ u ∈ ℂ      (Sun et al. 2019)
///
/// so that s = ⟨q, t⟩ over all floats for the products (Re(q t̄) = Re q Re t + Im q Im t) and
/// s = −distance(q, t) for the others. A query for heads either uses the relation's reciprocal
/// vector as if it were another relation, or the map that undoes r:
///
///     TransE t − r,  DistMult t ∘ r,  ComplEx t ∘ r̄,  RotatE t ∘ ū.
///
/// RotatE's u = r/|r| keeps the relation as a free complex vector, so no sine is taken.
struct Interaction: Sendable {
  let kernel: Int32
  let map: Int32
  let measure: Int32
  let isComplex: Bool
  let width: Int
  /// Relations in the graph, without reciprocals.
  let relationCount: Int
  let reciprocal: Bool

  init(_ configuration: EmbeddingConfiguration, relationCount: Int) {
    kernel = configuration.kernel.code
    isComplex = configuration.model.isComplex
    width = configuration.dimension
    self.relationCount = relationCount
    reciprocal = configuration.reciprocal
    (map, measure) = Self.kernels(of: configuration)
  }

  private static func kernels(
    of configuration: EmbeddingConfiguration
  ) -> (map: Int32, measure: Int32) {
    switch configuration.model {
    case .transE:
      let euclidean = configuration.norm == .euclidean
      return (Int32(CK_TRANSLATE), Int32(euclidean ? CK_EUCLIDEAN : CK_MANHATTAN))
    case .distMult: return (Int32(CK_MULTIPLY), Int32(CK_DOT))
    case .complEx: return (Int32(CK_COMPLEX), Int32(CK_DOT))
    case .rotatE: return (Int32(CK_ROTATE), Int32(CK_COMPLEX_MODULUS))
    }
  }

  var isDotProduct: Bool { measure == Int32(CK_DOT) }
  /// Rows of the relation table.
  var relationRows: Int { reciprocal ? 2 * relationCount : relationCount }

  /// The first query code that goes a relation's own way back; beyond all codes with reciprocals.
  var inverseFrom: Int32 { reciprocal ? .max : Int32(relationCount) }

  /// The relation row and direction of a query code: r asks for tails of r, r + relationCount for
  /// heads of r.
  func row(of code: Int32) -> (row: Int, inverse: Int32) {
    let code = Int(code)
    if reciprocal || code < relationCount { return (code, 0) }
    return (code - relationCount, 1)
  }

  func query(
    anchor: UnsafePointer<Float>, code: Int32, relations: UnsafePointer<Float>, stride: Int,
    into query: UnsafeMutablePointer<Float>
  ) {
    let (row, inverse) = row(of: code)
    ck_query(kernel, map, inverse, anchor, relations + row * stride, query, width)
  }
}
