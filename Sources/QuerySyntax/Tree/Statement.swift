import Diagnostics

/// What a text holds: its statements in order, with what was noticed while reading them.
public struct Script: Sendable {
  public var source: SourceText
  public var statements: [Statement]
}

/// One statement between semicolons.
public struct Statement: Sendable {
  public enum Mode: Sendable, Hashable {
    case run
    /// Show the plan, run nothing.
    case explain
    /// Run, and show the plan with what each operator did.
    case profile
  }

  public enum Body: Sendable, Hashable {
    case query(Query)
    case verb(Verb)
  }

  public var mode: Mode
  /// As far as it could be read; the whole of it when `diagnostics` holds no error.
  public var body: Body
  /// Without the semicolon.
  public var text: String
  public var span: SourceSpan
  public var diagnostics: [Diagnostic]

  public var error: Diagnostic? { diagnostics.first { $0.severity == .error } }
}

/// Single queries joined by UNION.
public struct Query: Sendable, Hashable {
  public struct Branch: Sendable, Hashable {
    public var clauses: [Clause]
    /// How this branch is joined to those before it; nil for the first.
    public var union: Union?

    public init(clauses: [Clause], union: Union? = nil) {
      self.clauses = clauses
      self.union = union
    }
  }

  public struct Union: Sendable, Hashable {
    public var all: Bool
    public var keyword: Identifier
  }

  /// At least one.
  public var branches: [Branch]

  public init(branches: [Branch]) { self.branches = branches }
}

public struct Clause: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case match(Match)
    case unwind(Expression, alias: Identifier)
    case with(Projection, filter: Expression?)
    case result(Projection)
    case call(ProcedureCall)
  }

  public var kind: Kind
  /// The keyword that opens it, for diagnostics.
  public var keyword: Identifier

  public init(_ kind: Kind, keyword: Identifier) {
    self.kind = kind
    self.keyword = keyword
  }
}

public struct Match: Sendable, Hashable {
  public var optional: Bool
  public var patterns: [PathPattern]
  public var filter: Expression?

  public init(optional: Bool = false, patterns: [PathPattern], filter: Expression? = nil) {
    self.optional = optional
    self.patterns = patterns
    self.filter = filter
  }
}

/// What WITH and RETURN share.
public struct Projection: Sendable, Hashable {
  public struct Item: Sendable, Hashable {
    public var expression: Expression
    public var alias: Identifier?
    /// The words as written: the column's name where there is no alias.
    public var text: String

    public init(expression: Expression, alias: Identifier? = nil, text: String) {
      self.expression = expression
      self.alias = alias
      self.text = text
    }
  }

  public struct SortItem: Sendable, Hashable {
    public var expression: Expression
    public var descending: Bool
  }

  public var distinct: Bool
  /// `*`: everything in scope, before the items.
  public var all: Bool
  public var items: [Item]
  public var order: [SortItem]
  public var skip: Expression?
  public var limit: Expression?
}

public struct ProcedureCall: Sendable, Hashable {
  public struct YieldItem: Sendable, Hashable {
    public var field: Identifier
    public var alias: Identifier?

    public init(field: Identifier, alias: Identifier? = nil) {
      self.field = field
      self.alias = alias
    }
  }

  public var name: Identifier
  /// Nil when called without parentheses: arguments come from parameters of the same names.
  public var arguments: [Expression]?
  /// Nil when nothing is named: a call that stands alone yields every column.
  public var yields: [YieldItem]?
  public var filter: Expression?

  public init(
    name: Identifier, arguments: [Expression]?, yields: [YieldItem]? = nil,
    filter: Expression? = nil
  ) {
    self.name = name
    self.arguments = arguments
    self.yields = yields
    self.filter = filter
  }
}
