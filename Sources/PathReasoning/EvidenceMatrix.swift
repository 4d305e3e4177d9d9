/// A matrix M[own item, item] whose entries are amounts of evidence: how strongly something the
/// learner did speaks for an item. What the entries mean is said at `RankingFamily.Kind` (Proofs).
public protocol EvidenceMatrix: Sendable {
  /// Rows and columns.
  var itemCount: Int { get }
  /// Replaces what `row` holds by the entries of one row that are not 0.
  func copyRow(_ own: Int32, into row: inout EvidenceRow)
  /// One entry; the same bits that `copyRow` gives.
  func value(_ own: Int32, _ item: Int32) -> Double
}

/// The entries of one row that are not 0, each column once, in an order that depends on the data
/// alone. Kept by the caller and used again, so that reading rows allocates nothing.
public struct EvidenceRow: Sendable {
  public internal(set) var columns: [Int32] = []
  public internal(set) var values: [Double] = []
  /// All zeros between calls.
  var dense: [Double] = []

  public init() {}

  mutating func removeAll() {
    columns.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }

  /// Room for `count` entries in `dense`.
  mutating func makeDense(_ count: Int) {
    if dense.count < count { dense = [Double](repeating: 0, count: count) }
  }
}
