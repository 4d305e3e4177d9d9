import Diagnostics
import KnowledgeGraph
import XMLParsing

/// A feed dialect as a document declares it: how to recognise it, what its records are, and which
/// value becomes which node, property, relationship or requirement.
///
/// The language is described by `Ontology/feeds/feed-mapping.xsd`. A mapping names only classes,
/// relations and properties of the ontology it was checked against.
public struct FeedMapping: Sendable {
  /// What `--profile` takes.
  public let name: String
  /// For people.
  public let title: String
  /// The document it was read from.
  public let path: String

  /// Names in the order that numbers them, and namespaces that are aliases of others.
  let names: [XMLNameTable.Name]
  /// Prefixes of the mapping document, by namespace.
  let prefixes: [String: String]
  let namespaceAliases: [NamespaceAlias]
  let detection: FeedDetection
  /// How its documents belong together; nil when a feed is one document.
  let package: PackageRule?
  /// The language of values that name none.
  let language: String
  let provider: ProviderRule?
  let records: [RecordRule]
  let treeRules: [RequirementTreeRule]
  /// Spellings of subjects in requirement texts, by the text.
  let subjectAliases: [String: String]
  /// Between subject and number in a course key.
  let keySeparator: String
  /// For values outside of records; paths from the root.
  let ignores: [IgnoreRule]
  /// All that put something into the graph, in the order of their numbers.
  public let rules: [MappingRule]

  /// A name table in which the mapping's names have the numbers its rules use.
  func nameTable() -> XMLNameTable {
    let table = XMLNameTable()
    for alias in namespaceAliases { table.addAlias(alias.alias, of: alias.namespace) }
    for name in names { _ = table.intern(name.namespace, name.local) }
    return table
  }
}

struct NamespaceAlias: Sendable, Hashable {
  var alias: String
  var namespace: String
}

/// How to tell that a feed is in a dialect.
struct FeedDetection: Sendable, Hashable {
  var root: XMLNameTable.ID
  /// Names from the root down that must occur; more of them make a better match.
  var tellingPaths: [[XMLNameTable.ID]]
}

struct ProviderRule: Sendable {
  var key: ValueRule
  var properties: [PropertyRule]
}

/// What a repeated element of the feed is.
struct RecordRule: Sendable {
  var name: String
  /// Element names from the root down.
  var path: [XMLNameTable.ID]
  var provider: ProviderRule?
  var nodes: [NodeRule]
  /// Paths from the record's element.
  var ignores: [IgnoreRule]
}

struct IgnoreRule: Sendable, Hashable {
  var path: FeedPath
  var reason: String
}

/// A node that each record, or each match of a path in it, states.
struct NodeRule: Sendable {
  /// In ``FeedMapping/rules``.
  var number: Int
  /// Other rules of the record refer to the node by this.
  var id: String?
  var nodeClass: String
  /// Whether the class is what is recommended: its keys must not repeat unnoticed.
  var isItem: Bool
  /// Nil for the element itself.
  var each: FeedPath?
  /// Nil for a provider, whose key is the provider's.
  var key: ValueRule?
  var scope: NodeScope
  /// State the node's own values only where its key stands for the first time.
  var once: Bool
  /// Another record states the node; this one only ties relationships to it.
  var isElsewhere: Bool
  var properties: [PropertyRule]
  var relationships: [RelationshipRule]
  var requirements: [RequirementRule]
  /// Nodes within it; their paths start at its element.
  var nodes: [NodeRule]
}

/// Whose a node is.
enum NodeScope: String, Sendable, Hashable {
  case provider, shared
}

struct PropertyRule: Sendable {
  enum Multiplicity: Sendable, Hashable {
    case first
    case joined(separator: String)
    case list
  }

  /// In ``FeedMapping/rules``.
  var number: Int
  var name: String
  var datatype: OntologyProperty.Datatype
  var value: ValueRule
  /// One value for each match, with paths from there; nil for the node's element.
  var each: FeedPath?
  var multiplicity: Multiplicity
  /// A language that the mapping states; otherwise `xml:lang` tells.
  var language: String?
  /// Where else a value's language stands, from the value's element.
  var languagePath: FeedPath?
}

/// A value: the first of its alternatives that has any text.
struct ValueRule: Sendable {
  var alternatives: [ValueAlternative]
}

struct ValueAlternative: Sendable {
  enum Source: Sendable {
    case paths([FeedPath])
    case template([TemplatePiece])
    case constant(String)
  }

  var source: Source
  var filters: [TextFilter]
  /// Keep paragraphs of marked-up text as lines.
  var keepsLines: Bool
}

enum TemplatePiece: Sendable {
  case literal(String)
  /// An optional piece may be empty; any other that is leaves the whole template without value.
  case value([FeedPath], isOptional: Bool)
}

struct RelationshipRule: Sendable {
  enum Target: Sendable {
    /// A node of the same record.
    case rule(id: String)
    case providerNode
    /// `provider`: whose the node is, where the rule says so; else `scope` tells.
    case node(
      class: String, provider: ValueRule?, key: ValueRule?, scope: NodeScope,
      properties: [PropertyRule])
  }

  /// In ``FeedMapping/rules``.
  var number: Int
  var relation: String
  /// The node it starts from; nil for the node the rule stands in.
  var from: String?
  /// One relationship for each match, with paths from there.
  var each: FeedPath?
  var target: Target
}

struct RequirementRule: Sendable {
  /// In ``FeedMapping/rules``.
  var number: Int
  var kind: RequirementFact.Kind
  /// Nil when the feed gives only trees.
  var text: ValueRule?
  /// The element whose child is a requirement tree.
  var tree: FeedPath?
  /// What bare numbers inherit.
  var subject: ValueRule?
  /// Whether the text is in `aicc_script`; else it is prose.
  var isScript = false
}

/// How one element of a feed's requirement trees reads.
struct RequirementTreeRule: Sendable {
  enum Meaning: String, Sendable, Hashable, CaseIterable {
    case all, any, atLeast, not, course, corequisite, credits, standing, programme, opaque, none
    /// Opaque spans of which it is known what they ask for.
    case consent, exam
    /// A list that does not say whether all of it is meant, or any.
    case some
    /// Not all of the branches; none of them.
    case notAll, neither
  }

  var element: XMLNameTable.ID
  var meaning: Meaning
  /// What must be found from the element, where its name alone does not tell its meaning.
  var condition: FeedPath?
  /// Where its branches are; nil for its children.
  var branches: FeedPath?
  /// What stands before the key, with a space between.
  var subject: FeedPath?
  var key: FeedPath?
  /// Steps that the key goes through.
  var keyFilters: [TextFilter]
  var minimumGrade: FeedPath?
  var concurrent: FeedPath?
  var count: FeedPath?
  var of: FeedPath?
  /// What an opaque span asks for, `consent` or `exam`, where the feed says so.
  var kind: FeedPath?
}
