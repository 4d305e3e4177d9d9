import Synchronization

/// What one record of a feed says, as plain values: the form in which a reading hands records to
/// the store. ``FeedRecord`` says the same in strings and references of its own for each fact.
///
/// Names are numbers of ``names``, nodes are numbered within the record, and texts are ranges of
/// one buffer, so that making, passing on and dropping a record costs a few allocations whatever
/// the number of its statements.
public struct RecordStatements: Sendable {
  /// A place in ``text``.
  public typealias TextRange = Range<Int32>

  /// A node that statements of the record speak of. One node may stand here more than once.
  public struct Node: Sendable, Hashable {
    public var nodeClass: Int32
    /// The provider's key; nil for a node that belongs to nobody.
    public var provider: TextRange?
    public var key: TextRange

    public init(nodeClass: Int32, provider: TextRange?, key: TextRange) {
      self.nodeClass = nodeClass
      self.provider = provider
      self.key = key
    }
  }

  public enum Kind: UInt8, Sendable, Hashable {
    case node, relationship, requirement
  }

  /// A fact. Which fields speak depends on its kind.
  public struct Statement: Sendable, Hashable {
    public var kind: Kind
    /// The node stated, the relationship's start or the requirement's course: a place in ``nodes``.
    public var subject: Int32
    /// Of a relationship: the relation's name. Otherwise −1.
    public var relation: Int32
    /// Of a relationship: its end, a place in ``nodes``. Of a requirement: a place in
    /// ``requirements``. Otherwise −1.
    public var object: Int32
    /// Of a node or relationship: places in ``properties``, no name twice.
    public var properties: Range<Int32>
    /// 1-based.
    public var line: Int32
    /// 1-based; 0 when the reader does not know.
    public var column: Int32

    public init(
      kind: Kind, subject: Int32, relation: Int32 = -1, object: Int32 = -1,
      properties: Range<Int32> = 0..<0, line: Int32, column: Int32
    ) {
      self.kind = kind
      self.subject = subject
      self.relation = relation
      self.object = object
      self.properties = properties
      self.line = line
      self.column = column
    }
  }

  public struct Property: Sendable, Hashable {
    public var name: Int32
    public var value: Value

    public init(name: Int32, value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// A ``PropertyValue`` whose text stands in ``RecordStatements/text``.
  public enum Value: Sendable, Hashable {
    case boolean(Bool)
    case integer(Int64)
    case float(Double)
    case text(TextRange)
    case list([PropertyValue])
  }

  /// The names that the numbers stand for; the same for all records of a reading.
  public var names: StatementNames
  /// The dialect's name for this sort of record.
  public var name: Int32
  public var place: FeedPlace
  /// The record's XML as it stood in the feed, UTF-8.
  public var raw: ArraySlice<UInt8>
  /// Keys and texts, UTF-8, back to back.
  public var text: [UInt8]
  public var nodes: [Node]
  /// In the order in which the feed's mapping states them.
  public var statements: [Statement]
  public var properties: [Property]
  public var requirements: [RequirementFact]

  public init(
    names: StatementNames, name: Int32, place: FeedPlace, raw: ArraySlice<UInt8>, text: [UInt8],
    nodes: [Node], statements: [Statement], properties: [Property],
    requirements: [RequirementFact]
  ) {
    self.names = names
    self.name = name
    self.place = place
    self.raw = raw
    self.text = text
    self.nodes = nodes
    self.statements = statements
    self.properties = properties
    self.requirements = requirements
  }
}

/// The names of classes, relations, properties and records that the statements of one reading
/// use, numbered from 0 as they come up. Numbers are never given anew, so each side may keep what
/// it knows of a number. Safe to share between threads.
public final class StatementNames: Sendable {
  private struct Table {
    var names: [String] = []
    var numbers: [String: Int32] = [:]
  }

  private let table = Mutex(Table())

  public init() {}

  /// How many names there are.
  public var count: Int { table.withLock { $0.names.count } }

  /// The name of a number that a record of this reading holds.
  public subscript(number: Int32) -> String { table.withLock { $0.names[Int(number)] } }

  /// The number of a name, a new one when it has none.
  public func number(_ name: String) -> Int32 {
    table.withLock { table in
      if let known = table.numbers[name] { return known }
      let number = Int32(table.names.count)
      table.names.append(name)
      table.numbers[name] = number
      return number
    }
  }
}
