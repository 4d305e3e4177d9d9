import KnowledgeGraph
import XMLParsing

// A mapping's rules as one reading runs them. The rules themselves are values of many parts, and to
// pass one on is to count a reference for each part; these are single references, with what every
// record asks for worked out once. They keep the rule they were made from for all else.

/// A record's rules.
final class PreparedRecord {
  let name: Int32
  let provider: ProviderRule?
  let providerKey: PreparedValue?
  let nodes: [PreparedNode]
  let ignores: [IgnoreRule]
  /// How many nodes of the record other rules refer to; each has a place below this.
  let placeCount: Int

  init(
    _ rule: RecordRule, in mapping: FeedMapping, providerClass: String?, names: StatementNames
  ) {
    name = names.number(rule.name)
    provider = rule.provider ?? mapping.provider
    providerKey = provider.map { PreparedValue($0.key) }
    var places: [String: Int] = [:]
    for node in rule.nodes { Self.collect(node, into: &places) }
    placeCount = places.count
    nodes = rule.nodes.map {
      PreparedNode($0, places: places, providerClass: providerClass, names: names)
    }
    ignores = rule.ignores
  }

  private static func collect(_ node: NodeRule, into places: inout [String: Int]) {
    if let id = node.id, places[id] == nil { places[id] = places.count }
    for inner in node.nodes { collect(inner, into: &places) }
  }
}

final class PreparedNode {
  let number: Int
  let rule: NodeRule
  let nodeClass: Int32
  let isProvider: Bool
  /// Whether its keys are the provider's.
  let isOwned: Bool
  let isItem: Bool
  let once: Bool
  let isElsewhere: Bool
  let each: FeedPath?
  let key: PreparedValue?
  /// Where the record's node is kept for other rules; nil when none refers to it.
  let place: Int?
  let properties: [PreparedProperty]
  let relationships: [PreparedRelationship]
  let requirements: [PreparedRequirement]
  let nodes: [PreparedNode]

  init(
    _ rule: NodeRule, places: [String: Int], providerClass: String?, names: StatementNames
  ) {
    number = rule.number
    self.rule = rule
    nodeClass = names.number(rule.nodeClass)
    isProvider = rule.nodeClass == providerClass
    isOwned = rule.scope == .provider && !isProvider
    isItem = rule.isItem
    once = rule.once
    isElsewhere = rule.isElsewhere
    each = rule.each
    key = rule.key.map { PreparedValue($0) }
    place = rule.id.flatMap { places[$0] }
    properties = rule.properties.map { PreparedProperty($0, names: names) }
    relationships = rule.relationships.map {
      PreparedRelationship($0, places: places, providerClass: providerClass, names: names)
    }
    requirements = rule.requirements.map { PreparedRequirement($0) }
    nodes = rule.nodes.map {
      PreparedNode($0, places: places, providerClass: providerClass, names: names)
    }
  }
}

final class PreparedValue {
  let rule: ValueRule
  /// Of the only path, where the value is just the text found there.
  let shape: FeedPath.Shape

  init(_ rule: ValueRule) {
    self.rule = rule
    shape = Self.shape(of: rule)
  }

  private static func shape(of rule: ValueRule) -> FeedPath.Shape {
    guard rule.alternatives.count == 1, rule.alternatives[0].filters.isEmpty,
      !rule.alternatives[0].keepsLines, case .paths(let paths) = rule.alternatives[0].source,
      paths.count == 1
    else { return .general }
    return paths[0].shape
  }
}

final class PreparedProperty {
  let rule: PropertyRule
  let name: Int32
  /// The shape of a path that gives the first value as it stands, in the language declared there.
  let shape: FeedPath.Shape

  init(_ rule: PropertyRule, names: StatementNames) {
    self.rule = rule
    name = names.number(rule.name)
    let isPlain = rule.multiplicity == .first && rule.each == nil && rule.languagePath == nil
    shape = isPlain ? PreparedValue(rule.value).shape : .general
  }
}

final class PreparedRelationship {
  enum Target {
    /// A node of the same record; nil for one that the record does not have.
    case place(Int?)
    case provider
    case node(
      class: Int32, provider: PreparedValue?, key: PreparedValue?, isOwned: Bool,
      properties: [PreparedProperty])
  }
  enum Start {
    case own
    case place(Int?)
  }

  let number: Int
  let relation: Int32
  let start: Start
  let each: FeedPath?
  let target: Target

  init(
    _ rule: RelationshipRule, places: [String: Int], providerClass: String?,
    names: StatementNames
  ) {
    number = rule.number
    relation = names.number(rule.relation)
    start = rule.from.map { .place(places[$0]) } ?? .own
    each = rule.each
    target =
      switch rule.target {
      case .rule(let id): .place(places[id])
      case .providerNode: .provider
      case .node(let nodeClass, let provider, let key, let scope, let properties):
        .node(
          class: names.number(nodeClass), provider: provider.map { PreparedValue($0) },
          key: key.map { PreparedValue($0) },
          isOwned: scope == .provider && nodeClass != providerClass,
          properties: properties.map { PreparedProperty($0, names: names) })
      }
  }
}

final class PreparedRequirement {
  let rule: RequirementRule
  let kind: RequirementFact.Kind
  let tree: FeedPath?
  let text: PreparedValue?

  init(_ rule: RequirementRule) {
    self.rule = rule
    kind = rule.kind
    tree = rule.tree
    text = rule.text.map { PreparedValue($0) }
  }
}
