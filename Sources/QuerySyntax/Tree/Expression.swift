/// A name where it stands. Two names are equal when they read the same, wherever they stand.
public struct Identifier: Sendable, Hashable {
  public var name: String
  public var span: SourceSpan

  public init(_ name: String, span: SourceSpan = .synthetic) {
    self.name = name
    self.span = span
  }

  public static func == (a: Identifier, b: Identifier) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// A constant as written.
public enum Literal: Sendable, Hashable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case float(Double)
  case string(String)
}

/// An expression of openCypher. Two expressions are equal when they say the same, wherever they
/// stand: `ORDER BY count(*)` finds the column `count(*)` that way.
///
/// Operators of one precedence level that follow each other form one `chain`, so that a long sum
/// is a wide node, not a deep tree.
public struct Expression: Sendable, Hashable {
  public indirect enum Kind: Sendable, Hashable {
    case literal(Literal)
    case parameter(String)
    case variable(String)
    case property(Expression, Identifier)
    case index(Expression, Expression)
    case slice(Expression, from: Expression?, to: Expression?)
    case list([Expression])
    case map([MapEntry])
    case negate(Expression)
    case plus(Expression)
    case not(Expression)
    /// Left-associative operators of one level, in reading order.
    case chain(Expression, [Link])
    /// `a < b <= c`, meaning `a < b AND b <= c`.
    case comparison(Expression, [Comparison])
    case isNull(Expression, negated: Bool)
    case hasLabels(Expression, [Identifier])
    case call(FunctionCall)
    case countRows
    case conditional(subject: Expression?, [Alternative], otherwise: Expression?)
    case listComprehension(
      variable: Identifier, list: Expression, filter: Expression?, projection: Expression?)
    case quantifier(Quantifier, variable: Identifier, list: Expression, predicate: Expression)
    case reduce(
      accumulator: Identifier, initial: Expression, variable: Identifier, list: Expression,
      step: Expression)
    /// A pattern used as a condition: `(a)-[:R]->()`.
    case pattern(PathPattern)
    case patternComprehension(PathPattern, filter: Expression?, projection: Expression)
    /// `EXISTS { … }` or `COUNT { … }`.
    case subquery(Subquery)
  }

  public var kind: Kind
  public var span: SourceSpan

  public init(_ kind: Kind, span: SourceSpan = .synthetic) {
    self.kind = kind
    self.span = span
  }

  public static func == (a: Expression, b: Expression) -> Bool { a.kind == b.kind }
  public func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

public struct MapEntry: Sendable, Hashable {
  public var key: Identifier
  public var value: Expression

  public init(key: Identifier, value: Expression) {
    self.key = key
    self.value = value
  }
}

/// An operator of a chain, with its right operand.
public struct Link: Sendable, Hashable {
  public enum Operator: String, Sendable, Hashable {
    case or = "OR"
    case xor = "XOR"
    case and = "AND"
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case modulo = "%"
    case power = "^"
    case isIn = "IN"
    case startsWith = "STARTS WITH"
    case endsWith = "ENDS WITH"
    case contains = "CONTAINS"
    case matches = "=~"
  }

  public var operation: Operator
  public var operand: Expression

  public init(_ operation: Operator, _ operand: Expression) {
    self.operation = operation
    self.operand = operand
  }
}

/// A comparison of a chain, with its right operand.
public struct Comparison: Sendable, Hashable {
  public enum Operator: String, Sendable, Hashable {
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  public var operation: Operator
  public var operand: Expression

  public init(_ operation: Operator, _ operand: Expression) {
    self.operation = operation
    self.operand = operand
  }
}

/// A function by the name written, which may be dotted.
public struct FunctionCall: Sendable, Hashable {
  public var name: Identifier
  public var distinct: Bool
  public var arguments: [Expression]

  public init(name: Identifier, distinct: Bool = false, arguments: [Expression]) {
    self.name = name
    self.distinct = distinct
    self.arguments = arguments
  }
}

/// `WHEN condition THEN result`.
public struct Alternative: Sendable, Hashable {
  public var condition: Expression
  public var result: Expression

  public init(condition: Expression, result: Expression) {
    self.condition = condition
    self.result = result
  }
}

public enum Quantifier: String, Sendable, Hashable, CaseIterable {
  case all, any, none, single
}

public struct Subquery: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable {
    case exists = "EXISTS"
    case count = "COUNT"
  }

  public var kind: Kind
  public var body: Query

  public init(kind: Kind, body: Query) {
    self.kind = kind
    self.body = body
  }
}
