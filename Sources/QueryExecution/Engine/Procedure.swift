import QueryPlanning

/// Something CALL can call: how recommendations, learning paths and proofs become rows without
/// the query engine knowing them.
public protocol Procedure: Sendable {
  var signature: ProcedureSignature { get }
  /// Rows in the order of the signature's results. Optional arguments left out arrive as null;
  /// the number and, where known beforehand, the types of arguments have been checked.
  func call(_ arguments: [Value]) throws(QueryFailure) -> [[Value]]
}
