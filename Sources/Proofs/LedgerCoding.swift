import KnowledgeGraph

extension LedgerLine: Codable {
  private enum Key: String, CodingKey {
    case family, amount, because, evidence, paths, model, prior, sentence
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(family, forKey: .family)
    try container.encode(amount, forKey: .amount)
    try container.encode(because, forKey: .because)
    try container.encode(sentence, forKey: .sentence)
    switch evidence {
    case .paths(let paths):
      try container.encode("path", forKey: .evidence)
      try container.encode(paths, forKey: .paths)
    case .model(let edge):
      try container.encode("model", forKey: .evidence)
      try container.encode(edge, forKey: .model)
    case .prior(let prior):
      try container.encode("prior", forKey: .evidence)
      try container.encode(prior, forKey: .prior)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    family = try container.decode(String.self, forKey: .family)
    amount = try container.decode(Double.self, forKey: .amount)
    because = try container.decodeIfPresent(LearnerAction.self, forKey: .because)
    sentence = try container.decodeIfPresent(String.self, forKey: .sentence) ?? ""
    switch try container.decode(String.self, forKey: .evidence) {
    case "path": evidence = .paths(try container.decode([EvidencePath].self, forKey: .paths))
    case "model": evidence = .model(try container.decode(ModelEdge.self, forKey: .model))
    case "prior": evidence = .prior(try container.decode(Prior.self, forKey: .prior))
    case let other:
      throw DecodingError.dataCorruptedError(
        forKey: .evidence, in: container,
        debugDescription: "evidence is path, model or prior, not \(other)")
    }
  }
}

extension PathElement: Codable {
  private enum Key: String, CodingKey { case node, label, count, relationship, forward, kind }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .node(let key, let label):
      try container.encode(key, forKey: .node)
      try container.encode(label, forKey: .label)
    case .learners(let label, let count):
      try container.encodeNil(forKey: .node)
      try container.encode(label, forKey: .label)
      try container.encodeIfPresent(count, forKey: .count)
    case .relationship(let type, let forward, let kind):
      try container.encode(type, forKey: .relationship)
      try container.encode(forward, forKey: .forward)
      try container.encode(kind, forKey: .kind)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if let type = try container.decodeIfPresent(String.self, forKey: .relationship) {
      self = .relationship(
        type: type, forward: try container.decode(Bool.self, forKey: .forward),
        kind: try container.decode(RelationshipKind.self, forKey: .kind))
      return
    }
    let label = try container.decode(String.self, forKey: .label)
    if let key = try container.decodeIfPresent(String.self, forKey: .node) {
      self = .node(key: key, label: label)
    } else {
      self = .learners(
        label: label, count: try container.decodeIfPresent(Int.self, forKey: .count))
    }
  }
}
