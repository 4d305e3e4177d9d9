import KnowledgeGraph
import QuerySyntax

/// A plan is data: a tree of operators that does not know what runs it.
///
///     Limit 10                       rows flow upwards
///       └ Project c.title
///           └ Expand (l)-[:COMPLETED]->(c)
///               └ KeySeek (l:Learner {key: "L-104"})
///
/// Rows are arrays of `slotCount` values. An operator writes only slots of its own, so a row is
/// changed in place on its way up; only operators that hold rows back copy them.
public struct LogicalPlan: Sendable, Hashable {
  /// Its number in preorder within the statement, for PROFILE; -1 inside expressions.
  public var id: Int
  public var operation: Operation
  public var inputs: [LogicalPlan]
  public var estimatedRows: Double

  public init(
    _ operation: Operation, _ inputs: [LogicalPlan] = [], estimatedRows: Double = 1, id: Int = -1
  ) {
    self.operation = operation
    self.inputs = inputs
    self.estimatedRows = estimatedRows
    self.id = id
  }

  public enum Operation: Sendable, Hashable {
    /// One row: the one given from outside, or an empty one.
    case argument
    case allNodesScan(node: Slot)
    case labelScan(node: Slot, label: String)
    /// Nodes whose key equals `key`, or is one of the list `key` when `oneOf`.
    case keySeek(node: Slot, label: String?, key: BoundExpression, oneOf: Bool)
    case expand(Expansion)
    /// Relationships between two nodes that are both known.
    case expandInto(Expansion)
    case varExpand(VariableExpansion)
    case bindPath(path: Slot, elements: [Slot])
    case filter(BoundExpression)
    case project([SlotAssignment])
    case aggregate(keys: [SlotAssignment], aggregates: [PlannedAggregate])
    case distinct([Slot])
    case sort([PlannedSort])
    /// The first rows of the order, without sorting all.
    case topK([PlannedSort], skip: BoundExpression?, limit: BoundExpression)
    case skip(BoundExpression)
    case limit(BoundExpression)
    case unwind(BoundExpression, into: Slot)
    /// For each row of the first input the rows of the second, or one with `nulls` null.
    case optional(nulls: [Slot])
    /// For each row of the first input, the rows of the second.
    case cartesianProduct
    /// The rows of each input after the other.
    case union
    case procedureCall(name: String, arguments: [BoundExpression], yields: [PlannedYield])
  }
}

/// A single step over a relationship.
public struct Expansion: Sendable, Hashable {
  public var from: Slot
  public var relationship: Slot
  public var to: Slot
  /// One is enough; empty means every type.
  public var types: [String]
  public var direction: Direction
  /// Relationships, or lists of them, that this one must differ from: within one MATCH no
  /// relationship is used twice.
  public var differsFrom: [Slot]
}

/// Any number of steps within bounds.
public struct VariableExpansion: Sendable, Hashable {
  /// `relationship` holds a list here.
  public var step: Expansion
  public var minimum: Int
  /// Nil: until no unused relationship is left.
  public var maximum: Int?
  /// What each relationship must have.
  public var properties: [BoundEntry]
  /// `to` is known already.
  public var into: Bool
  /// The walk goes against the pattern's reading direction, so its list is turned round.
  public var reversed: Bool
}

public struct SlotAssignment: Sendable, Hashable {
  public var slot: Slot
  public var expression: BoundExpression
}

public struct PlannedAggregate: Sendable, Hashable {
  public var slot: Slot
  public var function: AggregateFunction
  /// Nil for `count(*)`.
  public var argument: BoundExpression?
  /// The fraction of a percentile.
  public var parameter: BoundExpression?
  public var distinct: Bool
  public var span: SourceSpan
}

public struct PlannedSort: Sendable, Hashable {
  public var expression: BoundExpression
  public var descending: Bool
}

public struct PlannedYield: Sendable, Hashable {
  /// Position in the procedure's row.
  public var column: Int
  public var slot: Slot
}

/// A statement ready to run.
public struct PlannedStatement: Sendable {
  public struct Column: Sendable, Hashable {
    public var name: String
    public var slot: Slot
  }

  public var plan: LogicalPlan
  public var columns: [Column]
  /// What each slot is called, for drawings; the number of them is the length of a row.
  public var slotNames: [String]
  /// Parameters the statement uses, in order of first mention.
  public var parameters: [String] { parameterUses.map(\.name) }
  /// The same, with where each is mentioned first.
  public var parameterUses: [Identifier]
  public var slotCount: Int { slotNames.count }

  /// Where a parameter is mentioned first.
  public func parameterSpan(_ name: String) -> SourceSpan {
    parameterUses.first { $0.name == name }?.span ?? .synthetic
  }
}

extension LogicalPlan {
  /// The plan with its operators numbered in preorder from `first`.
  func numbered(from first: inout Int) -> LogicalPlan {
    var copy = self
    copy.id = first
    first += 1
    copy.inputs = inputs.map { $0.numbered(from: &first) }
    return copy
  }

  /// Operators in the tree, subplans of expressions left out.
  public var operatorCount: Int { inputs.reduce(1) { $0 + $1.operatorCount } }
}
