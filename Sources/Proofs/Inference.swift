import KnowledgeGraph

/// The answer of `prove`: why an inferred relationship holds.
///
/// JSON: `{"format": 1, "versions": …, "inference": {"steps": [STEP…]}}`. The last step is what is
/// proven; each step rests on earlier ones.
public struct InferenceAnswer: Sendable, Hashable, Codable {
  public var format: Int
  public var versions: Versions
  public var inference: InferenceProof

  public init(versions: Versions, inference: InferenceProof) {
    format = 1
    self.versions = versions
    self.inference = inference
  }
}

/// Steps from stated facts to a conclusion.
///
/// A step is sound when it is stated, belongs to the graph itself, follows from a requirement, or
/// follows from its premises by its rule and axiom, and every premise is an earlier step. The proof
/// is sound when every step is and each but the last is a premise of a later one.
public struct InferenceProof: Sendable, Hashable, Codable {
  public var steps: [InferenceStep]

  public init(steps: [InferenceStep]) { self.steps = steps }

  /// What is proven.
  public var conclusion: InferenceStatement? { steps.last?.statement }
}

/// One step of a proof.
public struct InferenceStep: Sendable, Hashable, Codable {
  public var statement: InferenceStatement
  /// What the step rests on: a rule of OWL 2 RL (`prp-trp`), or one of the names of
  /// `InferenceGround`.
  public var rule: String
  /// The axiom that the rule applied; nil for a step that rests on none.
  public var axiom: OntologyAxiom?
  /// Earlier steps, from 0, in the order of the axiom: the links of a chain from first to last.
  public var premises: [Int]
  /// Where a stated step stands; nil for others and where no feed states it.
  public var source: InferenceSource?
  /// In the answer's language; empty until written.
  public var sentence: String

  public init(
    _ statement: InferenceStatement, rule: String, axiom: OntologyAxiom? = nil,
    premises: [Int] = [], source: InferenceSource? = nil, sentence: String = ""
  ) {
    self.statement = statement
    self.rule = rule
    self.axiom = axiom
    self.premises = premises
    self.source = source
    self.sentence = sentence
  }
}

/// What a step rests on when it rests on no other step.
public enum InferenceGround: String, Sendable, Hashable, CaseIterable {
  /// A feed states the relationship, or the value.
  case stated
  /// The node is of the class, or of one below it.
  case nodeClass = "class"
  /// A tree that the first course requires names the second, outside an exclusion.
  case namedInRequirement = "requirement-names-course"
  /// Whatever way its trees leave, nobody gets to the first course without the second.
  case everyAlternative = "every-alternative-requires"
  /// The second course can be come to from the first, from requirement to requirement.
  case requirementPath = "transitive-prerequisite"
}

/// Where a feed states something.
public struct InferenceSource: Sendable, Hashable, Codable {
  public var file: String
  /// 1-based; nil where it is not known.
  public var line: Int?

  public init(file: String, line: Int?) {
    self.file = file
    self.line = line
  }
}

/// A node as proofs name it.
public struct InferenceNode: Sendable, Hashable, Codable {
  /// The node's identifier in the store.
  public var id: Int64
  /// Its class.
  public var label: String
  public var key: String
  public var provider: String?
  public var title: String

  public init(id: Int64, label: String, key: String, provider: String?, title: String) {
    self.id = id
    self.label = label
    self.key = key
    self.provider = provider
    self.title = title
  }
}

/// What a step says.
public enum InferenceStatement: Sendable, Hashable {
  /// `relation` is the ontology's name, not the type of queries.
  case relationship(start: InferenceNode, relation: String, end: InferenceNode)
  /// The node is of the class, or fits the class expression.
  case membership(node: InferenceNode, nodeClass: String)
  /// The node has the property with the value, as text.
  case value(node: InferenceNode, property: String, value: String)
  /// What the premises say cannot all be so.
  case contradiction
}

extension InferenceStatement: Codable {
  private enum Key: String, CodingKey {
    case start, relation, end, node
    case nodeClass = "class"
    case property, value, contradiction
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .relationship(let start, let relation, let end):
      try container.encode(start, forKey: .start)
      try container.encode(relation, forKey: .relation)
      try container.encode(end, forKey: .end)
    case .membership(let node, let nodeClass):
      try container.encode(node, forKey: .node)
      try container.encode(nodeClass, forKey: .nodeClass)
    case .value(let node, let property, let value):
      try container.encode(node, forKey: .node)
      try container.encode(property, forKey: .property)
      try container.encode(value, forKey: .value)
    case .contradiction: try container.encode(true, forKey: .contradiction)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if let relation = try container.decodeIfPresent(String.self, forKey: .relation) {
      self = .relationship(
        start: try container.decode(InferenceNode.self, forKey: .start), relation: relation,
        end: try container.decode(InferenceNode.self, forKey: .end))
    } else if let nodeClass = try container.decodeIfPresent(String.self, forKey: .nodeClass) {
      self = .membership(
        node: try container.decode(InferenceNode.self, forKey: .node), nodeClass: nodeClass)
    } else if let property = try container.decodeIfPresent(String.self, forKey: .property) {
      self = .value(
        node: try container.decode(InferenceNode.self, forKey: .node), property: property,
        value: try container.decode(String.self, forKey: .value))
    } else {
      guard try container.decode(Bool.self, forKey: .contradiction) else {
        throw DecodingError.dataCorruptedError(
          forKey: .contradiction, in: container, debugDescription: "a statement that says nothing")
      }
      self = .contradiction
    }
  }
}
