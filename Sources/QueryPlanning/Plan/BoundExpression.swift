import QuerySyntax

/// A place in a row. Every variable of a statement has one of its own, inner ones too.
public typealias Slot = Int

/// An expression whose names have been resolved to slots, functions and constants.
public struct BoundExpression: Sendable, Hashable {
  public indirect enum Kind: Sendable, Hashable {
    case constant(Literal)
    case parameter(String)
    case slot(Slot)
    case property(BoundExpression, String)
    case index(BoundExpression, BoundExpression)
    case slice(BoundExpression, from: BoundExpression?, to: BoundExpression?)
    case list([BoundExpression])
    case map([BoundEntry])
    case negate(BoundExpression)
    case plus(BoundExpression)
    case not(BoundExpression)
    case chain(BoundExpression, [BoundLink])
    case comparison(BoundExpression, [BoundComparison])
    case isNull(BoundExpression, negated: Bool)
    case hasLabels(BoundExpression, [String])
    case call(BuiltinFunction, [BoundExpression])
    case conditional(
      subject: BoundExpression?, [BoundAlternative], otherwise: BoundExpression?)
    case listComprehension(
      variable: Slot, list: BoundExpression, filter: BoundExpression?,
      projection: BoundExpression?)
    case quantifier(
      Quantifier, variable: Slot, list: BoundExpression, predicate: BoundExpression)
    case reduce(
      accumulator: Slot, initial: BoundExpression, variable: Slot, list: BoundExpression,
      step: BoundExpression)
    /// Whether the plan, started from this row, gives a row.
    case exists(LogicalPlan)
    /// How many rows the plan gives.
    case count(LogicalPlan)
    /// The projection of each row the plan gives.
    case collect(LogicalPlan, projection: BoundExpression)
  }

  public var kind: Kind
  public var span: SourceSpan

  public init(_ kind: Kind, span: SourceSpan = .synthetic) {
    self.kind = kind
    self.span = span
  }

  public static func == (a: BoundExpression, b: BoundExpression) -> Bool { a.kind == b.kind }
  public func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

public struct BoundEntry: Sendable, Hashable {
  public var key: String
  public var value: BoundExpression
}

public struct BoundLink: Sendable, Hashable {
  public var operation: Link.Operator
  public var operand: BoundExpression
}

public struct BoundComparison: Sendable, Hashable {
  public var operation: Comparison.Operator
  public var operand: BoundExpression
}

public struct BoundAlternative: Sendable, Hashable {
  public var condition: BoundExpression
  public var result: BoundExpression
}
