/// The JSON form of a proof: its members, and `kind` beside them.
extension LintProof: Codable {
  private enum Key: String, CodingKey { case kind }

  public func encode(to encoder: any Encoder) throws {
    let (kind, payload) = tagged
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    try payload.encode(to: encoder)
  }

  private var tagged: (String, any Encodable) {
    switch self {
    case .key(let proof): ("key", proof)
    case .blocked(let proof): ("blocked", proof)
    case .alternative(let proof): ("alternative", proof)
    case .redundant(let proof): ("redundant", proof)
    case .transitive(let proof): ("transitive", proof)
    case .threshold(let proof): ("threshold", proof)
    case .credits(let proof): ("credits", proof)
    case .grade(let proof): ("grade", proof)
    case .opaque(let proof): ("opaque", proof)
    case .titles(let proof): ("titles", proof)
    case .legalCycle(let proof): ("legalCycle", proof)
    case .inference(let proof): ("inference", proof)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(String.self, forKey: .kind) {
    case "key": self = .key(try LintKeyProof(from: decoder))
    case "blocked": self = .blocked(try LintBlockedProof(from: decoder))
    case "alternative": self = .alternative(try LintAlternativeProof(from: decoder))
    case "redundant": self = .redundant(try LintRedundancyProof(from: decoder))
    case "transitive": self = .transitive(try LintTransitiveProof(from: decoder))
    case "threshold": self = .threshold(try LintThresholdProof(from: decoder))
    case "credits": self = .credits(try LintCreditsProof(from: decoder))
    case "grade": self = .grade(try LintGradeProof(from: decoder))
    case "opaque": self = .opaque(try LintOpaqueProof(from: decoder))
    case "titles": self = .titles(try LintTitlesProof(from: decoder))
    case "legalCycle": self = .legalCycle(try LintLegalCycleProof(from: decoder))
    case "inference": self = .inference(try InferenceProof(from: decoder))
    case let other:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: "there is no proof of kind \(other)")
    }
  }
}
