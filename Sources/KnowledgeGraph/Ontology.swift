/// The vocabulary of a domain and the roles the engine needs of it, as an ontology document
/// declares them. Nothing in the engine knows a class or relation by name: it asks for a role.
public struct Ontology: Sendable, Hashable {
  public var iri: String
  public var classes: [OntologyClass]
  public var relations: [OntologyRelation]
  public var properties: [OntologyProperty]
  /// Sentence templates for things that are no relation: ranking families, plan roles.
  public var sentences: [String: SentenceTemplate]
  /// What the rules infer from, in document order, each once.
  public var axioms: [OntologyAxiom]

  public init(
    iri: String, classes: [OntologyClass] = [], relations: [OntologyRelation] = [],
    properties: [OntologyProperty] = [], sentences: [String: SentenceTemplate] = [:],
    axioms: [OntologyAxiom] = []
  ) {
    self.iri = iri
    self.classes = classes
    self.relations = relations
    self.properties = properties
    self.sentences = sentences
    self.axioms = axioms
  }

  public func nodeClass(_ name: String) -> OntologyClass? { classes.first { $0.name == name } }
  public func nodeClass(role: ClassRole) -> OntologyClass? {
    classes.first { $0.roles.contains(role) }
  }
  public func relation(_ name: String) -> OntologyRelation? {
    relations.first { $0.name == name }
  }
  /// By the upper-snake-case type that queries use.
  public func relation(type: String) -> OntologyRelation? {
    relations.first { $0.type == type }
  }
  public func relations(role: RelationRole) -> [OntologyRelation] {
    relations.filter { $0.roles.contains(role) }
  }
  public func property(role: PropertyRole) -> OntologyProperty? {
    properties.first { $0.roles.contains(role) }
  }
}

/// What a class is to the engine.
public enum ClassRole: String, Sendable, Hashable, CaseIterable {
  /// What is recommended and planned: a course, a film.
  case item
  /// Who it is recommended to.
  case learner
  /// Who offers items; its key qualifies theirs.
  case provider
  /// What an item is about; a goal may be one.
  case topic
  /// A dated offering of an item.
  case itemInstance
}

/// What a relation is to the engine.
public enum RelationRole: String, Sendable, Hashable, CaseIterable {
  /// Learner → item, evidence of taste: enters the learner's history.
  case interaction
  /// Learner → item: the item is never recommended again.
  case masking
  /// Learner → item: satisfies requirements that name the item.
  case completion
  /// Item → item, derived: a requirement tree names it.
  case directPrerequisite
  /// Item → item, derived: some alternative needs it, transitively.
  case mayRequire
  /// Item → item, derived: every way needs it, transitively.
  case mustRequire
  /// Item → entity: two items that share the entity are related (topic, teacher, provider).
  case sharedAttribute
  /// Item → topic: taking the item teaches the topic, so that a topic can be a goal.
  case teaches
  /// Topic → wider topic.
  case broader
  /// Item → provider.
  case offeredBy
  /// Item → item that counts as the same: who finished the one is not offered the other.
  case equivalent
  /// Item instance → item.
  case instanceOf
}

/// What a property is to the engine.
public enum PropertyRole: String, Sendable, Hashable, CaseIterable {
  /// What taking an item costs, for planning.
  case effort
  case credits
  case title
  case description
  case level
  case language
}

public struct OntologyClass: Sendable, Hashable {
  /// Local name, also the label in queries: `Course`.
  public var name: String
  public var iri: String
  public var superclasses: [String]
  public var labels: [String: String]
  public var roles: Set<ClassRole>

  public init(
    name: String, iri: String, superclasses: [String] = [], labels: [String: String] = [:],
    roles: Set<ClassRole> = []
  ) {
    self.name = name
    self.iri = iri
    self.superclasses = superclasses
    self.labels = labels
    self.roles = roles
  }
}

public struct OntologyRelation: Sendable, Hashable {
  /// Local name: `taughtBy`.
  public var name: String
  /// As queries write it: `TAUGHT_BY`.
  public var type: String
  public var iri: String
  public var domain: String?
  public var range: String?
  public var inverse: String?
  public var isTransitive: Bool
  public var isSymmetric: Bool
  public var superRelations: [String]
  public var chains: [[String]]
  public var labels: [String: String]
  public var roles: Set<RelationRole>
  /// How the relation reads: `{start} is taught by {end}`.
  public var sentence: SentenceTemplate?
  /// The `action` of activity files that this relation records; nil for others.
  public var activityAction: String?
  /// Whether the graph lists what rules infer for it.
  public var inference: InferenceUse

  public init(
    name: String, type: String, iri: String, domain: String? = nil, range: String? = nil,
    inverse: String? = nil, isTransitive: Bool = false, isSymmetric: Bool = false,
    superRelations: [String] = [], chains: [[String]] = [], labels: [String: String] = [:],
    roles: Set<RelationRole> = [], sentence: SentenceTemplate? = nil,
    activityAction: String? = nil, inference: InferenceUse = .listed
  ) {
    self.name = name
    self.type = type
    self.iri = iri
    self.domain = domain
    self.range = range
    self.inverse = inverse
    self.isTransitive = isTransitive
    self.isSymmetric = isSymmetric
    self.superRelations = superRelations
    self.chains = chains
    self.labels = labels
    self.roles = roles
    self.sentence = sentence
    self.activityAction = activityAction
    self.inference = inference
  }
}

public struct OntologyProperty: Sendable, Hashable {
  public enum Datatype: String, Sendable, Hashable {
    case string, integer, float, boolean
  }
  public var name: String
  public var iri: String
  public var domain: String?
  public var datatype: Datatype
  public var labels: [String: String]
  public var roles: Set<PropertyRole>

  public init(
    name: String, iri: String, domain: String? = nil, datatype: Datatype = .string,
    labels: [String: String] = [:], roles: Set<PropertyRole> = []
  ) {
    self.name = name
    self.iri = iri
    self.domain = domain
    self.datatype = datatype
    self.labels = labels
    self.roles = roles
  }
}

/// A sentence with named slots in several languages: `{course} follows {because}`.
public struct SentenceTemplate: Sendable, Hashable {
  /// By BCP 47 language: `en`, `zh`.
  public var texts: [String: String]

  public init(_ texts: [String: String]) { self.texts = texts }

  /// The template in `language`, else in English, else in whatever comes first by tag.
  public func text(in language: String) -> String? {
    texts[language] ?? texts["en"] ?? texts.sorted { $0.key < $1.key }.first?.value
  }

  /// Fills `{slot}`s in one pass, so that a value which itself holds `{…}` stays as it is. A slot
  /// without a value stays too, so that the gap shows.
  public func filled(in language: String, _ slots: [String: String]) -> String? {
    guard let template = text(in: language) else { return nil }
    var sentence = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let slot = rest[rest.index(after: open)..<close]
      sentence += rest[..<open]
      sentence += slots[String(slot)].map { $0[...] } ?? rest[open...close]
      rest = rest[rest.index(after: close)...]
    }
    return sentence + rest
  }
}
