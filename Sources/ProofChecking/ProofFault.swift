/// Something in an answer that does not hold: where it stands and what is wrong with it.
public struct ProofFault: Sendable, Hashable {
  /// The place in the answer's JSON form: `steps[2].term`, `recommendations[0].ledger[3].amount`.
  public var place: String
  /// One sentence: what was claimed and what was found instead.
  public var message: String

  public init(place: String, message: String) {
    self.place = place
    self.message = message
  }
}
