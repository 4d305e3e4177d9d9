import KnowledgeGraph

/// Why a score is what it is: lines with amounts that, with `other`, sum to it.
public struct Ledger: Sendable, Hashable, Codable {
  /// By falling absolute amount; ties by family name, then by the own item's key.
  public var lines: [LedgerLine]
  public var other: OmittedLines

  public init(lines: [LedgerLine], other: OmittedLines) {
    self.lines = lines
    self.other = other
  }

  /// Sum of the amounts shown, in the order shown, plus what was left out.
  public var total: Double { lines.reduce(0) { $0 + $1.amount } + other.amount }
}

/// The lines that are not shown one by one.
public struct OmittedLines: Sendable, Hashable, Codable {
  public var amount: Double
  /// How many lines with an amount other than 0 were left out.
  public var lines: Int
  /// The largest absolute amount among them; 0 when none.
  public var largest: Double

  public init(amount: Double = 0, lines: Int = 0, largest: Double = 0) {
    self.amount = amount
    self.lines = lines
    self.largest = largest
  }
}

/// One family's contribution through one of the learner's own actions, or a prior.
public struct LedgerLine: Sendable, Hashable {
  public var family: String
  public var amount: Double
  /// The learner's own action that this rests on; nil for a prior.
  public var because: LearnerAction?
  public var evidence: Evidence
  /// In the answer's language; empty until rendered.
  public var sentence: String

  public init(
    family: String, amount: Double, because: LearnerAction?, evidence: Evidence,
    sentence: String = ""
  ) {
    self.family = family
    self.amount = amount
    self.because = because
    self.evidence = evidence
    self.sentence = sentence
  }
}

/// Something the learner did.
public struct LearnerAction: Sendable, Hashable, Codable {
  /// The relationship type: `COMPLETED`.
  public var action: String
  public var course: CourseName

  public init(action: String, course: CourseName) {
    self.action = action
    self.course = course
  }
}

/// How an answer names a course.
public struct CourseName: Sendable, Hashable, Codable {
  /// The node's identifier in the store.
  public var id: Int64
  public var key: String
  public var title: String
  /// The provider's key, where there is one.
  public var provider: String?

  public init(id: Int64, key: String, title: String, provider: String? = nil) {
    self.id = id
    self.key = key
    self.title = title
    self.provider = provider
  }
}

/// What a ledger line rests on.
public enum Evidence: Sendable, Hashable {
  /// Paths in the graph, best first, within a budget. Paths through other learners are collapsed
  /// into one whose learner node has no key.
  case paths([EvidencePath])
  /// An edge that a model proposes.
  case model(ModelEdge)
  /// A prior that holds for everybody.
  case prior(Prior)
}

public struct ModelEdge: Sendable, Hashable, Codable {
  /// Name and version of the model: `complex@3`.
  public var artefact: String
  public var from: String
  public var to: String
  /// The similarity itself, before decay and weight.
  public var strength: Double

  public init(artefact: String, from: String, to: String, strength: Double) {
    self.artefact = artefact
    self.from = from
    self.to = to
    self.strength = strength
  }
}

public struct Prior: Sendable, Hashable, Codable {
  /// What it is: `ln((1 + learners) / 10)`.
  public var what: String
  /// Before the weight.
  public var value: Double

  public init(what: String, value: Double) {
    self.what = what
    self.value = value
  }
}

/// A path in the graph: nodes and relationships in turn, a node first and last.
public struct EvidencePath: Sendable, Hashable, Codable {
  public var elements: [PathElement]

  public init(_ elements: [PathElement]) { self.elements = elements }

  public init(from decoder: any Decoder) throws {
    elements = try decoder.singleValueContainer().decode([PathElement].self)
  }
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(elements)
  }
}

public enum PathElement: Sendable, Hashable {
  case node(key: String, label: String)
  /// Other learners, never shown: how many, from ten up, else nil.
  case learners(label: String, count: Int?)
  /// `type` joins alternatives with `|`, as a pattern of the query language does. `forward` is
  /// false when the path runs against the relationship's direction.
  case relationship(type: String, forward: Bool, kind: RelationshipKind)
}

/// The fewest learners that an answer may speak of.
public let smallestShownLearnerCount = 10
